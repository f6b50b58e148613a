package report

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxShown is the length at which text of a repository is cut.
const maxShown = 200

// Harmless makes one line of text that no terminal, log or page obeys: control
// characters, line separators and marks that turn the direction of text become
// U+FFFD, and what a runner would take for a command is broken.
func Harmless(s string) string { return Defuse(harmlessInside(s)) }

// harmlessInside is Harmless for text that no line begins with, such as what
// stands between quotes: an address like "::1" stays what it is.
func harmlessInside(s string) string {
	s = strings.Map(func(r rune) rune {
		if unsafe(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
	return strings.ReplaceAll(s, "##[", "## [")
}

// Defuse breaks what a runner takes for a command in its log: "::command::" at
// the start of a line, and "##[command]" anywhere in it
// (https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs).
func Defuse(line string) string {
	line = strings.ReplaceAll(line, "##[", "## [")
	// The runner trims blanks of every kind before it looks.
	if start := strings.TrimLeftFunc(line, unicode.IsSpace); strings.HasPrefix(start, "::") {
		line = line[:len(line)-len(start)] + ": " + start[1:]
	}
	return line
}

func unsafe(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r) || r == '\u2028' || r == '\u2029'
}

// Cut shortens text to that many characters.
func Cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
