package report

import (
	"strconv"
	"strings"
	"unicode"
)

// mdText returns text of a repository as Markdown that shows it and does
// nothing else: no markup, no HTML, no link, no image, no mention, no formula.
func mdText(s string) string {
	runes := []rune(Harmless(s))
	at := func(i int) rune {
		if i < 0 || i >= len(runes) {
			return ' '
		}
		return runes[i]
	}
	var b strings.Builder
	for i, r := range runes {
		word := unicode.IsLetter(r) || unicode.IsDigit(r)
		switch {
		case strings.ContainsRune("\\`*[]<>&|~$", r):
			b.WriteString(entity(r))
		case r == '_' && !(alphanumeric(at(i-1)) && alphanumeric(at(i+1))):
			b.WriteString(entity(r))
		case i == 0 && (!word || unicode.IsDigit(r)):
			b.WriteString(entity(r)) // would begin a list, a heading, a rule
		default:
			b.WriteRune(r)
		}
		// Mentions, issues, addresses and emoji are found after entities are
		// read; a blank of no width keeps text from being one.
		if r == '@' || r == '#' || r == ':' && at(i+1) != ' ' || r == 'w' && at(i+1) == '.' {
			b.WriteString("\u200b")
		}
	}
	return b.String()
}

func alphanumeric(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

func entity(r rune) string { return "&#" + strconv.Itoa(int(r)) + ";" }

// mdCode returns text of a repository as a span of code that also fits into a
// table.
func mdCode(s string) string {
	s = Cut(Harmless(s), maxShown)
	if strings.TrimSpace(s) == "" {
		return ""
	}
	fence := strings.Repeat("`", longestRun(s, '`')+1)
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") || strings.HasPrefix(s, " ") && strings.HasSuffix(s, " ") {
		s = " " + s + " "
	}
	// In a table a bar ends the cell, in code too; an escape would be seen
	// where there is no table.
	s = strings.ReplaceAll(s, "|", "¦")
	return fence + s + fence
}

func longestRun(s string, c byte) int {
	longest, run := 0, 0
	for i := 0; i < len(s); i++ {
		if s[i] == c {
			run++
			longest = max(longest, run)
		} else {
			run = 0
		}
	}
	return longest
}

// A capped builder takes text up to a limit.
type capped struct {
	b     strings.Builder
	limit int
}

// add appends text if there is room for it.
func (c *capped) add(text string) bool {
	if c.b.Len()+len(text) > c.limit {
		return false
	}
	c.b.WriteString(text)
	return true
}

// MarkdownText returns text as Markdown that shows it and does nothing else.
func MarkdownText(s string) string { return mdText(s) }
