package report

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

// A ViewSetting is a setting with its value in each judged module.
type ViewSetting struct {
	Name string
	// Group is what the setting is about, in a few words.
	Group string
	// Cells are in the order of View.Modules.
	Cells []ViewCell
}

// A ViewCell is the value of a setting in a module.
type ViewCell struct {
	// Value is how it is written in Python, cut short; "set" if it is secret,
	// and "" if there is none.
	Value string
	// Mark is default, environment, conditional or unknown, or "" for a value
	// that is just assigned.
	Mark string
	// Severity is the worst of the findings about it, and Finding the number
	// of that one in View.Findings; "" if there is none.
	Severity string
	Finding  int
	// Way is how it comes to its value, and to others; nil for a default.
	Way []Branch
}

// A ViewImporter is a settings module with those that it takes over.
type ViewImporter struct {
	Title, Role string
	Judged      bool
	// Imports are numbers of other importers.
	Imports []int
}

// A group is what settings are about, known by the starts of their names.
type group struct {
	title  string
	starts []string
}

// groups are in the order in which they are told; the last one has the rest.
var groups = []group{
	{"Sessions", []string{"SESSION_"}},
	{"CSRF", []string{"CSRF_"}},
	{"Transport and headers", []string{"SECURE_", "USE_X_", "X_FRAME_"}},
	{"Keys, hosts and wiring", []string{""}},
}

// groupOf returns the number of a setting's group.
func groupOf(setting string) int {
	return slices.IndexFunc(groups, func(g group) bool {
		return slices.ContainsFunc(g.starts, func(start string) bool { return strings.HasPrefix(setting, start) })
	})
}

// viewSettings returns the settings group by group. The findings are numbered
// as they are given.
func (s *Scan) viewSettings(findings []finding.Finding, m *masker) []ViewSetting {
	t := &tableWriter{scan: s}
	names := t.names()
	slices.SortStableFunc(names, func(a, b string) int { return groupOf(a) - groupOf(b) })
	worst := s.worstOf(findings)
	var all []ViewSetting
	for _, name := range names {
		v := ViewSetting{Name: Harmless(name), Group: groups[groupOf(name)].title}
		for i, e := range s.Modules {
			c := t.viewCell(e, name, m)
			if number, found := worst[subject{i, name}]; found {
				c.Finding, c.Severity = number, findings[number].Severity().String()
			}
			v.Cells = append(v.Cells, c)
		}
		all = append(all, v)
	}
	return all
}

// A subject is a setting in the judged module of that number.
type subject struct {
	module  int
	setting string
}

// worstOf returns the number of the worst finding about each subject.
func (s *Scan) worstOf(findings []finding.Finding) map[subject]int {
	worst := map[subject]int{}
	for number, f := range findings {
		for _, i := range s.holds(f.Modules) {
			about := subject{i, f.Setting}
			if before, there := worst[about]; !there || findings[before].Severity() < f.Severity() {
				worst[about] = number
			}
		}
	}
	return worst
}

// maxViewCell is how long a value is that is shown without being unfolded.
const maxViewCell = 40

// markWords are the marks of valueAndMark for those who have room.
var markWords = map[string]string{"default": "default", "env": "environment", "when": "conditional", "?": "unknown", "": ""}

func (t *tableWriter) viewCell(e *settings.Effective, name string, m *masker) ViewCell {
	d := describe(e, name)
	if d.State == settings.Absent {
		return ViewCell{}
	}
	text, mark := valueAndMark(d)
	if utf8.RuneCountInString(text) > maxViewCell {
		text = shorten(d.Value, text, maxViewCell)
	}
	c := ViewCell{Value: text, Mark: markWords[mark]}
	if mark != "default" {
		c.Way = t.way(e, name, m)
	}
	return c
}

// viewImports returns the settings modules that are judged or have to do with
// others.
func (s *Scan) viewImports() []ViewImporter {
	modules := s.connected()
	number := map[*discover.Module]int{}
	for i, m := range modules {
		number[m] = i
	}
	var all []ViewImporter
	for _, m := range modules {
		v := ViewImporter{Title: Title(m), Role: string(m.Role), Judged: m.Judged}
		for _, to := range m.Imports {
			if n, there := number[to]; there {
				v.Imports = append(v.Imports, n)
			}
		}
		all = append(all, v)
	}
	return all
}
