import configparser
import json
import os
import tomllib
from pathlib import Path

ETC = Path(__file__).parent / "etc"

with open(ETC / "site.json") as f:
    site = json.load(f)
limits = tomllib.loads((ETC / "limits.toml").read_text())
ini = configparser.ConfigParser()
ini.read(ETC / "cookies.ini")

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = site["debug"]
ALLOWED_HOSTS = site["hosts"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
INSTALLED_APPS += site.get("apps", [])

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "observatory.urls"
SESSION_COOKIE_AGE = limits["session"]["age"]
SESSION_SAVE_EVERY_REQUEST = limits["session"].get("sliding", True)
SESSION_RATES = [tier["rate"] for tier in limits["tier"]]
SESSION_COOKIE_SECURE = ini.getboolean("session", "secure")
SESSION_COOKIE_NAME = ini["session"]["name"]
SESSION_COOKIE_SAMESITE = ini.get("session", "samesite", fallback="Lax")
CSRF_COOKIE_SECURE = ini["csrf"].getboolean("secure", fallback=True)
CSRF_COOKIE_AGE = ini.getint("csrf", "age")
CSRF_COOKIE_NAME = ini.get("csrf", "name")

globals().update(site["security"])
CACHES = json.loads((ETC / "caches.json").read_text())
