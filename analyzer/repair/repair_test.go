package repair_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/repair"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// Each archive of testdata is a project, and what its files are like after the
// repair, below want/. Lines of its comment say more:
//
//	unsafe                    repair also what changes more
//	rules: DJS101 DJS102      repair only for these
//	left: DJS401 SETTING: why a finding stays
//	left to --unsafe: DJS401 SETTING: what else the repair changes
//
// A second repair must find nothing to do.
func TestRepairs(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			check(t, archive)
		})
	}
}

func check(t *testing.T, archive *txtar.Archive) {
	dir := t.TempDir()
	want := map[string]string{}
	for _, f := range archive.Files {
		if path, expected := strings.CutPrefix(f.Name, "want/"); expected {
			want[path] = string(f.Data)
			continue
		}
		write(t, dir, f.Name, f.Data)
	}
	o, left := directives(string(archive.Comment))
	fixed := all(t, dir, o)
	got := map[string]string{}
	for _, c := range fixed.Changes {
		got[c.After.Path] = string(c.After.Bytes)
		write(t, dir, c.After.Path, c.After.Bytes)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("the files are not as wanted (-want +got):\n%s", d)
	}
	if d := cmp.Diff(left, leftOf(fixed)); d != "" {
		t.Errorf("what is left is not as wanted (-want +got):\n%s", d)
	}
	if again := all(t, dir, o); len(again.Changes) > 0 {
		t.Errorf("a second repair changes %s again:\n%s", again.Changes[0].After.Path, again.Changes[0].After.Bytes)
	}
}

// Of a scan that takes very many steps, repairs are not looked for besides.
func TestFindSparesLongScans(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "manage.py", []byte("import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'settings')\n"))
	for _, c := range []struct{ rounds, repairs string }{{"1", "1"}, {"300_000", "0"}} {
		write(t, dir, "settings.py", []byte(`INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
`+"SESSION_COOKIE_HTTPONLY = False\nfor i in range("+c.rounds+"):\n    j = i + i\n"))
		repo, err := source.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		report, err := analyzer.Run(context.Background(), repo, analyzer.Options{})
		if err != nil {
			t.Fatal(err)
		}
		report.Evaluated *= 10
		plan, err := repair.Find(context.Background(), repo, report, analyzer.Options{}, repair.Options{Rules: []string{"DJS102"}})
		if err != nil {
			t.Fatal(err)
		}
		if got := strconv.Itoa(len(plan.Repairs)); got != c.repairs {
			t.Errorf("%s rounds took %d steps: %s repairs, want %s", c.rounds, report.Evaluated, got, c.repairs)
		}
		repo.Close()
	}
}

// A file keeps its line ends, and a file without a last one goes on without.
func TestLineEndsAreKept(t *testing.T) {
	for _, c := range []struct{ name, before, after string }{
		{"carriage returns alone", "from apps import *\rSESSION_COOKIE_AGE = 60\rX = 1\r", "from apps import *\rSESSION_COOKIE_AGE = 60\rSESSION_COOKIE_SECURE = True\rX = 1\r"},
		{"carriage returns", "from apps import *\r\nSESSION_COOKIE_AGE = 60\r\nX = 1\r\n", "from apps import *\r\nSESSION_COOKIE_AGE = 60\r\nSESSION_COOKIE_SECURE = True\r\nX = 1\r\n"},
		{"no last line end", "from apps import *\nSESSION_COOKIE_AGE = 60", "from apps import *\nSESSION_COOKIE_AGE = 60\nSESSION_COOKIE_SECURE = True"},
		{"a byte order mark", "\ufefffrom apps import *\nSESSION_COOKIE_SECURE = False\n", "\ufefffrom apps import *\nSESSION_COOKIE_SECURE = True\n"},
		{"tabs", "from apps import *\nif True:\n\tSESSION_COOKIE_SECURE = False\n", "from apps import *\nif True:\n\tSESSION_COOKIE_SECURE = True\n"},
		{"a comment at the end", "from apps import *\nSESSION_COOKIE_AGE = 60  # a minute", "from apps import *\nSESSION_COOKIE_AGE = 60  # a minute\nSESSION_COOKIE_SECURE = True"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "manage.py", []byte(`os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")`))
			write(t, dir, "settings.py", []byte(c.before))
			write(t, dir, "apps.py", []byte(`INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]`))
			fixed := all(t, dir, repair.Options{Rules: []string{"DJS101"}})
			if len(fixed.Changes) != 1 {
				t.Fatalf("%d files are changed", len(fixed.Changes))
			}
			if got := string(fixed.Changes[0].After.Bytes); got != c.after {
				t.Errorf("it is %q, want %q", got, c.after)
			}
		})
	}
}

// What goes to the top of a file goes behind its byte order mark.
func TestImportBehindTheByteOrderMark(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "manage.py", []byte(`os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")`))
	write(t, dir, "settings.py", []byte("\ufeffSECRET_KEY = 'jfk39fj-secret-0fj3kd0s-lfjs92fkzq-alkdfjq82'\nINSTALLED_APPS = ['django.contrib.sessions']\n"))
	fixed := all(t, dir, repair.Options{Rules: []string{"DJS401"}, Unsafe: true})
	if len(fixed.Changes) != 1 {
		t.Fatalf("%d files are changed", len(fixed.Changes))
	}
	want := "\ufeffimport os\n\nSECRET_KEY = os.environ['DJANGO_SECRET_KEY']\nINSTALLED_APPS = ['django.contrib.sessions']\n"
	if got := string(fixed.Changes[0].After.Bytes); got != want {
		t.Errorf("it is %q, want %q", got, want)
	}
}

func directives(comment string) (o repair.Options, left []string) {
	for _, line := range strings.Split(comment, "\n") {
		word, rest, _ := strings.Cut(line, ": ")
		switch word {
		case "unsafe":
			o.Unsafe = true
		case "rules":
			o.Rules = strings.Fields(rest)
		case "left", "left to --unsafe":
			left = append(left, word+": "+rest)
		}
	}
	slices.Sort(left)
	return o, left
}

func leftOf(r *repair.Result) []string {
	var left []string
	for _, l := range r.Left {
		word := "left"
		if l.Unsafe {
			word = "left to --unsafe"
		}
		left = append(left, word+": "+l.Finding.Rule.ID+" "+l.Finding.Setting+": "+l.Reason)
	}
	slices.Sort(left)
	return left
}

func all(t *testing.T, dir string, o repair.Options) *repair.Result {
	t.Helper()
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	fixed, err := repair.All(context.Background(), repo, analyzer.Options{}, o)
	if err != nil {
		t.Fatal(err)
	}
	return fixed
}

func write(t *testing.T, dir, name string, content []byte) {
	t.Helper()
	file := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		t.Fatal(err)
	}
}
