package rules

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// sections are the headings that every page has, in order.
var sections = []string{
	"What it means", "Example", "Repair", "In several modules, and from the environment",
	"Common mistakes", "When to ignore it", "References",
}

// unrunnable are the rules whose example takes more than one settings module.
var unrunnable = []string{"DJS508"}

func TestPages(t *testing.T) {
	for _, r := range All() {
		t.Run(r.ID, func(t *testing.T) { checkPage(t, r) })
	}
}

var (
	fence   = regexp.MustCompile("(?s)```([^\n]*)\n(.*?)```\n")
	heading = regexp.MustCompile(`(?m)^## (.*)$`)
	wanted  = regexp.MustCompile(`# want (\S.*)`)
)

func checkPage(t *testing.T, r *Rule) {
	summary, _, _ := strings.Cut(r.Page(), "\n\n")
	if !strings.HasSuffix(summary, ".") || strings.Contains(summary, "\n") || len(summary) > 200 {
		t.Errorf("the page does not start with one sentence: %q", summary)
	}
	var found []string
	for _, m := range heading.FindAllStringSubmatch(r.Page(), -1) {
		found = append(found, m[1])
	}
	if !slices.Equal(found, sections) {
		t.Errorf("sections %q, want %q", found, sections)
	}
	for _, fact := range append(slices.Clone(r.Standards), r.Django...) {
		if !strings.Contains(section(r.Page(), "References"), fact) {
			t.Errorf("the references lack %s", fact)
		}
	}
	if r.Judge != nil && !strings.Contains(section(r.Page(), "When to ignore it"), "# django-session-audit: ignore["+r.ID+"] ") {
		t.Error("the page does not show how to ignore the finding")
	}
	checkFences(t, r)
}

func checkFences(t *testing.T, r *Rule) {
	allowed := []string{"python", "python no-test", "text", "requirements", "dotenv"}
	for _, m := range fence.FindAllStringSubmatch(r.Page(), -1) {
		if !slices.Contains(allowed, m[1]) {
			t.Errorf("a fence is opened with %q", m[1])
		}
	}
	if slices.Contains(unrunnable, r.ID) {
		return
	}
	example, repair := section(r.Page(), "Example"), section(r.Page(), "Repair")
	wants := wanted.FindAllStringSubmatch(example, -1)
	if len(wants) == 0 || !strings.Contains(example, "```python\n") {
		t.Error("there is no example that says what it wants")
	}
	for _, m := range wants {
		if m[1] != r.ID {
			t.Errorf("the example wants %q", m[1])
		}
	}
	if !strings.Contains(repair, "```python\n") || wanted.MatchString(repair) {
		t.Error("there is no repair, or it wants something")
	}
}

// section returns what stands below a heading.
func section(page, name string) string {
	_, rest, _ := strings.Cut(page, "\n## "+name+"\n")
	body, _, _ := strings.Cut(rest, "\n## ")
	return body
}
