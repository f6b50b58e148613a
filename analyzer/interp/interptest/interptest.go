// Package interptest evaluates small repositories written as txtar archives and
// compares what their settings.py binds with expectations in the archives
// themselves.
//
// An expectation stands on the line that assigns a name, or on a line of its
// own:
//
//	X = 1 + 1                   # is 2
//	X = vault.get("x")          # is unknown "vault.get"
//	X = env.bool("A", False)    # is False | unknown "A" when A is set
//	# DEBUG is False
//
// The archive's comment says what it shows; a line "env: A=1" there gives a
// variable, "configuration: C" names a class, "assumes: text" expects an
// assumption, "passes over: text" that a statement is passed over because it
// fails in every world, "runs: 2" so many worlds to be looked at, "imagined: 1" so
// many of them not to be run, and "empty environment" drops the assumptions about production.
package interptest

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Run checks every archive of a folder. Adjust, which may be nil, changes each
// program before it is run.
func Run(t *testing.T, folder string, adjust func(*interp.Program)) {
	t.Helper()
	Each(t, func(t *testing.T, archive *txtar.Archive) { check(t, archive, adjust) }, folder)
}

// Each runs a test for every archive of some folders. A folder without any is a
// failure.
func Each(t *testing.T, test func(*testing.T, *txtar.Archive), folders ...string) {
	t.Helper()
	for _, folder := range folders {
		archives, err := filepath.Glob(filepath.Join(folder, "*.txtar"))
		if err != nil || len(archives) == 0 {
			t.Fatalf("no archives in %s: %v", folder, err)
		}
		for _, name := range archives {
			t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
				archive, err := txtar.ParseFile(name)
				if err != nil {
					t.Fatal(err)
				}
				test(t, archive)
			})
		}
	}
}

func check(t *testing.T, archive *txtar.Archive, adjust func(*interp.Program)) {
	p := Program(t, archive)
	if adjust != nil {
		adjust(p)
	}
	result := interp.Explore(p)
	if len(result.Worlds) == 0 {
		t.Fatalf("no world lives: %s", result.Ended)
	}
	for _, s := range result.Skipped {
		if !slices.ContainsFunc(directives(archive, "passes over: "), func(part string) bool { return strings.Contains(s, part) }) {
			t.Errorf("%s", s)
		}
	}
	for _, a := range directives(archive, "assumes: ") {
		if !strings.Contains(strings.Join(result.Assumptions, "\n"), a) {
			t.Errorf("assumption %q is not among %q", a, result.Assumptions)
		}
	}
	for _, n := range directives(archive, "runs: ") {
		if got := fmt.Sprint(result.Runs); got != n {
			t.Errorf("%s worlds were looked at, want %s", got, n)
		}
	}
	for _, n := range directives(archive, "imagined: ") {
		if got := fmt.Sprint(result.Imagined); got != n {
			t.Errorf("%s worlds were imagined, want %s", got, n)
		}
	}
	expected := 0
	for _, f := range archive.Files {
		if strings.HasSuffix(f.Name, ".py") {
			expected += checkFile(t, f, result)
		}
	}
	if expected == 0 {
		t.Error("the archive expects nothing")
	}
}

// directives returns the lines of an archive's comment that start with a
// prefix, without it.
func directives(archive *txtar.Archive, prefix string) []string {
	var list []string
	for line := range strings.SplitSeq(string(archive.Comment), "\n") {
		if rest, ok := strings.CutPrefix(line, prefix); ok {
			list = append(list, rest)
		}
	}
	return list
}

// Program writes an archive to a folder and returns its settings.py as a
// program.
func Program(t testing.TB, archive *txtar.Archive) *interp.Program {
	t.Helper()
	dir := t.TempDir()
	var files []string
	for _, f := range archive.Files {
		full := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, f.Name)
	}
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { repo.Close() })
	parsed := map[*source.File]*python.Module{}
	p := &interp.Program{
		Repository: repo, Index: discover.NewIndex(files), Root: ".", Module: "settings",
		Env: map[string]string{}, Library: models.Standard(models.Options{}),
		Parse: func(f *source.File) *python.Module {
			if parsed[f] == nil {
				parsed[f] = python.Parse(f)
			}
			return parsed[f]
		},
		EmptyEnvironment: len(directives(archive, "empty environment")) > 0,
	}
	for _, e := range directives(archive, "env: ") {
		name, text, _ := strings.Cut(e, "=")
		p.Env[name] = text
	}
	for _, c := range directives(archive, "configuration: ") {
		p.Configuration = c
	}
	return p
}

