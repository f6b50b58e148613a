package django

import (
	"slices"
	"sync"
)

// known are settings that start like the session settings and belong to
// another package.
var known = []struct {
	name, source string
	settings     []string
}{
	{"django-session-security", "https://github.com/yourlabs/django-session-security/blob/master/session_security/settings.py", []string{
		"SESSION_SECURITY_EXPIRE_AFTER", "SESSION_SECURITY_WARN_AFTER", "SESSION_SECURITY_PASSIVE_URLS",
		"SESSION_SECURITY_PASSIVE_URL_NAMES", "SESSION_SECURITY_INSECURE",
	}},
	{"django-session-timeout", "https://github.com/labd/django-session-timeout", []string{
		"SESSION_EXPIRE_SECONDS", "SESSION_EXPIRE_AFTER_LAST_ACTIVITY",
		"SESSION_EXPIRE_AFTER_LAST_ACTIVITY_GRACE_PERIOD", "SESSION_TIMEOUT_REDIRECT",
	}},
	{"django-redis-sessions", "https://github.com/martinrusev/django-redis-sessions", []string{
		"SESSION_REDIS", "SESSION_REDIS_HOST", "SESSION_REDIS_PORT", "SESSION_REDIS_DB",
		"SESSION_REDIS_PASSWORD", "SESSION_REDIS_PREFIX", "SESSION_REDIS_SOCKET_TIMEOUT",
		"SESSION_REDIS_UNIX_DOMAIN_SOCKET_PATH", "SESSION_REDIS_URL",
	}},
	{"django-cookies-samesite", "https://github.com/jotes/django-cookies-samesite", []string{
		"SESSION_COOKIE_SAMESITE_FORCE_ALL", "SESSION_COOKIE_SAMESITE_FORCE_CORE", "SESSION_COOKIE_SAMESITE_KEYS",
	}},
}

// Known reports whether a setting is one of Django's, in any version the
// tables know, or of a package that uses similar names.
func Known(name string) bool {
	if _, djangos := byName[name]; djangos {
		return true
	}
	for _, p := range known {
		if slices.Contains(p.settings, name) {
			return true
		}
	}
	return false
}

// Spellable returns the names of Django's session, CSRF, SECURE and
// language-cookie settings, which a misspelt name is compared with, sorted. The
// caller must not change the slice.
func Spellable() []string { return spellable() }

var spellable = sync.OnceValue(func() []string {
	var names []string
	for _, name := range RelevantDefaults() {
		if !slices.Contains(alsoRelevant, name) {
			names = append(names, name)
		}
	}
	return names
})

// A Logout is a package that can end a session at a time that it is told.
type Logout struct {
	// Middleware is the dotted path of its middleware.
	Middleware string
	// Seconds is the setting with the time, in Key if it is a dict.
	Seconds, Key string
	// Otherwise is the time where the setting is not set: a number, or the
	// setting that it is then taken from, or nothing at all.
	Otherwise     int
	OtherwiseFrom string
	// Switch is a setting that must have the value SwitchOn, or "".
	Switch   string
	SwitchOn bool
	// Source documents them.
	Source string
}

const (
	autoLogout      = "django_auto_logout.middleware.auto_logout"
	sessionTimeout  = "django_session_timeout.middleware.SessionTimeoutMiddleware"
	sessionSecurity = "session_security.middleware.SessionSecurityMiddleware"
	lastActivity    = "SESSION_EXPIRE_AFTER_LAST_ACTIVITY"

	autoLogoutSource      = "https://github.com/bugov/django-auto-logout"
	sessionTimeoutSource  = "https://github.com/labd/django-session-timeout"
	sessionSecuritySource = "https://github.com/yourlabs/django-session-security/blob/master/session_security/settings.py"
)

// IdleLogouts are the packages that give an inactivity timeout.
var IdleLogouts = []Logout{
	{Middleware: autoLogout, Seconds: "AUTO_LOGOUT", Key: "IDLE_TIME", Source: autoLogoutSource},
	{Middleware: sessionSecurity, Seconds: "SESSION_SECURITY_EXPIRE_AFTER", Otherwise: 600, Source: sessionSecuritySource},
	{Middleware: sessionTimeout, Seconds: "SESSION_EXPIRE_SECONDS", OtherwiseFrom: "SESSION_COOKIE_AGE", Switch: lastActivity, SwitchOn: true, Source: sessionTimeoutSource},
}

// AbsoluteLogouts are the packages that end a session some time after log-in,
// whatever its user does.
var AbsoluteLogouts = []Logout{
	{Middleware: autoLogout, Seconds: "AUTO_LOGOUT", Key: "SESSION_TIME", Source: autoLogoutSource},
	{Middleware: sessionTimeout, Seconds: "SESSION_EXPIRE_SECONDS", OtherwiseFrom: "SESSION_COOKIE_AGE", Switch: lastActivity, Source: sessionTimeoutSource},
}
