package rules_test

import (
	"slices"
	"strings"
	"testing"
)

// Ways in which projects write a setting, and what the rules say of it. The
// rest of the module is sound; production's environment is not known.
var snippets = []struct {
	code string
	want string // level and rule, in order of rules
}{
	{`DEBUG = False`, ""},
	{`DEBUG = True`, "error DJS511"},
	{`DEBUG = os.environ.get("DEBUG", False)`, "warning DJS511"},
	{`DEBUG = os.environ.get("DEBUG", True)`, "error DJS511"},
	{`DEBUG = os.environ.get("DJANGO_DEBUG", "True") == "True"`, "warning DJS511"},
	{`DEBUG = os.environ.get("DJANGO_DEBUG", "False") == "True"`, ""},
	{`DEBUG = os.getenv("DEBUG", "").lower() in ("1", "true")`, ""},
	{`DEBUG = bool(int(os.environ.get("DEBUG", 0)))`, ""},
	{`DEBUG = bool(int(os.environ.get("DEBUG", "1")))`, "warning DJS511"},
	{`DEBUG = os.environ.get("ENVIRONMENT") != "production"`, ""},
	{`DEBUG = env.bool("DJANGO_DEBUG", default=False)`, ""},
	{`DEBUG = env.bool("DJANGO_DEBUG", default=True)`, "warning DJS511"},
	{`DEBUG = config("DEBUG", default=False, cast=bool)`, ""},
	{`DEBUG = config("DEBUG", default=True, cast=bool)`, "warning DJS511"},
	{`DEBUG = bool(os.environ.get("DEBUG"))`, "warning DJS511"},
	{`DEBUG = os.environ.get("DEBUG") != "FALSE"`, "warning DJS511"},
	{`DEBUG = os.environ.get("DEBUG", "0") != "0"`, ""},
	{`DEBUG = not os.environ.get("PRODUCTION")`, ""},
	{`DEBUG = "DYNO" not in os.environ`, ""}, // production is where the variable is

	{`SECRET_KEY = "x"`, "error DJS401"},
	{`SECRET_KEY = os.environ["SECRET_KEY"]`, ""},
	{`SECRET_KEY = os.environ.get("SECRET_KEY")`, ""},
	{`SECRET_KEY = os.environ.get("SECRET_KEY", "")`, ""},
	{`SECRET_KEY = os.environ.get("SECRET_KEY", "dev")`, "warning DJS401"},
	{`SECRET_KEY = os.environ.get("SECRET_KEY") or "dev"`, "warning DJS401"},
	{`SECRET_KEY = env("SECRET_KEY", default="dev" + "-" + "key")`, "warning DJS401"},
	{`SECRET_KEY = config("SECRET_KEY")`, ""},
	{`SECRET_KEY = secrets.token_urlsafe(50)`, "warning DJS406"},
	{`SECRET_KEY = open("/run/secrets/key").read().strip()`, ""},

	{`ALLOWED_HOSTS = os.environ["HOSTS"].split(",")`, ""},
	{`ALLOWED_HOSTS = os.environ.get("HOSTS", "").split(",")`, ""},
	{`ALLOWED_HOSTS = os.environ.get("HOSTS", "*").split(",")`, "note DJS510"},
	{`ALLOWED_HOSTS = env.list("HOSTS", default=["*"])`, "note DJS510"},
	{`ALLOWED_HOSTS = env.list("HOSTS", default=[])`, ""},
	{`ALLOWED_HOSTS = []`, "warning DJS510"},

	{`SESSION_COOKIE_SECURE = not DEBUG`, ""},
	{`SESSION_COOKIE_SECURE = env.bool("COOKIE_SECURE", default=True)`, ""},
	{`SESSION_COOKIE_SECURE = env.bool("COOKIE_SECURE", default=False)`, "warning DJS101"},
	{`SESSION_COOKIE_SECURE = env.bool("COOKIE_SECURE")`, ""},
	{`SESSION_COOKIE_SECURE = os.environ.get("COOKIE_SECURE", True)`, "warning DJS111"},
	{`SESSION_COOKIE_SECURE = os.environ.get("COOKIE_SECURE") == "1"`, "warning DJS101"},
	{`SESSION_COOKIE_SECURE = os.environ.get("COOKIE_SECURE", "1") == "1"`, ""},
	{`SESSION_COOKIE_SECURE = bool(os.environ.get("HTTPS"))`, "warning DJS101"},

	{`SESSION_COOKIE_AGE = 60 * 60 * 24 * 365`, "warning DJS201"},
	{`SESSION_COOKIE_AGE = int(os.environ.get("AGE", 1209600))`, ""},
	{`SESSION_COOKIE_AGE = os.environ.get("AGE", 1209600)`, "warning DJS207"},
	{`SESSION_COOKIE_AGE = timedelta(days=1).total_seconds()`, ""},
	{`SESSION_COOKIE_AGE = timedelta(days=1)`, "error DJS207"},
	{`SESSION_COOKIE_AGE = 15 * 60`, "note DJS203"},
	{"SESSION_COOKIE_AGE = 15 * 60\nSESSION_SAVE_EVERY_REQUEST = True", ""},
}

// sound is a module with nothing to say about; the snippet comes last.
const sound = `
import os
import secrets
from datetime import timedelta

import environ
from decouple import config

env = environ.Env()
DEBUG = False
SECRET_KEY = os.environ["DJANGO_SECRET_KEY"]
ALLOWED_HOSTS = ["shop.example.com"]
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.sessions"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SECURE_SSL_REDIRECT = True
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
`

func TestSnippets(t *testing.T) {
	for _, s := range snippets {
		var got []string
		for _, f := range findings(t, map[string]string{"settings.py": sound + s.code + "\n"}) {
			if f.Rule.ID != "DJS608" { // The sound value before the snippet is the test's own.
				got = append(got, f.Level.String()+" "+f.Rule.ID)
			}
		}
		slices.Sort(got)
		if text := strings.Join(got, ", "); text != s.want {
			t.Errorf("%s\n\tgives %q, want %q", s.code, text, s.want)
		}
	}
}
