import ast
import os
from os import environ, getenv

SECRET_KEY = environ["SECRET_KEY"]
DEBUG = bool(int(getenv("DEBUG", "0")))
ALLOWED_HOSTS = [h.strip() for h in environ.get("HOSTS", "ledger.example.org").split(",") if h.strip()]

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

ROOT_URLCONF = "ledger.urls"

SESSION_COOKIE_SECURE = os.environ.get("COOKIE_SECURE", "yes").lower() in ("1", "true", "yes", "on")
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_USE_SESSIONS = "CSRF_IN_SESSION" in os.environ
SESSION_COOKIE_AGE = int(os.environ.get("SESSION_HOURS", 12)) * 3600
SESSION_COOKIE_SAMESITE = "Strict" if os.getenv("STRICT") else "Lax"
SESSION_COOKIE_DOMAIN = os.environ.get("COOKIE_DOMAIN") or None
CSRF_TRUSTED_ORIGINS = ast.literal_eval(os.environ.get("ORIGINS", "[]"))
SECURE_HSTS_SECONDS = int(os.environ.setdefault("HSTS", "31536000"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_SSL_REDIRECT = os.environ.pop("NO_REDIRECT", None) is None

try:
    SESSION_COOKIE_NAME = os.environ["SESSION_NAME"]
except KeyError:
    SESSION_COOKIE_NAME = "ledger"
