package discover

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// TestLayouts runs each archive of testdata: a small repository, and in the
// archive's comment what is to be found in it.
//
//	module ROOT NAME[:CLASS] ROLE [judged]    every module, in order
//	version NAME TEXT FILE:LINE               the version given to a module
//	env NAME VARIABLE=TEXT FILE:LINE          every variable given to a module that has an env line
//	entry NAME FILE:LINE                      one of a module's entries
//	why NAME TEXT                             a part of the reason
//	note TEXT                                 a part of a note
//	django false                              the repository has no Django
//	option include|exclude|module|root|role VALUE
//	error TEXT                                a part of the error
func TestLayouts(t *testing.T) {
	archives, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, file := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			want := expectationsOf(string(a.Comment))
			l, err := Find(extract(t, a), want.options)
			if want.err != "" || err != nil {
				if err == nil || want.err == "" || !strings.Contains(err.Error(), want.err) {
					t.Fatalf("error %v, want %q", err, want.err)
				}
				return
			}
			want.check(t, l)
		})
	}
}

// extract writes an archive to a folder of its own.
func extract(t testing.TB, a *txtar.Archive) *source.Repository {
	t.Helper()
	dir := t.TempDir()
	if err := txtar.Write(a, dir); err != nil {
		t.Fatal(err)
	}
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { repo.Close() })
	return repo
}

type expectations struct {
	options                          Options
	modules, versions, envs, entries []string
	whys, notes                      []string
	err                              string
	noDjango                         bool
}

func expectationsOf(comment string) *expectations {
	e := &expectations{}
	for _, line := range strings.Split(comment, "\n") {
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "module":
			e.modules = append(e.modules, rest)
		case "version":
			e.versions = append(e.versions, rest)
		case "env":
			e.envs = append(e.envs, rest)
		case "entry":
			e.entries = append(e.entries, rest)
		case "why":
			e.whys = append(e.whys, rest)
		case "note":
			e.notes = append(e.notes, rest)
		case "error":
			e.err = rest
		case "django":
			e.noDjango = rest == "false"
		case "option":
			e.option(rest)
		}
	}
	return e
}

func (e *expectations) option(text string) {
	name, value, _ := strings.Cut(text, " ")
	switch name {
	case "include":
		e.options.Include = append(e.options.Include, value)
	case "exclude":
		e.options.Exclude = append(e.options.Exclude, value)
	case "module":
		e.options.Modules = append(e.options.Modules, value)
	case "root":
		e.options.Root = value
	case "role":
		e.options.Roles = append(e.options.Roles, Role(value))
	}
}

func (e *expectations) check(t *testing.T, l *Layout) {
	t.Helper()
	if l.Django == e.noDjango {
		t.Errorf("Django is %v", l.Django)
	}
	var modules []string
	byName := map[string]*Module{}
	for _, m := range l.Modules {
		name := m.Name
		if m.Configuration != "" {
			name += ":" + m.Configuration
		}
		byName[name] = m
		line := fmt.Sprintf("%s %s %s", m.Root, name, m.Role)
		if m.Judged {
			line += " judged"
		}
		modules = append(modules, line)
		if m.Why == "" {
			t.Errorf("%s has no reason for its role", name)
		}
	}
	if diff := cmp.Diff(e.modules, modules); diff != "" {
		t.Errorf("modules (-want +got):\n%s", diff)
		for name, m := range byName {
			t.Logf("%s: %s", name, m.Why)
		}
	}
	e.checkDetails(t, byName)
	for _, n := range e.notes {
		if !strings.Contains(strings.Join(l.Notes, "\n"), n) {
			t.Errorf("notes %q do not say %q", l.Notes, n)
		}
	}
}

