package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
)

// RulesSchema names the form of the table of rules in JSON; see ScanSchema.
const RulesSchema = Command + "/rules/v1"

type jsonRules struct {
	Schema string     `json:"schema"`
	Rules  []jsonRule `json:"rules"`
}

type jsonRule struct {
	ID        string   `json:"id"`
	Name      string   `json:"name"`
	Short     string   `json:"short"`
	Level     string   `json:"level"`
	Severity  string   `json:"severity"`
	Score     float64  `json:"score"`
	Precision string   `json:"precision"`
	CWE       []int    `json:"cwe"`
	Standards []string `json:"standards"`
	Django    []string `json:"django"`
	Since     string   `json:"since"`
	// Optional is true for a rule that is asked only where a profile, a policy
	// or a configuration says so.
	Optional bool   `json:"optional"`
	Page     string `json:"page"`
}

// WriteRulesJSON writes the table of rules as JSON. Optional are the ids of those
// that are asked only where somebody says so.
func WriteRulesJSON(w io.Writer, rules []finding.Rule, optional []string) error {
	doc := jsonRules{Schema: RulesSchema, Rules: []jsonRule{}}
	for _, r := range rules {
		doc.Rules = append(doc.Rules, jsonRule{
			r.ID, r.Name, r.Short, r.Level.String(), r.Severity().String(), r.Score, r.Precision,
			append([]int{}, r.CWE...), append([]string{}, r.Standards...), append([]string{}, r.Django...), r.Since, slices.Contains(optional, r.ID), RulePage(r.ID)})
	}
	return writeJSON(w, doc)
}

// WriteRules writes the table of rules for people.
func WriteRules(w io.Writer, rules []finding.Rule, color bool) error {
	s := style{on: color}
	name := 0
	for _, r := range rules {
		name = max(name, len(r.Name))
	}
	var b strings.Builder
	b.WriteString(s.bold(fmt.Sprintf("%-7s %-8s %5s  %-7s  %s", "id", "severity", "score", "level", "name")) + "\n")
	for _, r := range rules {
		fmt.Fprintf(&b, "%-7s %s %5.1f  %-7s  %s\n", r.ID,
			s.severity(r.Severity(), fmt.Sprintf("%-8s", r.Severity())), r.Score, r.Level, r.Name)
	}
	b.WriteString("\n" + Command + " explain RULE tells more of one.\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// Facts are what is said of a rule besides its page, as pairs of label and
// text.
func Facts(r finding.Rule) [][2]string {
	facts := [][2]string{
		{"Severity", fmt.Sprintf("%s (%.1f)", r.Severity(), r.Score)},
		{"Level", r.Level.String()},
		{"Precision", r.Precision},
	}
	var cwe []string
	for _, n := range r.CWE {
		cwe = append(cwe, fmt.Sprintf("CWE-%d", n))
	}
	for _, f := range [][2]string{
		{"Weakness", strings.Join(cwe, ", ")},
		{"Standards", strings.Join(r.Standards, "; ")},
		{"Django's checks", strings.Join(r.Django, ", ")},
		{"Repair", repairedBy(r)},
		{"Since", r.Since},
	} {
		if f[1] != "" {
			facts = append(facts, f)
		}
	}
	return facts
}

// repairedBy says whether the program writes the repair itself, or "" if it does
// not.
func repairedBy(r finding.Rule) string {
	switch {
	case !r.Fixes:
		return ""
	case r.Risk == "":
		return "by " + Command + " fix"
	}
	return "by " + Command + " fix --unsafe: " + r.Risk
}
