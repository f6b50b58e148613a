package django

import "github.com/django-session-audit/django-session-audit/analyzer/value"

// A row says that from a version on, a setting has a default. It holds until
// the setting's next row.
type row struct {
	name string
	from [3]int
	// data is nil for None, a bool, int, string, []string, or one of caches,
	// empty and gone.
	data any
	// source is a page below https://docs.djangoproject.com/en/, or "" for
	// the setting's entry in ref/settings, which all rows without one have.
	source string
}

// What a row's data can be besides plain values.
type (
	gone   struct{} // there is no such setting from here on
	empty  struct{} // an empty dict
	caches struct{} // what CACHES is by default
)

var always = [3]int{}

// defaults is what global_settings.py holds, by version. Rows of one setting
// stand together, oldest first. Without a source of its own, a row follows
// https://docs.djangoproject.com/en/6.0/ref/settings/ and
// https://github.com/django/django/blob/main/django/conf/global_settings.py.
var defaults = []row{
	{name: "DEBUG", data: false},
	{name: "ALLOWED_HOSTS", data: []string{}},
	{name: "SECRET_KEY", data: ""},
	{name: "SECRET_KEY_FALLBACKS", data: gone{}},
	{"SECRET_KEY_FALLBACKS", [3]int{4, 1}, []string{}, "4.1/releases/4.1/#security"},
	{name: "SILENCED_SYSTEM_CHECKS", data: []string{}},
	{name: "INSTALLED_APPS", data: []string{}},
	{name: "MIDDLEWARE", data: []string{}},
	{"MIDDLEWARE_CLASSES", always, []string{
		"django.middleware.common.CommonMiddleware",
		"django.middleware.csrf.CsrfViewMiddleware",
	}, "1.11/ref/settings/"},
	{"MIDDLEWARE_CLASSES", [3]int{2, 0}, gone{}, "2.0/releases/2.0/#features-removed-in-2-0"},

	{name: "SESSION_ENGINE", data: DatabaseEngine},
	{name: "SESSION_CACHE_ALIAS", data: "default"},
	{name: "SESSION_FILE_PATH", data: nil},
	{name: "SESSION_SERIALIZER", data: "django.contrib.sessions.serializers.JSONSerializer"},
	{name: "SESSION_COOKIE_NAME", data: "sessionid"},
	{name: "SESSION_COOKIE_AGE", data: 1209600},
	{name: "SESSION_COOKIE_DOMAIN", data: nil},
	{name: "SESSION_COOKIE_PATH", data: "/"},
	{name: "SESSION_COOKIE_SECURE", data: false},
	{name: "SESSION_COOKIE_HTTPONLY", data: true},
	{name: "SESSION_COOKIE_SAMESITE", data: gone{}},
	{"SESSION_COOKIE_SAMESITE", [3]int{2, 1}, "Lax", "2.1/releases/2.1/#samesite-cookies"},
	{name: "SESSION_SAVE_EVERY_REQUEST", data: false},
	{name: "SESSION_EXPIRE_AT_BROWSER_CLOSE", data: false},

	{name: "CSRF_COOKIE_NAME", data: "csrftoken"},
	{name: "CSRF_COOKIE_AGE", data: 31449600},
	{name: "CSRF_COOKIE_DOMAIN", data: nil},
	{name: "CSRF_COOKIE_PATH", data: "/"},
	{name: "CSRF_COOKIE_SECURE", data: false},
	{name: "CSRF_COOKIE_HTTPONLY", data: false},
	{name: "CSRF_COOKIE_SAMESITE", data: gone{}},
	{"CSRF_COOKIE_SAMESITE", [3]int{2, 1}, "Lax", "2.1/releases/2.1/#samesite-cookies"},
	{name: "CSRF_COOKIE_MASKED", data: gone{}},
	{"CSRF_COOKIE_MASKED", [3]int{4, 1}, false, "4.1/releases/4.1/#csrf-cookie-masked-setting"},
	{"CSRF_COOKIE_MASKED", [3]int{5, 0}, gone{}, "5.0/releases/5.0/#features-removed-in-5-0"},
	{name: "CSRF_HEADER_NAME", data: "HTTP_X_CSRFTOKEN"},
	{name: "CSRF_FAILURE_VIEW", data: "django.views.csrf.csrf_failure"},
	{name: "CSRF_TRUSTED_ORIGINS", data: []string{}},
	{name: "CSRF_USE_SESSIONS", data: false},

	{name: "LANGUAGE_COOKIE_NAME", data: "django_language"},
	{name: "LANGUAGE_COOKIE_AGE", data: nil},
	{name: "LANGUAGE_COOKIE_DOMAIN", data: nil},
	{name: "LANGUAGE_COOKIE_PATH", data: "/"},
	{name: "LANGUAGE_COOKIE_SECURE", data: gone{}},
	{"LANGUAGE_COOKIE_SECURE", [3]int{3, 0}, false, "3.0/releases/3.0/#internationalization"},
	{name: "LANGUAGE_COOKIE_HTTPONLY", data: gone{}},
	{"LANGUAGE_COOKIE_HTTPONLY", [3]int{3, 0}, false, "3.0/releases/3.0/#internationalization"},
	{name: "LANGUAGE_COOKIE_SAMESITE", data: gone{}},
	{"LANGUAGE_COOKIE_SAMESITE", [3]int{3, 0}, nil, "3.0/releases/3.0/#internationalization"},

	{name: "SECURE_SSL_REDIRECT", data: false},
	{name: "SECURE_SSL_HOST", data: nil},
	{name: "SECURE_REDIRECT_EXEMPT", data: []string{}},
	{name: "SECURE_PROXY_SSL_HEADER", data: nil},
	{name: "SECURE_HSTS_SECONDS", data: 0},
	{name: "SECURE_HSTS_INCLUDE_SUBDOMAINS", data: false},
	{name: "SECURE_HSTS_PRELOAD", data: false},
	{name: "SECURE_CONTENT_TYPE_NOSNIFF", data: false},
	{"SECURE_CONTENT_TYPE_NOSNIFF", [3]int{3, 0}, true, "3.0/releases/3.0/#security"},
	{name: "SECURE_BROWSER_XSS_FILTER", data: false},
	{"SECURE_BROWSER_XSS_FILTER", [3]int{4, 0}, gone{}, "4.0/releases/4.0/#securitymiddleware-no-longer-sets-the-x-xss-protection-header"},
	{name: "SECURE_REFERRER_POLICY", data: gone{}},
	{"SECURE_REFERRER_POLICY", [3]int{3, 0}, nil, "3.0/releases/3.0/#security"},
	{"SECURE_REFERRER_POLICY", [3]int{3, 1}, "same-origin", "3.1/releases/3.1/#security"},
	{name: "SECURE_CROSS_ORIGIN_OPENER_POLICY", data: gone{}},
	{"SECURE_CROSS_ORIGIN_OPENER_POLICY", [3]int{4, 0}, "same-origin", "4.0/releases/4.0/#security"},
	{name: "SECURE_CSP", data: gone{}},
	{"SECURE_CSP", [3]int{6, 0}, empty{}, "6.0/releases/6.0/#content-security-policy-support"},
	{name: "SECURE_CSP_REPORT_ONLY", data: gone{}},
	{"SECURE_CSP_REPORT_ONLY", [3]int{6, 0}, empty{}, "6.0/releases/6.0/#content-security-policy-support"},
	{name: "USE_X_FORWARDED_HOST", data: false},
	{name: "USE_X_FORWARDED_PORT", data: false},
	{name: "X_FRAME_OPTIONS", data: "SAMEORIGIN"},
	{"X_FRAME_OPTIONS", [3]int{3, 0}, "DENY", "3.0/releases/3.0/#security"},

	{name: "CACHES", data: caches{}},
	{name: "CACHE_MIDDLEWARE_ALIAS", data: "default"},
	{name: "CACHE_MIDDLEWARE_KEY_PREFIX", data: ""},
	{name: "CACHE_MIDDLEWARE_SECONDS", data: 600},
	{name: "MESSAGE_STORAGE", data: FallbackMessages},
	{name: "AUTHENTICATION_BACKENDS", data: []string{"django.contrib.auth.backends.ModelBackend"}},
	{name: "AUTH_USER_MODEL", data: "auth.User"},
	{name: "PASSWORD_HASHERS", data: hashers},
	{"PASSWORD_HASHERS", [3]int{4, 0}, append(hashers[:4:4], "django.contrib.auth.hashers.ScryptPasswordHasher"), "4.0/releases/4.0/#django-contrib-auth"},
	{name: "PASSWORD_RESET_TIMEOUT", data: gone{}},
	{"PASSWORD_RESET_TIMEOUT", [3]int{3, 1}, 259200, "3.1/releases/3.1/#django-contrib-auth"},
	{name: "PASSWORD_RESET_TIMEOUT_DAYS", data: 3},
	{"PASSWORD_RESET_TIMEOUT_DAYS", [3]int{4, 0}, gone{}, "4.0/releases/4.0/#features-removed-in-4-0"},
	{name: "DEFAULT_HASHING_ALGORITHM", data: gone{}},
	{"DEFAULT_HASHING_ALGORITHM", [3]int{3, 1}, "sha256", "3.1/releases/3.1/#default-hashing-algorithm-settings"},
	{"DEFAULT_HASHING_ALGORITHM", [3]int{4, 0}, gone{}, "4.0/releases/4.0/#features-removed-in-4-0"},
	{name: "SIGNING_BACKEND", data: "django.core.signing.TimestampSigner"},
	{name: "SIGNED_COOKIE_LEGACY_SALT_FALLBACK", data: gone{}},
	{"SIGNED_COOKIE_LEGACY_SALT_FALLBACK", [3]int{5, 2, 15}, true, "5.2/releases/5.2.15/"},
	{"SIGNED_COOKIE_LEGACY_SALT_FALLBACK", [3]int{6, 0, 0}, gone{}, "6.0/releases/6.0/"},
	{"SIGNED_COOKIE_LEGACY_SALT_FALLBACK", [3]int{6, 0, 6}, true, "6.0/releases/6.0.6/"},
	{"SIGNED_COOKIE_LEGACY_SALT_FALLBACK", [3]int{6, 1, 0}, false, "6.1/releases/6.1/"},

	{name: "MEDIA_ROOT", data: ""},
	{name: "MEDIA_URL", data: ""},
	{name: "STATIC_ROOT", data: nil},
	{name: "STATIC_URL", data: nil},
	{name: "STATICFILES_DIRS", data: []string{}},
	{name: "DATABASES", data: empty{}},
	{name: "TEMPLATES", data: []string{}},
	{name: "USE_I18N", data: true},
	{name: "LANGUAGE_CODE", data: "en-us"},
	{name: "LOGIN_URL", data: "/accounts/login/"},
}

