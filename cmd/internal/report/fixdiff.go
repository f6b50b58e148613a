package report

import (
	"fmt"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/change"
	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// maskedDiff is the difference between two contents of a file. The contents are
// compared as they are, and the lines masked afterwards.
type maskedDiff struct {
	before, after *source.File
	masker        *masker
}

// lines returns the hunks of a unified diff.
func (d maskedDiff) lines() []string {
	var lines []string
	for _, h := range change.Hunks(d.before.Bytes, d.after.Bytes) {
		old, new := h.Old, h.New
		head := len(lines)
		lines = append(lines, "")
		for _, l := range h.Lines {
			switch l[0] {
			case '-':
				lines = append(lines, "-"+d.masked(d.before, old))
				old++
			case '+':
				lines = append(lines, "+"+d.masked(d.after, new))
				new++
			case ' ':
				lines = append(lines, " "+d.masked(d.after, new))
				old++
				new++
			}
		}
		lines[head] = fmt.Sprintf("@@ -%d,%d +%d,%d @@", h.Old, old-h.Old, h.New, new-h.New)
	}
	return lines
}

var assignment = lazyregexp.New(`^\s*([A-Z][A-Z0-9_]*)\s*=`)

// masked returns a line of a file with all masked that is not a program's bones
// or the value of a setting that may be shown.
func (d maskedDiff) masked(f *source.File, number int) string {
	p := permit{noNumbers: true}
	if m := assignment().FindSubmatch(f.Line(number)); m != nil && !Secret(string(m[1])) && settingNames().Match(m[1]) {
		p.noNumbers = false
	}
	var b strings.Builder
	for _, piece := range d.masker.line(f, number, p) {
		b.WriteString(piece.text)
	}
	return b.String()
}
