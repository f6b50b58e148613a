//go:build linux

package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"github.com/django-session-audit/django-session-audit/cmd/internal/revision/revisiontest"
)

// sameFiles is a repository that all formats have something to say about: two
// services, several settings modules, worlds, a configuration, notes.
func sameFiles() map[string]string {
	files := map[string]string{
		"given.env": "PRODUCTION=1\nOTHER=\n", "given.toml": "fail-on = 'high'\n", "policy.toml": "require = ['SESSION_COOKIE_AGE <= 1200']\n",
		"accepted.json": `{"format": "django-session-audit/baseline/v1", "findings": []}`, "manage.py": "x = (\n", "broken.env": "two words\n", "broken.toml": "two words\n",
		"django-session-audit.toml": "fail-on = 'high'\nrequire = ['SESSION_COOKIE_AGE <= 1200']\n",
	}
	for _, service := range []string{"a", "b"} {
		files[service+"/manage.py"] = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings.production')\n"
		files[service+"/requirements.txt"] = "django==5.2.4\nredis==5.0\n"
		files[service+"/shop/__init__.py"] = ""
		files[service+"/shop/settings/__init__.py"] = ""
		files[service+"/shop/settings/base.py"] = "import os\nimport unknown\n" + ordinary +
			"SESSION_REDIS_URL = 'redis://cache'\nSESSION_ENGINE = unknown.engine\nCACHES = {'b': 1, 'a': unknown.a}\nfor name in {'SESSION_COOKIE_AGE', 'CSRF_COOKIE_AGE'}:\n    globals()[name] = 10 ** 8\n"
		for _, name := range []string{"production", "staging", "live", "dev"} {
			files[service+"/shop/settings/"+name+".py"] = "from .base import *\nif os.environ.get('" + strings.ToUpper(name) + "') or os.environ.get('OTHER'):\n    SESSION_COOKIE_HTTPONLY = False\n    DEBUG = bool(os.environ.get('DEBUG'))\n"
		}
	}
	for i := range 60 {
		files[fmt.Sprintf("a/app%d/models.py", i)] = "SESSION_COOKIE_SECURE = True\n"
	}
	return files
}

// took is how long a scan took: the only thing that may differ.
var took = regexp.MustCompile(`(files of Python read in )[0-9.]+(µs|ms|s)`)

// fill writes the files in an order, as a repository whose work tree differs from
// its branch main.
func (r tree) fill(files map[string]string, order []string) tree {
	write := func() {
		for _, name := range order {
			r.file(name, files[name])
		}
	}
	write()
	repo, err := revisiontest.Init(r.dir)
	must(err)
	r.file("b/shop/settings/production.py", "from .base import *\nSESSION_COOKIE_AGE = 60\n")
	_, err = repo.Commit("main")
	must(err)
	write()
	return r
}

// The same tree gives the same bytes, whatever the folder is called and in which
// order it was filled, and whatever else a machine has of its own.
func TestSameTreeSameBytes(t *testing.T) {
	files := sameFiles()
	names := slices.Sorted(maps.Keys(files))
	backwards := slices.Clone(names)
	slices.Reverse(backwards)
	pair := func(t *testing.T) []tree {
		here := tree{t, filepath.Join(t.TempDir(), "one")}.fill(files, names)
		umask := syscall.Umask(0o077)
		defer syscall.Umask(umask)
		return []tree{here, tree{t, filepath.Join(t.TempDir(), "another folder", "ü")}.fill(files, backwards)}
	}
	machines := [][]string{
		{"GOMAXPROCS=1", "TZ=UTC", "LANG=C", "HOME=/nonexistent", "GOGC=20"},
		{"GOMAXPROCS=8", "TZ=Pacific/Kiritimati", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8", "HOME=" + t.TempDir(), "USER=somebody"},
	}
	unchanged := pair(t)
	for _, o := range outputs {
		t.Run(o.args, func(t *testing.T) {
			trees := unchanged
			if o.changes {
				trees = pair(t)
			}
			first := tree{t, trees[0].dir}.output(o, machines[0])
			if second := (tree{t, trees[1].dir}).output(o, machines[1]); second != first {
				t.Fatalf("prints\n%s\nand before\n%s", second, first)
			}
		})
	}
}

// output runs a command line and returns all that it says, ends with and writes.
func (r tree) output(o output, machine []string) string {
	cmd := program(r.Context(), r.dir, machine, o.line()...)
	out, _ := cmd.CombinedOutput() // the code is compared
	code := cmd.ProcessState.ExitCode()
	if len(out) == 0 && len(o.writes) == 0 || o.fails != (code > 1) {
		r.Fatalf("ends with %d: %s", code, out)
	}
	all := fmt.Sprintf("exit code %d\n%s", code, took.ReplaceAll(out, []byte("${1}no time")))
	for _, name := range o.writes {
		text, err := os.ReadFile(r.path(name))
		must(err)
		all += "-- " + name + "\n" + string(text)
	}
	if o.changes {
		all += r.contents()
	}
	return all
}
