package report

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/change"
)

// DiffMarkdown returns what changes in Markdown, less than 1 MiB.
func (m Summary) DiffMarkdown(d *Diff) string {
	w := &summaryWriter{Summary: m, scan: d.Head, out: capped{limit: maxSummary}}
	w.out.add("## What changes in Django's session settings\n\n")
	w.changes(d)
	return w.out.b.String()
}

// changes tells what changes, settings first.
func (w *summaryWriter) changes(d *Diff) {
	w.out.add("From " + mdText(d.From.text()) + " to " + mdText(d.To.text()) + ": **" + mdText(d.Headline()) + "**\n\n")
	lines := d.moduleLines()
	w.section("Modules", "", len(lines), maxSummaryOther, func(i int) string {
		return "- " + mdCode(lines[i].module) + " " + mdText(lines[i].text) + "\n"
	})
	rows := d.rows()
	columns := "| setting | before | after |\n|---|---|---|\n"
	if d.severalModules() {
		columns = "| setting | before | after | in |\n|---|---|---|---|\n"
	}
	w.section("Settings that change", columns, len(rows), maxSummaryFindings, func(i int) string {
		return w.changedSetting(rows[i], d.severalModules())
	})
	w.changedFindings("New findings", d.New)
	w.changedFindings("Worse findings", d.Worse)
	before := &summaryWriter{scan: d.Base} // no links: its lines are those of another commit
	for _, list := range []struct {
		heading  string
		findings []change.Finding
	}{{"Fixed findings", d.Fixed}, {"Findings that are suppressed now", d.Accepted}, {"Findings that are no longer decided", d.Lost}} {
		w.section(list.heading, findingColumns, len(list.findings), maxSummaryOther, func(i int) string { return before.goneFinding(list.findings[i]) })
	}
}

// findingColumns are the heads of a table of findings.
const findingColumns = "| severity | rule | where | what |\n|---|---|---|---|\n"

func (w *summaryWriter) changedFindings(heading string, all []change.Finding) {
	w.section(heading, findingColumns, len(all), maxSummaryFindings, func(i int) string { return w.changedFinding(all[i]) })
}

func (w *summaryWriter) changedFinding(f change.Finding) string {
	if f.Why == "" {
		return w.row(f.Finding)
	}
	return w.row(f.Finding, f.Why)
}

// goneFinding is a finding of which there is nothing to write any more.
func (w *summaryWriter) goneFinding(f change.Finding) string {
	f.Fix, f.Missing = "", false
	return w.changedFinding(f)
}

// severalModules reports whether it must be said in which module a setting
// changes.
func (d *Diff) severalModules() bool { return len(d.Base.Modules) > 1 || len(d.Head.Modules) > 1 }

func (w *summaryWriter) changedSetting(r settingRow, in bool) string {
	after := r.after.markdown()
	for _, e := range r.entries {
		after += "<br>" + e.sign + " " + mdCode(e.code)
	}
	after += "<br>" + mdText(r.by)
	if at := w.place(r.place); at != "" {
		after += " " + at
	}
	cells := []string{strings.ReplaceAll(mdText(joinNames(r.names)), "_", "_<wbr>"), r.before.markdown(), after}
	if in {
		cells = append(cells, modulesCell(r.modules))
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

// modulesCell names a few modules, or counts them.
func modulesCell(names []string) string {
	if len(names) > 4 {
		return plural(len(names), "module")
	}
	var cells []string
	for _, m := range names {
		cells = append(cells, mdCode(m))
	}
	return strings.Join(cells, "<br>")
}

func (s side) markdown() string {
	switch {
	case s.code == "" && s.words == "":
		return ""
	case s.code == "":
		return "*" + mdText(s.words) + "*"
	case s.words == "":
		return mdCode(s.code)
	}
	return mdCode(s.code) + " *" + mdText(s.words) + "*"
}
