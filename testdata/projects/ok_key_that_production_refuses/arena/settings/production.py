from django.core.exceptions import ImproperlyConfigured

from .base import *

REFUSED = {"", "not-for-production"}
if not SECRET_KEY or SECRET_KEY.strip() in REFUSED:
    raise ImproperlyConfigured("SECRET_KEY must be set to a value of its own in production")

DEBUG = False
ALLOWED_HOSTS = ["arena.example.org"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
