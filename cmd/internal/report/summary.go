package report

import (
	"fmt"
	"net/url"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// Limits of a summary. GitHub drops one of 1 MiB and more as a whole
// (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#step-isolation-and-limits).
const (
	maxSummary         = 900 << 10
	maxSummaryModules  = 40
	maxSummaryFindings = 200
	maxSummaryOther    = 100
	// reserve is kept for headings and for what says that rows are missing.
	reserve = 4096
)

// summarySettings are the rows of the summary's table.
var summarySettings = []string{
	"SESSION_COOKIE_SECURE", "SESSION_COOKIE_HTTPONLY", "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_AGE",
	"SESSION_SAVE_EVERY_REQUEST", "SESSION_EXPIRE_AT_BROWSER_CLOSE", "SESSION_ENGINE",
	"CSRF_COOKIE_SECURE", "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "DEBUG",
}

// A Summary says how a scan is told in Markdown.
type Summary struct {
	// Blob is the address that paths of files are added to, such as
	// "https://github.com/owner/name/blob/<commit>/", or "" for no links.
	Blob string
	// Diff is what a change does, which is then told first, or nil.
	Diff *Diff
}

// Markdown returns the scan in Markdown, less than 1 MiB.
func (m Summary) Markdown(s *Scan) string {
	w := &summaryWriter{Summary: m, scan: s, out: capped{limit: maxSummary}}
	w.out.add("## Django session settings\n\n" + w.headline() + "\n\n")
	if m.Diff != nil {
		w.out.add("### What the change does\n\n")
		w.changes(m.Diff)
	}
	w.steps()
	w.table()
	w.imports()
	w.findings()
	w.suppressed()
	w.undecided()
	w.assumptions()
	w.notes()
	return w.out.b.String()
}

type summaryWriter struct {
	Summary
	scan *Scan
	out  capped
}

func (w *summaryWriter) headline() string {
	text := "**" + w.scan.Headline() + "**"
	if !w.scan.Layout.Django {
		text += "\n\nNothing in this repository looks like a Django project, so there is nothing to judge."
	}
	for _, why := range w.scan.Unread {
		text += "\n\n**" + mdText(why) + "**"
	}
	return text
}

// section writes n rows under a heading, and says how many did not fit.
func (w *summaryWriter) section(heading, columns string, n, limit int, row func(i int) string) {
	if n == 0 {
		return
	}
	w.out.add("### " + heading + "\n\n" + columns)
	shown := 0
	for ; shown < min(n, limit); shown++ {
		// Room is kept for what says that something is missing.
		text := row(shown)
		if w.out.b.Len()+len(text) > w.out.limit-reserve {
			break
		}
		w.out.add(text)
	}
	if more := n - shown; more > 0 {
		w.out.add(fmt.Sprintf("\n… and %d more; the SARIF file has all findings, and `%s scan` shows everything.\n", more, Command))
	}
	w.out.add("\n")
}

func (w *summaryWriter) table() {
	if len(w.scan.Modules) == 0 {
		return
	}
	head := "| module"
	for _, name := range summarySettings {
		head += " | " + strings.ReplaceAll(name, "_", "_<wbr>")
	}
	head += " |\n|" + strings.Repeat("---|", len(summarySettings)+1) + "\n"
	w.section("Effective settings in production", head, len(w.scan.Modules), maxSummaryModules, func(i int) string {
		e := w.scan.Modules[i]
		row := "| " + mdCode(Title(e.Module))
		for _, name := range summarySettings {
			row += " | "
			if e.Ended == "" {
				row += cell(e, name)
			}
		}
		return row + " |\n"
	})
	w.out.add("*default*: Django's default, nothing assigns it. *env*: depends on an environment variable. *or*: depends on something else. *unknown*: cannot be known without running the project.\n\n")
}

// imports draws how the settings modules take each other over, if they do.
func (w *summaryWriter) imports() {
	if d := w.scan.diagram(maxSummaryDiagram); len(d.arrows) > 0 {
		w.out.add("### How settings modules import each other\n\n```mermaid\n" + d.mermaid() + "```\n\n")
	}
}

// cell is a setting's value in the summary's table.
func cell(e *settings.Effective, name string) string {
	d := describe(e, name)
	if d.State == settings.Absent {
		return "–"
	}
	if !d.Known {
		return "*unknown*"
	}
	text := mdCode(Show(name, d.Value, 60))
	for i, a := range d.Alternatives {
		if i == 2 {
			text += " …"
			break
		}
		if shown := shownAlternative(name, a); a.Value.Known() {
			text += " *or* " + mdCode(shown)
		} else {
			text += " *or* " + mdText(shown)
		}
	}
	switch {
	case d.State == settings.Default:
		text += " *default*"
	case d.Environment != nil:
		text += " *env*"
	}
	return text
}

func (w *summaryWriter) findings() {
	worst := w.scan.WorstFirst()
	w.section("Findings", findingColumns, len(worst), maxSummaryFindings,
		func(i int) string { return w.row(worst[i]) })
}

// row is a finding in a table, with further words on it.
func (w *summaryWriter) row(f finding.Finding, more ...string) string {
	what := mdText(f.Message)
	for _, text := range more {
		what += "<br>" + mdText(text)
	}
	if f.When != "" {
		what += "<br>when " + mdText(f.When)
	}
	if asker := askerOf(f); asker != "" {
		what += "<br>asked for by " + mdText(asker)
	}
	if f.Missing {
		what += "<br>nothing assigns it"
	}
	if f.Fix != "" {
		what += "<br>write " + mdCode(f.Fix)
	}
	if len(f.Modules) > 1 {
		what += fmt.Sprintf("<br>in %d modules", len(f.Modules))
	}
	return fmt.Sprintf("| %s | [%s](%s) %s | %s | %s |\n",
		f.Severity(), f.Rule.ID, RulePage(f.Rule.ID), f.Rule.Name, w.place(f.Place), what)
}

// place names a place, as a link if there is something to link to.
func (w *summaryWriter) place(p source.Span) string {
	if p.IsZero() {
		return ""
	}
	text := mdCode(w.scan.Line(p))
	if w.Blob == "" {
		return text
	}
	start, _ := p.Range()
	address := w.Blob + (&url.URL{Path: w.scan.Path(p.Path())}).EscapedPath()
	// What is left of brackets and the like would end the link.
	address = strings.NewReplacer("(", "%28", ")", "%29", "'", "%27", "*", "%2A", "|", "%7C", "!", "%21").Replace(address)
	return fmt.Sprintf("[%s](%s#L%d)", text, address, start.Line)
}

func (w *summaryWriter) undecided() {
	open := w.scan.undecided()
	w.section("Not decided", "| rule | module | because | where |\n|---|---|---|---|\n", len(open), maxSummaryOther, func(i int) string {
		u := open[i]
		return fmt.Sprintf("| [%s](%s) %s | %s | %s %s | %s |\n",
			u.Rule.ID, RulePage(u.Rule.ID), u.Rule.Name, mdCode(u.Module), mdCode(u.Setting), mdText(u.Reason), w.place(u.Place))
	})
}

func (w *summaryWriter) assumptions() {
	type said struct{ module, text string }
	var all []said
	for _, e := range w.scan.Modules {
		for _, a := range e.Assumptions {
			all = append(all, said{Title(e.Module), a})
		}
		if e.Ended != "" {
			all = append(all, said{Title(e.Module), "gives no settings: " + e.Ended})
		}
	}
	w.section("Taken for granted", "", len(all), maxSummaryOther, func(i int) string {
		return "- " + mdCode(all[i].module) + ": " + mdText(all[i].text) + "\n"
	})
}

func (w *summaryWriter) notes() {
	notes := w.scan.AllNotes()
	w.section("Notes", "", len(notes), maxSummaryOther, func(i int) string { return "- " + mdText(notes[i]) + "\n" })
}
