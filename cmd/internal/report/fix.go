package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/repair"
)

// Fix says how repairs are told to people at a terminal.
type Fix struct {
	// Color is true to colour.
	Color bool
	// Width is the terminal's width, or 0 if it is not known.
	Width int
	// Prefix is put before paths.
	Prefix string
	// Written is true if the repairs are in the files by now.
	Written bool
	// Diff shows what changes in the files.
	Diff bool
}

// Write writes what was repaired and what was not.
func (f Fix) Write(w io.Writer, r *repair.Result) error {
	text := Text{Color: f.Color, Width: f.Width}
	fw := &fixWriter{textWriter{Text: text, scan: &Scan{Prefix: f.Prefix}, style: text.style()}, f}
	if f.Diff {
		for _, c := range r.Changes {
			fw.lines(fw.diff(c))
		}
	}
	fw.repairs(r.Repairs)
	fw.left(r.Left)
	fw.closing(r)
	_, err := io.WriteString(w, fw.out.String())
	return err
}

type fixWriter struct {
	textWriter
	Fix
}

func (w *fixWriter) repairs(all []repair.Repair) {
	for _, r := range all {
		w.line(w.named(r.Finding, w.places(r.Finding.Edits)))
		w.textWriter.detail("fix", w.style.good(Harmless(r.Finding.How)))
	}
	if len(all) > 0 {
		w.line("")
	}
}

// named is the line that names a finding, with the places it is about.
func (w *fixWriter) named(f finding.Finding, places string) string {
	severity := f.Severity()
	return w.style.bold(places) + "  " + w.style.severity(severity, severity.String()) + "  " + f.Rule.ID + " " + w.style.name(f.Rule.Name)
}

// places are the files that edits change, each with its last changed line.
func (w *fixWriter) places(edits []finding.Edit) string {
	var places []string
	for _, e := range edits {
		at := e.At
		if strings.HasPrefix(strings.TrimSpace(e.Text), "import ") {
			continue
		}
		if place := w.scan.Line(at); !slices.Contains(places, place) {
			places = append(places, place)
		}
	}
	return strings.Join(places, ", ")
}

func (w *fixWriter) left(all []repair.Left) {
	for _, l := range all {
		w.line(w.named(l.Finding, w.scan.Line(l.Finding.Place)))
		label := "left"
		if l.Unsafe {
			label = "--unsafe"
		}
		w.textWriter.lines(hang(fmt.Sprintf("  %-9s", label), Harmless(l.Reason), w.textWriter.Width))
	}
	if len(all) > 0 {
		w.line("")
	}
}

func (w *fixWriter) closing(r *repair.Result) {
	done := "would be written"
	if w.Written {
		done = "written"
	}
	text := "Nothing to repair"
	if n := len(r.Repairs); n > 0 {
		text = fmt.Sprintf("%s %s into %s", plural(n, "repair"), done, plural(len(r.Changes), "file"))
	}
	unsafe := 0
	for _, l := range r.Left {
		if l.Unsafe {
			unsafe++
		}
	}
	if n := len(r.Left); n > 0 {
		text += fmt.Sprintf(", %s left", plural(n, "finding"))
	}
	if unsafe > 0 {
		text += fmt.Sprintf(" (--unsafe repairs %d of them)", unsafe)
	}
	w.line(text)
}

// diff returns what changes in a file, with what may not be shown masked.
func (w *fixWriter) diff(c repair.Change) []string {
	d := maskedDiff{before: c.Before, after: c.After, masker: newMasker(nil)}
	name := Harmless(w.scan.Path(c.Before.Path))
	lines := []string{w.style.bold("--- " + name), w.style.bold("+++ " + name)}
	for _, l := range d.lines() {
		switch {
		case strings.HasPrefix(l, "@@"):
			l = w.style.name(l)
		case strings.HasPrefix(l, "+"):
			l = w.style.good(l)
		case strings.HasPrefix(l, "-"):
			l = w.style.bad(l)
		}
		lines = append(lines, l)
	}
	return append(lines, "")
}
