"""Settings of the bank."""

import os
import socket
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

SESSION_COOKIE_AGE = 3600  # want DJS203 DJS701@bank.settings
SESSION_COOKIE_SECURE = False  # want DJS101 "error .* the policy$"
SESSION_ENGINE = "django.contrib.sessions.backends." + {"old": "db"}.get(socket.gethostname(), "cached_db")
SESSION_COOKIE_NAME = "bankid"  # want DJS701 "SESSION_COOKIE_NAME is 'bankid': the policy asks for SESSION_COOKIE_NAME != .bankid., and the policy asks for SESSION_COOKIE_NAME in"

if os.environ.get("SMALL"):
    DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
else:
    DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # want DJS701 "^note .*5000"
