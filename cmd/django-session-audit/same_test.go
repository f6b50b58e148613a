//go:build linux

package main

import (
	"fmt"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// sameFiles is a repository that all formats have something to say about: two
// services, several settings modules, worlds, a configuration, notes.
func sameFiles() map[string]string {
	files := map[string]string{"django-session-audit.toml": "fail-on = 'high'\nrequire = ['SESSION_COOKIE_AGE <= 1200']\n"}
	for _, service := range []string{"a", "b"} {
		files[service+"/manage.py"] = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings.production')\n"
		files[service+"/requirements.txt"] = "django==5.2.4\nredis==5.0\n"
		files[service+"/shop/__init__.py"] = ""
		files[service+"/shop/settings/__init__.py"] = ""
		files[service+"/shop/settings/base.py"] = "import os\nimport unknown\n" + ordinary +
			"SESSION_ENGINE = unknown.engine\nCACHES = {'b': 1, 'a': unknown.a}\nfor name in {'SESSION_COOKIE_AGE', 'CSRF_COOKIE_AGE'}:\n    globals()[name] = 10 ** 8\n"
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

// The same tree gives the same bytes, whatever the folder is called and in which
// order it was filled, and whatever else a machine has of its own.
func TestSameTreeSameBytes(t *testing.T) {
	files := sameFiles()
	names := slices.Sorted(maps.Keys(files))
	backwards := slices.Clone(names)
	slices.Reverse(backwards)
	here, there := tree{t, filepath.Join(t.TempDir(), "one")}, tree{t, filepath.Join(t.TempDir(), "another folder", "ü")}
	for _, name := range names {
		here.file(name, files[name])
	}
	umask := syscall.Umask(0o077)
	for _, name := range backwards {
		there.file(name, files[name])
	}
	syscall.Umask(umask)
	machines := [][]string{
		{"GOMAXPROCS=1", "TZ=UTC", "LANG=C", "HOME=/nonexistent", "GOGC=20"},
		{"GOMAXPROCS=8", "TZ=Pacific/Kiritimati", "LANG=tr_TR.UTF-8", "LC_ALL=tr_TR.UTF-8", "HOME=" + t.TempDir(), "USER=somebody"},
	}
	for _, command := range []string{
		"scan .", "scan --verbose --show-unknown .", "scan --quiet .", "scan --format sarif .", "scan --format json .", "scan --format github .",
		"scan --format markdown .", "scan --format gitlab .", "scan --format junit .", "scan --format html .", "settings .", "settings --all .", "settings --format json .",
		"settings --explain SESSION_COOKIE_AGE .", "fix --diff .", "init --diff .", "rules", "rules --format json", "explain DJS101",
	} {
		t.Run(command, func(t *testing.T) {
			var first string
			rounds := 2
			if testing.Short() {
				rounds = 1
			}
			for round := range rounds {
				for i, r := range []tree{here, there} {
					cmd := program(t.Context(), r.dir, machines[(i+round)%2], strings.Fields(command)...)
					out, _ := cmd.CombinedOutput() // the code is compared
					got := fmt.Sprintf("exit code %d\n%s", cmd.ProcessState.ExitCode(), took.ReplaceAll(out, []byte("${1}no time")))
					if first == "" {
						first = got
					}
					if got != first {
						t.Fatalf("prints\n%s\nand before\n%s", got, first)
					}
					if len(out) == 0 || strings.Contains(got, "exit code 2") || strings.Contains(got, "exit code 3") {
						t.Fatalf("does not run: %s", got)
					}
				}
			}
		})
	}
}