func (e *expectations) checkDetails(t *testing.T, byName map[string]*Module) {
	t.Helper()
	of := func(line string) (*Module, string) {
		name, rest, _ := strings.Cut(line, " ")
		if byName[name] == nil {
			t.Fatalf("no module %s", name)
		}
		return byName[name], rest
	}
	for _, line := range e.versions {
		m, want := of(line)
		if got := fmt.Sprintf("%s %s:%d", m.Version.Text, m.Version.File, m.Version.Line); got != want {
			t.Errorf("%s: version %s, want %s", m.Name, got, want)
		}
	}
	given := map[string][]string{}
	for _, line := range e.envs {
		m, want := of(line)
		given[m.Name] = append(given[m.Name], want)
	}
	for name, want := range given {
		var got []string
		for _, g := range byName[name].Environment {
			got = append(got, fmt.Sprintf("%s=%s %s:%d", g.Name, g.Text, g.File, g.Line))
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: environment (-want +got):\n%s", name, diff)
		}
	}
	for _, line := range e.entries {
		m, want := of(line)
		if !strings.Contains(fmt.Sprint(m.Entries), "{"+strings.Replace(want, ":", " ", 1)+"}") {
			t.Errorf("%s: entries %v, want %s", m.Name, m.Entries, want)
		}
	}
	for _, line := range e.whys {
		m, want := of(line)
		if !strings.Contains(m.Why, want) {
			t.Errorf("%s: %q does not say %q", m.Name, m.Why, want)
		}
	}
}

// TestHostileFiles walks what a hostile repository may hold.
func TestHostileFiles(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	write("a\nb/settings.py", "INSTALLED_APPS = []\nROOT_URLCONF = 'x'\n")
	write("::error::x/settings.py", "INSTALLED_APPS = []\nROOT_URLCONF = 'x'\n")
	write("bad\xff/settings.py", "INSTALLED_APPS = []\nROOT_URLCONF = 'x'\n")
	write("compose.prod.yml", "a: &a [*a, *a]\nservices: *a\n")
	write("venv/pyvenv.cfg", "")
	write("venv/lib/site/settings.py", "INSTALLED_APPS = []\nROOT_URLCONF = 'x'\n")
	if err := os.Symlink("/etc", filepath.Join(dir, "etc")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("..", filepath.Join(dir, "loop")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("/etc/passwd", filepath.Join(dir, "manage.py")); err != nil {
		t.Fatal(err)
	}
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	l, err := Find(repo, Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(l.Modules) != 2 || l.Files != 3 {
		t.Errorf("%d modules in %q", len(l.Modules), l.Index.Files())
	}
}

// TestManyClasses holds that it is told where classes are left out.
func TestManyClasses(t *testing.T) {
	text := "from configurations import Configuration\nINSTALLED_APPS = []\n"
	for _, c := range []struct{ classes, notes int }{{maxClasses, 0}, {maxClasses + 1, 1}} {
		var b strings.Builder
		b.WriteString(text)
		for i := range c.classes {
			fmt.Fprintf(&b, "class C%d(Configuration): pass\n", i)
		}
		l, err := Find(extract(t, &txtar.Archive{Files: []txtar.File{{Name: "settings.py", Data: []byte(b.String())}}}), Options{})
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		for _, n := range l.Notes {
			if strings.Contains(n, "more than 2000 classes") {
				told++
			}
		}
		if told != c.notes {
			t.Errorf("of %d classes the notes are %q", c.classes, l.Notes)
		}
	}
}

// TestSame holds that two runs give the same layout: the walk lists folders at
// the same time.
func TestSame(t *testing.T) {
	a, err := txtar.ParseFile("testdata/several_projects.txtar")
	if err != nil {
		t.Fatal(err)
	}
	repo := extract(t, a)
	first, err := Find(repo, Options{})
	if err != nil {
		t.Fatal(err)
	}
	for range 10 {
		again, err := Find(repo, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, again, cmp.AllowUnexported(Index{}, Packages{})); diff != "" {
			t.Fatalf("differs:\n%s", diff)
		}
	}
}

// Modules name the settings modules that they take over.
func TestImports(t *testing.T) {
	a, err := txtar.ParseFile("testdata/base_and_local.txtar")
	if err != nil {
		t.Fatal(err)
	}
	l, err := Find(extract(t, a), Options{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string][]string{}
	for _, m := range l.Modules {
		for _, to := range m.Imports {
			got[m.Name] = append(got[m.Name], to.Name)
		}
	}
	want := map[string][]string{"proj.settings.local": {"proj.settings.base"}, "proj.settings.test": {"proj.settings.base"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
