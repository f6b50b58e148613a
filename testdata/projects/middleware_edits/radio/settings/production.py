from .base import *

MIDDLEWARE.insert(1, "whitenoise.middleware.WhiteNoiseMiddleware")
MIDDLEWARE.insert(
    MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware") + 1,
    "django.middleware.locale.LocaleMiddleware",
)
MIDDLEWARE.append("radio.middleware.RequestLog")
MIDDLEWARE += ["radio.middleware.Maintenance"]
MIDDLEWARE.remove("django.middleware.csrf.CsrfViewMiddleware")
MIDDLEWARE = [m for m in MIDDLEWARE if "clickjacking" not in m]
MIDDLEWARE[-1:] = ["radio.middleware.Closing"]
del MIDDLEWARE[MIDDLEWARE.index("radio.middleware.RequestLog")]
MIDDLEWARE = [*MIDDLEWARE[:2], "django.middleware.gzip.GZipMiddleware", *MIDDLEWARE[2:]]  # want DJS403

INSTALLED_APPS = [app for app in INSTALLED_APPS if app != "django.contrib.admin"]
INSTALLED_APPS.extend(f"radio.{name}" for name in ("archive", "live"))
INSTALLED_APPS = list(dict.fromkeys(INSTALLED_APPS + ["radio.live"]))
AUTHENTICATION_BACKENDS = ("radio.auth.TokenBackend",) + AUTHENTICATION_BACKENDS

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_SECURE = True
