package report

import (
	"strings"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

const (
	maxExcerptLines = 3
	maxExcerptWidth = 120
)

// An excerptLine is a masked line of source, and what underlines it.
type excerptLine struct {
	number       int // 0 for lines that are left out
	text, carets string
}

// excerpt returns the lines of a place with the place underlined. Width is
// what there is for the text of a line, or 0.
func (m *masker) excerpt(place source.Span, p permit, width int) []excerptLine {
	if place.IsZero() {
		return nil
	}
	if width < 40 || width > maxExcerptWidth {
		width = maxExcerptWidth
	}
	start, end := place.Range()
	var lines []excerptLine
	for n := start.Line; n <= end.Line; n++ {
		if n == start.Line+maxExcerptLines-1 && n < end.Line {
			lines = append(lines, excerptLine{text: mark})
			break
		}
		lines = append(lines, underline(m.line(place.File, n, p), place, n, width))
	}
	return dedent(lines)
}

func underline(pieces []piece, place source.Span, number, width int) excerptLine {
	var text, carets strings.Builder
	for _, p := range pieces {
		n := utf8.RuneCountInString(p.text)
		text.WriteString(p.text)
		under := " "
		if p.start < place.End && p.end > place.Start && p.start >= place.Start || p.text == mark && len(pieces) == 1 {
			under = "^"
		}
		carets.WriteString(strings.Repeat(under, n))
	}
	shown := []rune(strings.TrimRight(text.String(), " "))
	under := []byte(carets.String())[:len(shown)]
	// The blanks before a continued value are not part of it.
	for i := 0; i < len(shown) && shown[i] == ' '; i++ {
		under[i] = ' '
	}
	return window(number, shown, strings.TrimRight(string(under), " "), width)
}

// window cuts a long line to the width, around what is underlined.
func window(number int, shown []rune, under string, width int) excerptLine {
	from := 0
	if len(shown) > width {
		first := len(under) - len(strings.TrimLeft(under, " "))
		if first > width/2 {
			from = min(first-width/4, len(shown)-width)
		}
	}
	to := min(from+width, len(shown))
	line := excerptLine{number: number, text: string(shown[from:to])}
	if len(under) > from {
		line.carets = under[from:min(to, len(under))]
	}
	if from > 0 {
		line.text = mark + string([]rune(line.text)[1:])
	}
	if to < len(shown) {
		line.text = string([]rune(line.text)[:to-from-1]) + mark
	}
	return line
}

// Showable reports whether a line of the source may be shown as it is to whoever
// sees the file: nothing of it would be masked for a finding about the setting.
// Its comment is not looked at.
func (s *Scan) Showable(f *source.File, number int, setting string) bool {
	m := newMasker(s.Broken())
	for _, p := range m.line(f, number, permitFor(s.Modules, setting)) {
		if raw := string(f.Bytes[p.start:p.end]); p.text != strings.ReplaceAll(raw, "\t", "    ") {
			return false
		}
	}
	return true
}

// dedent takes away the blanks that all lines start with.
func dedent(lines []excerptLine) []excerptLine {
	common := -1
	for _, l := range lines {
		if n := len(l.text) - len(strings.TrimLeft(l.text, " ")); l.number > 0 && l.text != "" && (common < 0 || n < common) {
			common = n
		}
	}
	for i := range lines {
		if l := &lines[i]; l.number > 0 && common > 0 && l.text != "" {
			l.text = l.text[common:]
			l.carets = l.carets[min(common, len(l.carets)):]
		}
	}
	return lines
}

// permitFor says what may be shown of the lines that make a setting's value:
// the names of variables that it depends on, and the value itself unless it is
// secret.
func permitFor(modules []*settings.Effective, setting string) permit {
	p := permit{texts: map[string]bool{}, noNumbers: Secret(setting)}
	if setting == "" {
		return p
	}
	for _, e := range modules {
		d := describe(e, setting)
		if d.Environment != nil {
			p.texts[d.Environment.Name] = true
			if Printable(setting) {
				addTexts(p.texts, d.Environment.Default, 0)
			}
		}
		if !Printable(setting) {
			continue
		}
		addTexts(p.texts, d.Value, 0)
		for _, a := range d.Alternatives {
			addTexts(p.texts, a.Value, 0)
		}
	}
	return p
}
