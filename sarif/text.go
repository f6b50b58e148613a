package sarif

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

// clean makes control characters and what breaks lines or turns their
// direction visible as blanks, and bad UTF-8 as U+FFFD.
func clean(s string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r), r == '\u2028', r == '\u2029':
			return ' '
		case unicode.Is(unicode.Cf, r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD")))
}

var (
	tagLike = lazyregexp.New(`<([A-Za-z/!?])`)
	mention = lazyregexp.New(`(^|[^\w@])@(\w)`)
)

// harmless makes text of one line that neither SARIF's links nor GitHub's
// Markdown step reads as anything but text. What could be a link, an element
// of HTML or a mention gets a blank: an escape would be shown by readers that
// take the text as it is, as SARIF says.
func harmless(s string) string {
	s = strings.ReplaceAll(clean(s), "`", "'")
	s = strings.ReplaceAll(s, "](", "] (")
	s = strings.ReplaceAll(s, "##[", "## [") // a runner obeys it, wherever the file is shown
	s = tagLike().ReplaceAllString(s, "< $1")
	s = mention().ReplaceAllString(s, "$1@ $2")
	return cut(s, maxMessage)
}

// linkText makes text that can stand between the brackets of a link.
func linkText(s string) string {
	return strings.NewReplacer("[", "(", "]", ")", "\\", "/").Replace(cut(harmless(s), 80))
}

// sentence ends the text with a full stop unless it ends a sentence already.
func sentence(s string) string {
	if s == "" || strings.HasSuffix(s, ".") || strings.HasSuffix(s, "!") || strings.HasSuffix(s, "?") {
		return s
	}
	return s + "."
}

// cut shortens the text to that many characters.
func cut(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	r := []rune(s)
	return strings.TrimRightFunc(string(r[:n-1]), unicode.IsSpace) + "…"
}

// A word in capitals with an underscore is the name of a setting or of an
// environment variable.
var capitals = lazyregexp.New(`[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{2,}`)

// quoteNames puts the names of settings and of environment variables in single
// quotes, unless they stand in quotes already. A name without an underscore
// counts if it is the finding's setting.
func quoteNames(s, setting string) string {
	var b strings.Builder
	for at := 0; at < len(s); {
		if end := quoted(s, at); end > 0 {
			b.WriteString(s[at:end])
			at = end
			continue
		}
		if at == 0 || s[at-1] != '.' && !partOfName(s[at-1]) {
			if loc := capitals().FindStringIndex(s[at:]); loc != nil && loc[0] == 0 {
				word := s[at : at+loc[1]]
				rest := strings.TrimPrefix(s[at+loc[1]:], ".")
				alone := rest == "" || !partOfName(rest[0])
				if alone && (word == setting || strings.Contains(word, "_")) {
					b.WriteString("'" + word + "'")
					at += loc[1]
					continue
				}
			}
		}
		b.WriteByte(s[at])
		at++
	}
	return b.String()
}

// partOfName tells whether a byte next to a name makes it a part of something
// longer: a path, an attribute, a flag.
func partOfName(c byte) bool {
	return c == '_' || c == '-' || c == '/' || c == '$' || c == '%' || c == '\'' || c == '"' ||
		'0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= 0x80
}

// quoted returns the end of the quoted text that starts at the offset, or 0 if
// none does. An apostrophe opens nothing.
func quoted(s string, at int) int {
	q := s[at]
	if q != '\'' && q != '"' || at > 0 && !strings.ContainsRune(" ([{=:,", rune(s[at-1])) {
		return 0
	}
	for i := at + 1; i < len(s); i++ {
		if s[i] == q && (i+1 == len(s) || !partOfName(s[i+1])) {
			return i + 1
		}
	}
	return 0
}

var (
	headingMark  = lazyregexp.New(`^#+ +`)
	markdownLink = lazyregexp.New(`\[([^\]]*)\]\(([^)\s]*)\)`)
	emphasis     = lazyregexp.New(`\*\*([^*]+)\*\*`)
)

// plain returns Markdown of ours as plain text.
func plain(markdown string) string {
	var b strings.Builder
	inFence := false
	for line := range strings.Lines(markdown) {
		switch {
		case isFence(line):
			inFence = !inFence
			continue
		case !inFence:
			line = headingMark().ReplaceAllString(line, "")
			line = markdownLink().ReplaceAllString(line, "$1 ($2)")
			line = emphasis().ReplaceAllString(line, "$1")
			line = strings.ReplaceAll(line, "`", "'")
		}
		b.WriteString(line)
	}
	return strings.TrimSpace(b.String())
}

func isFence(line string) bool { return strings.HasPrefix(strings.TrimSpace(line), "```") }

// firstParagraph returns the first paragraph of prose of a page as plain text,
// or "".
func firstParagraph(page string) string {
	inFence := false
	var lines []string
	for line := range strings.Lines(page) {
		if isFence(line) {
			inFence = !inFence
			line = ""
		}
		line = strings.TrimSpace(line)
		prose := !inFence && line != "" && !strings.ContainsAny(line[:1], "#|>-+<") && !strings.HasPrefix(line, "* ")
		if prose {
			lines = append(lines, line)
		} else if len(lines) > 0 {
			break
		}
	}
	return plain(strings.Join(lines, " "))
}
