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
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/policy"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/suppress"
)

// today is when the examples are read.
var today, _ = suppress.ParseDate("2026-01-15")

// exampleProfiles are the profiles that examples of optional rules stand under.
var exampleProfiles = map[string]string{
	"DJS110": "asvs-l2", "DJS114": "asvs-l1", "DJS202": "pci", "DJS204": "nist-aal2", "DJS206": "nist-aal1", "DJS701": "starter",
}

func underProfile(id string) policy.Policy {
	if name := exampleProfiles[id]; name != "" {
		return policy.Policy{Profiles: []*policy.Profile{policy.ByName(name)}}
	}
	return policy.Policy{}
}

// A page's example makes its rule fire at exactly the lines that say so, and
// its repair does not make it fire. Other rules may: an example shows one
// thing.
func TestPageExamples(t *testing.T) {
	for _, r := range rules.All() {
		for _, name := range []string{"Example", "Repair"} {
			files := example(r.Page(), name)
			if files["settings.py"] == "" {
				continue
			}
			t.Run(r.ID+"/"+name, func(t *testing.T) {
				fixed := checkExample(t, r, files)
				if name == "Example" && fixed != r.Fixes {
					t.Errorf("that a finding of the example has a Fix is %v, and Fixes of the rule is %v", fixed, r.Fixes)
				}
			})
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
		file := fileOf[m[1]]
		if named := namedFile.FindStringSubmatch(m[2]); named != nil {
			file = named[1]
		}
		files[file] = m[2]
	}
	return files
}

// namedFile finds the name of a file that an example of several begins with.
var namedFile = regexp.MustCompile(`^# (\w+\.py)\n`)

// managePy makes the example the settings of a project.
const managePy = `import os
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "settings")
`

// checkExample reports whether a finding of the rule has a repair.
func checkExample(t *testing.T, r *rules.Rule, files map[string]string) (fixed bool) {
	lines := map[string][]int{}
	for _, f := range findingsUnder(t, files, underProfile(r.ID)) {
		if f.Rule.ID == r.ID {
			start, _ := f.Place.Range()
			fixed = fixed || f.Fix != ""
			lines[f.Place.Path()] = append(lines[f.Place.Path()], start.Line)
			t.Logf("%s:%d: %s: %s", f.Place.Path(), start.Line, f.Level, f.Message)
		}
	}
	for name, text := range files {
		if want := wantedLines(text); !slices.Equal(lines[name], want) {
			t.Errorf("%s at lines %v of %s, want %v", r.ID, lines[name], name, want)
		}
	}
	return fixed
}

// findings returns what a scan finds in a project whose settings.py is among
// the files.
func findings(t *testing.T, files map[string]string) []finding.Finding {
	t.Helper()
	return findingsUnder(t, files, policy.Policy{})
}

// findingsUnder is findings under a policy.
func findingsUnder(t *testing.T, files map[string]string, p policy.Policy) []finding.Finding {
	t.Helper()
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
	defer repo.Close()
	report, err := analyzer.Run(context.Background(), repo, analyzer.Options{Policy: p, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Modules) != 1 {
		t.Fatalf("%d modules are judged", len(report.Modules))
	}
	return report.Findings
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