// Settings returns one settings.py as a program.
func Settings(t testing.TB, text string) *interp.Program {
	t.Helper()
	return Program(t, &txtar.Archive{Files: []txtar.File{{Name: "settings.py", Data: []byte(text)}}})
}

var (
	expectation = regexp.MustCompile(`^\s*(\w+)(?:\s*:[^=]*)?(?:\[.*?\])?\s*(?:\+|\|)?=.*# is (.*)$`)
	attribute   = regexp.MustCompile(`^# (\w+) is (.*)$`)
)

// checkFile compares a file's expectations, and returns how many it has.
func checkFile(t *testing.T, f txtar.File, result *interp.Result) int {
	n := 0
	for i, line := range strings.Split(string(f.Data), "\n") {
		m := expectation.FindStringSubmatch(line)
		if m == nil {
			m = attribute.FindStringSubmatch(line)
		}
		if m == nil {
			if strings.Contains(line, "# is ") {
				t.Errorf("%s:%d: an expectation that is not understood", f.Name, i+1)
			}
			continue
		}
		n++
		for part := range strings.SplitSeq(m[2], " | ") {
			if err := expect(result, m[1], strings.TrimSpace(part)); err != nil {
				t.Errorf("%s:%d: %v", f.Name, i+1, err)
			}
		}
	}
	return n
}

// expect checks "VALUE" in the base world, or "VALUE when CONDITION" in the
// world of that condition.
func expect(result *interp.Result, name, want string) error {
	want, when, conditional := strings.Cut(want, " when ")
	if !conditional {
		return Expect(result.Worlds[0], name, want)
	}
	var conditions []string
	for _, w := range result.Worlds[1:] {
		var texts []string
		for _, d := range w.Flipped {
			texts = append(texts, d.Text())
		}
		condition := strings.Join(texts, " and ")
		if condition == when {
			return Expect(w, name, want)
		}
		conditions = append(conditions, condition)
	}
	return fmt.Errorf("no world in which %s; there are %q", when, conditions)
}

// Expect says how a name in a world differs from what is wanted, as an
// expectation writes it.
func Expect(w *interp.World, name, want string) error {
	b := w.Names.Lookup(name)
	if want == "unset" {
		if b != nil {
			return fmt.Errorf("%s is %s, want unset", name, Show(b.Value))
		}
		return nil
	}
	if b == nil {
		return fmt.Errorf("%s is not set, want %s", name, want)
	}
	if reason, ok := strings.CutPrefix(want, "unknown"); ok {
		u := value.UnknownIn(b.Value)
		reason = strings.Trim(strings.TrimSpace(reason), `"`)
		if u == nil || !strings.Contains(u.Reason, reason) {
			return fmt.Errorf("%s is %s, want unknown %q", name, Show(b.Value), reason)
		}
		return nil
	}
	if got := Show(b.Value); got != want {
		return fmt.Errorf("%s is %s, want %s", name, got, want)
	}
	return nil
}

// Show is a value as Python writes it, with "…" for what is not known.
func Show(v value.Value) string {
	if text, ok := value.Repr(v); ok {
		return text
	}
	switch d := v.Data.(type) {
	case *value.Unknown:
		return fmt.Sprintf("unknown %q", d.Reason)
	case *value.Splice:
		return "…"
	case *value.List:
		return "[" + showAll(d.Items) + "]"
	case *value.Tuple:
		return "(" + showAll(d.Items) + ")"
	case *value.Set:
		return "set(" + showAll(d.Items()) + ")"
	case value.Timedelta:
		return fmt.Sprintf("timedelta(%v)", float64(d)/1e6)
	case *value.Dict:
		var parts []string
		for _, e := range d.Entries() {
			parts = append(parts, Show(e.Key)+": "+Show(e.Value))
		}
		if d.Open != nil {
			parts = append(parts, "…")
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return "a " + v.Data.TypeName()
}

func showAll(items []value.Value) string {
	parts := make([]string, len(items))
	for i, it := range items {
		parts[i] = Show(it)
	}
	return strings.Join(parts, ", ")
}
