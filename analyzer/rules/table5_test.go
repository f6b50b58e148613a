package rules

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// debug is what DEBUG becomes in production when a variable says it.
func debug(cast string, byDefault any) value.Value {
	env := &value.Environment{Name: "DJANGO_DEBUG", Cast: cast}
	if byDefault != nil {
		env.Default = python(byDefault)
	}
	return value.Value{Data: value.Bool(false), Origin: &value.Origin{Env: env}}
}

// compared is DEBUG = os.environ.get(name, byDefault) == "something".
func compared(name string, byDefault any) value.Value {
	env := &value.Environment{Name: name, Default: python(byDefault)}
	return value.Value{Data: value.Bool(false), Origin: &value.Origin{From: []*value.Origin{{Env: env}}}}
}

var transportTable = map[string][]row{
	"DJS501": {
		{name: "there", subject: "MIDDLEWARE", want: no},
		{name: "missing", from: api, with: set{"MIDDLEWARE": []any{"django.middleware.common.CommonMiddleware"},
			"SECURE_SSL_REDIRECT": unset{}, "SECURE_HSTS_SECONDS": unset{}, "SECURE_HSTS_INCLUDE_SUBDOMAINS": unset{}}, subject: "MIDDLEWARE", want: yes, level: finding.Warning},
		{name: "missing, settings dead", with: set{"MIDDLEWARE": without(site()["MIDDLEWARE"], django.SecurityMiddleware)}, subject: "MIDDLEWARE", want: yes, level: finding.Error, says: "SECURE_HSTS_SECONDS"},
		{name: "subclass", with: set{"MIDDLEWARE": []any{"shop.middleware.OurSecurityMiddleware"}}, subject: "MIDDLEWARE", want: no},
		{name: "lookalike", with: set{"MIDDLEWARE": []any{"session_security.middleware.SessionSecurityMiddleware"}}, subject: "MIDDLEWARE", want: yes, level: finding.Error},
		{name: "not set", with: set{"MIDDLEWARE": unset{}}, subject: "MIDDLEWARE", want: no},
		{name: "unknown", with: set{"MIDDLEWARE": unknown("list")}, subject: "MIDDLEWARE", want: maybe},
	},
	"DJS502": {
		{name: "on", subject: "SECURE_SSL_REDIRECT", want: no},
		{name: "off", with: set{"SECURE_SSL_REDIRECT": false}, subject: "SECURE_SSL_REDIRECT", want: yes},
		{name: "unset", with: set{"SECURE_SSL_REDIRECT": unset{}}, subject: "SECURE_SSL_REDIRECT", want: yes, says: "defaults to False"},
		{name: "behind a proxy", with: set{"SECURE_SSL_REDIRECT": unset{}, "SECURE_PROXY_SSL_HEADER": tuple{"HTTP_X_FORWARDED_PROTO", "https"}}, subject: "SECURE_SSL_REDIRECT", want: yes, level: finding.Note},
		{name: "no middleware", with: set{"SECURE_SSL_REDIRECT": false, "MIDDLEWARE": []any{}}, subject: "SECURE_SSL_REDIRECT", want: no},
		{name: "unknown", with: set{"SECURE_SSL_REDIRECT": unknown("bool")}, subject: "SECURE_SSL_REDIRECT", want: maybe},
	},
	"DJS503": {
		{name: "none", subject: "SECURE_REDIRECT_EXEMPT", want: no},
		{name: "health check", with: set{"SECURE_REDIRECT_EXEMPT": []any{`^healthz/?$`}}, subject: "SECURE_REDIRECT_EXEMPT", want: no},
		{name: "everything", with: set{"SECURE_REDIRECT_EXEMPT": []any{`^healthz$`, `.*`}}, subject: "SECURE_REDIRECT_EXEMPT", want: yes, says: "'.*'"},
		{name: "the empty pattern", with: set{"SECURE_REDIRECT_EXEMPT": []any{``}}, subject: "SECURE_REDIRECT_EXEMPT", want: yes},
		{name: "not Go's syntax", with: set{"SECURE_REDIRECT_EXEMPT": []any{`^(?!admin).*`}}, subject: "SECURE_REDIRECT_EXEMPT", want: no},
		{name: "no redirect", with: set{"SECURE_REDIRECT_EXEMPT": []any{`.*`}, "SECURE_SSL_REDIRECT": false}, subject: "SECURE_REDIRECT_EXEMPT", want: no},
		{name: "unknown", with: set{"SECURE_REDIRECT_EXEMPT": unknown("")}, subject: "SECURE_REDIRECT_EXEMPT", want: maybe},
	},
	"DJS504": {
		{name: "a year", subject: "SECURE_HSTS_SECONDS", want: no},
		{name: "an hour", with: set{"SECURE_HSTS_SECONDS": 3600}, subject: "SECURE_HSTS_SECONDS", want: no},
		{name: "zero", with: set{"SECURE_HSTS_SECONDS": 0}, subject: "SECURE_HSTS_SECONDS", want: yes, says: "is 0: "},
		{name: "unset", with: set{"SECURE_HSTS_SECONDS": unset{}}, subject: "SECURE_HSTS_SECONDS", want: yes},
		{name: "no middleware", with: set{"SECURE_HSTS_SECONDS": 0, "MIDDLEWARE": []any{}}, subject: "SECURE_HSTS_SECONDS", want: no},
		{name: "unknown", with: set{"SECURE_HSTS_SECONDS": unknown("int")}, subject: "SECURE_HSTS_SECONDS", want: maybe},
	},
	"DJS505": {
		{name: "included", subject: "SECURE_HSTS_INCLUDE_SUBDOMAINS", want: no},
		{name: "unset", with: set{"SECURE_HSTS_INCLUDE_SUBDOMAINS": unset{}}, subject: "SECURE_HSTS_INCLUDE_SUBDOMAINS", want: yes},
		{name: "no HSTS", with: set{"SECURE_HSTS_INCLUDE_SUBDOMAINS": false, "SECURE_HSTS_SECONDS": 0}, subject: "SECURE_HSTS_INCLUDE_SUBDOMAINS", want: no},
		{name: "DJS107 speaks", with: set{"SECURE_HSTS_INCLUDE_SUBDOMAINS": false, "SESSION_COOKIE_DOMAIN": ".example.com"}, subject: "SECURE_HSTS_INCLUDE_SUBDOMAINS", want: no},
		{name: "DJS506 speaks", with: set{"SECURE_HSTS_INCLUDE_SUBDOMAINS": false, "SECURE_HSTS_PRELOAD": true}, subject: "SECURE_HSTS_INCLUDE_SUBDOMAINS", want: no},
		{name: "unknown", with: set{"SECURE_HSTS_INCLUDE_SUBDOMAINS": unknown("")}, subject: "SECURE_HSTS_INCLUDE_SUBDOMAINS", want: maybe},
	},
	"DJS506": {
		{name: "off", subject: "SECURE_HSTS_PRELOAD", want: no},
		{name: "complete", with: set{"SECURE_HSTS_PRELOAD": true}, subject: "SECURE_HSTS_PRELOAD", want: no},
		{name: "without subdomains", with: set{"SECURE_HSTS_PRELOAD": true, "SECURE_HSTS_INCLUDE_SUBDOMAINS": false}, subject: "SECURE_HSTS_PRELOAD", want: yes, says: "subdomains"},
		{name: "short", with: set{"SECURE_HSTS_PRELOAD": true, "SECURE_HSTS_SECONDS": 86400}, subject: "SECURE_HSTS_PRELOAD", want: yes, says: "a year"},
		{name: "unknown", with: set{"SECURE_HSTS_PRELOAD": true, "SECURE_HSTS_SECONDS": unknown("int")}, subject: "SECURE_HSTS_PRELOAD", want: maybe},
	},
	"DJS507": {
		{name: "unset", subject: "SECURE_PROXY_SSL_HEADER", want: no},
		{name: "right", with: set{"SECURE_PROXY_SSL_HEADER": tuple{"HTTP_X_FORWARDED_PROTO", "https"}}, subject: "SECURE_PROXY_SSL_HEADER", want: no},
		{name: "a list", with: set{"SECURE_PROXY_SSL_HEADER": []any{"HTTP_X_FORWARDED_SSL", "on"}}, subject: "SECURE_PROXY_SSL_HEADER", want: no},
		{name: "capitals", with: set{"SECURE_PROXY_SSL_HEADER": tuple{"HTTP_X_FORWARDED_PROTO", "HTTPS"}}, subject: "SECURE_PROXY_SSL_HEADER", want: yes, says: "small letters"},
		{name: "as sent", with: set{"SECURE_PROXY_SSL_HEADER": tuple{"X-Forwarded-Proto", "https"}}, subject: "SECURE_PROXY_SSL_HEADER", want: yes, says: "HTTP_X_FORWARDED_PROTO"},
		{name: "no HTTP_", with: set{"SECURE_PROXY_SSL_HEADER": tuple{"X_FORWARDED_PROTO", "https"}}, subject: "SECURE_PROXY_SSL_HEADER", want: yes},
		{name: "a string", with: set{"SECURE_PROXY_SSL_HEADER": "HTTP_X_FORWARDED_PROTO"}, subject: "SECURE_PROXY_SSL_HEADER", want: yes, says: "a pair"},
		{name: "True", with: set{"SECURE_PROXY_SSL_HEADER": tuple{"HTTP_X_FORWARDED_PROTO", true}}, subject: "SECURE_PROXY_SSL_HEADER", want: yes, says: "both must be strings"},
		{name: "of the server", with: set{"SECURE_PROXY_SSL_HEADER": tuple{"wsgi.url_scheme", "https"}}, subject: "SECURE_PROXY_SSL_HEADER", want: no},
		{name: "half unknown", with: set{"SECURE_PROXY_SSL_HEADER": tuple{"HTTP_X_FORWARDED_PROTO", unknown("str")}}, subject: "SECURE_PROXY_SSL_HEADER", want: maybe},
		{name: "unknown", with: set{"SECURE_PROXY_SSL_HEADER": unknown("")}, subject: "SECURE_PROXY_SSL_HEADER", want: maybe},
	},
	"DJS508": {
		{name: "unset", subject: "SECURE_PROXY_SSL_HEADER", want: no, project: shared(yes)},
		{name: "shared", with: set{"SECURE_PROXY_SSL_HEADER": tuple{"HTTP_X_FORWARDED_PROTO", "https"}}, subject: "SECURE_PROXY_SSL_HEADER", want: yes, project: shared(yes)},
		{name: "production's own", with: set{"SECURE_PROXY_SSL_HEADER": tuple{"HTTP_X_FORWARDED_PROTO", "https"}}, subject: "SECURE_PROXY_SSL_HEADER", want: no, project: shared(no)},
		{name: "nobody knows", with: set{"SECURE_PROXY_SSL_HEADER": tuple{"HTTP_X_FORWARDED_PROTO", "https"}}, subject: "SECURE_PROXY_SSL_HEADER", want: maybe, project: shared(maybe)},
		{name: "nobody looks", with: set{"SECURE_PROXY_SSL_HEADER": tuple{"HTTP_X_FORWARDED_PROTO", "https"}}, subject: "SECURE_PROXY_SSL_HEADER", want: no},
	},
	"DJS509": {
		{name: "off", with: set{"ALLOWED_HOSTS": []any{"*"}}, subject: "USE_X_FORWARDED_HOST", want: no},
		{name: "hosts named", with: set{"USE_X_FORWARDED_HOST": true}, subject: "USE_X_FORWARDED_HOST", want: no},
		{name: "any host", with: set{"USE_X_FORWARDED_HOST": true, "ALLOWED_HOSTS": []any{"*"}}, subject: "USE_X_FORWARDED_HOST", want: yes},
		{name: "unknown", with: set{"USE_X_FORWARDED_HOST": true, "ALLOWED_HOSTS": unknown("list")}, subject: "USE_X_FORWARDED_HOST", want: maybe},
	},
	"DJS510": {
		{name: "named", subject: "ALLOWED_HOSTS", want: no},
		{name: "any", with: set{"ALLOWED_HOSTS": []any{"a.example.com", "*"}}, subject: "ALLOWED_HOSTS", want: yes, says: "any Host header"},
		{name: "any by default", with: set{"ALLOWED_HOSTS": fromEnv{Name: "HOSTS", Cast: "list", Default: python([]any{"*"})}}, subject: "ALLOWED_HOSTS", want: yes},
		{name: "empty", with: set{"ALLOWED_HOSTS": []any{}}, subject: "ALLOWED_HOSTS", want: yes, says: "400"},
		{name: "unset", with: set{"ALLOWED_HOSTS": unset{}}, subject: "ALLOWED_HOSTS", want: yes, says: "not set"},
		{name: "unset, as is the middleware", with: set{"ALLOWED_HOSTS": unset{}, "MIDDLEWARE": unset{}}, subject: "ALLOWED_HOSTS", want: no},
		{name: "unset, with middleware under the old name", with: set{"ALLOWED_HOSTS": unset{}, "MIDDLEWARE": unset{}, "MIDDLEWARE_CLASSES": []any{}}, subject: "ALLOWED_HOSTS", want: yes},
		{name: "empty by default", with: set{"ALLOWED_HOSTS": fromEnv{Name: "HOSTS", Cast: "list", Default: python([]any{})}}, subject: "ALLOWED_HOSTS", want: no},
		{name: "DJS509 speaks", with: set{"ALLOWED_HOSTS": []any{"*"}, "USE_X_FORWARDED_HOST": true}, subject: "ALLOWED_HOSTS", want: no},
		{name: "unknown", with: set{"ALLOWED_HOSTS": unknown("list")}, subject: "ALLOWED_HOSTS", want: maybe},
	},
	"DJS511": {
		{name: "False", subject: "DEBUG", want: no},
		{name: "unset", with: set{"DEBUG": unset{}}, subject: "DEBUG", want: no},
		{name: "True", with: set{"DEBUG": true}, subject: "DEBUG", want: yes, says: "DEBUG is True: "},
		{name: "off by default", with: set{"DEBUG": debug("bool", false)}, subject: "DEBUG", want: no},
		{name: "required", with: set{"DEBUG": debug("bool", nil)}, subject: "DEBUG", want: no},
		{name: "on by default", with: set{"DEBUG": debug("bool", true)}, subject: "DEBUG", want: yes, level: finding.Warning, says: "unless the environment variable DJANGO_DEBUG turns it off"},
		{name: "on by default, as text", with: set{"DEBUG": debug("bool", "True")}, subject: "DEBUG", want: yes, level: finding.Warning},
		{name: "uncast", with: set{"DEBUG": debug("", false)}, subject: "DEBUG", want: yes, level: finding.Warning, says: "any text"},
		{name: "uncast and on", with: set{"DEBUG": debug("", true)}, subject: "DEBUG", want: yes, level: finding.Error, says: "is empty"},
		{name: "compared, off", with: set{"DEBUG": compared("DEBUG", "False")}, subject: "DEBUG", want: no},
		{name: "compared, on", with: set{"DEBUG": compared("DEBUG", "1")}, subject: "DEBUG", want: yes, level: finding.Warning},
		{name: "compared, not about debug", with: set{"DEBUG": compared("PRODUCTION", "1")}, subject: "DEBUG", want: no},
		{name: "given", with: set{"DEBUG": fromEnv{Name: "DEBUG", Cast: "bool", Default: python(true), Given: true}}, subject: "DEBUG", want: yes},
		{name: "unknown", with: set{"DEBUG": unknown("")}, subject: "DEBUG", want: maybe},
	},
}

