package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

// Text says how a scan is told to people at a terminal.
type Text struct {
	// Color is true to colour.
	Color bool
	// Width is the terminal's width, or 0 if it is not known.
	Width int
	// Terminal is true where somebody reads it: the names of rules are links,
	// where colour is shown, and it is told how long the scan took.
	Terminal bool
	// ShowUnknown lists the questions that are left open.
	ShowUnknown bool
	// Quiet leaves nothing but a line for each finding.
	Quiet bool
	// Verbose adds what was not judged, and why.
	Verbose bool
}

// Write writes the scan.
func (t Text) Write(w io.Writer, s *Scan) error {
	tw := &textWriter{Text: t, scan: s, style: t.style(), masker: newMasker(s.Broken())}
	if t.Quiet {
		for _, f := range s.Findings {
			tw.line(tw.head(f) + ": " + Harmless(f.Message))
		}
	} else {
		tw.all()
	}
	_, err := io.WriteString(w, tw.out.String())
	return err
}

func (t Text) style() style { return style{on: t.Color, links: t.Terminal} }

// maxAssumptions is how many assumptions of a module are told unasked.
const maxAssumptions = 4

type textWriter struct {
	Text
	scan   *Scan
	style  style
	masker *masker
	out    strings.Builder
	// permits are those that were asked for, by setting and modules.
	permits map[string]permit
}

func (t *textWriter) line(text string) { t.out.WriteString(strings.TrimRight(text, " ") + "\n") }

func (t *textWriter) lines(lines []string) {
	for _, l := range lines {
		t.line(l)
	}
}

func (t *textWriter) all() {
	groups := t.scan.byModule()
	for _, e := range t.scan.Modules {
		t.module(e)
		for _, f := range groups[e.Module] {
			t.line("")
			t.finding(e.Module, f)
		}
		t.line("")
	}
	for _, f := range groups[nil] {
		t.finding(nil, f)
		t.line("")
	}
	if t.ShowUnknown {
		t.unknown()
	}
	if t.Verbose {
		t.notJudged()
		t.suppressed()
	}
	t.notes()
	t.steps()
	t.closing()
}

func (t *textWriter) module(e *settings.Effective) {
	m := e.Module
	facts := []string{string(m.Role)}
	if v := m.Version.Text; v != "" {
		facts = append(facts, "Django "+Harmless(v))
	}
	facts = append(facts, Harmless(t.scan.Path(m.File)))
	t.line(t.style.bold(Title(m)) + t.style.faint("  "+strings.Join(facts, ", ")))
	if t.Verbose && m.Why != "" {
		t.lines(hang("  judged: ", Harmless(m.Why), t.Width))
	}
	for i, a := range e.Assumptions {
		if more := len(e.Assumptions) - i; i == maxAssumptions && more > 1 && !t.Verbose {
			t.line(fmt.Sprintf("  assuming %d more things (--verbose lists them)", more))
			break
		}
		t.lines(hang("  assuming ", Harmless(a), t.Width))
	}
	if e.Ended != "" {
		t.lines(hang("  not judged: ", Harmless(e.Ended), t.Width))
	}
}

// head is the line that names a finding.
func (t *textWriter) head(f finding.Finding) string {
	severity := f.Severity()
	return t.style.bold(t.scan.At(f.Place)) + "  " + t.style.severity(severity, severity.String()) + "  " +
		t.style.link(RulePage(f.Rule.ID), f.Rule.ID+" "+t.style.name(f.Rule.Name))
}

func (t *textWriter) finding(home *discover.Module, f finding.Finding) {
	t.line(t.head(f))
	t.excerpt(f)
	t.lines(hang("  ", Harmless(f.Message), t.Width))
	if f.When != "" {
		t.detail("when", Harmless(f.When))
	}
	if asker := askerOf(f); asker != "" {
		t.detail("asked", "for by "+asker)
	}
	if f.Missing {
		t.detail("note", "nothing assigns it; this is the nearest related place")
	}
	t.way(f)
	if f.Fix != "" {
		// Not broken into lines: it is there to be copied.
		t.line(fmt.Sprintf("  %-8s", "fix") + t.style.good(Harmless(f.Fix)))
	}
	if others := t.others(home, f); len(others) > 0 {
		t.detail(map[bool]string{true: "in", false: "also in"}[home == nil], strings.Join(others, ", "))
	}
	t.detail("more", t.style.faint(Command+" explain "+f.Rule.ID))
}

