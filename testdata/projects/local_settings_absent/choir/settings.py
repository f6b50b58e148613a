import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["choir.example.org"]

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

ROOT_URLCONF = "choir.urls"
SESSION_COOKIE_NAME = "choir"
OVERRIDDEN = True

try:
    from choir.settings_common import *
except ImportError:
    SESSION_COOKIE_NAME = "never"
else:
    SESSION_COOKIE_PATH = "/members/"

try:
    from .local_settings import *
except ImportError as problem:
    OVERRIDDEN = False
    SESSION_IMPORT_PROBLEM = type(problem).__name__
finally:
    SESSION_SAVE_EVERY_REQUEST = True

if not OVERRIDDEN:
    CSRF_COOKIE_NAME = "choir_csrf"
