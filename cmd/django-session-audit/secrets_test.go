//go:build linux

package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"maps"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/cmd/internal/action"
	"github.com/django-session-audit/django-session-audit/cmd/internal/cli"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/revision/revisiontest"
	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

// A planter makes texts that are found again wherever they are printed, and
// remembers where it put them.
type planter struct {
	*rand.Rand
	planted map[string]string
}

// secret returns a new text for a place.
func (p *planter) secret(place string) string {
	const letters = "bcdfghjklmnpqrstvwxzBCDFGHJKLMNPQRSTVWXZ23456789"
	b := make([]byte, 20)
	for i := range b {
		b[i] = letters[p.Intn(len(letters))]
	}
	p.planted[string(b)] = place
	return string(b)
}

// partLength is how much of a secret may be seen by accident.
const partLength = 8

// found returns the places whose secrets are in a text, whole, in part, or in
// another form.
func (p *planter) found(text string) []string {
	parts := map[string]bool{}
	for i := 0; i+partLength <= len(text); i++ {
		parts[text[i:i+partLength]] = true
	}
	var places []string
	for secret, place := range p.planted {
		reversed := []byte(secret)
		slices.Reverse(reversed)
		for form, s := range map[string]string{
			"": secret, "reversed": string(reversed), "in hex": hex.EncodeToString([]byte(secret)), "upper case": strings.ToUpper(secret), "lower case": strings.ToLower(secret),
			"in base64": base64.StdEncoding.EncodeToString([]byte(secret)), "in base64 from its second byte on": base64.StdEncoding.EncodeToString([]byte(secret[1:])), "in base64 from its third byte on": base64.StdEncoding.EncodeToString([]byte(secret[2:])),
		} {
			s = strings.TrimRight(s, "=")
			for i := 0; i+partLength <= len(s); i++ {
				if parts[s[i:i+partLength]] {
					places = append(places, strings.TrimSpace(place+" "+form))
					break
				}
			}
		}
	}
	slices.Sort(places)
	return places
}

// plants are ways to put a secret into a settings module. %s is the secret. Paths
// are none: they are told.
var plants = map[string]string{
	"SECRET_KEY":               "SECRET_KEY = '%s'",
	"SECRET_KEY joined":        "SECRET_KEY = 'a' + '%s' + \"b\"",
	"SECRET_KEY formatted":     "X = '%s'\nSECRET_KEY = f'{X}'",
	"SECRET_KEY of a variable": "SECRET_KEY = os.environ.get('DJANGO_KEY', '%s')",
	"fallbacks":                "SECRET_KEY_FALLBACKS = ['%s']",
	"bytes":                    "SECRET_KEY = b'%s'",
	"a comment":                "SESSION_COOKIE_SECURE = False  # %s",
	"a comment above":          "# %s\nCSRF_COOKIE_SECURE = False",
	"a docstring":              "'''%s'''\nSESSION_COOKIE_HTTPONLY = False",
	"a cache":                  "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.redis.RedisCache', 'LOCATION': 'redis://:%s@cache:6379/1'}}",
	"options of a cache":       "CACHES = {'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache', 'OPTIONS': {'PASSWORD': '%s'}}}",
	"a database":               "DATABASES = {'default': {'ENGINE': 'django.db.backends.postgresql', 'PASSWORD': '%s'}}",
	"a session setting":        "SESSION_REDIS_URL = 'redis://:%s@cache'\nSESSION_REDIS = {'password': '%[1]s'}",
	"a token":                  "SESSION_TOKEN = '%s'\nCSRF_SALT = '%[1]s'",
	"a condition":              "if os.environ.get('MODE') == '%s':\n    SESSION_COOKIE_SECURE = False\nelse:\n    SESSION_COOKIE_SECURE = False",
	"a condition on a secret":  "P = '%s'\nif P.startswith('x') or vault.check('%[1]s', P):\n    SESSION_COOKIE_SECURE = False",
	"an argument":              "SESSION_COOKIE_SECURE = vault.flag('%s')",
	"a key":                    "SESSION_COOKIE_AGE = {'%s': 10 ** 9}['%[1]s']",
	"a comparison":             "SESSION_COOKIE_SECURE = '%s' == 'a'",
	"a default":                "DEBUG = os.environ.get('DEBUG', '%s') != 'x'",
	"an exception":             "raise ValueError('%s')",
	"an assertion":             "assert os.environ.get('MODE') == 'a', '%s'",
	"an exit":                  "if os.environ.get('MODE') == 'x':\n    sys.exit('%s')",
	"a print":                  "print('%s')",
	"a syntax error":           "x = = '%s'\nSESSION_COOKIE_SECURE = False",
	"an open string":           "X = '%s\nSESSION_COOKIE_SECURE = False",
	"words that are no code":   "SESSION_COOKIE_SECURE = False %s",
	"JSON":                     "import json\nSECRET_KEY = json.loads('{\"a\": \"%s\"}')['a']",
	"a wrong suppression":      "SESSION_COOKIE_SECURE = False  # django-session-audit: ignore[%s] because",
	"a wrong date":             "SESSION_COOKIE_SECURE = False  # django-session-audit: ignore[DJS101] until=%s because",
	"a serializer's argument":  "SESSION_SERIALIZER = make('%s')",
	"a time":                   "from datetime import timedelta\nSESSION_COOKIE_AGE = timedelta(**{'%s': 1})",
	"settings that are read":   "import environ\nenv = environ.Env()\nSECRET_KEY = env.str('KEY', '%s')\nCACHES = {'default': env.cache_url('CACHE_URL', 'redis://:%[1]s@cache')}",
	"a subscript":              "SESSION_COOKIE_SECURE = vault['%s']['b']",
	"a match":                  "match os.environ.get('MODE'):\n    case '%s':\n        SESSION_COOKIE_SECURE = False\n    case _:\n        CSRF_COOKIE_SECURE = False",
	"a secret by its name":     "API_TOKEN = '%s'\nSESSION_COOKIE_SECURE = API_TOKEN == 'a'\nSESSION_COOKIE_AGE = len(API_TOKEN) * 10 ** 9",
	"a pattern":                "import re\nSESSION_COOKIE_SECURE = bool(re.match('%s', vault.text()))",
	"a module":                 "import importlib\nimportlib.import_module('%s'.lower())",
}

