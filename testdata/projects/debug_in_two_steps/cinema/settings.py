import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = os.environ.get("CINEMA_DEBUG", "True")
if DEBUG:
    SITE = "cinema"
DEBUG = DEBUG.lower() in ("1", "true")  # want DJS511 "^warning DEBUG is True unless the environment variable CINEMA_DEBUG turns it off"
ALLOWED_HOSTS = ["cinema.example.org"]

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

SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
