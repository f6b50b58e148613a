//go:build linux

package main

import (
	"fmt"
	"strings"
)

// hostileData are files of data that a program reads, and files that tell of
// deployments.
var hostileData = []hostile{
	{name: "deep JSON", code: 1, says: []string{found}, make: read("json", "import json\nX = json.load(open('shop/data.json'))\n", func() string { return strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000) })},
	{name: "deep JSON objects", code: 1, says: []string{found}, make: read("json", "import json\nX = json.load(open('shop/data.json'))\n", func() string { return strings.Repeat(`{"a":`, 500_000) + "1" + strings.Repeat("}", 500_000) })},
	{name: "wide JSON", code: 1, says: []string{found}, make: read("json", "import json\nfor i in range(10 ** 4):\n    X = json.load(open('shop/data.json'))\n", func() string { return "[" + strings.Repeat("0,", 1_900_000) + "0]" })},
	{name: "deep TOML", code: 1, says: []string{found}, make: read("toml", "import tomllib\nX = tomllib.load(open('shop/data.toml', 'rb'))\n", func() string { return "a = " + strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000) })},
	{name: "deep TOML tables", code: 1, says: []string{found}, make: read("toml", "import tomllib\nX = tomllib.load(open('shop/data.toml', 'rb'))\n", func() string {
		return strings.Repeat("a.", 1_000_000) + "a = 1\n[" + strings.Repeat("b.", 900_000) + "b]\n"
	})},
	{name: "deep TOML inline tables", code: 1, says: []string{found}, make: read("toml", "import tomllib\nX = tomllib.load(open('shop/data.toml', 'rb'))\n", func() string { return strings.Repeat("a={", 1_000_000) + strings.Repeat("}", 1_000_000) })},
	{name: "wide TOML", code: 1, says: []string{found}, make: read("toml", "import tomllib\nX = tomllib.load(open('shop/data.toml', 'rb'))\n", func() string { return numbered("a%d = 1\n", 250_000) })},
	{name: "deep YAML", code: 1, says: []string{found}, make: read("yaml", "import yaml\nX = yaml.safe_load(open('shop/data.yaml'))\n", func() string { return strings.Repeat("[", 1_000_000) + strings.Repeat("]", 1_000_000) })},
	{name: "deep YAML mappings", code: 1, says: []string{found}, make: read("yaml", "import yaml\nX = yaml.safe_load(open('shop/data.yaml'))\n", func() string { return strings.Repeat("{a: ", 500_000) + strings.Repeat("}", 500_000) })},
	{name: "deep YAML lists", code: 1, says: []string{found}, make: read("yaml", "import yaml\nX = yaml.safe_load(open('shop/data.yaml'))\n", func() string { return strings.Repeat("- ", 1_000_000) + "a\n" })},
	{name: "wide YAML", code: 1, says: []string{found}, make: read("yaml", "import yaml\nX = yaml.safe_load(open('shop/data.yaml'))\n", func() string { return numbered("a%d: 1\n", 250_000) })},
	{name: "aliases of aliases", code: 1, says: []string{found}, make: read("yaml", "import yaml\nX = yaml.safe_load(open('shop/data.yaml'))\n", laughs)},
	{name: "an alias of itself", code: 1, says: []string{found}, make: read("yaml", "import yaml\nX = yaml.safe_load(open('shop/data.yaml'))\n", func() string { return "a: &a [*a, *a]\nb: &b {c: *b}\n<<: *b\n" })},
	{name: "wide INI", code: 1, says: []string{found}, make: read("ini", "import configparser\nC = configparser.ConfigParser()\nC.read('shop/data.ini')\nX = C['a']['a0']\n", func() string { return "[a]\n" + numbered("a%d = %%(a%[1]d)s\n", 150_000) })},
	{name: "INI that interpolates", code: 1, says: []string{found}, make: read("ini", "import configparser\nC = configparser.ConfigParser()\nC.read('shop/data.ini')\nX = C['a']['a50']\n", func() string { return "[a]\na0 = lol\n" + interpolated() })},
	{name: "an env file that interpolates", code: 1, says: []string{found}, make: func(r tree) {
		r.project("import environ\nenv = environ.Env()\nenv.read_env('.env')\nX = env('A50')\nfrom dotenv import load_dotenv, dotenv_values\nload_dotenv('.env')\nY = dotenv_values('.env')\n")
		var b strings.Builder
		b.WriteString("A0=lollollol\n")
		for i := range 60 {
			fmt.Fprintf(&b, "A%d=${A%d}${A%[2]d}\n", i+1, i)
		}
		r.file(".env", b.String())
	}},
	{name: "a wide env file", code: 1, says: []string{found}, make: func(r tree) {
		r.project("import environ\nenv = environ.Env()\nenv.read_env('.env')\nX = env('A50')\n")
		r.file(".env", numbered("A%d=$B\n", 250_000))
		r.file(".env.production", numbered("A%d=1\n", 300_000))
	}},
	{name: "compose files of aliases", code: 1, says: []string{found}, make: compose(laughs)},
	{name: "a compose file of brackets", code: 1, says: []string{found}, make: compose(func() string { return "services: " + strings.Repeat("[", 1_000_000) })},
	{name: "a compose file of mappings", code: 1, says: []string{found}, make: compose(func() string { return "services: " + strings.Repeat("{a: ", 300_000) })},
	{name: "a compose file of lists", code: 1, says: []string{found}, make: compose(func() string { return "services:\n" + strings.Repeat("- ", 500_000) + "a" })},
	{name: "a compose file of blocks", code: 1, says: []string{found}, make: compose(func() string { return steps(1400) })},
	{name: "a compose file of services", code: 1, says: []string{found}, make: compose(func() string { return "services:\n" + numbered("  s%d: {environment: [A=1]}\n", 30_000) })},
	{name: "a compose file of variables", code: 1, says: []string{found}, make: compose(func() string {
		return "services:\n  web:\n    environment:\n" + numbered("      - A%d=${B:-${C:-${D}}}\n", 30_000)
	})},
	{name: "a compose file of anchors", code: 1, says: []string{found}, make: compose(func() string { return numbered("a%d: &a%[1]d {b: 1}\n", 30_000) + "services: {}\n" })},
	{name: "a compose file of tags", code: 1, says: []string{found}, make: compose(func() string { return "services: " + strings.Repeat("!a ", 300_000) + "b" })},
	{name: "a compose file of documents", code: 1, says: []string{found}, make: compose(func() string { return strings.Repeat("---\na: 1\n", 100_000) })},
	{name: "a compose file of quotes", code: 1, says: []string{found}, make: compose(func() string { return "a: " + strings.Repeat("\"'", 400_000) })},
	{name: "many compose files", code: 1, says: []string{found}, make: func(r tree) {
		r.project("")
		for i := range 60 {
			r.file(fmt.Sprintf("deploy/%d/docker-compose.yml", i), "services:\n  web:\n    environment:\n"+numbered("      - DJANGO_SETTINGS_MODULE=a%d.settings\n", 3000))
		}
	}},
	{name: "requirements that include themselves", code: 1, says: []string{found}, make: func(r tree) {
		r.project("")
		r.file("requirements.txt", "-r requirements.txt\n-r a.txt\ndjango==5.2.4\n")
		for i := range 2000 {
			r.file(fmt.Sprintf("requirements/r%d.txt", i), fmt.Sprintf("-r r%d.txt\n-r r%d.txt\n-r ../requirements.txt\n-r ../../../../etc/passwd\n", i+1, i+2))
		}
	}},
	{name: "wide requirements", code: 1, says: []string{found}, make: func(r tree) {
		r.project("")
		r.long("requirements.txt", "django==5.2.4\n", "django[a,b]>=1,<2,!=3;python_version<'3'\n", 90_000, "")
		r.long("requirements/long.txt", "django==", "1.", 1_900_000, "0\n")
		r.long("Pipfile.lock", `{"default": {"django": {"version": "==`, "1.", 1_000_000, `"}}}`)
		r.long("poetry.lock", "", "[[package]]\nname = \"django\"\nversion = \"1\"\n", 90_000, "")
		r.long("setup.py", "setup(install_requires=[", "'django',", 400_000, "])\n")
		r.long("environment.yml", "dependencies:\n", "  - django=1\n", 80_000, "")
	}},
	{name: "long shell and Docker files", code: 1, says: []string{found}, make: func(r tree) {
		r.project("")
		r.long("Dockerfile", "FROM a\nENV A=1 ", "\\\n B=\"$A\" ", 300_000, "\nENV DJANGO_SETTINGS_MODULE=shop.settings\n")
		r.long("web/Dockerfile", "", "FROM a AS a\nENV A=$A$A DJANGO_SETTINGS_MODULE=x\n", 80_000, "")
		r.long("run.sh", "", "export DJANGO_SETTINGS_MODULE=${A:-${B:-shop.settings}}; ", 70_000, "\n")
		r.long("start.sh", "A='", "x\\\n", 1_000_000, "\n")
		r.long("Procfile", "web: ", "DJANGO_SETTINGS_MODULE=a.b ", 100_000, "\n")
		r.long("tox.ini", "[testenv]\nsetenv =\n", "  DJANGO_SETTINGS_MODULE=a.b\n", 100_000, "\n")
		r.long("gunicorn.service", "[Service]\n", "Environment=\"DJANGO_SETTINGS_MODULE=a.b\"\n", 90_000, "\n")
		r.long("k8s/a.yaml", "env:\n", "- name: DJANGO_SETTINGS_MODULE\n  value: a.b\n", 80_000, "\n")
	}},
	{name: "git that leads in circles", code: 1, says: []string{found}, make: func(r tree) {
		r.project("")
		r.file(".git/HEAD", "ref: refs/heads/a\n")
		r.file(".git/refs/heads/a", "ref: refs/heads/b\n")
		r.file(".git/refs/heads/b", "ref: refs/heads/a\n")
		r.long(".git/packed-refs", "", "0000000000000000000000000000000000000000 refs/heads/x\n", 1_000_000, "")
	}},
	{name: "twenty thousand findings", code: 1, says: []string{found}, heavy: true, make: func(r tree) {
		r.project("")
		for i := range 1000 {
			r.file(fmt.Sprintf("p%d/manage.py", i), "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'conf.settings')\n")
			r.file(fmt.Sprintf("p%d/conf/settings.py", i), ordinary+"DEBUG = True\nCSRF_COOKIE_SECURE = False\nSESSION_COOKIE_HTTPONLY = False\nSESSION_COOKIE_SAMESITE = None\nALLOWED_HOSTS = ['*']\nSESSION_COOKIE_AGE = 10 ** 9\nSECRET_KEY = 'a'\nSESSION_ENGINE = 'django.contrib.sessions.backends.signed_cookies'\nSESSION_SERIALIZER = 'django.contrib.sessions.serializers.PickleSerializer'\n")
		}
	}},
}

