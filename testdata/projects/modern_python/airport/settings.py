import os
from collections import ChainMap, OrderedDict, defaultdict
from functools import partial, reduce
from itertools import chain

from airport.tiers import GOLD, Cookie, Hours, Limits, SameSite

SECRET_KEY = os.environ["SECRET_KEY"]
DEBUG = False
ALLOWED_HOSTS = ["airport.example.org"]

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

GROUPS = OrderedDict(
    first=["django.middleware.security.SecurityMiddleware", "django.contrib.sessions.middleware.SessionMiddleware"],
    second=["django.middleware.common.CommonMiddleware", "django.middleware.csrf.CsrfViewMiddleware"],
)
MIDDLEWARE = list(chain(*GROUPS.values(), ["django.contrib.auth.middleware.AuthenticationMiddleware"]))
MIDDLEWARE += reduce(lambda a, b: a + b, [["django.contrib.messages.middleware.MessageMiddleware"], []])

ROOT_URLCONF = "airport.urls"

match os.environ.get("TIER", "").split("-"):
    case ["gold"]:
        cookie = GOLD
    case ["basic" | "plain", *_]:
        cookie = Cookie("basic", samesite=SameSite("Strict").value)
    case _:
        cookie = Cookie.strict("airport")

SESSION_COOKIE_NAME = cookie.name
SESSION_COOKIE_AGE = cookie.age if (age := os.environ.get("COOKIE_AGE")) is None else int(age)
SESSION_COOKIE_SECURE = cookie.secure
SESSION_COOKIE_SAMESITE = cookie.samesite
SESSION_COOKIE_PATH = cookie.paths[0]
SESSION_NOTE = cookie.shown
SESSION_SAMESITES = [choice.value for choice in SameSite]
SESSION_IDLE, SESSION_TOTAL = Limits(idle=Hours["SHIFT"].value * 60)

layers = ChainMap({"CSRF_COOKIE_SECURE": True}, {"CSRF_COOKIE_SECURE": False, "CSRF_COOKIE_AGE": 3600})
CSRF_COOKIE_SECURE = layers["CSRF_COOKIE_SECURE"]
CSRF_COOKIE_AGE = layers["CSRF_COOKIE_AGE"]
counts = defaultdict(int)
for app in INSTALLED_APPS:
    counts[app.rpartition(".")[0]] += 1
SESSION_CONTRIB = counts["django.contrib"]

hsts = partial(dict, SECURE_HSTS_SECONDS=31536000)
globals().update(hsts(SECURE_HSTS_INCLUDE_SUBDOMAINS=True) | {"SECURE_SSL_REDIRECT": True})
