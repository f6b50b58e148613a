package rules

import (
	"maps"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// table holds, by rule, the worlds that it is tested in.
var table = map[string][]row{}

func init() {
	for _, t := range []map[string][]row{cookieTable, lifetimeTable, storageTable, keyTable, transportTable, wiringTable, policyTable} {
		maps.Copy(table, t)
	}
}

const (
	yes   = value.Yes
	no    = value.No
	maybe = value.Maybe
)

var cookieTable = map[string][]row{
	"DJS101": {
		{name: "true", with: set{"SESSION_COOKIE_SECURE": true}, subject: "SESSION_COOKIE_SECURE", want: no},
		{name: "false", with: set{"SESSION_COOKIE_SECURE": false}, subject: "SESSION_COOKIE_SECURE", want: yes, says: "SESSION_COOKIE_SECURE is False: "},
		{name: "unset", with: set{"SESSION_COOKIE_SECURE": unset{}}, subject: "SESSION_COOKIE_SECURE", want: yes, says: "is not set and defaults to False: "},
		{name: "None", with: set{"SESSION_COOKIE_SECURE": nil}, subject: "SESSION_COOKIE_SECURE", want: yes, says: "is None"},
		{name: "empty text", with: set{"SESSION_COOKIE_SECURE": ""}, subject: "SESSION_COOKIE_SECURE", want: yes},
		{name: "some text", with: set{"SESSION_COOKIE_SECURE": "False"}, subject: "SESSION_COOKIE_SECURE", want: no},
		{name: "unknown", with: set{"SESSION_COOKIE_SECURE": unknown("")}, subject: "SESSION_COOKIE_SECURE", want: maybe},
		{name: "no sessions", from: api, subject: "SESSION_COOKIE_SECURE", want: no},
		{name: "middleware unknown", with: set{"MIDDLEWARE": unknown(""), "INSTALLED_APPS": []any{}, "SESSION_COOKIE_SECURE": false}, subject: "SESSION_COOKIE_SECURE", want: maybe},
		{name: "subclass", from: api, with: set{"MIDDLEWARE": []any{"shop.middleware.CustomSessionMiddleware"}}, subject: "SESSION_COOKIE_SECURE", want: yes},
		{name: "name unknown", with: set{"SESSION_COOKIE_SECURE": false, "SESSION_COOKIE_NAME": unknown("str")}, subject: "SESSION_COOKIE_SECURE", want: yes},
		{name: "prefixed name", with: set{"SESSION_COOKIE_SECURE": false, "SESSION_COOKIE_NAME": "__Host-id"}, subject: "SESSION_COOKIE_SECURE", want: no},
	},
	"DJS102": {
		{name: "unset", subject: "SESSION_COOKIE_HTTPONLY", want: no},
		{name: "true", with: set{"SESSION_COOKIE_HTTPONLY": true}, subject: "SESSION_COOKIE_HTTPONLY", want: no},
		{name: "false", with: set{"SESSION_COOKIE_HTTPONLY": false}, subject: "SESSION_COOKIE_HTTPONLY", want: yes},
		{name: "zero", with: set{"SESSION_COOKIE_HTTPONLY": 0}, subject: "SESSION_COOKIE_HTTPONLY", want: yes, says: "is 0"},
		{name: "unknown", with: set{"SESSION_COOKIE_HTTPONLY": unknown("bool")}, subject: "SESSION_COOKIE_HTTPONLY", want: maybe},
		{name: "no sessions", from: api, with: set{"SESSION_COOKIE_HTTPONLY": false}, subject: "SESSION_COOKIE_HTTPONLY", want: no},
	},
	"DJS103": {
		{name: "unset", subject: "SESSION_COOKIE_SAMESITE", want: no},
		{name: "Strict", with: set{"SESSION_COOKIE_SAMESITE": "Strict"}, subject: "SESSION_COOKIE_SAMESITE", want: no},
		{name: "None", with: set{"SESSION_COOKIE_SAMESITE": nil}, subject: "SESSION_COOKIE_SAMESITE", want: yes, says: "is None: "},
		{name: "False", with: set{"SESSION_COOKIE_SAMESITE": false}, subject: "SESSION_COOKIE_SAMESITE", want: yes},
		{name: "no version", version: "none", with: set{"SESSION_COOKIE_SAMESITE": nil}, subject: "SESSION_COOKIE_SAMESITE", want: yes},
		{name: "2.0", version: "2.0", with: set{"SESSION_COOKIE_SAMESITE": nil}, subject: "SESSION_COOKIE_SAMESITE", want: no},
		{name: "the string", with: set{"SESSION_COOKIE_SAMESITE": "None"}, subject: "SESSION_COOKIE_SAMESITE", want: no},
		{name: "unknown", with: set{"SESSION_COOKIE_SAMESITE": unknown("")}, subject: "SESSION_COOKIE_SAMESITE", want: maybe},
	},
	"DJS104": {
		{name: "unset", subject: "SESSION_COOKIE_SAMESITE", want: no},
		{name: "None", with: set{"SESSION_COOKIE_SAMESITE": nil}, subject: "SESSION_COOKIE_SAMESITE", want: no},
		{name: "string", with: set{"SESSION_COOKIE_SAMESITE": "none"}, subject: "SESSION_COOKIE_SAMESITE", want: yes, says: "is 'none': "},
		{name: "string without Secure", with: set{"SESSION_COOKIE_SAMESITE": "None", "SESSION_COOKIE_SECURE": unset{}}, subject: "SESSION_COOKIE_SAMESITE", want: yes, level: finding.Error, says: "browsers refuse"},
		{name: "Secure unknown", with: set{"SESSION_COOKIE_SAMESITE": "None", "SESSION_COOKIE_SECURE": unknown("")}, subject: "SESSION_COOKIE_SAMESITE", want: yes},
		{name: "3.0", version: "3.0.14", with: set{"SESSION_COOKIE_SAMESITE": "None"}, subject: "SESSION_COOKIE_SAMESITE", want: no},
		{name: "unknown", with: set{"SESSION_COOKIE_SAMESITE": unknown("str")}, subject: "SESSION_COOKIE_SAMESITE", want: maybe},
	},
	"DJS105": {
		{name: "unset", subject: "SESSION_COOKIE_SAMESITE", want: no},
		{name: "lax", with: set{"SESSION_COOKIE_SAMESITE": "lax"}, subject: "SESSION_COOKIE_SAMESITE", want: no},
		{name: "misspelt", with: set{"SESSION_COOKIE_SAMESITE": "Laxx"}, subject: "SESSION_COOKIE_SAMESITE", want: yes, says: "'Laxx'"},
		{name: "True", with: set{"SESSION_COOKIE_SAMESITE": true}, subject: "SESSION_COOKIE_SAMESITE", want: yes},
		{name: "csrf", with: set{"CSRF_COOKIE_SAMESITE": "Same"}, subject: "CSRF_COOKIE_SAMESITE", want: yes},
		{name: "None before 3.1", version: "3.0.14", with: set{"SESSION_COOKIE_SAMESITE": "None"}, subject: "SESSION_COOKIE_SAMESITE", want: yes, says: "from 3.1 on"},
		{name: "2.0", version: "2.0", with: set{"SESSION_COOKIE_SAMESITE": "Lax"}, subject: "SESSION_COOKIE_SAMESITE", want: yes, level: finding.Warning, says: "does nothing"},
		{name: "2.0, by a package", version: "2.0", with: set{"SESSION_COOKIE_SAMESITE": "Lax", "MIDDLEWARE": first("django_cookies_samesite.middleware.CookiesSameSite")}, subject: "SESSION_COOKIE_SAMESITE", want: no},
		{name: "unknown", with: set{"SESSION_COOKIE_SAMESITE": unknown("")}, subject: "SESSION_COOKIE_SAMESITE", want: maybe},
	},
	"DJS106": {
		{name: "unset", subject: "SESSION_COOKIE_DOMAIN", want: no},
		{name: "empty", with: set{"SESSION_COOKIE_DOMAIN": ""}, subject: "SESSION_COOKIE_DOMAIN", want: no},
		{name: "localhost", with: set{"SESSION_COOKIE_DOMAIN": "localhost"}, subject: "SESSION_COOKIE_DOMAIN", want: no},
		{name: "address", with: set{"SESSION_COOKIE_DOMAIN": "10.0.0.4"}, subject: "SESSION_COOKIE_DOMAIN", want: no},
		{name: "set", with: set{"SESSION_COOKIE_DOMAIN": ".example.com"}, subject: "SESSION_COOKIE_DOMAIN", want: yes, says: "'.example.com'"},
		{name: "public suffix", with: set{"SESSION_COOKIE_DOMAIN": ".herokuapp.com"}, subject: "SESSION_COOKIE_DOMAIN", want: yes, level: finding.Error},
		{name: "two hosts", with: set{"SESSION_COOKIE_DOMAIN": "example.com", "ALLOWED_HOSTS": []any{"shop.example.com", "blog.example.com", "www.example.com"}}, subject: "SESSION_COOKIE_DOMAIN", want: yes, level: finding.Error, says: "blog.example.com"},
		{name: "unknown", with: set{"SESSION_COOKIE_DOMAIN": unknown("str")}, subject: "SESSION_COOKIE_DOMAIN", want: maybe},
	},
	"DJS107": {
		{name: "no domain", with: set{"SECURE_HSTS_INCLUDE_SUBDOMAINS": false}, subject: "SECURE_HSTS_INCLUDE_SUBDOMAINS", want: no},
		{name: "subdomains", with: set{"SESSION_COOKIE_DOMAIN": ".example.com"}, subject: "SECURE_HSTS_INCLUDE_SUBDOMAINS", want: no},
		{name: "without", with: set{"SESSION_COOKIE_DOMAIN": ".example.com", "SECURE_HSTS_INCLUDE_SUBDOMAINS": unset{}}, subject: "SECURE_HSTS_INCLUDE_SUBDOMAINS", want: yes, says: "'.example.com'"},
		{name: "no HSTS", with: set{"SESSION_COOKIE_DOMAIN": ".example.com", "SECURE_HSTS_INCLUDE_SUBDOMAINS": false, "SECURE_HSTS_SECONDS": 0}, subject: "SECURE_HSTS_INCLUDE_SUBDOMAINS", want: no},
		{name: "unknown", with: set{"SESSION_COOKIE_DOMAIN": unknown(""), "SECURE_HSTS_INCLUDE_SUBDOMAINS": false}, subject: "SECURE_HSTS_INCLUDE_SUBDOMAINS", want: maybe},
	},
	"DJS108": {
		{name: "plain", subject: "SESSION_COOKIE_NAME", want: no},
		{name: "kept", with: set{"SESSION_COOKIE_NAME": "__Host-id"}, subject: "SESSION_COOKIE_NAME", want: no},
		{name: "not secure", with: set{"SESSION_COOKIE_NAME": "__Secure-id", "SESSION_COOKIE_SECURE": false}, subject: "SESSION_COOKIE_NAME", want: yes, says: "'__Secure-id' but SESSION_COOKIE_SECURE is False"},
		{name: "path", with: set{"SESSION_COOKIE_NAME": "__Host-id", "SESSION_COOKIE_PATH": "/shop"}, subject: "SESSION_COOKIE_NAME", want: yes, says: "'/shop'"},
		{name: "domain", with: set{"SESSION_COOKIE_NAME": "__host-id", "SESSION_COOKIE_DOMAIN": "example.com"}, subject: "SESSION_COOKIE_NAME", want: yes},
		{name: "domain is fine for Secure", with: set{"SESSION_COOKIE_NAME": "__Secure-id", "SESSION_COOKIE_DOMAIN": "example.com"}, subject: "SESSION_COOKIE_NAME", want: no},
		{name: "csrf", with: set{"CSRF_COOKIE_NAME": "__Secure-csrf", "CSRF_COOKIE_SECURE": unset{}}, subject: "CSRF_COOKIE_NAME", want: yes},
		{name: "language", with: set{"LANGUAGE_COOKIE_NAME": "__Secure-lang"}, subject: "LANGUAGE_COOKIE_NAME", want: yes},
		{name: "unknown", with: set{"SESSION_COOKIE_NAME": "__Host-id", "SESSION_COOKIE_SECURE": unknown("bool")}, subject: "SESSION_COOKIE_NAME", want: maybe},
	},
	"DJS109": {
		{name: "defaults", subject: "SESSION_COOKIE_NAME", want: no},
		{name: "session as csrf", with: set{"SESSION_COOKIE_NAME": "csrftoken"}, subject: "SESSION_COOKIE_NAME", want: yes, says: "CSRF_COOKIE_NAME"},
		{name: "both named", with: set{"SESSION_COOKIE_NAME": "id", "CSRF_COOKIE_NAME": "id"}, subject: "CSRF_COOKIE_NAME", want: yes},
		{name: "once only", with: set{"SESSION_COOKIE_NAME": "id", "CSRF_COOKIE_NAME": "id"}, subject: "SESSION_COOKIE_NAME", want: no},
		{name: "messages", with: set{"SESSION_COOKIE_NAME": "messages"}, subject: "SESSION_COOKIE_NAME", want: yes, says: "messages framework"},
		{name: "no csrf cookie", with: set{"SESSION_COOKIE_NAME": "csrftoken", "CSRF_USE_SESSIONS": true}, subject: "SESSION_COOKIE_NAME", want: no},
		{name: "unknown", with: set{"SESSION_COOKIE_NAME": unknown("str")}, subject: "SESSION_COOKIE_NAME", want: maybe},
	},
	"DJS111": {
		{name: "true", subject: "SESSION_COOKIE_SECURE", want: no},
		{name: "text", with: set{"SESSION_COOKIE_SECURE": "False"}, subject: "SESSION_COOKIE_SECURE", want: yes, says: "any text"},
		{name: "variable's text", with: set{"SESSION_COOKIE_SECURE": unknown("str")}, subject: "SESSION_COOKIE_SECURE", want: yes},
		{name: "variable, default True", with: set{"SESSION_COOKIE_SECURE": fromEnv{Name: "TLS", Default: python(true)}}, subject: "SESSION_COOKIE_SECURE", want: yes, says: "variable TLS: "},
		{name: "variable, default False", with: set{"SESSION_COOKIE_SECURE": fromEnv{Name: "TLS", Default: python(false)}}, subject: "SESSION_COOKIE_SECURE", want: no},
		{name: "variable, default False, no other rule", with: set{"SESSION_SAVE_EVERY_REQUEST": fromEnv{Name: "SAVE", Default: python(false)}}, subject: "SESSION_SAVE_EVERY_REQUEST", want: yes},
		{name: "variable, cast", with: set{"SESSION_COOKIE_SECURE": fromEnv{Name: "TLS", Cast: "bool", Default: python(true)}}, subject: "SESSION_COOKIE_SECURE", want: no},
		{name: "empty text", with: set{"SESSION_COOKIE_SECURE": ""}, subject: "SESSION_COOKIE_SECURE", want: no},
		{name: "one", with: set{"SESSION_COOKIE_SECURE": 1}, subject: "SESSION_COOKIE_SECURE", want: yes, level: finding.Note},
		{name: "unknown bool", with: set{"SESSION_COOKIE_SECURE": unknown("bool")}, subject: "SESSION_COOKIE_SECURE", want: no},
		{name: "redirect", with: set{"SECURE_SSL_REDIRECT": "no"}, subject: "SECURE_SSL_REDIRECT", want: yes},
		{name: "unknown", with: set{"SESSION_COOKIE_SECURE": unknown("")}, subject: "SESSION_COOKIE_SECURE", want: maybe},
		{name: "no sessions", from: api, with: set{"SESSION_COOKIE_SECURE": "yes"}, subject: "SESSION_COOKIE_SECURE", want: no},
	},
	"DJS112": {
		{name: "true", subject: "CSRF_COOKIE_SECURE", want: no},
		{name: "unset", with: set{"CSRF_COOKIE_SECURE": unset{}}, subject: "CSRF_COOKIE_SECURE", want: yes},
		{name: "in the session", with: set{"CSRF_COOKIE_SECURE": false, "CSRF_USE_SESSIONS": true}, subject: "CSRF_COOKIE_SECURE", want: no},
		{name: "no middleware", from: api, with: set{"CSRF_COOKIE_SECURE": false}, subject: "CSRF_COOKIE_SECURE", want: no},
		{name: "unknown", with: set{"CSRF_COOKIE_SECURE": unknown("")}, subject: "CSRF_COOKIE_SECURE", want: maybe},
	},
	"DJS113": {
		{name: "unset", subject: "CSRF_COOKIE_SAMESITE", want: no},
		{name: "None", with: set{"CSRF_COOKIE_SAMESITE": nil}, subject: "CSRF_COOKIE_SAMESITE", want: yes},
		{name: "string", with: set{"CSRF_COOKIE_SAMESITE": "None"}, subject: "CSRF_COOKIE_SAMESITE", want: yes, says: "other sites"},
		{name: "string, not secure", with: set{"CSRF_COOKIE_SAMESITE": "None", "CSRF_COOKIE_SECURE": false}, subject: "CSRF_COOKIE_SAMESITE", want: yes, level: finding.Error},
		{name: "in the session", with: set{"CSRF_COOKIE_SAMESITE": nil, "CSRF_USE_SESSIONS": true}, subject: "CSRF_COOKIE_SAMESITE", want: no},
		{name: "unknown", with: set{"CSRF_COOKIE_SAMESITE": unknown("")}, subject: "CSRF_COOKIE_SAMESITE", want: maybe},
	},
}

var lifetimeTable = map[string][]row{
	"DJS201": {
		{name: "unset", subject: "SESSION_COOKIE_AGE", want: no},
		{name: "30 days", with: set{"SESSION_COOKIE_AGE": 30 * 86400}, subject: "SESSION_COOKIE_AGE", want: no},
		{name: "a year", with: set{"SESSION_COOKIE_AGE": 365 * 86400}, subject: "SESSION_COOKIE_AGE", want: yes, says: "31536000 seconds (365 days)"},
		{name: "a float", with: set{"SESSION_COOKIE_AGE": 5184000.0}, subject: "SESSION_COOKIE_AGE", want: yes, says: "60 days"},
		{name: "text", with: set{"SESSION_COOKIE_AGE": "31536000"}, subject: "SESSION_COOKIE_AGE", want: no},
		{name: "unknown", with: set{"SESSION_COOKIE_AGE": unknown("int")}, subject: "SESSION_COOKIE_AGE", want: maybe},
	},
	"DJS203": {
		{name: "unset", subject: "SESSION_COOKIE_AGE", want: no},
		{name: "15 minutes", with: set{"SESSION_COOKIE_AGE": 900}, subject: "SESSION_COOKIE_AGE", want: yes, says: "900 seconds (15 minutes)"},
		{name: "saved each time", with: set{"SESSION_COOKIE_AGE": 900, "SESSION_SAVE_EVERY_REQUEST": true}, subject: "SESSION_COOKIE_AGE", want: no},
		{name: "a day", with: set{"SESSION_COOKIE_AGE": 86400}, subject: "SESSION_COOKIE_AGE", want: no},
		{name: "zero", with: set{"SESSION_COOKIE_AGE": 0}, subject: "SESSION_COOKIE_AGE", want: no},
		{name: "package", with: set{"SESSION_COOKIE_AGE": 900, "MIDDLEWARE": append(site()["MIDDLEWARE"].([]any), "session_security.middleware.SessionSecurityMiddleware")}, subject: "SESSION_COOKIE_AGE", want: no},
		{name: "package, from the start", with: set{"SESSION_COOKIE_AGE": 900, "MIDDLEWARE": last("django_session_timeout.middleware.SessionTimeoutMiddleware")}, subject: "SESSION_COOKIE_AGE", want: yes},
		{name: "package, from the last request", with: set{"SESSION_COOKIE_AGE": 900, "SESSION_EXPIRE_AFTER_LAST_ACTIVITY": true, "MIDDLEWARE": last("django_session_timeout.middleware.SessionTimeoutMiddleware")}, subject: "SESSION_COOKIE_AGE", want: no},
		{name: "package, idle time", with: set{"SESSION_COOKIE_AGE": 900, "AUTO_LOGOUT": set{"IDLE_TIME": 600}, "MIDDLEWARE": last("django_auto_logout.middleware.auto_logout")}, subject: "SESSION_COOKIE_AGE", want: no},
		{name: "unknown", with: set{"SESSION_COOKIE_AGE": 900, "SESSION_SAVE_EVERY_REQUEST": unknown("bool")}, subject: "SESSION_COOKIE_AGE", want: maybe},
	},
	"DJS205": {
		{name: "off", subject: "SESSION_EXPIRE_AT_BROWSER_CLOSE", want: no},
		{name: "on, age unset", with: set{"SESSION_EXPIRE_AT_BROWSER_CLOSE": true}, subject: "SESSION_EXPIRE_AT_BROWSER_CLOSE", want: yes, says: "14 days"},
		{name: "on, age set", with: set{"SESSION_EXPIRE_AT_BROWSER_CLOSE": true, "SESSION_COOKIE_AGE": 43200}, subject: "SESSION_EXPIRE_AT_BROWSER_CLOSE", want: no},
		{name: "unknown", with: set{"SESSION_EXPIRE_AT_BROWSER_CLOSE": unknown("bool")}, subject: "SESSION_EXPIRE_AT_BROWSER_CLOSE", want: maybe},
	},
	"DJS207": {
		{name: "unset", subject: "SESSION_COOKIE_AGE", want: no},
		{name: "a number", with: set{"SESSION_COOKIE_AGE": 1200}, subject: "SESSION_COOKIE_AGE", want: no},
		{name: "zero", with: set{"SESSION_COOKIE_AGE": 0}, subject: "SESSION_COOKIE_AGE", want: yes, says: "is 0: browsers delete"},
		{name: "text", with: set{"SESSION_COOKIE_AGE": "1200"}, subject: "SESSION_COOKIE_AGE", want: yes, says: "is a string"},
		{name: "None", with: set{"SESSION_COOKIE_AGE": nil}, subject: "SESSION_COOKIE_AGE", want: yes, says: "is None"},
		{name: "timedelta", with: set{"SESSION_COOKIE_AGE": delta(1200)}, subject: "SESSION_COOKIE_AGE", want: yes, says: "a timedelta"},
		{name: "variable, default a number", with: set{"SESSION_COOKIE_AGE": fromEnv{Name: "AGE", Cast: "str", Default: python(1200)}}, subject: "SESSION_COOKIE_AGE", want: yes, level: finding.Warning, says: "where that is set"},
		{name: "variable, cast", with: set{"SESSION_COOKIE_AGE": fromEnv{Name: "AGE", Cast: "int", Default: python(1200)}}, subject: "SESSION_COOKIE_AGE", want: no},
		{name: "variable's text", with: set{"SESSION_COOKIE_AGE": unknown("str")}, subject: "SESSION_COOKIE_AGE", want: yes, says: "a string"},
		{name: "unknown", with: set{"SESSION_COOKIE_AGE": unknown("")}, subject: "SESSION_COOKIE_AGE", want: maybe},
	},
	"DJS208": {
		{name: "no page cache", version: "5.2.4", with: set{"SESSION_SAVE_EVERY_REQUEST": true}, subject: "SESSION_SAVE_EVERY_REQUEST", want: no},
		{name: "5.2.13", version: "5.2.13", with: set{"SESSION_SAVE_EVERY_REQUEST": true, "MIDDLEWARE": paged}, subject: "SESSION_SAVE_EVERY_REQUEST", want: yes},
		{name: "5.2.14", version: "5.2.14", with: set{"SESSION_SAVE_EVERY_REQUEST": true, "MIDDLEWARE": paged}, subject: "SESSION_SAVE_EVERY_REQUEST", want: no},
		{name: "6.0.4", version: "6.0.4", with: set{"SESSION_SAVE_EVERY_REQUEST": true, "MIDDLEWARE": paged}, subject: "SESSION_SAVE_EVERY_REQUEST", want: yes},
		{name: "6.0.5", version: "6.0.5", with: set{"SESSION_SAVE_EVERY_REQUEST": true, "MIDDLEWARE": paged}, subject: "SESSION_SAVE_EVERY_REQUEST", want: no},
		{name: "no version", version: "none", with: set{"SESSION_SAVE_EVERY_REQUEST": true, "MIDDLEWARE": paged}, subject: "SESSION_SAVE_EVERY_REQUEST", want: maybe},
	},
}

// paged is a MIDDLEWARE with the page cache where it belongs.
var paged = append(append([]any{"django.middleware.cache.UpdateCacheMiddleware"}, site()["MIDDLEWARE"].([]any)...),
	"django.middleware.cache.FetchFromCacheMiddleware")
