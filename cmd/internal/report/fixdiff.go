package report

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/rogpeppe/go-internal/diff"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// maskedDiff is the difference between two contents of a file. The contents are
// compared as they are, and the lines masked afterwards.
type maskedDiff struct {
	before, after *source.File
	masker        *masker
}

var hunk = regexp.MustCompile(`^@@ -(\d+),\d+ \+(\d+),\d+ @@$`)

// lines returns the hunks of a unified diff.
func (d maskedDiff) lines() []string {
	var lines []string
	old, new := 0, 0
	for _, l := range strings.Split(string(diff.Diff("", d.before.Bytes, "", d.after.Bytes)), "\n") {
		switch numbers := hunk.FindStringSubmatch(l); {
		case numbers != nil:
			fmt.Sscan(numbers[1], &old)
			fmt.Sscan(numbers[2], &new)
			lines = append(lines, l)
		case old == 0 || l == "":
			// The names of the files come before the first hunk.
		case l[0] == '-':
			lines = append(lines, "-"+d.masked(d.before, old))
			old++
		case l[0] == '+':
			lines = append(lines, "+"+d.masked(d.after, new))
			new++
		case l[0] == ' ':
			lines = append(lines, " "+d.masked(d.after, new))
			old++
			new++
		}
	}
	return lines
}

var assignment = regexp.MustCompile(`^\s*([A-Z][A-Z0-9_]*)\s*=`)

// masked returns a line of a file with all masked that is not a program's bones
// or the value of a setting that may be shown.
func (d maskedDiff) masked(f *source.File, number int) string {
	p := permit{noNumbers: true}
	if m := assignment.FindSubmatch(f.Line(number)); m != nil && !Secret(string(m[1])) && settingNames.Match(m[1]) {
		p.noNumbers = false
	}
	var b strings.Builder
	for _, piece := range d.masker.line(f, number, p) {
		b.WriteString(piece.text)
	}
	return b.String()
}
