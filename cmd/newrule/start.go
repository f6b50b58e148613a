package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	ruleName = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
	listed   = regexp.MustCompile(`(?m)^\t\tdjs(\d)(\d\d)(?:\(l\))?,\n`)
)

// start writes the rule of that name into a family of the module in a folder,
// and returns the names of the files that it wrote. Ids are never used twice:
// the next one is above all that the list has.
func start(folder, family, name string) ([]string, error) {
	if !ruleName.MatchString(name) {
		return nil, fmt.Errorf("%q is no name of a rule; it says the pattern in words joined by hyphens, as session-cookie-not-secure does", name)
	}
	rules := filepath.Join(folder, "analyzer", "rules")
	list, err := os.ReadFile(filepath.Join(rules, "rules.go"))
	if err != nil {
		return nil, fmt.Errorf("%w; give the folder of the module", err)
	}
	id, extended, err := extend(string(list), family)
	if err != nil {
		return nil, err
	}
	files := map[string]string{
		"djs" + id + ".go": strings.NewReplacer("NNN", id, "NAME", name).Replace(ruleText),
		"djs" + id + ".md": strings.ReplaceAll(pageText, "NNN", id),
		"rules.go":         extended,
	}
	var wrote []string
	for base, text := range files {
		full := filepath.Join(rules, base)
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			return nil, err
		}
		wrote = append(wrote, full)
	}
	slices.Sort(wrote)
	return wrote, nil
}

// extend returns the next free id of a family and the list with it.
func extend(list, family string) (id, extended string, err error) {
	last, end := 0, -1
	for _, m := range listed.FindAllStringSubmatchIndex(list, -1) {
		if list[m[2]:m[3]] > family {
			break
		}
		end = m[1]
		if list[m[2]:m[3]] == family {
			if last, err = strconv.Atoi(list[m[4]:m[5]]); err != nil {
				return "", "", err
			}
		}
	}
	if len(family) != 1 || family < "1" || family > "9" || end < 0 || last == 99 {
		return "", "", fmt.Errorf("%q is no family with a free id; families are 1 to 9, see CONTRIBUTING.md", family)
	}
	id = fmt.Sprintf("%s%02d", family, last+1)
	return id, list[:end] + "\t\tdjs" + id + ",\n" + list[end:], nil
}

const ruleText = `package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djsNNN = &Rule{
	Rule: finding.Rule{
		ID:        "DJSNNN",
		Name:      "NAME",
		Short:     "",
		Level:     finding.Warning,
		Precision: "high",
		Page:      page("djsNNN"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("SESSION_")
		return one(Answer{
			Subject:  s,
			Violated: s.Truthy().Not(),
			Message:  is(s) + ": ",
		})
	},
}
`

const pageText = "\n\n## What it means\n\n## Example\n\n```python\n# want DJSNNN\n```\n\n## Repair\n\n```python\n```\n\n" +
	"## In several modules, and from the environment\n\n## Common mistakes\n\n## When to ignore it\n\n" +
	"```python no-test\n# django-session-audit: ignore[DJSNNN] reason\n```\n\n## References\n"
