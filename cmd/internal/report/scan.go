// Package report writes the outcome of a scan, and effective settings, for
// people and programs: text, JSON, Markdown, SARIF, and the annotations that a
// runner shows. It decides what of a repository may be printed (see Printable
// and mask.go) and makes it harmless. It reads no files and no environment.
package report

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// Home is where the project lives.
const Home = "https://github.com/django-session-audit/django-session-audit"

// Command is the name of the program.
const Command = "django-session-audit"

// A Tool is what reports say of this program.
type Tool struct {
	Version string
	// Rules is the whole table of rules, by id.
	Rules []finding.Rule
}

// A Scan is an outcome with what is needed to tell it.
type Scan struct {
	*analyzer.Report
	Tool Tool
	// Prefix is the scanned folder below the folder that paths are told
	// relative to, or "".
	Prefix string
	// Took is how long the scan took, or 0 if it is not to be told.
	Took time.Duration
}

// RulePage returns the address of a rule's page.
func RulePage(id string) string { return Home + "/blob/main/docs/rules/" + url.PathEscape(id) + ".md" }

// Path returns a path of the repository as it is told.
func (s *Scan) Path(p string) string { return path.Join(s.Prefix, p) }

// Judged returns the judged modules, in order.
func (s *Scan) Judged() []*discover.Module {
	var judged []*discover.Module
	for _, e := range s.Modules {
		judged = append(judged, e.Module)
	}
	return judged
}

// Broken returns the files that could not be understood in full.
func (s *Scan) Broken() map[string]bool {
	broken := map[string]bool{}
	for _, e := range s.Modules {
		for _, b := range e.Broken {
			broken[b.At.Path()] = true
		}
	}
	return broken
}

// WorstFirst returns the findings, worst first.
func (s *Scan) WorstFirst() []finding.Finding {
	sorted := slices.Clone(s.Findings)
	slices.SortStableFunc(sorted, finding.WorstFirst)
	return sorted
}

// Counts are the numbers that reports and outputs give.
type Counts struct {
	Findings  int `json:"findings"`
	Critical  int `json:"critical"`
	High      int `json:"high"`
	Medium    int `json:"medium"`
	Low       int `json:"low"`
	Undecided int `json:"undecided"`
	// Suppressed findings are not among the findings.
	Suppressed int `json:"suppressed"`
	Modules    int `json:"modules"`
}

// Of returns the number of findings of a severity.
func (c Counts) Of(s finding.Severity) int {
	return [...]int{0, c.Low, c.Medium, c.High, c.Critical}[s]
}

// Count counts.
func (s *Scan) Count() Counts {
	c := Counts{Findings: len(s.Findings), Undecided: len(s.Undecided), Suppressed: len(s.Suppressed), Modules: len(s.Modules)}
	for _, f := range s.Findings {
		switch f.Severity() {
		case finding.Critical:
			c.Critical++
		case finding.High:
			c.High++
		case finding.Medium:
			c.Medium++
		case finding.Low:
			c.Low++
		}
	}
	return c
}

// Reaches reports whether a finding is at or above a threshold.
func (s *Scan) Reaches(threshold finding.Severity) bool { return Reaches(s.Findings, threshold) }

// Reaches reports whether one of some findings is at or above a threshold. No
// finding reaches NoSeverity, which stands for no threshold.
func Reaches(findings []finding.Finding, threshold finding.Severity) bool {
	return threshold != finding.NoSeverity && slices.ContainsFunc(findings, func(f finding.Finding) bool {
		return f.Severity() >= threshold
	})
}

// Headline says the counts in one line without a full stop.
func (s *Scan) Headline() string {
	c := s.Count()
	if !s.Layout.Django {
		return "No Django settings found"
	}
	if c.Modules == 0 {
		return "No settings module to judge"
	}
	text := "No findings"
	if c.Findings > 0 {
		var by []string
		for _, severity := range finding.Severities {
			if n := c.Of(severity); n > 0 {
				by = append(by, fmt.Sprintf("%d %s", n, severity))
			}
		}
		text = fmt.Sprintf("%s (%s)", plural(c.Findings, "finding"), strings.Join(by, ", "))
	}
	text += " in " + plural(c.Modules, "module")
	if c.Suppressed > 0 {
		text += fmt.Sprintf(", %d suppressed", c.Suppressed)
	}
	if c.Undecided > 0 {
		text += fmt.Sprintf(", %d undecided", c.Undecided)
	}
	return text
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Title names a module for people: its dotted name, and the class of
// django-configurations if there is one.
func Title(m *discover.Module) string {
	name := Harmless(m.Name)
	if m.Configuration != "" {
		name += ":" + Harmless(m.Configuration)
	}
	return name
}

// key is how findings name a module.
func key(m *discover.Module) string { return m.Name }

// At returns "path:line:column" of a place.
func (s *Scan) At(place source.Span) string {
	if place.IsZero() {
		return ""
	}
	start, _ := place.Range()
	return fmt.Sprintf("%s:%d:%d", Harmless(s.Path(place.Path())), start.Line, start.Column)
}

// Line returns "path:line" of a place.
func (s *Scan) Line(place source.Span) string {
	if place.IsZero() {
		return ""
	}
	start, _ := place.Range()
	return fmt.Sprintf("%s:%d", Harmless(s.Path(place.Path())), start.Line)
}

// byModule groups findings under the first judged module that they hold in.
// Findings of no judged module come last, under nil.
func (s *Scan) byModule() map[*discover.Module][]finding.Finding {
	groups := map[*discover.Module][]finding.Finding{}
	for _, f := range s.Findings {
		var home *discover.Module
		for _, m := range s.Judged() {
			if slices.Contains(f.Modules, key(m)) {
				home = m
				break
			}
		}
		groups[home] = append(groups[home], f)
	}
	return groups
}

// holding returns the judged modules that a finding holds in.
func (s *Scan) holding(f finding.Finding) []*settings.Effective {
	var holding []*settings.Effective
	for _, e := range s.Modules {
		if slices.Contains(f.Modules, key(e.Module)) {
			holding = append(holding, e)
		}
	}
	return holding
}

// way returns the steps of a finding's way, one of each line. The last ones are
// on the line that the finding names already, and are left out.
func (s *Scan) way(f finding.Finding) []finding.Step {
	var steps []finding.Step
	own, last := s.Line(f.Place), ""
	for _, step := range f.Way {
		if line := s.Line(step.Place); line != own && line != last {
			last = line
			steps = append(steps, step)
		}
	}
	return steps
}

// undecided returns the open questions by module, rule and setting.
func (s *Scan) undecided() []analyzer.Undecided {
	sorted := slices.Clone(s.Undecided)
	slices.SortStableFunc(sorted, func(a, b analyzer.Undecided) int {
		return cmp.Or(cmp.Compare(a.Module, b.Module), cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(a.Setting, b.Setting))
	})
	return sorted
}

// AllNotes returns what else is to be known: of the layout, and of the scan.
func (s *Scan) AllNotes() []string {
	var notes []string
	seen := map[string]bool{}
	for _, n := range slices.Concat(s.Layout.Notes, s.Notes) {
		if !seen[n] {
			seen[n] = true
			notes = append(notes, n)
		}
	}
	return notes
}
