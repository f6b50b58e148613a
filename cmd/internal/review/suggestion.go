package review

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

// A Suggestion is a change of neighbouring lines of one file.
type Suggestion struct {
	// ID tells what it is about: letters and digits, the same at every run.
	ID string
	// Path is the file, relative to the repository's root, with slashes.
	Path string
	// Line is the number of the first line that is replaced.
	Line int
	// Old are the lines that are replaced, as they were read; New are those
	// to stand there. Neither have ends of lines.
	Old, New []string
	// Text says why, in Markdown.
	Text string
}

var idForm = lazyregexp.New(`^[0-9a-f]{16,64}$`)

// fit tells whether the suggestion can be made of plain lines. A comment shows
// only what a reader can see: no control, and nothing that changes the order of
// what is read.
func (s Suggestion) fit() bool {
	for _, line := range append(append([]string{}, s.Old...), s.New...) {
		if len(line) > maxLine || !utf8.ValidString(line) || strings.ContainsFunc(line, func(r rune) bool { return r != '\t' && !unicode.IsPrint(r) }) {
			return false
		}
	}
	return idForm().MatchString(s.ID) && s.Path != "" && s.Line > 0 && len(s.Old) > 0
}

// overlaps tells whether two suggestions replace the same line, so that one
// that is applied leaves the other without its place.
func (s Suggestion) overlaps(t Suggestion) bool {
	return s.Path == t.Path && s.Line < t.Line+len(t.Old) && t.Line < s.Line+len(s.Old)
}

// marker is what comments are known by: it is not shown.
const marker = "<!-- django-session-audit suggestion "

var markerForm = lazyregexp.New(regexp.QuoteMeta(marker) + `([0-9a-f]{16,64}) -->`)

// body returns the comment. The fence is longer than any in the lines, so that
// none of them can end it.
func (s Suggestion) body() string {
	fence := "```"
	for strings.Contains(strings.Join(s.New, "\n"), fence) {
		fence += "`"
	}
	return s.Text + "\n\n" + fence + "suggestion\n" + strings.Join(s.New, "\n") + "\n" + fence + "\n" + marker + s.ID + " -->\n"
}

// A comment is one of a review, as the API wants it.
type comment struct {
	Path      string `json:"path"`
	Body      string `json:"body"`
	Line      int    `json:"line"`
	Side      string `json:"side"`
	StartLine int    `json:"start_line,omitempty"`
	StartSide string `json:"start_side,omitempty"`
}

func (s Suggestion) comment() comment {
	c := comment{Path: s.Path, Body: s.body(), Line: s.Line + len(s.Old) - 1, Side: "RIGHT"}
	if len(s.Old) > 1 {
		c.StartLine, c.StartSide = s.Line, "RIGHT"
	}
	return c
}