// files are ways to put a secret into other files.
var otherFiles = map[string]string{
	".env": "SECRET_KEY=%s\nDJANGO_DEBUG=0\n", ".env.production": "PASSWORD='%s'\nMODE=production\n",
	"Dockerfile":              "FROM python\nARG TOKEN=%s\nENV KEY=%[1]s DJANGO_SETTINGS_MODULE=shop.settings\nRUN echo %[1]s\n",
	"docker-compose.prod.yml": "services:\n  web:\n    command: run %s\n    environment:\n      KEY: %[1]s\n      DJANGO_SETTINGS_MODULE: shop.settings\n",
	"pyproject.toml":          "[project]\nname = 'shop'\ndescription = '%s'\ndependencies = ['django==5.2.4', 'x @ https://u:%[1]s@example.com/x.zip']\n",
	"requirements.txt":        "--index-url https://user:%s@example.com/simple\ndjango==5.2.4\n",
	"setup.cfg":               "[metadata]\ndescription = %s\n", "Procfile": "web: KEY=%s gunicorn shop.wsgi\n",
	"README.md": "%s\n", "shop/config.json": "{\"key\": \"%s\"}", "shop/config.ini": "[a]\nkey = %s\n", "shop/wsgi.py": "import os\nos.environ['KEY'] = '%s'\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n",
	".github/workflows/ci.yml": "env:\n  KEY: %s\n  DJANGO_SETTINGS_MODULE: shop.settings\n", "deploy.sh": "export KEY='%s' DJANGO_SETTINGS_MODULE=shop.settings\n",
}

// given are files that command lines name.
var given = map[string]string{
	"broken.env": "A=b\nthe %s\n", "broken.toml": "fail-on = 'high'\nkey %[1]s = '%[1]s\n", "given.env": "SHOP_KEY='%s'\nMODE=production\n", "given.toml": "# %s\nfail-on = 'high'\n", "policy.toml": "# %s\nrequire = ['SESSION_COOKIE_AGE <= 1200']\n",
}

