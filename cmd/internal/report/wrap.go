package report

import (
	"strings"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

var colorCodes = lazyregexp.New("\x1b\\[[0-9;]*m")

// visible returns how wide text is on a terminal.
func visible(text string) int {
	return utf8.RuneCountInString(colorCodes().ReplaceAllString(text, ""))
}

// wrap breaks text into lines of at most that width, at blanks; a width
// of 0 breaks nothing. A longer word stands alone.
func wrap(text string, width int) []string {
	if width <= 0 {
		return []string{text}
	}
	var lines []string
	line, n := "", 0
	for _, word := range strings.Fields(text) {
		size := visible(word)
		switch {
		case line == "":
			line, n = word, size
		case n+1+size <= width:
			line, n = line+" "+word, n+1+size
		default:
			lines = append(lines, line)
			line, n = word, size
		}
	}
	return append(lines, line)
}

// hang writes text after a head, with further lines under its first.
func hang(head, text string, width int) []string {
	indent := visible(head)
	room := 0
	if width > 0 {
		room = max(width-indent, 20)
	}
	lines := wrap(text, room)
	for i := range lines {
		if i == 0 {
			lines[i] = head + lines[i]
		} else {
			lines[i] = strings.Repeat(" ", indent) + lines[i]
		}
	}
	return lines
}