// shared is a project whose development settings run every line, or none.
func shared(t value.Truth) settings.Project {
	return settings.Project{Development: func(string, source.Span) value.Truth { return t }}
}

func first(entry string) []any { return append([]any{entry}, site()["MIDDLEWARE"].([]any)...) }
func last(entry string) []any {
	return append(slices.Clone(site()["MIDDLEWARE"].([]any)), entry)
}

var wiringTable = map[string][]row{
	"DJS601": {
		{name: "there", subject: "MIDDLEWARE", want: no},
		{name: "missing", with: set{"MIDDLEWARE": without(site()["MIDDLEWARE"], django.SessionMiddleware)}, subject: "MIDDLEWARE", want: yes, says: "AuthenticationMiddleware"},
		{name: "admin", with: set{"MIDDLEWARE": []any{django.CsrfMiddleware}}, subject: "MIDDLEWARE", want: yes, says: "the admin"},
		{name: "subclass", with: set{"MIDDLEWARE": []any{"shop.SessionMiddleware", django.AuthenticationMiddleware}}, subject: "MIDDLEWARE", want: no},
		{name: "by another name", with: set{"MIDDLEWARE": []any{"shop.sessions.Middleware", django.AuthenticationMiddleware}}, subject: "MIDDLEWARE", want: maybe},
		{name: "nothing needs it", from: api, subject: "MIDDLEWARE", want: no},
	},
	"DJS602": {
		{name: "in order", subject: "MIDDLEWARE", want: no},
		{name: "authentication", with: set{"MIDDLEWARE": first(django.AuthenticationMiddleware)}, subject: "MIDDLEWARE", want: yes, says: "AuthenticationMiddleware before"},
		{name: "somebody's", with: set{"MIDDLEWARE": first("shop.middleware.TokenAuthenticationMiddleware")}, subject: "MIDDLEWARE", want: no},
		{name: "messages", with: set{"MIDDLEWARE": first(django.MessageMiddleware)}, subject: "MIDDLEWARE", want: yes},
		{name: "messages in a cookie", with: set{"MIDDLEWARE": first(django.MessageMiddleware), "MESSAGE_STORAGE": django.CookieMessages}, subject: "MIDDLEWARE", want: no},
		{name: "locale on 3.2", version: "3.2.25", with: set{"MIDDLEWARE": first(django.LocaleMiddleware)}, subject: "MIDDLEWARE", want: yes},
		{name: "locale on 5.2", with: set{"MIDDLEWARE": first(django.LocaleMiddleware)}, subject: "MIDDLEWARE", want: no},
		{name: "locale, no version", version: "none", with: set{"MIDDLEWARE": first(django.LocaleMiddleware)}, subject: "MIDDLEWARE", want: maybe},
	},
	"DJS603": {
		{name: "no page cache", subject: "MIDDLEWARE", want: no},
		{name: "in order", with: set{"MIDDLEWARE": paged}, subject: "MIDDLEWARE", want: no},
		{name: "update last", with: set{"MIDDLEWARE": last(django.UpdateCacheMiddleware)}, subject: "MIDDLEWARE", want: yes, says: "before UpdateCacheMiddleware"},
		{name: "fetch first", with: set{"MIDDLEWARE": first(django.FetchFromCacheMiddleware)}, subject: "MIDDLEWARE", want: yes, level: finding.Warning},
		{name: "both in one, last", with: set{"MIDDLEWARE": last(django.CacheMiddleware)}, subject: "MIDDLEWARE", want: yes},
		{name: "both in one, first", with: set{"MIDDLEWARE": first(django.CacheMiddleware)}, subject: "MIDDLEWARE", want: no},
		{name: "somebody's", with: set{"MIDDLEWARE": last("shop.middleware.NeverCacheMiddleware")}, subject: "MIDDLEWARE", want: no},
		{name: "part unknown", with: set{"MIDDLEWARE": []any{django.UpdateCacheMiddleware, splice}}, subject: "MIDDLEWARE", want: maybe},
	},
	"DJS604": {
		{name: "MIDDLEWARE", subject: "MIDDLEWARE_CLASSES", want: no},
		{name: "only the old one", with: set{"MIDDLEWARE": unset{}, "MIDDLEWARE_CLASSES": []any{django.SessionMiddleware}}, subject: "MIDDLEWARE_CLASSES", want: yes},
		{name: "both", with: set{"MIDDLEWARE_CLASSES": []any{}}, subject: "MIDDLEWARE_CLASSES", want: no},
		{name: "1.11", version: "1.11", with: set{"MIDDLEWARE": unset{}, "MIDDLEWARE_CLASSES": []any{}}, subject: "MIDDLEWARE_CLASSES", want: no},
		{name: "1.11 or later", version: ">=1.11", with: set{"MIDDLEWARE": unset{}, "MIDDLEWARE_CLASSES": []any{}}, subject: "MIDDLEWARE_CLASSES", want: maybe},
	},
	"DJS605": {
		{name: "right", subject: "SESSION_COOKIE_SECURE", want: no},
		{name: "a letter short", with: set{"SESSION_COOKIE_SECUR": true}, subject: "SESSION_COOKIE_SECUR", want: yes, says: "SESSION_COOKIE_SECURE"},
		{name: "swapped", with: set{"SECURE_SLL_REDIRECT": true}, subject: "SECURE_SLL_REDIRECT", want: yes},
		{name: "words apart", with: set{"SESSION_COOKIE_HTTP_ONLY": true}, subject: "SESSION_COOKIE_HTTP_ONLY", want: yes, says: "SESSION_COOKIE_HTTPONLY"},
		{name: "another word", with: set{"SECURE_SSL_PORT": 443}, subject: "SECURE_SSL_PORT", want: no},
		{name: "plural of its own", with: set{"SESSION_COOKIE_NAME": "id", "SESSION_COOKIE_NAMES": []any{}}, subject: "SESSION_COOKIE_NAMES", want: no},
		{name: "a package's", with: set{"SESSION_COOKIE_SAMESITE_KEYS": []any{}, "SESSION_REDIS_DB": 1}, subject: "SESSION_REDIS_DB", want: no},
		{name: "something else", with: set{"SESSION_HANDLER": 1}, subject: "SESSION_HANDLER", want: no},
	},
	"DJS606": {
		{name: "not set", subject: "SECURE_BROWSER_XSS_FILTER", want: no},
		{name: "removed", with: set{"SECURE_BROWSER_XSS_FILTER": true}, subject: "SECURE_BROWSER_XSS_FILTER", want: yes, says: "Django 4.0 removed it"},
		{name: "still there", version: "3.2.25", with: set{"SECURE_BROWSER_XSS_FILTER": true}, subject: "SECURE_BROWSER_XSS_FILTER", want: no},
		{name: "instead", with: set{"PASSWORD_RESET_TIMEOUT_DAYS": 1}, subject: "PASSWORD_RESET_TIMEOUT_DAYS", want: yes, says: "in favour of PASSWORD_RESET_TIMEOUT"},
		{name: "no version", version: "none", with: set{"SECURE_BROWSER_XSS_FILTER": true}, subject: "SECURE_BROWSER_XSS_FILTER", want: maybe},
	},
	"DJS607": {
		{name: "none", subject: "SILENCED_SYSTEM_CHECKS", want: no},
		{name: "another", with: set{"SILENCED_SYSTEM_CHECKS": []any{"fields.W342", "security.W019"}}, subject: "SILENCED_SYSTEM_CHECKS", want: no},
		{name: "ours", with: set{"SILENCED_SYSTEM_CHECKS": []any{"fields.W342", "security.W012", "security.W016"}}, subject: "SILENCED_SYSTEM_CHECKS", want: yes, says: "security.W012, security.W016: 'manage.py check --deploy' no longer reports them"},
		{name: "unknown", with: set{"SILENCED_SYSTEM_CHECKS": unknown("list")}, subject: "SILENCED_SYSTEM_CHECKS", want: maybe},
	},
	"DJS608": {
		{name: "once", subject: "SESSION_COOKIE_SECURE", want: no},
		{name: "replaced", with: set{"SESSION_COOKIE_SECURE": history{true, false}}, subject: "SESSION_COOKIE_SECURE", want: yes, says: "is True here, and a later line makes it False"},
		{name: "made secure", with: set{"SESSION_COOKIE_SECURE": history{false, true}}, subject: "SESSION_COOKIE_SECURE", want: no},
		{name: "unknown", with: set{"SESSION_COOKIE_SECURE": history{true, unknown("bool")}}, subject: "SESSION_COOKIE_SECURE", want: maybe},
	},
}
