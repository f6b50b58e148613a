package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/sarif"
)

// SARIF returns the scan as a SARIF log. A category tells apart the analyses of
// one repository.
func (s *Scan) SARIF(category string) sarif.Log {
	log := sarif.Log{
		ToolVersion: s.Tool.Version,
		Rules:       s.Tool.Rules,
		RuleURI:     func(r finding.Rule) string { return RulePage(r.ID) },
		Category:    category,
	}
	re := rebase{scan: s, files: map[*source.File]*source.File{}}
	for _, f := range s.Findings {
		log.Findings = append(log.Findings, re.finding(f))
	}
	for _, x := range s.Suppressed {
		log.Suppressed = append(log.Suppressed, sarif.Suppressed{
			Finding: re.finding(x.Finding), Justification: Harmless(justification(x)), InSource: x.Inline,
		})
	}
	for _, n := range s.AllNotes() {
		level := finding.Note
		if slices.Contains(s.Unread, n) {
			level = finding.Error
		}
		log.Notifications = append(log.Notifications, sarif.Notification{Level: level, Text: Harmless(n)})
	}
	if n := len(s.Undecided); n > 0 {
		log.Notifications = append(log.Notifications, sarif.Notification{Level: finding.Note, Text: fmt.Sprintf(
			"%s left open by values that cannot be known; %s scan --show-unknown lists them", plural(n, "question"), Command)})
	}
	return log
}

// A rebase moves places to the paths that are told.
type rebase struct {
	scan  *Scan
	files map[*source.File]*source.File
}

func (r rebase) finding(f finding.Finding) finding.Finding {
	if r.scan.Prefix == "" {
		return f
	}
	f.Place = r.span(f.Place)
	way := make([]finding.Step, len(f.Way))
	for i, step := range f.Way {
		way[i] = finding.Step{Place: r.span(step.Place), Label: step.Label}
	}
	f.Way = way
	f.Edits = slices.Clone(f.Edits)
	for i := range f.Edits {
		f.Edits[i].At = r.span(f.Edits[i].At)
	}
	return f
}

func (r rebase) span(s source.Span) source.Span {
	if s.IsZero() {
		return s
	}
	moved := r.files[s.File]
	if moved == nil {
		moved = source.NewFile(r.scan.Path(s.File.Path), s.File.Bytes)
		r.files[s.File] = moved
	}
	s.File = moved
	return s
}

// LevelOf returns the level of a finding, which is its rule's if it has none
// of its own.
func LevelOf(f finding.Finding) finding.Level {
	if f.Level == finding.NoLevel {
		return f.Rule.Level
	}
	return f.Level
}

// Category returns the category of a scan of a folder of the repository: what
// is asked for, or one of our own that tells folders apart.
func Category(asked, prefix string) string {
	if asked != "" {
		return asked
	}
	return strings.TrimSuffix(Command+"/"+prefix, "/")
}
