package rules

import (
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

const pickle = "django.contrib.sessions.serializers.PickleSerializer"

func cacheOf(backend string) set {
	return set{"default": set{"BACKEND": backend, "LOCATION": "redis://:hush@cache"}}
}

var storageTable = map[string][]row{
	"DJS301": {
		{name: "unset", subject: "SESSION_SERIALIZER", want: no},
		{name: "pickle", version: "4.2.20", with: set{"SESSION_SERIALIZER": pickle}, subject: "SESSION_SERIALIZER", want: yes, says: "can run code"},
		{name: "pickle in a cookie", version: "4.2.20", with: set{"SESSION_SERIALIZER": pickle, "SESSION_ENGINE": django.CookieEngine}, subject: "SESSION_SERIALIZER", want: yes, says: "with a cookie"},
		{name: "removed", version: "5.2", with: set{"SESSION_SERIALIZER": pickle}, subject: "SESSION_SERIALIZER", want: yes, says: "5.0 removed it"},
		{name: "own", with: set{"SESSION_SERIALIZER": "shop.sessions.PickleSerializer"}, subject: "SESSION_SERIALIZER", want: yes, says: "can run code"},
		{name: "unknown", with: set{"SESSION_SERIALIZER": unknown("")}, subject: "SESSION_SERIALIZER", want: maybe},
	},
	"DJS302": {
		{name: "unset", subject: "SESSION_ENGINE", want: no},
		{name: "cookies", with: set{"SESSION_ENGINE": django.CookieEngine}, subject: "SESSION_ENGINE", want: yes},
		{name: "no sessions", from: api, with: set{"SESSION_ENGINE": django.CookieEngine}, subject: "SESSION_ENGINE", want: no},
		{name: "unknown", with: set{"SESSION_ENGINE": unknown("str")}, subject: "SESSION_ENGINE", want: maybe},
	},
	"DJS303": {
		{name: "literal, database", with: set{"SECRET_KEY": hush + strong}, subject: "SECRET_KEY", want: no},
		{name: "literal, cookies", with: set{"SECRET_KEY": hush + strong, "SESSION_ENGINE": django.CookieEngine}, subject: "SECRET_KEY", want: yes, says: "written in the source while SESSION_ENGINE"},
		{name: "default, cookies", with: set{"SECRET_KEY": keyDefault(hush), "SESSION_ENGINE": django.CookieEngine}, subject: "SECRET_KEY", want: yes, says: "falls back to a key that is written in the source while"},
		{name: "given and weak", with: set{"SECRET_KEY": keyGiven(hush), "SESSION_ENGINE": django.CookieEngine}, subject: "SECRET_KEY", want: yes, says: "shorter than 50"},
		{name: "fallback", with: set{"SECRET_KEY_FALLBACKS": []any{hush + strong}, "SESSION_ENGINE": django.CookieEngine}, subject: "SECRET_KEY_FALLBACKS", want: yes},
		{name: "from a variable", with: set{"SESSION_ENGINE": django.CookieEngine}, subject: "SECRET_KEY", want: maybe},
		{name: "unknown", with: set{"SECRET_KEY": unknown(""), "SESSION_ENGINE": django.CookieEngine}, subject: "SECRET_KEY", want: maybe},
	},
	"DJS304": {
		{name: "database", subject: "SESSION_ENGINE", want: no},
		{name: "cache, CACHES unset", with: set{"SESSION_ENGINE": django.CacheEngine}, subject: "SESSION_ENGINE", want: yes, says: "defaults to LocMemCache"},
		{name: "cache on LocMem", with: set{"SESSION_ENGINE": django.CacheEngine, "CACHES": cacheOf(django.LocMemCache)}, subject: "CACHES", want: yes, says: "CACHES['default'] is LocMemCache"},
		{name: "cached_db on LocMem", with: set{"SESSION_ENGINE": django.CachedDatabaseEngine, "CACHES": cacheOf(django.LocMemCache)}, subject: "CACHES", want: yes, says: "lives on"},
		{name: "not twice", with: set{"SESSION_ENGINE": django.CacheEngine, "CACHES": cacheOf(django.LocMemCache)}, subject: "SESSION_ENGINE", want: no},
		{name: "redis", with: set{"SESSION_ENGINE": django.CacheEngine, "CACHES": cacheOf("django.core.cache.backends.redis.RedisCache")}, subject: "CACHES", want: no},
		{name: "another alias", with: set{"SESSION_ENGINE": django.CacheEngine, "SESSION_CACHE_ALIAS": "sessions", "CACHES": set{
			"default": set{"BACKEND": django.LocMemCache}, "sessions": set{"BACKEND": "django_redis.cache.RedisCache"}}}, subject: "CACHES", want: no},
		{name: "alias missing", with: set{"SESSION_ENGINE": django.CacheEngine, "SESSION_CACHE_ALIAS": "sessions", "CACHES": cacheOf(django.LocMemCache)}, subject: "CACHES", want: no},
		{name: "unknown", with: set{"SESSION_ENGINE": django.CacheEngine, "CACHES": unknown("dict")}, subject: "CACHES", want: maybe},
	},
	"DJS305": {
		{name: "database", subject: "CACHES", want: no},
		{name: "dummy", with: set{"SESSION_ENGINE": django.CacheEngine, "CACHES": cacheOf(django.DummyCache)}, subject: "CACHES", want: yes},
		{name: "dummy before the database", with: set{"SESSION_ENGINE": django.CachedDatabaseEngine, "CACHES": cacheOf(django.DummyCache)}, subject: "CACHES", want: no},
		{name: "alias missing", with: set{"SESSION_ENGINE": django.CachedDatabaseEngine, "SESSION_CACHE_ALIAS": "sessions", "CACHES": cacheOf(django.LocMemCache)}, subject: "SESSION_CACHE_ALIAS", want: yes},
		{name: "unknown", with: set{"SESSION_ENGINE": django.CacheEngine, "CACHES": unknown("")}, subject: "CACHES", want: maybe},
		{name: "no default", with: set{"SESSION_ENGINE": django.CacheEngine, "CACHES": set{}}, subject: "CACHES", want: yes, says: "CACHES has no 'default' while"},
	},
	"DJS306": {
		{name: "database", subject: "SESSION_FILE_PATH", want: no},
		{name: "unset", with: set{"SESSION_ENGINE": django.FileEngine}, subject: "SESSION_FILE_PATH", want: yes, says: "system's temporary"},
		{name: "tmp", with: set{"SESSION_ENGINE": django.FileEngine, "SESSION_FILE_PATH": folder("/tmp/shop")}, subject: "SESSION_FILE_PATH", want: yes},
		{name: "its own", with: set{"SESSION_ENGINE": django.FileEngine, "SESSION_FILE_PATH": "/var/lib/shop/sessions"}, subject: "SESSION_FILE_PATH", want: no},
		{name: "near tmp", with: set{"SESSION_ENGINE": django.FileEngine, "SESSION_FILE_PATH": "/tmpfiles"}, subject: "SESSION_FILE_PATH", want: no},
		{name: "unknown", with: set{"SESSION_ENGINE": django.FileEngine, "SESSION_FILE_PATH": unknown("str")}, subject: "SESSION_FILE_PATH", want: maybe},
	},
	"DJS307": {
		{name: "elsewhere", with: set{"SESSION_ENGINE": django.FileEngine, "SESSION_FILE_PATH": "/var/lib/shop"}, subject: "SESSION_FILE_PATH", want: no},
		{name: "in MEDIA_ROOT", with: set{"SESSION_ENGINE": django.FileEngine, "SESSION_FILE_PATH": folder("/srv/shop/media/sessions")}, subject: "SESSION_FILE_PATH", want: yes, says: "inside MEDIA_ROOT"},
		{name: "in STATICFILES_DIRS", with: set{"SESSION_ENGINE": django.FileEngine, "SESSION_FILE_PATH": "/srv/assets/s", "STATICFILES_DIRS": []any{tuple{"a", "/srv/assets"}}}, subject: "SESSION_FILE_PATH", want: yes},
		{name: "another engine", with: set{"SESSION_FILE_PATH": "/srv/shop/media"}, subject: "SESSION_FILE_PATH", want: no},
		{name: "unknown", with: set{"SESSION_ENGINE": django.FileEngine, "SESSION_FILE_PATH": unknown("")}, subject: "SESSION_FILE_PATH", want: maybe},
	},
	"DJS308": {
		{name: "unset", subject: "SESSION_ENGINE", want: no},
		{name: "the class", with: set{"SESSION_ENGINE": "shop.sessions.SessionStore"}, subject: "SESSION_ENGINE", want: yes, says: "not the class"},
		{name: "no such", with: set{"SESSION_ENGINE": "django.contrib.sessions.backends.cache_db"}, subject: "SESSION_ENGINE", want: yes, says: "no such engine"},
		{name: "somebody's", with: set{"SESSION_ENGINE": "redis_sessions.session"}, subject: "SESSION_ENGINE", want: no},
		{name: "the repository's", with: set{"SESSION_ENGINE": "shop.sessions"}, subject: "SESSION_ENGINE", want: no, project: modules("shop.sessions")},
		{name: "not in the repository", with: set{"SESSION_ENGINE": "shop.sesions"}, subject: "SESSION_ENGINE", want: yes, says: "no such module", project: modules("shop.sessions")},
		{name: "unknown", with: set{"SESSION_ENGINE": unknown("str")}, subject: "SESSION_ENGINE", want: maybe},
		{name: "no app", with: set{"INSTALLED_APPS": without(site()["INSTALLED_APPS"], django.SessionsApp)}, subject: "INSTALLED_APPS", want: yes},
		{name: "no app, cache", with: set{"INSTALLED_APPS": without(site()["INSTALLED_APPS"], django.SessionsApp), "SESSION_ENGINE": django.CacheEngine}, subject: "INSTALLED_APPS", want: no},
		{name: "joined by dynaconf", with: set{"INSTALLED_APPS": []any{"shop", "dynaconf_merge_unique"}}, subject: "INSTALLED_APPS", want: maybe},
		{name: "another app", with: set{"INSTALLED_APPS": []any{"shop.apps.SessionsConfig"}}, subject: "INSTALLED_APPS", want: maybe},
	},
	"DJS309": {
		{name: "unset", subject: "SIGNED_COOKIE_LEGACY_SALT_FALLBACK", want: no},
		{name: "unset, form wizard", with: set{"INSTALLED_APPS": append(slices.Clone(site()["INSTALLED_APPS"].([]any)), "formtools")}, subject: "SIGNED_COOKIE_LEGACY_SALT_FALLBACK", want: yes, level: finding.Note},
		{name: "on, 6.1", version: "6.1", with: set{"SIGNED_COOKIE_LEGACY_SALT_FALLBACK": true}, subject: "SIGNED_COOKIE_LEGACY_SALT_FALLBACK", want: yes},
		{name: "off", with: set{"SIGNED_COOKIE_LEGACY_SALT_FALLBACK": false}, subject: "SIGNED_COOKIE_LEGACY_SALT_FALLBACK", want: no},
		{name: "before it was there", version: "5.2.4", with: set{"SIGNED_COOKIE_LEGACY_SALT_FALLBACK": true}, subject: "SIGNED_COOKIE_LEGACY_SALT_FALLBACK", want: no},
		{name: "unknown", with: set{"SIGNED_COOKIE_LEGACY_SALT_FALLBACK": unknown("bool")}, subject: "SIGNED_COOKIE_LEGACY_SALT_FALLBACK", want: maybe},
	},
	"DJS310": {
		{name: "unset", version: "3.2.25", subject: "DEFAULT_HASHING_ALGORITHM", want: no},
		{name: "sha1", version: "3.2.25", with: set{"DEFAULT_HASHING_ALGORITHM": "sha1"}, subject: "DEFAULT_HASHING_ALGORITHM", want: yes},
		{name: "later", version: "4.2.20", with: set{"DEFAULT_HASHING_ALGORITHM": "sha1"}, subject: "DEFAULT_HASHING_ALGORITHM", want: no},
		{name: "no version", version: "none", with: set{"DEFAULT_HASHING_ALGORITHM": "sha1"}, subject: "DEFAULT_HASHING_ALGORITHM", want: maybe},
	},
}

// modules is a project with the package shop, which has those modules only.
func modules(names ...string) settings.Project {
	return settings.Project{Module: func(dotted string) value.Truth {
		if !strings.HasPrefix(dotted, "shop.") {
			return value.Maybe
		}
		return value.Of(slices.Contains(names, dotted))
	}}
}

// strong makes a key that is neither short nor simple.
const strong = "-a8f3b2c1d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f6071829"

func keyDefault(text string) fromEnv {
	return fromEnv{Name: "KEY", Default: value.Value{Data: value.Str(text)}}
}

func keyGiven(text string) fromEnv {
	return fromEnv{Name: "KEY", Default: value.Value{Data: value.Str(text)}, Given: true}
}

var keyTable = map[string][]row{
	"DJS401": {
		{name: "from a variable", subject: "SECRET_KEY", want: no},
		{name: "literal", with: set{"SECRET_KEY": hush + strong}, subject: "SECRET_KEY", want: yes, says: "SECRET_KEY is written in the source: "},
		{name: "weak literal", with: set{"SECRET_KEY": "django-insecure-" + hush + strong}, subject: "SECRET_KEY", want: yes, says: "startproject"},
		{name: "default", with: set{"SECRET_KEY": keyDefault(hush + strong)}, subject: "SECRET_KEY", want: yes, says: "falls back to a key that is written in the source: "},
		{name: "empty default", with: set{"SECRET_KEY": keyDefault("")}, subject: "SECRET_KEY", want: no},
		{name: "given", with: set{"SECRET_KEY": keyGiven(hush + strong)}, subject: "SECRET_KEY", want: no},
		{name: "unset", with: set{"SECRET_KEY": unset{}}, subject: "SECRET_KEY", want: no},
		{name: "fallback", with: set{"SECRET_KEY_FALLBACKS": []any{secret("OLD"), hush + strong}}, subject: "SECRET_KEY_FALLBACKS", want: yes, says: "holds a key"},
		{name: "fallback before 4.1", version: "3.2.25", with: set{"SECRET_KEY_FALLBACKS": []any{hush + strong}}, subject: "SECRET_KEY_FALLBACKS", want: no},
		{name: "cookie sessions", with: set{"SECRET_KEY": hush + strong, "SESSION_ENGINE": django.CookieEngine}, subject: "SECRET_KEY", want: no},
		{name: "made at random", with: set{"SECRET_KEY": random("str")}, subject: "SECRET_KEY", want: no},
		{name: "unknown", with: set{"SECRET_KEY": unknown("")}, subject: "SECRET_KEY", want: maybe},
	},
	"DJS402": {
		{name: "given and strong", with: set{"SECRET_KEY": keyGiven(hush + strong)}, subject: "SECRET_KEY", want: no},
		{name: "given and short", with: set{"SECRET_KEY": keyGiven(hush)}, subject: "SECRET_KEY", want: yes, says: "is shorter than 50 characters: "},
		{name: "given and dull", with: set{"SECRET_KEY": keyGiven("hushhushhushhushhushhushhushhushhushhushhushhushhush")}, subject: "SECRET_KEY", want: yes, says: "fewer than 5"},
		{name: "literal is DJS401's", with: set{"SECRET_KEY": hush}, subject: "SECRET_KEY", want: no},
		{name: "empty", with: set{"SECRET_KEY": ""}, subject: "SECRET_KEY", want: no},
		{name: "fallback", with: set{"SECRET_KEY_FALLBACKS": []any{keyGiven(hush)}}, subject: "SECRET_KEY_FALLBACKS", want: yes, says: "holds a key that is shorter"},
		{name: "from a variable", subject: "SECRET_KEY", want: no},
		{name: "unknown fallbacks", with: set{"SECRET_KEY_FALLBACKS": unknown("list")}, subject: "SECRET_KEY_FALLBACKS", want: maybe},
		{name: "unknown is asked by DJS401", with: set{"SECRET_KEY": unknown("")}, subject: "SECRET_KEY", want: no},
	},
	"DJS403": {
		{name: "there", subject: "MIDDLEWARE", want: no},
		{name: "missing", with: set{"MIDDLEWARE": without(site()["MIDDLEWARE"], django.CsrfMiddleware)}, subject: "MIDDLEWARE", want: yes},
		{name: "no sessions", from: api, subject: "MIDDLEWARE", want: no},
		{name: "another's", with: set{"MIDDLEWARE": append(without(site()["MIDDLEWARE"], django.CsrfMiddleware), "session_csrf.CsrfMiddleware")}, subject: "MIDDLEWARE", want: maybe},
		{name: "part unknown", with: set{"MIDDLEWARE": append(without(site()["MIDDLEWARE"], django.CsrfMiddleware), splice)}, subject: "MIDDLEWARE", want: maybe},
	},
	"DJS404": {
		{name: "off", subject: "CSRF_USE_SESSIONS", want: no},
		{name: "in order", with: set{"CSRF_USE_SESSIONS": true}, subject: "CSRF_USE_SESSIONS", want: no},
		{name: "too early", with: set{"CSRF_USE_SESSIONS": true, "MIDDLEWARE": []any{django.CsrfMiddleware, django.SessionMiddleware}}, subject: "CSRF_USE_SESSIONS", want: yes},
		{name: "missing", from: api, with: set{"CSRF_USE_SESSIONS": true, "MIDDLEWARE": []any{django.CsrfMiddleware}}, subject: "CSRF_USE_SESSIONS", want: yes},
		{name: "unknown", with: set{"CSRF_USE_SESSIONS": unknown("bool"), "MIDDLEWARE": []any{django.CsrfMiddleware, django.SessionMiddleware}}, subject: "CSRF_USE_SESSIONS", want: maybe},
	},
	"DJS405": {
		{name: "unset", subject: "CSRF_TRUSTED_ORIGINS", want: no},
		{name: "one host", with: set{"CSRF_TRUSTED_ORIGINS": []any{"https://shop.example.com", "https://*.example.com"}}, subject: "CSRF_TRUSTED_ORIGINS", want: no},
		{name: "no scheme", with: set{"CSRF_TRUSTED_ORIGINS": []any{"shop.example.com"}}, subject: "CSRF_TRUSTED_ORIGINS", want: yes, says: "without a scheme"},
		{name: "an empty variable split", with: set{"CSRF_TRUSTED_ORIGINS": []any{""}}, subject: "CSRF_TRUSTED_ORIGINS", want: no},
		{name: "no scheme on 3.2", version: "3.2.25", with: set{"CSRF_TRUSTED_ORIGINS": []any{"shop.example.com"}}, subject: "CSRF_TRUSTED_ORIGINS", want: no},
		{name: "plain HTTP", with: set{"CSRF_TRUSTED_ORIGINS": []any{"https://a.example.com", "http://shop.example.com"}}, subject: "CSRF_TRUSTED_ORIGINS", want: yes, says: "'http://shop.example.com'"},
		{name: "local HTTP", with: set{"CSRF_TRUSTED_ORIGINS": []any{"http://localhost:8000", "http://*.localhost:8000", "https://*.local", "http://[::1]:8000", "http://127.0.0.1", "http://web", "https://*.127.0.0.1", "http://*.127.0.0.1"}}, subject: "CSRF_TRUSTED_ORIGINS", want: no},
		{name: "public suffix", with: set{"CSRF_TRUSTED_ORIGINS": []any{"https://*.herokuapp.com", "https://*"}}, subject: "CSRF_TRUSTED_ORIGINS", want: yes, says: "1 more"},
		{name: "unknown", with: set{"CSRF_TRUSTED_ORIGINS": unknown("list")}, subject: "CSRF_TRUSTED_ORIGINS", want: maybe},
	},
	"DJS406": {
		{name: "from a variable", subject: "SECRET_KEY", want: no},
		{name: "random", with: set{"SECRET_KEY": random("str")}, subject: "SECRET_KEY", want: yes},
		{name: "literal", with: set{"SECRET_KEY": hush}, subject: "SECRET_KEY", want: no},
		{name: "unknown", with: set{"SECRET_KEY": unknown("")}, subject: "SECRET_KEY", want: maybe},
	},
}
