import os

SECRET_KEY = os.environ.get("SECRET_KEY", "grow-grow-grow")  # want DJS401 "^warning SECRET_KEY falls back to a key that is written in the source, .* the environment variable SECRET_KEY is not set *$"
DEBUG = False
ALLOWED_HOSTS = ["*"]  # want DJS510 "^warning .* elsewhere *$"
USE_X_FORWARDED_HOST = os.environ.get("BEHIND_PROXY") == "yes"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

# want+1 DJS101 "^warning .* the environment variable SESSION_COOKIE_SECURE is not set *$"
SESSION_COOKIE_SECURE = os.environ.get("SESSION_COOKIE_SECURE") == "True"
CSRF_COOKIE_SECURE = os.environ.get("GARDEN_CSRF") == "on"  # want DJS112 "^note .* GARDEN_CSRF is not set *$"
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
