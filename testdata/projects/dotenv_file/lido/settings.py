import os
from pathlib import Path

from dotenv import dotenv_values, load_dotenv

BASE_DIR = Path(__file__).resolve().parent.parent
load_dotenv(BASE_DIR / "conf" / "shared.env")
cookies = dotenv_values(BASE_DIR / "conf" / "cookies.env")

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = os.getenv("DEBUG") == "True"
ALLOWED_HOSTS = os.environ["HOSTS"].split()

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

ROOT_URLCONF = "lido.urls"

SESSION_COOKIE_SECURE = os.environ["COOKIE_SECURE"] == "True"
SESSION_COOKIE_AGE = int(os.environ["SESSION_AGE"])
SESSION_COOKIE_NAME = cookies["NAME"]
SESSION_COOKIE_PATH = cookies.get("PATH", "/")
SESSION_NOTE = cookies["NOTE"]
CSRF_COOKIE_SECURE = SESSION_COOKIE_SECURE
CSRF_COOKIE_NAME = cookies["CSRF"]
SECURE_SSL_REDIRECT = os.environ.get("REDIRECT") is not None
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
