package sarif

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	gosarif "github.com/owenrumney/go-sarif/v2/sarif"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
)

// sortRules returns the table by id, and the index of each id in it.
func sortRules(table []finding.Rule) ([]finding.Rule, map[string]uint, error) {
	rules := slices.Clone(table)
	slices.SortStableFunc(rules, func(a, b finding.Rule) int { return cmp.Compare(a.ID, b.ID) })
	index := make(map[string]uint, len(rules))
	for i, r := range rules {
		switch {
		case r.ID == "" || r.Name == "" || r.Short == "":
			return nil, nil, fmt.Errorf("sarif: rule %q has no id, no name or no short description", r.ID)
		case r.Score != 0 && (r.Score < 0.1 || r.Score > 10):
			return nil, nil, fmt.Errorf("sarif: rule %s has the score %v, which is not from 0.1 to 10", r.ID, r.Score)
		}
		if _, twice := index[r.ID]; twice {
			return nil, nil, fmt.Errorf("sarif: rule %s is in the table twice", r.ID)
		}
		index[r.ID] = uint(i)
	}
	return rules, index, nil
}

// rule returns what is said of a rule. Nothing in it depends on the scanned
// repository.
func rule(r finding.Rule, uri func(finding.Rule) string) *gosarif.ReportingDescriptor {
	short := sentence(cut(plain(r.Short), maxDescription-1))
	full, page := short, ""
	if r.Page != nil {
		page = strings.TrimSpace(r.Page())
	}
	if p := firstParagraph(page); p != "" {
		full = sentence(cut(p, maxDescription-1))
	}
	if page == "" {
		page = r.Short
	}
	d := &gosarif.ReportingDescriptor{
		ID:                   r.ID,
		Name:                 ptr(cut(pascalCase(r.Name), maxName)),
		ShortDescription:     &gosarif.MultiformatMessageString{Text: &short},
		FullDescription:      &gosarif.MultiformatMessageString{Text: &full},
		Help:                 &gosarif.MultiformatMessageString{Text: ptr(plain(page)), Markdown: &page},
		DefaultConfiguration: &gosarif.ReportingConfiguration{Level: r.Level.String()},
		Properties:           ruleProperties(r),
	}
	if uri != nil {
		if u := uri(r); u != "" {
			d.HelpURI = &u
		}
	}
	return d
}

func ruleProperties(r finding.Rule) gosarif.Properties {
	p := gosarif.Properties{"problem.severity": problemSeverity(r.Level)}
	tags := []string{"django"}
	if r.Score > 0 {
		// The two together make a finding a security alert.
		tags = []string{"security", "django"}
		p["security-severity"] = fmt.Sprintf("%.1f", r.Score)
	}
	for _, n := range r.CWE {
		// Three digits, as CodeQL's queries have it; campaigns filter by it.
		tag := fmt.Sprintf("external/cwe/cwe-%03d", n)
		if !slices.Contains(tags, tag) && len(tags) < maxTags {
			tags = append(tags, tag)
		}
	}
	p["tags"] = tags
	if r.Precision != "" {
		p["precision"] = r.Precision
	}
	if len(r.Standards) > 0 {
		p["standards"] = r.Standards
	}
	if len(r.Django) > 0 {
		p["djangoChecks"] = r.Django
	}
	if r.Since != "" {
		p["since"] = r.Since
	}
	return p
}

func problemSeverity(l finding.Level) string {
	switch l {
	case finding.Error:
		return "error"
	case finding.Warning:
		return "warning"
	}
	return "recommendation"
}

// pascalCase turns "session-cookie-not-secure" into "SessionCookieNotSecure",
// the form that SARIF readers expect of a name.
func pascalCase(name string) string {
	var b strings.Builder
	for word := range strings.SplitSeq(name, "-") {
		if word != "" {
			b.WriteString(strings.ToUpper(word[:1]) + word[1:])
		}
	}
	return b.String()
}
