package interp_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
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

// Each archive in testdata/eval is a small repository whose settings.py is
// evaluated. An expectation stands on the line that assigns a name:
//
//	X = 1 + 1                   # is 2
//	X = vault.get("x")          # is unknown "vault.get"
//	X = env.bool("A", False)    # is False | unknown "A" when A is set
//
// The archive's comment says what it shows; a line "env: A=1" there gives a
// variable, "empty environment" drops the assumptions about production,
// "configuration: C" names a class, and "assumes: text" expects an assumption.
func TestEval(t *testing.T) {
	archives, err := filepath.Glob("testdata/eval/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) { evalArchive(t, name) })
	}
}

func evalArchive(t *testing.T, name string) {
	archive, err := txtar.ParseFile(name)
	if err != nil {
		t.Fatal(err)
	}
	p := program(t, archive)
	var assumed []string
	for line := range strings.SplitSeq(string(archive.Comment), "\n") {
		key, rest, _ := strings.Cut(line, ": ")
		switch {
		case key == "env":
			k, v, _ := strings.Cut(rest, "=")
			p.Env[k] = v
		case key == "configuration":
			p.Configuration = rest
		case key == "assumes":
			assumed = append(assumed, rest)
		case line == "empty environment":
			p.EmptyEnvironment = true
		}
	}
	result := interp.Explore(p)
	if len(result.Worlds) == 0 {
		t.Fatalf("no world lives: %s", result.Ended)
	}
	for _, a := range assumed {
		if !strings.Contains(strings.Join(result.Assumptions, "\n"), a) {
			t.Errorf("assumption %q is not among %q", a, result.Assumptions)
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

// program writes the archive to a folder and returns its settings.py as a
// program.
func program(t *testing.T, archive *txtar.Archive) *interp.Program {
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
	return &interp.Program{
		Repository: repo, Index: discover.NewIndex(files), Root: ".", Module: "settings",
		Env: map[string]string{}, Library: models.Standard(models.Options{}),
		Parse: func(f *source.File) *python.Module {
			if parsed[f] == nil {
				parsed[f] = python.Parse(f)
			}
			return parsed[f]
		},
	}
}

var (
	expectation = regexp.MustCompile(`^\s*(?:\w+: )?(\w+)(?:\[.*?\])?\s*(?:\+|\|)?=.*# is (.*)$`)
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
		return expectIn(result.Worlds[0], name, want)
	}
	var conditions []string
	for _, w := range result.Worlds[1:] {
		var texts []string
		for _, d := range w.Flipped {
			texts = append(texts, d.Text())
		}
		condition := strings.Join(texts, " and ")
		if condition == when {
			return expectIn(w, name, want)
		}
		conditions = append(conditions, condition)
	}
	return fmt.Errorf("no world in which %s; there are %q", when, conditions)
}

func expectIn(w *interp.World, name, want string) error {
	b := w.Names.Lookup(name)
	if want == "unset" {
		if b != nil {
			return fmt.Errorf("%s is %s, want unset", name, show(b.Value))
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
			return fmt.Errorf("%s is %s, want unknown %q", name, show(b.Value), reason)
		}
		return nil
	}
	if got := show(b.Value); got != want {
		return fmt.Errorf("%s is %s, want %s", name, got, want)
	}
	return nil
}

// show is the value as Python writes it, with "…" for what is not known.
func show(v value.Value) string {
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
			parts = append(parts, show(e.Key)+": "+show(e.Value))
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
		parts[i] = show(it)
	}
	return strings.Join(parts, ", ")
}
