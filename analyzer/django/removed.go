package django

// A Removal says that a setting means nothing from a version on.
type Removal struct {
	Name         string
	Major, Minor int
	// Source is the page of the release notes.
	Source string
	// Instead says what to do, or is "" where there is nothing to do but to
	// delete the setting.
	Instead string
}

// Removals are the session-related settings that Django removed.
var Removals = []Removal{
	{"MIDDLEWARE_CLASSES", 2, 0, "https://docs.djangoproject.com/en/2.0/releases/2.0/#features-removed-in-2-0", "MIDDLEWARE"},
	{"SECURE_BROWSER_XSS_FILTER", 4, 0, "https://docs.djangoproject.com/en/4.0/releases/4.0/#securitymiddleware-no-longer-sets-the-x-xss-protection-header", ""},
	{"DEFAULT_HASHING_ALGORITHM", 4, 0, "https://docs.djangoproject.com/en/4.0/releases/4.0/#features-removed-in-4-0", ""},
	{"PASSWORD_RESET_TIMEOUT_DAYS", 4, 0, "https://docs.djangoproject.com/en/4.0/releases/4.0/#features-removed-in-4-0", "PASSWORD_RESET_TIMEOUT, in seconds"},
	{"CSRF_COOKIE_MASKED", 5, 0, "https://docs.djangoproject.com/en/5.0/releases/5.0/#features-removed-in-5-0", ""},
}
