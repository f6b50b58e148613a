package rules_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// A page's example makes its rule fire at exactly the lines that say so, and
// its repair does not make it fire. Other rules may: an example shows one
// thing.
func TestPageExamples(t *testing.T) {
	for _, r := range rules.All() {
		for _, name := range []string{"Example", "Repair"} {
			files := example(r.Page, name)
			if files["settings.py"] == "" {
				continue
			}
			t.Run(r.ID+"/"+name, func(t *testing.T) { checkExample(t, r, files) })
		}
	}
}

var fenced = regexp.MustCompile("(?s)```(python|requirements|dotenv)\n(.*?)```\n")

// fileOf names the file that a fence stands for.
var fileOf = map[string]string{"python": "settings.py", "requirements": "requirements.txt", "dotenv": ".env"}

// example returns the files of a section, by name.
func example(page, name string) map[string]string {
	_, rest, _ := strings.Cut(page, "\n## "+name+"\n")
	body, _, _ := strings.Cut(rest, "\n## ")
	files := map[string]string{}
	for _, m := range fenced.FindAllStringSubmatch(body, -1) {
		files[fileOf[m[1]]] = m[2]
	}
	return files
}

// managePy makes the example the settings of a project.
const managePy = `import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
`

func checkExample(t *testing.T, r *rules.Rule, files map[string]string) {
	dir := t.TempDir()
	files["manage.py"] = managePy
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { repo.Close() })
	report, err := analyzer.Run(context.Background(), repo, analyzer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Modules) != 1 {
		t.Fatalf("%d modules are judged", len(report.Modules))
	}
	var lines []int
	for _, f := range report.Findings {
		if f.Rule.ID == r.ID {
			start, _ := f.Place.Range()
			lines = append(lines, start.Line)
			t.Logf("line %d: %s: %s", start.Line, f.Level, f.Message)
		}
	}
	if want := wantedLines(files["settings.py"]); !slices.Equal(lines, want) {
		t.Errorf("%s at lines %v, want %v", r.ID, lines, want)
	}
}

// wantedLines returns the lines that say what they want.
func wantedLines(text string) []int {
	var lines []int
	for i, line := range strings.Split(text, "\n") {
		if strings.Contains(line, "# want ") {
			lines = append(lines, i+1)
		}
	}
	return lines
}
