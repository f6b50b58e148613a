package github

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTold is how many characters are repeated of what a server says.
const maxTold = 300

// tell makes text of a server harmless in logs and in a runner's output: one
// line, nothing that the runner reads as a command, no token, and not long.
func tell(s, token string) string {
	if token != "" {
		s = strings.ReplaceAll(s, token, "***")
	}
	s = strings.Join(strings.FieldsFunc(strings.ToValidUTF8(s, "\uFFFD"), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Cf, r)
	}), " ")
	s = strings.ReplaceAll(s, "##[", "## [")
	for strings.Contains(s, "::") {
		s = strings.ReplaceAll(s, "::", ": :")
	}
	return cut(s, maxTold)
}

// Short makes a name from the environment fit to be told.
func Short(s string) string { return cut(tell(s, ""), 100) }

func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n-1]) + "…"
}
