package django

// Dotted paths of Django's middleware
// (https://docs.djangoproject.com/en/6.0/ref/middleware/).
const (
	SecurityMiddleware       = "django.middleware.security.SecurityMiddleware"
	SessionMiddleware        = "django.contrib.sessions.middleware.SessionMiddleware"
	CsrfMiddleware           = "django.middleware.csrf.CsrfViewMiddleware"
	AuthenticationMiddleware = "django.contrib.auth.middleware.AuthenticationMiddleware"
	MessageMiddleware        = "django.contrib.messages.middleware.MessageMiddleware"
	LocaleMiddleware         = "django.middleware.locale.LocaleMiddleware"
	CacheMiddleware          = "django.middleware.cache.CacheMiddleware"
	UpdateCacheMiddleware    = "django.middleware.cache.UpdateCacheMiddleware"
	FetchFromCacheMiddleware = "django.middleware.cache.FetchFromCacheMiddleware"
)

// Extended are the middleware that projects extend and put in the place of
// Django's.
var Extended = []string{SecurityMiddleware, SessionMiddleware, CsrfMiddleware, LocaleMiddleware}

// Apps.
const (
	SessionsApp = "django.contrib.sessions"
	AdminApp    = "django.contrib.admin"
)

// Session engines
// (https://docs.djangoproject.com/en/6.0/topics/http/sessions/#configuring-the-session-engine).
const (
	DatabaseEngine       = "django.contrib.sessions.backends.db"
	FileEngine           = "django.contrib.sessions.backends.file"
	CacheEngine          = "django.contrib.sessions.backends.cache"
	CachedDatabaseEngine = "django.contrib.sessions.backends.cached_db"
	CookieEngine         = "django.contrib.sessions.backends.signed_cookies"

	// EnginePackage holds them all.
	EnginePackage = "django.contrib.sessions.backends"
)

// Engines are Django's own session engines.
var Engines = []string{DatabaseEngine, FileEngine, CacheEngine, CachedDatabaseEngine, CookieEngine}

// Caches that cannot hold sessions
// (https://docs.djangoproject.com/en/6.0/topics/cache/#local-memory-caching and
// #dummy-caching-for-development).
const (
	LocMemCache = "django.core.cache.backends.locmem.LocMemCache"
	DummyCache  = "django.core.cache.backends.dummy.DummyCache"
)

// Storages of django.contrib.messages
// (https://docs.djangoproject.com/en/6.0/ref/contrib/messages/#storage-backends).
const (
	CookieMessages   = "django.contrib.messages.storage.cookie.CookieStorage"
	FallbackMessages = "django.contrib.messages.storage.fallback.FallbackStorage"

	// MessagesCookie is the name of the cookie that both use.
	MessagesCookie = "messages"
)

// PickleSerializer runs whatever code a session names. Django deprecated it in
// 4.1 and removed it in 5.0
// (https://docs.djangoproject.com/en/5.0/releases/5.0/#features-removed-in-5-0).
const PickleSerializer = "django.contrib.sessions.serializers.PickleSerializer"

// InsecureKeyPrefix starts each key that startproject writes from 3.2 on
// (https://docs.djangoproject.com/en/6.0/ref/checks/#security, W009).
const InsecureKeyPrefix = "django-insecure-"

// What security.W009 asks of a key: its length and its distinct characters.
const (
	KeyLength     = 50
	KeyCharacters = 5
)

// lookalikes are middleware of packages whose names end like one of Django's
// and that are no subclass of it.
var lookalikes = map[string]bool{
	// https://github.com/yourlabs/django-session-security
	"session_security.middleware.SessionSecurityMiddleware": true,
}

// Lookalike reports whether a middleware is known to be no subclass of the one
// of Django's that its name ends like.
func Lookalike(path string) bool { return lookalikes[path] }