// laughs doubles a text with every line.
func laughs() string {
	var b strings.Builder
	b.WriteString("a0: &a0 [lol,lol,lol,lol,lol,lol,lol,lol,lol]\n")
	for i := range 40 {
		fmt.Fprintf(&b, "a%d: &a%[1]d [*a%[2]d,*a%[2]d,*a%[2]d,*a%[2]d,*a%[2]d,*a%[2]d,*a%[2]d,*a%[2]d,*a%[2]d]\n", i+1, i)
	}
	b.WriteString("services:\n  web:\n    environment: *a40\n    <<: *a40\n")
	return b.String()
}

func interpolated() string {
	var b strings.Builder
	for i := range 60 {
		fmt.Fprintf(&b, "a%d = %%(a%[2]d)s%%(a%[2]d)s%%(a%[2]d)s\n", i+1, i)
	}
	return b.String()
}

func numbered(format string, times int) string {
	var b strings.Builder
	for i := range times {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// steps nests blocks, each by one blank.
func steps(levels int) string {
	var b strings.Builder
	for i := range levels {
		b.WriteString(strings.Repeat(" ", i) + "a:\n")
	}
	return b.String()
}

// read makes settings that read a file of data.
func read(kind, settings string, data func() string) func(tree) {
	return func(r tree) {
		r.project(settings)
		r.file("shop/data."+kind, data())
	}
}

func compose(text func() string) func(tree) {
	return func(r tree) {
		r.project("")
		r.file("docker-compose.yml", text())
		r.file("docker-compose.prod.yml", text())
	}
}
