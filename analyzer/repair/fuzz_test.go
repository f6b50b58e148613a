package repair_test

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/repair"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// FuzzRepair holds of settings in which anything may stand that a repair writes
// what is its own and leaves the rest as it was, in the same order, that a file
// is no less Python than before, that what is said to be repaired is found no
// more, and that there is nothing to repair a second time.
func FuzzRepair(f *testing.F) {
	for _, seed := range repairSeeds(f) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<12 {
			t.Skip("longer than is interesting")
		}
		dir := t.TempDir()
		write(t, dir, "manage.py", []byte(`os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")`))
		write(t, dir, "apps.py", []byte("INSTALLED_APPS = ['django.contrib.sessions']\nMIDDLEWARE = ['django.contrib.sessions.middleware.SessionMiddleware']\n"))
		write(t, dir, "settings.py", []byte(text))
		o := repair.Options{Rules: []string{"DJS101", "DJS102"}}
		fixed := all(t, dir, o)
		for _, c := range fixed.Changes {
			if before, after := python.Parse(c.Before), python.Parse(c.After); len(before.Errors) == 0 && len(after.Errors) > 0 {
				t.Errorf("%q is no longer Python: %q", c.Before.Bytes, c.After.Bytes)
			}
			if i := kept(fixed, c); i >= 0 {
				t.Errorf("%q has lost what it has at %d: %q", c.Before.Bytes, i, c.After.Bytes)
			}
			write(t, dir, c.After.Path, c.After.Bytes)
		}
		for _, r := range fixed.Repairs {
			for _, f := range scan(t, dir) {
				if f.Rule.ID == r.Finding.Rule.ID && f.Setting == r.Finding.Setting {
					t.Errorf("%q has %s still", text, f.Rule.ID)
				}
			}
		}
		if again := all(t, dir, o); len(again.Changes) > 0 {
			t.Errorf("%q is repaired twice: %q", text, again.Changes[0].After.Bytes)
		}
	})
}

// kept returns where a file has something that the changed one has not, in its
// order, and that no repair of the first round replaces; or -1.
func kept(r *repair.Result, c repair.Change) int {
	replaced := make([]bool, len(c.Before.Bytes))
	for _, one := range r.Repairs {
		for _, e := range one.Finding.Edits {
			for i := e.At.Start; i < e.At.End && bytes.Equal(e.At.File.Bytes, c.Before.Bytes); i++ {
				replaced[i] = true
			}
		}
	}
	rest := c.After.Bytes
	for i, b := range c.Before.Bytes {
		if replaced[i] {
			continue
		}
		at := bytes.IndexByte(rest, b)
		if at < 0 {
			return i
		}
		rest = rest[at+1:]
	}
	return -1
}

func scan(t *testing.T, dir string) []finding.Finding {
	t.Helper()
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	r, err := analyzer.Run(context.Background(), repo, analyzer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r.Findings
}

// repairSeeds returns the settings of the archives, and statements of every kind
// that may assign one.
func repairSeeds(f *testing.F) []string {
	const head = "from apps import *\n"
	seeds := []string{
		head + "SESSION_COOKIE_AGE = 60\\\n", head + "if X: SESSION_COOKIE_SECURE = False; Y = 1\nelse: pass", head + "A = SESSION_COOKIE_SECURE = B = False\n",
		head + "(SESSION_COOKIE_HTTPONLY, *X), SESSION_COOKIE_SECURE = (False, 1, 2), 0\n", head + "if (SESSION_COOKIE_SECURE := False):\n\tX = 1\n",
		head + "SESSION_COOKIE_SECURE = (  # a\n    False  # b\n)\n", head + "SESSION_COOKIE_SECURE = True\nSESSION_COOKIE_SECURE &= False\n", head + "SESSION_COOKIE_SECURE = True if 0 else False\n",
		head + "import os\nSESSION_COOKIE_SECURE = os.environ.get('X') == 'on'\n", head + "import os\nif 'X' in os.environ:\n    SESSION_COOKIE_SECURE = True\n", head + "import os\nX = os.getenv('X', 'off')\nSESSION_COOKIE_SECURE = X == 'on'\n",
		"\ufeff" + head + "SESSION_COOKIE_AGE = 60\r\n\x0c\r\n'''\r\n'''", head + "locals().update({'SESSION_COOKIE_SECURE': False})\n", "from apps import *\rSESSION_COOKIE_AGE = 60\r",
		head + "for SESSION_COOKIE_SECURE in (True, False): pass\n", head + "try:\n    SESSION_COOKIE_SECURE = False\nfinally:\n    del X\n", head + "class A: SESSION_COOKIE_SECURE = False\nvars().update(vars(A))\n",
	}
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range archives {
		archive, err := txtar.ParseFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range archive.Files {
			if strings.HasSuffix(file.Name, "settings.py") && !strings.HasPrefix(file.Name, "want/") {
				seeds = append(seeds, string(file.Data))
			}
		}
	}
	return seeds
}