// write fills a folder with a project that has some of the plants.
func (p *planter) write(r tree) {
	r.file("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n#"+p.secret("manage.py")+"\n")
	r.file("shop/__init__.py", "")
	var b strings.Builder
	b.WriteString("import os, sys, vault\nINSTALLED_APPS = ['django.contrib.sessions']\nMIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware']\n")
	for _, place := range slices.Sorted(maps.Keys(plants)) {
		if p.Intn(4) == 0 {
			fmt.Fprintf(&b, plants[place]+"\n", p.secret(place))
		}
	}
	r.file("shop/settings.py", b.String())
	for _, name := range slices.Sorted(maps.Keys(otherFiles)) {
		if p.Intn(3) > 0 {
			r.file(name, fmt.Sprintf(otherFiles[name], p.secret(name)))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(given)) {
		r.file(name, fmt.Sprintf(given[name], p.secret(name)))
	}
}

// history makes a repository whose work tree is the merge of a pull request into
// the branch main, and returns the commit of main.
func (p *planter) history(r tree) string {
	repo, err := revisiontest.Init(r.dir)
	must(err)
	p.write(r)
	base, err := repo.Commit("main")
	must(err)
	p.write(r)
	head, err := repo.Commit("feature", base)
	must(err)
	_, err = repo.Commit("merge", base, head)
	must(err)
	must(repo.Write("HEAD", "ref: refs/heads/merge\n"))
	return base
}

// Nothing that is written has a secret of the repository, whatever the format.
func TestNoSecretIsPrinted(t *testing.T) {
	rounds := 15
	if testing.Short() {
		rounds = 4
	}
	for seed := range rounds {
		p := &planter{rand.New(rand.NewSource(int64(seed))), map[string]string{}}
		r := tree{t, t.TempDir()}
		p.history(r)
		t.Chdir(r.dir)
		for _, o := range outputs {
			var code int
			written := map[string]string{"output": said(&code, o.line()...)}
			if code == exit.Failed && !o.fails {
				t.Errorf("seed %d: %s ends with %d: %s", seed, o.args, code, written["output"])
			}
			for _, name := range o.writes {
				text, err := os.ReadFile(name)
				must(err)
				written[name] = string(text)
			}
			for name, text := range written {
				for _, place := range p.found(strings.ReplaceAll(text, r.dir, "")) {
					t.Errorf("seed %d: the %s of %s has the secret of %s", seed, name, o.args, place)
				}
			}
		}
	}
}

// The action's log with its annotations, its summary, its outputs, its SARIF
// file and what it sends have no secret of the repository, nor the token.
func TestNoSecretIsPrintedByTheAction(t *testing.T) {
	rounds := 15
	if testing.Short() {
		rounds = 4
	}
	for seed := range rounds {
		p := &planter{rand.New(rand.NewSource(int64(seed))), map[string]string{}}
		r, runner, server := tree{t, t.TempDir()}, t.TempDir(), uploadtest.NewServer(t)
		p.history(r)
		p.planted[uploadtest.Token] = "the token"
		env := map[string]string{
			"GITHUB_WORKSPACE": r.dir, "GITHUB_EVENT_NAME": "push", "GITHUB_REPOSITORY": "owner/shop", "RUNNER_TEMP": runner, "GITHUB_API_URL": server.URL,
			"GITHUB_REF": "refs/heads/main", "GITHUB_SHA": strings.Repeat("a", 40), "GITHUB_SERVER_URL": "https://github.com",
			"GITHUB_OUTPUT": filepath.Join(runner, "output"), "GITHUB_STEP_SUMMARY": filepath.Join(runner, "summary"),
			"INPUT_SARIF-FILE": filepath.Join(runner, "x.sarif"), "INPUT_ANNOTATIONS": "true", "INPUT_WAIT-FOR-PROCESSING": "false", "INPUT_TOKEN": uploadtest.Token,
		}
		if seed%2 == 1 {
			env["GITHUB_EVENT_NAME"], env["GITHUB_REF"], env["INPUT_CHANGED-ONLY"] = "pull_request", "refs/pull/7/merge", "true"
		}
		var log bytes.Buffer
		program := cli.Program{Version: "1.2.3", Action: action.Main, Annotate: action.Annotate}
		if code := program.Main([]string{"action"}, strings.NewReader(""), &log, &log, func(name string) string { return env[name] }); code != 0 {
			t.Fatalf("seed %d: the action ends with %d:\n%s", seed, code, &log)
		}
		written := map[string]string{"log": log.String()}
		for _, name := range []string{"output", "summary", "x.sarif"} {
			text, err := os.ReadFile(filepath.Join(runner, name))
			must(err)
			written[name] = string(text)
		}
		for _, u := range server.Uploads() {
			written["upload"] = string(u.Raw) + string(u.SARIF)
		}
		if seed%2 == 1 && !strings.Contains(written["log"], "Compared with the base") {
			t.Errorf("seed %d: the change is not told:\n%s", seed, written["log"])
		}
		for _, name := range []string{"log", "output", "summary", "x.sarif", "upload"} {
			text := strings.ReplaceAll(written[name], r.dir, "")
			if text == "" {
				t.Errorf("seed %d: the %s is empty", seed, name)
			}
			for _, place := range p.found(text) {
				t.Errorf("seed %d: the %s has the secret of %s", seed, name, place)
			}
		}
	}
}
