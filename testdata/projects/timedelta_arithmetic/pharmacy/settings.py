import datetime
import os
from datetime import timedelta

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["pharmacy.example.org"]

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

ROOT_URLCONF = "pharmacy.urls"

MINUTE = 60
HOUR = MINUTE * 60
WORKDAY = timedelta(hours=8)
YEAR = datetime.timedelta(days=365)

SESSION_COOKIE_AGE = WORKDAY - timedelta(minutes=30)  # want DJS207
CSRF_COOKIE_AGE = int((YEAR / 2).total_seconds())
LANGUAGE_COOKIE_AGE = YEAR.days * 24 * HOUR
SESSION_IDLE_WARNING = (WORKDAY / 16).total_seconds()
SESSION_HISTORY = [timedelta(days=d) for d in range(1, 4)]
SESSION_GRACE = max(timedelta(seconds=90), 2 * timedelta(minutes=1)) // timedelta(seconds=1)
SECURE_HSTS_SECONDS = YEAR // timedelta(seconds=1)
SECURE_HSTS_INCLUDE_SUBDOMAINS = bool(SECURE_HSTS_SECONDS)
SECURE_SSL_REDIRECT = YEAR > WORKDAY
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_SECURE = True
