package suppress

import (
	"bytes"
	"strings"
	"unicode"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// mark starts what a comment has to say to this program.
const mark = "django-session-audit:"

// mentioned reports whether a file may have a comment for us.
func mentioned(f *source.File) bool { return bytes.Contains(f.Bytes, []byte(mark)) }

// A directive is a comment that suppresses findings.
type directive struct {
	place  source.Span
	line   int
	rules  []string
	until  Date
	reason string
	// problem says why it cannot be understood, or is "".
	problem string
	// met holds the rules that have had something to say at its place.
	met map[string]bool
}

// maxReason bounds a reason, in characters.
const maxReason = 500

// A comment may have several parts, each behind a # of its own.
var (
	ignoring = lazyregexp.New(`(?:^|\s)#[ \t]*` + mark + `[ \t]*(?i:ignore)\b([^\r\n]*)`)
	nextPart = lazyregexp.New(`\s#\s.*$`)
	untilDay = lazyregexp.New(`(?:^|\s)until=(\S*)`)
	idForm   = lazyregexp.New(`^[A-Za-z0-9-]+$`)
)

// parseDirective reads a comment, from its # on. It returns nil for a comment
// that is not about suppressing.
func parseDirective(comment string) *directive {
	m := ignoring().FindStringSubmatch(comment)
	if m == nil {
		return nil
	}
	d := &directive{met: map[string]bool{}}
	list, rest, ok := strings.Cut(strings.TrimLeft(m[1], " \t"), "]")
	if !ok || !strings.HasPrefix(list, "[") {
		d.problem = "the suppression names no rule: write ignore[DJS101] and a reason"
		return d
	}
	if d.ids(list[1:]); d.problem != "" {
		return d
	}
	rest = nextPart().ReplaceAllString(rest, "")
	if m := untilDay().FindStringSubmatch(rest); m != nil {
		var err error
		if d.until, err = ParseDate(m[1]); err != nil {
			d.problem = "the last day of the suppression is no date: write until=2027-01-31"
		}
		rest = untilDay().ReplaceAllString(rest, " ")
	}
	d.reason = reasonOf(rest)
	return d
}

// ids reads the rules between the brackets.
func (d *directive) ids(list string) {
	for id := range strings.SplitSeq(list, ",") {
		id = strings.TrimSpace(id)
		switch {
		case id == "":
		case len(id) > 60 || !idForm().MatchString(id) || len(d.rules) == 50:
			d.problem = "the rules of the suppression are not understood: write ignore[DJS101, DJS102]"
			return
		default:
			d.rules = append(d.rules, strings.ToUpper(id))
		}
	}
	if len(d.rules) == 0 {
		d.problem = "the suppression names no rule: write ignore[DJS101] and a reason"
	}
}

// reasonOf returns the reason in what follows the bracket; text without a
// letter is none.
func reasonOf(text string) string {
	text = strings.Trim(strings.Join(strings.Fields(text), " "), " -–—:,;")
	if !strings.ContainsFunc(text, unicode.IsLetter) {
		return ""
	}
	if r := []rune(text); len(r) > maxReason {
		return string(r[:maxReason-1]) + "…"
	}
	return text
}