var hashers = []string{
	"django.contrib.auth.hashers.PBKDF2PasswordHasher",
	"django.contrib.auth.hashers.PBKDF2SHA1PasswordHasher",
	"django.contrib.auth.hashers.Argon2PasswordHasher",
	"django.contrib.auth.hashers.BCryptSHA256PasswordHasher",
}

var byName = index()

func index() map[string][]row {
	rows := map[string][]row{}
	for _, r := range defaults {
		rows[r.name] = append(rows[r.name], r)
	}
	return rows
}

// Default returns Django's default for a setting. It reports false for a name
// that Django has no default for. A default that differs among the versions
// that the project may run on is an Unknown that says so.
func Default(name string, v Version) (value.Value, bool) {
	rows := inForce(byName[name], v)
	if len(rows) == 0 {
		return value.Value{}, false
	}
	first := rows[0].build()
	for _, r := range rows[1:] {
		if next := r.build(); !same(first, next) {
			return value.Value{Data: disputed(name, rows)}, true
		}
	}
	return value.Value{Data: first}, first != nil
}

// inForce returns the rows that hold in at least one version that the project
// may run on.
func inForce(rows []row, v Version) []row {
	low, high := v, Newest
	switch {
	case !v.Known():
		low = Oldest
	case v.Exact || v.compare(Newest.Major, Newest.Minor, 0) > 0:
		high = v
	}
	var held []row
	for i, r := range rows {
		starts := high.compare(r.from[0], r.from[1], r.from[2]) >= 0
		ended := i+1 < len(rows) && low.compare(rows[i+1].from[0], rows[i+1].from[1], rows[i+1].from[2]) >= 0
		if starts && !ended {
			held = append(held, r)
		}
	}
	return held
}

