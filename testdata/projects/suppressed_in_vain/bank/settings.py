"""Settings of the bank."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["bank.example.org"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "bank.urls"
WSGI_APPLICATION = "bank.wsgi.application"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "bank",
        "PASSWORD": os.environ["DB_PASSWORD"],
    }
}

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": os.environ["REDIS_URL"],
    }
}

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
CSRF_COOKIE_SECURE = True

SESSION_COOKIE_SECURE = False  # django-session-audit: ignore[DJS101]  # want DJS101 DJS901 "warning the suppression has no reason|warning SESSION|error"
# want+1 DJS903 "counted until 2026-01-14"
# django-session-audit: ignore[DJS201] until=2026-01-14 the old app cannot log in again
SESSION_COOKIE_AGE = 365 * 24 * 3600  # want DJS201
# want+1 DJS901 "there is no rule DJS1O2; did you mean DJS102"
# django-session-audit: ignore[DJS1O2] the widget reads the cookie
SESSION_COOKIE_HTTPONLY = False  # want DJS102
# want+1 DJS902 "note nothing to suppress: there is no finding of DJS103 here"
# django-session-audit: ignore[DJS103] nothing is wrong here
SESSION_COOKIE_SAMESITE = "Lax"
# want+1 DJS902 "there is no finding of DJS106 here"
# django-session-audit: ignore[DJS106] one login for all our hosts

SESSION_COOKIE_DOMAIN = ".example.org"  # want DJS106
SESSION_COOKIE_NAME = "# django-session-audit: ignore[DJS109] id"
# want+1 DJS901 "no date"
# django-session-audit: ignore[DJS505] until=soon there are no hosts below
SESSION_COOKIE_PATH = "/"
