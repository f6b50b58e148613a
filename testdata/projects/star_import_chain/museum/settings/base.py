import os

from ._middleware import *
from .defaults import *

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = [DOMAIN]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

try:
    MIDDLEWARE = _INTERNAL + MIDDLEWARE
except NameError:
    MIDDLEWARE = list(MIDDLEWARE)

ROOT_URLCONF = "museum.urls"
SESSION_COOKIE_SECURE = False
SESSION_COOKIE_DOMAIN = _cookie_domain(DOMAIN)
