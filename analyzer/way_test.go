package analyzer_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var update = flag.Bool("update", false, "rewrite the expectations in testdata/way")

// Each archive in testdata/way is a small project with two files of
// expectations: "findings", where a line names a finding with what it depends
// on and the lines below it are the value's way, and "settings", where a line
// names a setting with its value and the lines below it are what else it can
// be, where it comes from and the variable it is made of.
func TestWay(t *testing.T) {
	archives, err := filepath.Glob("testdata/way/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no archives: %v", err)
	}
	for _, name := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			archive, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			checkWays(t, archive)
			if *update {
				if err := os.WriteFile(name, txtar.Format(archive), 0o644); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

func checkWays(t *testing.T, archive *txtar.Archive) {
	dir := t.TempDir()
	want := map[string]string{}
	for _, f := range archive.Files {
		if f.Name == "findings" || f.Name == "settings" {
			want[f.Name] = string(f.Data)
			continue
		}
		full := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	report := scan(t, dir, analyzer.Options{})
	var findings strings.Builder
	for _, f := range report.Findings {
		if strings.Contains(want["findings"], f.Rule.ID+" ") {
			writeFinding(&findings, f)
		}
	}
	compareTold(t, archive, "findings", want, findings.String())
	var described strings.Builder
	for line := range strings.SplitSeq(want["settings"], "\n") {
		if name, _, ok := strings.Cut(line, " is "); ok && !strings.HasPrefix(line, "  ") {
			writeSetting(&described, report.Modules[0].Describe(name))
		}
	}
	compareTold(t, archive, "settings", want, described.String())
}

func compareTold(t *testing.T, archive *txtar.Archive, file string, want map[string]string, got string) {
	t.Helper()
	if diff := cmp.Diff(want[file], got); diff != "" && !*update {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
	for i, f := range archive.Files {
		if f.Name == file {
			archive.Files[i].Data = []byte(got)
		}
	}
}

func writeFinding(b *strings.Builder, f finding.Finding) {
	fmt.Fprintf(b, "%s %s", f.Rule.ID, f.Setting)
	if f.When != "" {
		fmt.Fprintf(b, " when %s", f.When)
	}
	b.WriteByte('\n')
	for _, s := range f.Way {
		start, end := s.Place.Range()
		fmt.Fprintf(b, "  %s:%d:%d-%d %s\n", s.Place.Path(), start.Line, start.Column, end.Column, s.Label)
	}
}

func writeSetting(b *strings.Builder, d settings.Description) {
	fmt.Fprintf(b, "%s is %s\n", d.Name, shownValue(d.Value))
	if d.Reason != "" {
		fmt.Fprintf(b, "  not known: %s\n", d.Reason)
	}
	for _, at := range d.Via {
		start, _ := at.Range()
		fmt.Fprintf(b, "  via %s:%d\n", at.Path(), start.Line)
	}
	if !d.Place.IsZero() {
		start, _ := d.Place.Range()
		fmt.Fprintf(b, "  made at %s:%d:%d\n", d.Place.Path(), start.Line, start.Column)
	}
	for _, g := range d.Guards {
		start, _ := g.Test.Range()
		fmt.Fprintf(b, "  where the condition at %s:%d gives %t\n", g.Test.Path(), start.Line, g.Held)
	}
	if d.Environment != nil {
		fmt.Fprintf(b, "  from %s, by default %s\n", d.Environment.Name, shownValue(d.Environment.Default))
	}
	for _, a := range d.Alternatives {
		fmt.Fprintf(b, "  or %s when %s\n", shownValue(a.Value), a.When)
	}
}

func shownValue(v value.Value) string {
	if v.IsZero() {
		return "nothing"
	}
	if s, ok := value.Repr(v); ok {
		return s
	}
	return "unknown"
}

// The same files give the same report, to the last byte of what it says.
func TestDeterministic(t *testing.T) {
	folders, err := os.ReadDir(projects)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		dir := filepath.Join(projects, f.Name())
		first, second := told(scan(t, dir, analyzer.Options{})), told(scan(t, dir, analyzer.Options{}))
		if diff := cmp.Diff(first, second); diff != "" {
			t.Errorf("%s: two scans differ:\n%s", f.Name(), diff)
		}
	}
}

func told(r *analyzer.Report) string {
	var b strings.Builder
	for _, f := range r.Findings {
		fmt.Fprintln(&b, f.Message, f.Fix, f.Level, f.Modules)
		writeFinding(&b, f)
	}
	for _, m := range r.Modules {
		fmt.Fprintln(&b, m.Module.Name, m.Assumptions, m.Cut)
		for _, name := range m.Relevant() {
			writeSetting(&b, m.Describe(name))
		}
	}
	for _, u := range r.Undecided {
		fmt.Fprintln(&b, u.Rule.ID, u.Module, u.Setting, u.Reason)
	}
	return b.String() + strings.Join(r.Notes, "\n")
}
