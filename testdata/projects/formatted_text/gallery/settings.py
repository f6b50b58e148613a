import os
import os.path
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
HERE = os.path.dirname(os.path.abspath(__file__))

SITE = "Gallery"
DOMAIN = "{}.example.{tld}".format(SITE.lower(), tld="org")
VERSION = (2, 7)

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = [DOMAIN, "www." + DOMAIN, f"{'api'}.{DOMAIN}"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "django.%s" % name
    for name in (
        "middleware.security.SecurityMiddleware",
        "contrib.sessions.middleware.SessionMiddleware",
        "middleware.common.CommonMiddleware",
        "middleware.csrf.CsrfViewMiddleware",
        "contrib.auth.middleware.AuthenticationMiddleware",
        "contrib.messages.middleware.MessageMiddleware",
    )
]

ROOT_URLCONF = "gallery.urls"

SESSION_COOKIE_NAME = f"__Secure-{SITE.lower()}-v{VERSION[0]}_{VERSION[1]:02d}"
SESSION_COOKIE_PATH = "/".join(["", "gallery", ""])
SESSION_ENGINE = "django.contrib.sessions.backends.%(kind)s" % {"kind": "file"}
SESSION_FILE_PATH = BASE_DIR / "var" / "sessions"
SESSION_LOG = os.path.join(HERE, "..", "var", f"{DOMAIN!s:>20}.log")
SESSION_LOG_FOLDER = os.path.normpath(os.path.dirname(SESSION_LOG))
SESSION_NOTE = f"{SITE!r} keeps {3600 / 7:.2f} s, {0.5:.0%} of {1234567:>9}"
CSRF_COOKIE_NAME = "csrf" + SESSION_COOKIE_NAME.removeprefix("__Secure-").title().replace("-", "").swapcase()
CSRF_HEADER_NAME = "HTTP_X_%s_TOKEN" % SITE.upper()
CSRF_TRUSTED_ORIGINS = ["https://" + host for host in ALLOWED_HOSTS[:2]]

SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_SECURE = True
