package change

import (
	"bytes"

	textdiff "github.com/rogpeppe/go-internal/diff"
	"github.com/sourcegraph/go-diff/diff"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// A Hunk is a group of neighbouring lines of a file of which some change.
type Hunk struct {
	// Old and New are the numbers of the first line before and after.
	Old, New int
	// Lines begin with "-" for lines that are gone, with "+" for new ones, and
	// with a blank for the up to three lines around that stay. They have no
	// line ends.
	Lines []string
}

// Hunks returns what changes in a file, as a diff shows it.
func Hunks(before, after []byte) []Hunk {
	_, text, _ := bytes.Cut(textdiff.Diff("", before, "", after), []byte("\n+++ \n"))
	parsed, err := diff.ParseHunks(text)
	if err != nil {
		return nil // it is made of what has just been written
	}
	var hunks []Hunk
	for _, p := range parsed {
		h := Hunk{Old: int(p.OrigStartLine), New: int(p.NewStartLine)}
		for line := range bytes.Lines(p.Body) {
			if line = bytes.TrimRight(line, "\r\n"); len(line) > 0 {
				h.Lines = append(h.Lines, string(line))
			}
		}
		hunks = append(hunks, h)
	}
	return hunks
}

// Unshown returns the findings that are new or worse on lines that a diff does
// not show, so that its reader does not meet them; base has the files before the
// change.
func (c *Changes) Unshown(base *source.Repository) []finding.Finding {
	shown := map[*source.File]map[int]bool{}
	var all []finding.Finding
	for _, f := range c.Worsened() {
		file := f.Place.File
		if file == nil {
			continue
		}
		if shown[file] == nil {
			shown[file] = shownLines(base, file)
		}
		if start, _ := f.Place.Range(); !shown[file][start.Line] {
			all = append(all, f)
		}
	}
	return all
}

// shownLines returns the lines of a file that a diff shows.
func shownLines(base *source.Repository, after *source.File) map[int]bool {
	var before []byte
	if f, err := base.Read(after.Path); err == nil {
		before = f.Bytes
	}
	lines := map[int]bool{}
	for _, h := range Hunks(before, after.Bytes) {
		n := h.New
		for _, l := range h.Lines {
			if l[0] == '+' || l[0] == ' ' {
				lines[n] = true
				n++
			}
		}
	}
	return lines
}
