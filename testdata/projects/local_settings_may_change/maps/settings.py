DEBUG = True  # want DJS511 "^warning DEBUG is True: .* maps.local_settings does not change this *$"
SECRET_KEY = "8vMm2Jt0x5bQpWc7ZrLkYh3nTgDsFa9UeXoIq1C6wB4jRyNi"  # want DJS401 "^warning .*local_settings does not change this *$"
ALLOWED_HOSTS = ["maps.example.org"]

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

# want+1 DJS606 "^note SECURE_BROWSER_XSS_FILTER does nothing: Django 4.0 removed it *$"
SECURE_BROWSER_XSS_FILTER = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
CSRF_COOKIE_SECURE = False  # want DJS112 "^note .*local_settings does not change this *$"

try:
    from .local_settings import *
except ImportError:
    pass

SESSION_COOKIE_SECURE = False  # want DJS101 "^error SESSION_COOKIE_SECURE is False: .* read it *$"
