import os

from configurations import Configuration, values


class Secure:
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = values.IntegerValue(31536000)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_SAMESITE = "Strict"


class Common(Configuration):
    SECRET_KEY = values.SecretValue()
    DEBUG = values.BooleanValue(False)
    ALLOWED_HOSTS = values.ListValue(["cinema.example.org"])
    ROOT_URLCONF = "cinema.urls"

    INSTALLED_APPS = (
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
    )
    MIDDLEWARE = (
        "django.middleware.security.SecurityMiddleware",
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    )

    SESSION_COOKIE_AGE = values.PositiveIntegerValue(7200)
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_NAME = values.Value("cinema", environ_prefix="COOKIE", environ_name="NAME")

    @property
    def CSRF_COOKIE_AGE(self):
        return self.SESSION_COOKIE_AGE * 2


class Development(Common):
    DEBUG = True

    @property
    def INSTALLED_APPS(self):
        return Common.INSTALLED_APPS + ("debug_toolbar",)


class Production(Secure, Common):
    SESSION_COOKIE_SECURE = values.BooleanValue(True, environ_name="COOKIE_SECURE", environ_prefix=None)
    SESSION_COOKIE_DOMAIN = values.Value(None)

    @property
    def SESSION_SAVE_EVERY_REQUEST(self):
        return self.SESSION_COOKIE_AGE < 3600
