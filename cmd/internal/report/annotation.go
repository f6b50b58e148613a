package report

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
)

// maxAnnotation is the length at which the runner cuts a message
// (https://github.com/actions/runner/blob/main/src/Runner.Worker/ExecutionContext.cs).
const maxAnnotation = 4096

// An Annotation is a message at a place of a file, in plain text.
type Annotation struct {
	Level finding.Level
	File  string
	// Columns are 0 if the place goes over several lines: the runner drops
	// them then.
	Line, EndLine, Column, EndColumn int
	Title, Message                   string
}

// Annotations returns the findings as annotations, worst first.
func (s *Scan) Annotations(findings []finding.Finding) []Annotation {
	var all []Annotation
	for _, f := range findings {
		all = append(all, s.annotation(f))
	}
	return all
}

func (s *Scan) annotation(f finding.Finding) Annotation {
	a := Annotation{
		Level: LevelOf(f),
		Title: f.Rule.ID + " " + f.Rule.Name + " (" + f.Severity().String() + ")",
	}
	if !f.Place.IsZero() {
		start, end := f.Place.Range()
		a.File, a.Line, a.EndLine = Harmless(s.Path(f.Place.Path())), start.Line, end.Line
		if start.Line == end.Line && start.Column < end.Column {
			a.Column, a.EndColumn = start.Column, end.Column
		}
	}
	parts := []string{Harmless(f.Message)}
	if f.When != "" {
		parts = append(parts, "When "+Harmless(f.When))
	}
	if asker := askerOf(f); asker != "" {
		parts = append(parts, "Asked for by "+asker)
	}
	if f.Missing {
		parts = append(parts, "Nothing assigns it; this is the nearest related place")
	}
	if f.Fix != "" {
		parts = append(parts, "Write: "+Harmless(f.Fix))
	}
	if len(f.Modules) > 0 {
		parts = append(parts, "Holds in "+Harmless(strings.Join(f.Modules, ", ")))
	}
	page := RulePage(f.Rule.ID)
	a.Message = Cut(strings.Join(parts, "\n"), maxAnnotation-len(page)-2) + "\n" + page
	return a
}
