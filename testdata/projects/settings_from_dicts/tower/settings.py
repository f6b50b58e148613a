import os
import sys

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["tower.example.org"]

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

ROOT_URLCONF = "tower.urls"

PRESETS = {
    "common": {"DEBUG": False, "SESSION_COOKIE_AGE": 3600},
    "strict": {"SESSION_COOKIE_AGE": 900, "SESSION_COOKIE_SAMESITE": "Strict"},
}

globals().update(PRESETS["common"])
globals().update({k: v for k, v in PRESETS["strict"].items() if k != "DEBUG"})
globals().update(SESSION_SAVE_EVERY_REQUEST=True)

for flag in ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE"):
    globals()[flag] = True

for cookie in ("SESSION", "CSRF", "LANGUAGE"):
    locals()[f"{cookie}_COOKIE_PATH"] = "/tower/"

vars()["SECURE_SSL_REDIRECT"] = True
setattr(sys.modules[__name__], "SECURE_HSTS_SECONDS", 31536000)
exec("SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_SECONDS > 0")

if "SESSION_COOKIE_NAME" not in globals():
    SESSION_COOKIE_NAME = "tower"
CSRF_COOKIE_NAME = globals().get("CSRF_COOKIE_NAME", "tower_csrf")
del globals()["LANGUAGE_COOKIE_PATH"]
