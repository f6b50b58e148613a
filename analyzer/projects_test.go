package analyzer_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/policy"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/suppress"
)

const projects = "../testdata/projects"

// Each folder of testdata/projects is a small Django project. An expectation
// stands on the line it is about:
//
//	SESSION_COOKIE_SECURE = False  # want DJS101
//	from .base import *            # want DJS101 DJS102 "not set"
//	# want+1 DJS401
//
// A finding that nobody wants fails the test, as does a want that is not met.
// Lines of CASE.md say more:
//
//	rules: DJS101 DJS102       leave the other rules out
//	profile: pci               scan under a profile, of which there may be several
//	require: DEBUG = False     scan with a require line, of which there may be several
//	suppressions: forbidden    what may suppress a finding
//	suppressed: DJS101 DJS102  the findings that are suppressed, in order of place
//	steps: 3 of 4              how many steps the judged module has taken
//
// Today is 2026-01-15.
func TestProjects(t *testing.T) {
	folders, err := os.ReadDir(projects)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		t.Run(f.Name(), func(t *testing.T) { checkProject(t, filepath.Join(projects, f.Name())) })
	}
}

func checkProject(t *testing.T, dir string) {
	said := readCase(t, dir)
	report := scan(t, dir, said.options(t))
	said.check(t, report)
	only := strings.Fields(said.first("rules"))
	wants := wantsIn(t, dir)
	if strings.HasPrefix(filepath.Base(dir), "ok_") && len(wants) > 0 {
		t.Error("a project named ok_ must want nothing")
	}
	for _, f := range report.Findings {
		if len(only) > 0 && !slices.Contains(only, f.Rule.ID) {
			continue
		}
		start, _ := f.Place.Range()
		i := slices.IndexFunc(wants, func(w want) bool { return w.meets(f, start.Line) })
		if i < 0 {
			t.Errorf("%s:%d: unexpected %s %s: %s", f.Place.Path(), start.Line, f.Level, f.Rule.ID, f.Message)
			continue
		}
		wants = slices.Delete(wants, i, i+1)
	}
	for _, w := range wants {
		t.Errorf("%s:%d: no %s %s", w.file, w.line, w.rule, w.message)
	}
}

func scan(t testing.TB, dir string, o analyzer.Options) *analyzer.Report {
	t.Helper()
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { repo.Close() })
	report, err := analyzer.Run(context.Background(), repo, o)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// A projectCase is what CASE.md says, by the word before the colon.
type projectCase map[string][]string

var caseLine = regexp.MustCompile(`^(rules|profile|require|suppressions|suppressed|steps): (.*)$`)

func readCase(t *testing.T, dir string) projectCase {
	text, err := os.ReadFile(filepath.Join(dir, "CASE.md"))
	if err != nil {
		t.Fatalf("every case says in CASE.md what it shows: %v", err)
	}
	said := projectCase{}
	for line := range strings.SplitSeq(string(text), "\n") {
		if m := caseLine.FindStringSubmatch(line); m != nil {
			said[m[1]] = append(said[m[1]], m[2])
		}
	}
	return said
}

// first returns the first line of a word, or "".
func (c projectCase) first(word string) string {
	if len(c[word]) == 0 {
		return ""
	}
	return c[word][0]
}

// options returns what to scan with.
func (c projectCase) options(t *testing.T) analyzer.Options {
	o := analyzer.Options{Policy: policy.Policy{Suppressions: policy.ParseSuppressions(c.first("suppressions"))}}
	o.Today, _ = suppress.ParseDate("2026-01-15")
	for _, name := range c["profile"] {
		o.Policy.Profiles = append(o.Policy.Profiles, policy.ByName(name))
	}
	for _, line := range c["require"] {
		r, err := policy.ParseRequirement(line)
		if err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		r.Asker = "the policy"
		o.Policy.Requirements = append(o.Policy.Requirements, r)
	}
	return o
}

// check compares what is suppressed and which steps are taken.
func (c projectCase) check(t *testing.T, r *analyzer.Report) {
	var suppressed []string
	for _, s := range r.Suppressed {
		suppressed = append(suppressed, s.Finding.Rule.ID)
	}
	if got := strings.Join(suppressed, " "); got != c.first("suppressed") {
		t.Errorf("suppressed: %s, want %s", got, c.first("suppressed"))
	}
	var steps []string
	for _, s := range r.Steps {
		taken, all := s.Taken()
		steps = append(steps, fmt.Sprintf("%d of %d", taken, all))
	}
	if got := strings.Join(steps, ", "); got != c.first("steps") {
		t.Errorf("steps: %s, want %s", got, c.first("steps"))
	}
}

// A want is one expected finding.
type want struct {
	file    string
	line    int
	rule    string
	message *regexp.Regexp
	module  string
}

func (w want) meets(f finding.Finding, line int) bool {
	return w.file == f.Place.Path() && w.line == line && w.rule == f.Rule.ID &&
		(w.message == nil || w.message.MatchString(f.Level.String()+" "+f.Message+" "+f.When+" "+f.Asker)) &&
		(w.module == "" || slices.Contains(f.Modules, w.module))
}

var (
	wantComment = regexp.MustCompile(`# want(\+\d+)? (.*)$`)
	wantPart    = regexp.MustCompile(`DJS\d{3}|"[^"]*"|@[\w.]+`)
)

// wantsIn returns the expectations in a project's Python files. A text or
// module applies to all the rules of its comment.
func wantsIn(t *testing.T, dir string) []want {
	var wants []want
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".py" {
			return err
		}
		content, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, p)
		for i, line := range strings.Split(string(content), "\n") {
			wants = append(wants, wantsOn(filepath.ToSlash(rel), i+1, line)...)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return wants
}

func wantsOn(file string, line int, text string) []want {
	m := wantComment.FindStringSubmatch(text)
	if m == nil {
		return nil
	}
	offset := 0
	if m[1] != "" {
		fmt.Sscanf(m[1], "+%d", &offset)
	}
	base := want{file: file, line: line + offset}
	var rules []string
	for _, part := range wantPart.FindAllString(m[2], -1) {
		switch part[0] {
		case '"':
			base.message = regexp.MustCompile(strings.Trim(part, `"`))
		case '@':
			base.module = part[1:]
		default:
			rules = append(rules, part)
		}
	}
	var wants []want
	for _, r := range rules {
		w := base
		w.rule = r
		wants = append(wants, w)
	}
	return wants
}
