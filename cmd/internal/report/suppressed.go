package report

import (
	"fmt"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/suppress"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// askerOf names who asks for what a finding is about, unless its message does
// so already.
func askerOf(f finding.Finding) string {
	if strings.Contains(f.Message, f.Asker) {
		return ""
	}
	return Harmless(f.Asker)
}

// suppressedBy says what accepts a finding.
func suppressedBy(s suppress.Suppressed) string {
	if s.Inline {
		return "inline"
	}
	return "baseline"
}

// justification is why a finding is suppressed, and for how long.
func justification(s suppress.Suppressed) string {
	text := s.Reason
	switch {
	case text == "" && s.Inline:
		text = "no reason given"
	case text == "":
		text = "in the baseline"
	}
	if !s.Until.IsZero() {
		text += " (until " + s.Until.String() + ")"
	}
	return text
}

// suppressed lists the suppressed findings at a terminal.
func (t *textWriter) suppressed() {
	if len(t.scan.Suppressed) == 0 {
		return
	}
	t.line(t.style.bold("Suppressed"))
	for _, s := range t.scan.Suppressed {
		f := s.Finding
		head := fmt.Sprintf("  %s  %s %s: ", t.scan.Line(f.Place), f.Rule.ID, f.Rule.Name)
		t.lines(hang(head, Harmless(justification(s))+", "+suppressedBy(s), t.Width))
	}
	t.line("")
}

// steps tells at a terminal how far modules have come with a profile's steps.
func (t *textWriter) steps() {
	for _, s := range t.scan.Steps {
		t.lines(hang("", sayTaken(s)+sayOpen(s, func(line string) string { return line }), t.Width))
	}
	if len(t.scan.Steps) > 0 {
		t.line("")
	}
}

// sayTaken says in words how many steps a module has taken: "3 of 4".
func sayTaken(s analyzer.Steps) string {
	taken, all := s.Taken()
	return fmt.Sprintf("%s takes %d of %d steps of the profile %s", Harmless(s.Module), taken, all, s.Profile)
}

// sayOpen names the steps that are missing, and those that are not known.
func sayOpen(s analyzer.Steps, show func(line string) string) string {
	var missing, unknown []string
	for _, step := range s.Steps {
		switch step.Taken {
		case value.No:
			missing = append(missing, show(step.Line))
		case value.Maybe:
			unknown = append(unknown, show(step.Line))
		}
	}
	text := ""
	if len(missing) > 0 {
		text += "; missing: " + strings.Join(missing, ", ")
	}
	if len(unknown) > 0 {
		text += "; not known: " + strings.Join(unknown, ", ")
	}
	return text
}

// suppressed lists the suppressed findings in the summary.
func (w *summaryWriter) suppressed() {
	all := w.scan.Suppressed
	w.section("Suppressed", "| rule | where | why | by |\n|---|---|---|---|\n", len(all), maxSummaryOther, func(i int) string {
		f := all[i].Finding
		return fmt.Sprintf("| [%s](%s) %s | %s | %s | %s |\n",
			f.Rule.ID, RulePage(f.Rule.ID), f.Rule.Name, w.place(f.Place), mdText(justification(all[i])), suppressedBy(all[i]))
	})
}

// steps tells in the summary how far modules have come with a profile's steps.
func (w *summaryWriter) steps() {
	all := w.scan.Steps
	w.section("First steps", "", len(all), maxSummaryModules, func(i int) string {
		taken, of := all[i].Taken()
		return fmt.Sprintf("- %s: **%d of %d**%s\n", mdCode(all[i].Module), taken, of, sayOpen(all[i], mdCode))
	})
}

// jsonStepsOf returns the steps of modules for JSON.
func jsonStepsOf(all []analyzer.Steps) []jsonSteps {
	var out []jsonSteps
	for _, s := range all {
		taken, of := s.Taken()
		j := jsonSteps{Profile: s.Profile, Module: Harmless(s.Module), Taken: taken, Of: of, Steps: []jsonStepOf{}}
		for _, step := range s.Steps {
			word := map[value.Truth]string{value.Yes: "yes", value.No: "no", value.Maybe: "unknown"}[step.Taken]
			j.Steps = append(j.Steps, jsonStepOf{step.Line, word})
		}
		out = append(out, j)
	}
	return out
}