func same(a, b value.Data) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return value.Equal(value.Value{Data: a}, value.Value{Data: b}) == value.Yes
}

// disputed is the default of a setting that the possible versions disagree on.
func disputed(name string, rows []row) *value.Unknown {
	typ := ""
	for i, r := range rows {
		d := r.build()
		switch {
		case d == nil:
			return &value.Unknown{Reason: reason, Key: "default of " + name}
		case i == 0:
			typ = d.TypeName()
		case typ != d.TypeName():
			typ = ""
		}
	}
	return &value.Unknown{Reason: reason, Type: typ, Key: "default of " + name}
}

const reason = "is Django's default, which depends on the Django version"

// build returns the row's default, or nil where there is no such setting. Each
// call makes new collections: the caller may keep and change them.
func (r row) build() value.Data {
	switch d := r.data.(type) {
	case gone:
		return nil
	case nil:
		return value.None{}
	case bool:
		return value.Bool(d)
	case int:
		return value.NewInt(int64(d))
	case string:
		return value.Str(d)
	case []string:
		list := &value.List{}
		for _, text := range d {
			list.Items = append(list.Items, value.Value{Data: value.Str(text)})
		}
		return list
	case empty:
		return value.NewDict()
	case caches:
		backend := value.NewDict(entry("BACKEND", value.Str(LocMemCache)))
		return value.NewDict(entry("default", backend))
	}
	panic("django: a default of " + r.name + " has an unexpected type")
}

func entry(key string, d value.Data) value.Entry {
	return value.Entry{Key: value.Value{Data: value.Str(key)}, Value: value.Value{Data: d}}
}
