package report

import (
	"io"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// ScanSchema names the form of a scan in JSON. A change that could break a
// reader gives it a new number; new members do not.
const ScanSchema = Command + "/scan/v1"

// jsonScan is a scan in JSON.
type jsonScan struct {
	// Schema is ScanSchema.
	Schema string   `json:"schema"`
	Tool   jsonTool `json:"tool"`
	// Django is false if the repository has no Django at all.
	Django bool   `json:"django"`
	Counts Counts `json:"counts"`
	// Modules are the judged settings modules.
	Modules []jsonModule `json:"modules"`
	// Findings are in order of place.
	Findings []jsonFinding `json:"findings"`
	// Suppressed are the findings that somebody accepted, in order of place;
	// they are not among Findings.
	Suppressed []jsonSuppressed `json:"suppressed"`
	// Steps say how many steps of a profile each module has taken; there are
	// none unless the profile has steps.
	Steps []jsonSteps `json:"steps,omitempty"`
	// Undecided are the questions that unknown values leave open.
	Undecided []jsonUndecided `json:"undecided"`
	// Notes are sentences without a full stop.
	Notes []string `json:"notes"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type jsonModule struct {
	Module        string       `json:"module"`
	Configuration *string      `json:"configuration"`
	File          string       `json:"file"`
	Root          string       `json:"root"`
	Role          string       `json:"role"`
	Entry         []jsonEntry  `json:"entry"`
	Django        *jsonVersion `json:"django"`
	Assumptions   []string     `json:"assumptions"`
	// Ended says why the module gives no settings at all.
	Ended string `json:"ended,omitempty"`
}

type jsonEntry struct {
	File string `json:"file"`
	Line int    `json:"line"`
}

type jsonVersion struct {
	Version string `json:"version"`
	// File and Line are where it is required; absent if the user said it.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
}

// jsonPlace is a place; lines and columns start at 1, columns count UTF-16
// code units, and the end is excluded.
type jsonPlace struct {
	File      string `json:"file"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"endLine"`
	EndColumn int    `json:"endColumn"`
}

type jsonFinding struct {
	Rule string `json:"rule"`
	Name string `json:"name"`
	// Severity is critical, high, medium or low; Score is its number.
	Severity string  `json:"severity"`
	Score    float64 `json:"score"`
	// Level is error, warning or note; a finding that depends on something
	// is one level milder than its rule.
	Level   string `json:"level"`
	Setting string `json:"setting,omitempty"`
	Message string `json:"message"`
	When    string `json:"when,omitempty"`
	Fix     string `json:"fix,omitempty"`
	// AskedBy names the profile, policy or require line that asks for it.
	AskedBy string `json:"askedBy,omitempty"`
	// Django are the ids of Django's own checks that say the same.
	Django []string `json:"django,omitempty"`
	// Missing is true if nothing assigns the setting; the place is then the
	// nearest related one.
	Missing  bool       `json:"missing"`
	Location *jsonPlace `json:"location"`
	Way      []jsonStep `json:"way"`
	Modules  []string   `json:"modules"`
	Page     string     `json:"page"`
}

type jsonStep struct {
	Location *jsonPlace `json:"location"`
	Label    string     `json:"label"`
}

type jsonSuppressed struct {
	Finding jsonFinding `json:"finding"`
	// By is inline for a comment, or baseline.
	By     string `json:"by"`
	Reason string `json:"reason"`
	Until  string `json:"until,omitempty"`
	// Location is the comment.
	Location *jsonPlace `json:"location,omitempty"`
}

type jsonSteps struct {
	Profile string       `json:"profile"`
	Module  string       `json:"module"`
	Taken   int          `json:"taken"`
	Of      int          `json:"of"`
	Steps   []jsonStepOf `json:"steps"`
}

type jsonStepOf struct {
	Line string `json:"line"`
	// Taken is yes, no or unknown.
	Taken string `json:"taken"`
}

type jsonUndecided struct {
	Rule     string     `json:"rule"`
	Name     string     `json:"name"`
	Module   string     `json:"module"`
	Setting  string     `json:"setting"`
	Reason   string     `json:"reason"`
	Location *jsonPlace `json:"location"`
}

// WriteJSON writes the scan as JSON.
func (s *Scan) WriteJSON(w io.Writer) error {
	doc := jsonScan{
		Schema: ScanSchema, Tool: jsonTool{Command, s.Tool.Version}, Django: s.Layout.Django, Counts: s.Count(),
		Modules: []jsonModule{}, Findings: []jsonFinding{}, Suppressed: []jsonSuppressed{}, Undecided: []jsonUndecided{}, Notes: harmlessAll(s.AllNotes()),
	}
	for _, e := range s.Modules {
		m := s.jsonModule(e.Module)
		m.Assumptions = harmlessAll(e.Assumptions)
		m.Ended = Harmless(e.Ended)
		doc.Modules = append(doc.Modules, m)
	}
	for _, f := range s.Findings {
		doc.Findings = append(doc.Findings, s.jsonFinding(f))
	}
	for _, x := range s.Suppressed {
		doc.Suppressed = append(doc.Suppressed, jsonSuppressed{s.jsonFinding(x.Finding), suppressedBy(x), Harmless(x.Reason), x.Until.String(), s.jsonPlace(x.Place)})
	}
	doc.Steps = jsonStepsOf(s.Steps)
	for _, u := range s.undecided() {
		doc.Undecided = append(doc.Undecided, jsonUndecided{
			u.Rule.ID, u.Rule.Name, Harmless(u.Module), Harmless(u.Setting), Harmless(u.Reason), s.jsonPlace(u.Place)})
	}
	return writeJSON(w, doc)
}

func (s *Scan) jsonFinding(f finding.Finding) jsonFinding {
	out := jsonFinding{
		Rule: f.Rule.ID, Name: f.Rule.Name, Severity: f.Severity().String(), Score: f.Rule.Score,
		Level: LevelOf(f).String(), Setting: Harmless(f.Setting), Message: Harmless(f.Message), When: Harmless(f.When),
		Fix: Harmless(f.Fix), AskedBy: Harmless(f.Asker), Django: f.Django, Missing: f.Missing, Location: s.jsonPlace(f.Place), Way: []jsonStep{},
		Modules: harmlessAll(f.Modules), Page: RulePage(f.Rule.ID),
	}
	for _, step := range f.Way {
		out.Way = append(out.Way, jsonStep{s.jsonPlace(step.Place), Harmless(step.Label)})
	}
	return out
}

func (s *Scan) jsonModule(m *discover.Module) jsonModule {
	out := jsonModule{
		Module: Harmless(m.Name), File: Harmless(s.Path(m.File)), Root: Harmless(s.Path(m.Root)), Role: string(m.Role),
		Entry: []jsonEntry{}, Assumptions: []string{},
	}
	if m.Configuration != "" {
		c := Harmless(m.Configuration)
		out.Configuration = &c
	}
	for _, e := range m.Entries {
		out.Entry = append(out.Entry, jsonEntry{Harmless(s.Path(e.File)), e.Line})
	}
	if v := m.Version; v.Text != "" {
		out.Django = &jsonVersion{Version: Harmless(v.Text), Line: v.Line}
		if v.File != "" {
			out.Django.File = Harmless(s.Path(v.File))
		}
	}
	return out
}

func (s *Scan) jsonPlace(place source.Span) *jsonPlace {
	if place.IsZero() {
		return nil
	}
	start, end := place.Range()
	return &jsonPlace{Harmless(s.Path(place.Path())), start.Line, start.Column, end.Line, end.Column}
}

func harmlessAll(texts []string) []string {
	out := []string{}
	for _, t := range texts {
		out = append(out, Harmless(t))
	}
	return out
}
