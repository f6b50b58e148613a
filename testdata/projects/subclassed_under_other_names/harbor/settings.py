import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["harbor.example.org"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
]

MIDDLEWARE = [
    "harbor.web.Shield",
    "harbor.web.Memory",
    "harbor.web.Shelter",
    "harbor.web.FormCheck",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]

SESSION_COOKIE_SECURE = False  # want DJS101
CSRF_COOKIE_SECURE = False  # want DJS112
SECURE_SSL_REDIRECT = False  # want DJS502
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
