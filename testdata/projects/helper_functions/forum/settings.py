import os

from forum.env import Variables, get_bool, get_seconds

variables = Variables(separator=";")

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = get_bool("DEBUG")
ALLOWED_HOSTS = variables.list("HOSTS", default=("forum.example.org",))

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

ROOT_URLCONF = "forum.urls"

SESSION_COOKIE_SECURE = get_bool("COOKIE_SECURE", default=True)
CSRF_COOKIE_SECURE = get_bool("COOKIE_SECURE", True)
SESSION_COOKIE_AGE = get_seconds("SESSION_AGE", "8h")
SECURE_SSL_REDIRECT = get_bool("REDIRECT", not DEBUG)
SECURE_HSTS_SECONDS = get_seconds("HSTS", "365d")
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
