package report

import (
	"io"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/change"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
)

// WriteDiff writes what changes, for people at a terminal.
func (t Text) WriteDiff(w io.Writer, d *Diff) error {
	dw := &diffWriter{
		diff: d,
		base: &textWriter{Text: t, scan: d.Base, style: t.style(), masker: newMasker(d.Base.Broken())},
		head: &textWriter{Text: t, scan: d.Head, style: t.style(), masker: newMasker(d.Head.Broken())},
	}
	dw.all()
	_, err := io.WriteString(w, dw.head.out.String())
	return err
}

// A diffWriter writes into the writer of the state after.
type diffWriter struct {
	diff       *Diff
	base, head *textWriter
}

func (w *diffWriter) all() {
	if !w.head.Quiet {
		w.head.line("From " + w.diff.From.text() + " to " + w.diff.To.text() + ":")
		w.head.line("")
		w.modules()
	}
	w.findings("New", w.diff.New, w.head)
	w.findings("Worse", w.diff.Worse, w.head)
	if !w.head.Quiet {
		w.findings("Fixed", w.diff.Fixed, w.base)
		w.findings("Suppressed now", w.diff.Accepted, w.base)
		w.findings("No longer decided", w.diff.Lost, w.base)
		w.head.line(w.head.style.bold(w.diff.Headline()))
	}
}

// modules tells settings under the modules in which they change alike.
func (w *diffWriter) modules() {
	for _, m := range w.diff.moduleLines() {
		w.head.lines(hang(w.head.style.bold(m.module)+" ", m.text, w.head.Width))
		w.head.line("")
	}
	rows := w.diff.rows()
	for len(rows) > 0 {
		modules := rows[0].modules
		w.head.line(w.head.style.bold(strings.Join(modules, ", ")))
		rows = slices.DeleteFunc(rows, func(r settingRow) bool {
			if slices.Equal(r.modules, modules) {
				w.row(r)
				return true
			}
			return false
		})
		w.head.line("")
	}
}

func (w *diffWriter) row(r settingRow) {
	text := r.after.String()
	if r.before != (side{}) {
		text = r.before.String() + " → " + text
	}
	cause := r.by
	if at := w.head.scan.Line(r.place); at != "" && r.by == "by" {
		cause += " " + at
	} else if at != "" {
		cause += " (" + at + ")"
	}
	w.head.lines(hang("  "+w.head.style.name(joinNames(r.names))+"  ", text, w.head.Width))
	for _, e := range r.entries {
		w.head.line("      " + e.sign + " " + e.code)
	}
	w.head.lines(hang("      ", w.head.style.faint(cause), w.head.Width))
}

// joinNames names a few settings, and counts the others.
func joinNames(names []string) string {
	const few = 4
	if len(names) <= few {
		return strings.Join(names, ", ")
	}
	return strings.Join(names[:few-1], ", ") + " and " + plural(len(names)-few+1, "other setting")
}

// only returns the judged module if there is no other, which need not be named
// then.
func (w *diffWriter) only() *discover.Module {
	if len(w.head.scan.Modules) != 1 {
		return nil
	}
	return w.head.scan.Modules[0].Module
}

// findings tells findings, with the source of those that are there.
func (w *diffWriter) findings(heading string, all []change.Finding, as *textWriter) {
	if len(all) == 0 {
		return
	}
	if !w.head.Quiet {
		w.head.line(w.head.style.bold(heading))
	}
	for _, f := range all {
		switch {
		case w.head.Quiet:
			w.head.line(as.head(f.Finding) + ": " + Harmless(f.Message))
			continue
		case as == w.head:
			as.finding(w.only(), f.Finding)
		default:
			w.head.line(as.head(f.Finding))
			w.head.lines(hang("  ", Harmless(f.Message), w.head.Width))
		}
		if f.Why != "" {
			w.head.lines(hang("  ", Harmless(f.Why), w.head.Width))
		}
	}
	if !w.head.Quiet {
		w.head.line("")
	}
}
