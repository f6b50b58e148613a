import os

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "mill.jobs",
]

DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "mill"}}
USE_TZ = True
