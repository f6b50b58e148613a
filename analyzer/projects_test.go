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
	"github.com/django-session-audit/django-session-audit/analyzer/source"
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
// A line "rules: DJS101 DJS102" in CASE.md leaves the other rules out.
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
	report := scan(t, dir, analyzer.Options{})
	only := onlyRules(t, dir)
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

func onlyRules(t *testing.T, dir string) []string {
	text, err := os.ReadFile(filepath.Join(dir, "CASE.md"))
	if err != nil {
		t.Fatalf("every case says in CASE.md what it shows: %v", err)
	}
	for line := range strings.SplitSeq(string(text), "\n") {
		if list, ok := strings.CutPrefix(line, "rules: "); ok {
			return strings.Fields(list)
		}
	}
	return nil
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
		(w.message == nil || w.message.MatchString(f.Level.String()+" "+f.Message+" "+f.When)) &&
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