func (t *textWriter) others(home *discover.Module, f finding.Finding) []string {
	var names []string
	for _, m := range f.Modules {
		if home == nil || m != key(home) {
			names = append(names, Harmless(m))
		}
	}
	return names
}

// detail writes a line with a label, all of which have the same width.
func (t *textWriter) detail(label, text string) {
	t.lines(hang(fmt.Sprintf("  %-8s", label), text, t.Width))
}

// way tells the places that the value came through, a line each.
func (t *textWriter) way(f finding.Finding) {
	label := "from"
	for _, step := range t.scan.way(f) {
		t.detail(label, strings.TrimRight(t.scan.Line(step.Place)+"  "+Harmless(step.Label), " "))
		label = ""
	}
}

func (t *textWriter) excerpt(f finding.Finding) {
	width := 0
	if t.Width > 0 {
		width = t.Width - 9
	}
	severity := f.Severity()
	for _, l := range t.masker.excerpt(f.Place, t.permit(f), width) {
		number := ""
		if l.number > 0 {
			number = strconv.Itoa(l.number)
		}
		t.line(t.style.faint(fmt.Sprintf("%6s | ", number)) + l.text)
		if strings.TrimSpace(l.carets) != "" {
			t.line(t.style.faint("       | ") + t.style.severity(severity, l.carets))
		}
	}
}

// permit returns what may be shown of a finding's lines.
func (t *textWriter) permit(f finding.Finding) permit {
	key := fmt.Sprintf("%q %q", f.Setting, f.Modules)
	p, known := t.permits[key]
	if !known {
		if t.permits == nil {
			t.permits = map[string]permit{}
		}
		p = permitFor(t.scan.holding(f), f.Setting)
		t.permits[key] = p
	}
	return p
}

func (t *textWriter) unknown() {
	open := t.scan.undecided()
	if len(open) == 0 {
		return
	}
	t.line(t.style.bold("Undecided"))
	for _, u := range open {
		text := fmt.Sprintf("%s %s: %s %s", u.Rule.ID, u.Rule.Name, Harmless(u.Setting), Harmless(u.Reason))
		if at := t.scan.Line(u.Place); at != "" {
			text += " (" + at + ")"
		}
		t.lines(hang("  "+Harmless(u.Module)+"  ", text, t.Width))
	}
	t.line("")
}

func (t *textWriter) notJudged() {
	first := true
	for _, m := range t.scan.Layout.Modules {
		if m.Judged {
			continue
		}
		if first {
			t.line(t.style.bold("Not judged"))
			first = false
		}
		text := string(m.Role)
		if m.Why != "" {
			text += ": " + Harmless(m.Why)
		}
		t.lines(hang("  "+Title(m)+"  ", text, t.Width))
	}
	if !first {
		t.line("")
	}
}

func (t *textWriter) notes() {
	notes := t.scan.AllNotes()
	for _, n := range notes {
		t.lines(hang("note: ", Harmless(n), t.Width))
	}
	if len(notes) > 0 {
		t.line("")
	}
}

func (t *textWriter) closing() {
	text := t.scan.Headline()
	if len(t.scan.Undecided) > 0 && !t.ShowUnknown {
		text += " (--show-unknown lists them)"
	}
	switch took := t.scan.Took.Round(time.Millisecond); {
	case took <= 0:
	case t.Verbose:
		text += fmt.Sprintf("; %s of %s files of Python read in %s",
			plural(len(t.scan.Layout.Modules), "settings module"), strconv.Itoa(t.scan.Layout.PythonFiles), took)
	case t.Terminal:
		text += ", in " + took.String()
	}
	if len(t.scan.Findings) == 0 && len(t.scan.Modules) > 0 {
		text = t.style.good(text)
	}
	t.line(t.style.bold(text))
}
