package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// perFolder is how many files a folder of a generated tree has.
const perFolder = 25

// generate writes a tree of so many files: packages in packages, of which most
// files are Python, as in a large project.
func generate(dir string, files int, django bool) error {
	fixed := project
	if !django {
		fixed = nil
	}
	for name, text := range fixed {
		if err := write(dir, name, text); err != nil {
			return err
		}
	}
	for i := range files - len(fixed) {
		name, text := file(i)
		if err := write(dir, name, text); err != nil {
			return err
		}
	}
	return nil
}

func write(dir, name, text string) error {
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o666)
}

// file returns the name and text of the file of a number.
func file(i int) (name, text string) {
	folder := i / perFolder
	dir := fmt.Sprintf("src/area%d/app%d/part%d", folder/400, folder/20%20, folder%20)
	switch i % perFolder {
	case 0:
		return dir + "/__init__.py", ""
	case 1:
		return dir + "/page.html", strings.Repeat("<p>{{ order.total }}</p>\n", 40)
	case 2:
		return dir + "/data.json", "[" + strings.Repeat(`{"id": 1, "name": "first"}, `, 40) + "{}]\n"
	case 3:
		return dir + "/style.css", strings.Repeat("p { margin: 0 auto; }\n", 30)
	}
	return fmt.Sprintf("%s/module%d.py", dir, i%perFolder), strings.Repeat(python, 1+i%7)
}

// python is a piece of a program that has nothing to do with settings.
const python = `
class Order:
    """Something that was bought, with all that belongs to it."""

    def __init__(self, lines, customer, discount=None):
        self.lines = list(lines)
        self.customer = customer
        self.discount = discount

    def total(self):
        total = sum(line.price * line.quantity for line in self.lines)
        return total - self.discount.of(total) if self.discount else total
`

// project is a Django project of a usual kind.
var project = map[string]string{
	"manage.py":                      "import os\nimport sys\n\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"config.settings.development\")\n\nfrom django.core.management import execute_from_command_line\n\nexecute_from_command_line(sys.argv)\n",
	"requirements.txt":               "Django==5.2.4\ndjango-environ==0.12.0\n",
	"config/__init__.py":             "",
	"config/wsgi.py":                 "import os\n\nfrom django.core.wsgi import get_wsgi_application\n\nos.environ.setdefault(\"DJANGO_SETTINGS_MODULE\", \"config.settings.production\")\napplication = get_wsgi_application()\n",
	"config/settings/__init__.py":    "",
	"config/settings/base.py":        base,
	"config/settings/development.py": "from .base import *\n\nDEBUG = True\n",
	"config/settings/production.py":  "from .base import *\n\nDEBUG = False\nSESSION_COOKIE_SECURE = env.bool(\"COOKIE_SECURE\", default=True)\nif env.bool(\"BEHIND_PROXY\", default=False):\n    SECURE_PROXY_SSL_HEADER = (\"HTTP_X_FORWARDED_PROTO\", \"https\")\n",
}

const base = `from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

SECRET_KEY = env("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["shop.example.com"])
ROOT_URLCONF = "config.urls"
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
DATABASES = {"default": env.db("DATABASE_URL", default="sqlite:///db.sqlite3")}
SESSION_COOKIE_AGE = env.int("SESSION_AGE", default=60 * 60 * 12)
`
