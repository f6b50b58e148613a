package interp

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// The methods of str that look for a part of it, within bounds if they are
// given, and those that lay it out.

// A window is the part of a text that bounds leave.
type window struct {
	text string
	// from is the index of its first character.
	from int
	// there is false for bounds that cross, in which not even the empty text
	// is found.
	there bool
}

// bounded returns the part of a text that the arguments after the first bound.
// It reports false for bounds that are not known.
func bounded(text string, args value.Args) (window, bool) {
	if len(args.Pos) < 2 {
		return window{text: text, there: true}, true
	}
	runes := []rune(text)
	from, to := 0, len(runes)
	for i, at := range []*int{&from, &to} {
		if i+1 >= len(args.Pos) || args.Pos[i+1].Data == (value.None{}) {
			continue
		}
		n, ok := clamp(args.Pos[i+1], -len(runes)-1, len(runes)+1)
		if !ok {
			return window{}, false
		}
		if n < 0 {
			n = max(n+len(runes), 0)
		}
		*at = n
	}
	to = min(to, len(runes))
	if from > to {
		return window{}, true
	}
	return window{string(runes[from:to]), from, true}, true
}

func strFind(find func(s, sub string) int, raises bool) method {
	return func(m *machine, self value.Value, args value.Args) (value.Value, error) {
		sub, known, err := textArg(m, args, 0)
		within, sure := bounded(string(self.Data.(value.Str)), args)
		if err != nil || !known || !sure {
			return m.derived("int", "find", append(args.All(), self)...), err
		}
		i := -1
		if within.there {
			i = find(within.text, sub)
		}
		if i < 0 && raises {
			return value.Value{}, m.Raise("ValueError", "substring not found")
		}
		if i >= 0 {
			i = within.from + utf8.RuneCountInString(within.text[:i])
		}
		return m.Made(value.NewInt(int64(i)), self), nil
	}
}

func strCount(m *machine, self value.Value, args value.Args) (value.Value, error) {
	sub, known, err := textArg(m, args, 0)
	within, sure := bounded(string(self.Data.(value.Str)), args)
	if err != nil || !known || !sure {
		return m.derived("int", "count", append(args.All(), self)...), err
	}
	n := 0
	if within.there {
		n = strings.Count(within.text, sub)
	}
	return m.Made(value.NewInt(int64(n)), self), nil
}

// fieldsN splits a text at whitespace, at most n times; a negative n is no
// limit. What is left keeps its whitespace.
func fieldsN(s string, n int) []string {
	parts := []string{}
	for s = strings.TrimLeftFunc(s, isSpace); s != ""; s = strings.TrimLeftFunc(s, isSpace) {
		end := strings.IndexFunc(s, isSpace)
		if end < 0 || n >= 0 && len(parts) == n {
			return append(parts, s)
		}
		parts = append(parts, s[:end])
		s = s[end:]
	}
	return parts
}

// lastFieldsN is fieldsN from the right.
func lastFieldsN(s string, n int) []string {
	parts := []string{}
	for s = strings.TrimRightFunc(s, isSpace); s != ""; s = strings.TrimRightFunc(s, isSpace) {
		start := strings.LastIndexFunc(s, isSpace)
		if start < 0 || len(parts) == n {
			return append([]string{s}, parts...)
		}
		_, size := utf8.DecodeRuneInString(s[start:])
		parts = append([]string{s[start+size:]}, parts...)
		s = s[:start]
	}
	return parts
}

// lineEnds are the characters at which splitlines() splits.
const lineEnds = "\n\r\v\f\x1c\x1d\x1e\u0085\u2028\u2029"

func strSplitlines(m *machine, self value.Value, args value.Args) (value.Value, error) {
	keep, given := args.Get(0, "keepends")
	keeps := value.No
	if given {
		keeps = value.Truthy(keep)
	}
	if keeps == value.Maybe {
		return m.unknownSplit(self, args), nil
	}
	var lines []string
	for s := string(self.Data.(value.Str)); s != ""; {
		end := strings.IndexAny(s, lineEnds)
		if end < 0 {
			lines = append(lines, s)
			break
		}
		_, size := utf8.DecodeRuneInString(s[end:])
		if strings.HasPrefix(s[end:], "\r\n") {
			size = 2
		}
		line := s[:end]
		if keeps == value.Yes {
			line = s[:end+size]
		}
		lines, s = append(lines, line), s[end+size:]
	}
	return m.Made(&value.List{Items: m.texts(lines, self)}, self), m.Spend(len(lines))
}

// strPad is ljust, rjust and center.
func strPad(align string) method {
	return func(m *machine, self value.Value, args value.Args) (value.Value, error) {
		width, err := argument(m, args, 0, "width")
		if err != nil {
			return width, err
		}
		n, ok := clamp(width, 0, maxText)
		fill := " "
		if with, given := args.Get(1, "fillchar"); given {
			text, known := value.Text(with)
			fill, ok = text, ok && known && utf8.RuneCountInString(text) == 1
		}
		if !ok {
			return m.derived("str", "pad", append(args.All(), self)...), nil
		}
		s := string(self.Data.(value.Str))
		gap := max(0, n-utf8.RuneCountInString(s))
		left := map[string]int{"<": 0, ">": gap, "^": gap/2 + gap&n&1}[align]
		return m.text(strings.Repeat(fill, left)+s+strings.Repeat(fill, gap-left), append(args.All(), self)...), nil
	}
}

func strZfill(m *machine, self value.Value, args value.Args) (value.Value, error) {
	width, err := argument(m, args, 0, "width")
	if err != nil {
		return width, err
	}
	n, ok := clamp(width, 0, maxText)
	if !ok {
		return m.derived("str", "zfill", append(args.All(), self)...), nil
	}
	s := string(self.Data.(value.Str))
	sign := ""
	if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "+") {
		sign, s = s[:1], s[1:]
	}
	zeros := strings.Repeat("0", max(0, n-utf8.RuneCountInString(sign+s)))
	return m.text(sign+zeros+s, append(args.All(), self)...), nil
}

func strExpandtabs(m *machine, self value.Value, args value.Args) (value.Value, error) {
	size := 8
	if given, ok := args.Get(0, "tabsize"); ok {
		if size, ok = clamp(given, 0, 1024); !ok {
			return m.derived("str", "expandtabs", append(args.All(), self)...), nil
		}
	}
	var b strings.Builder
	column := 0
	for _, r := range string(self.Data.(value.Str)) {
		switch {
		case r == '\t' && size > 0:
			gap := size - column%size
			b.WriteString(strings.Repeat(" ", gap))
			column += gap
		case r == '\t':
		case r == '\n' || r == '\r':
			b.WriteRune(r)
			column = 0
		default:
			b.WriteRune(r)
			column++
		}
	}
	return m.text(b.String(), self), nil
}

// strMaketrans is str.maketrans(a, b, deleted) and str.maketrans(table).
func strMaketrans(m *machine, self value.Value, args value.Args) (value.Value, error) {
	if table, ok := self.Data.(*value.Dict); ok && len(args.Pos) == 0 {
		return m.translationTable(self, table), nil
	}
	var texts []string
	for _, v := range append([]value.Value{self}, args.Pos...) {
		text, known := value.Text(v)
		if !known {
			return m.derived("dict", "maketrans", append(args.All(), self)...), nil
		}
		texts = append(texts, text)
	}
	if len(texts) == 1 {
		return m.derived("dict", "maketrans", self), nil
	}
	from, to := []rune(texts[0]), []rune(texts[1])
	if len(from) != len(to) {
		return value.Value{}, m.Raise("ValueError", "the first two arguments must have equal length")
	}
	d := value.NewDict()
	for i, r := range from {
		d.Set(m.Made(value.NewInt(int64(r))), m.Made(value.NewInt(int64(to[i]))))
	}
	if len(texts) > 2 {
		for _, r := range texts[2] {
			d.Set(m.Made(value.NewInt(int64(r))), m.none())
		}
	}
	return m.Made(d, self), nil
}

// translationTable is a table whose keys may be characters.
func (m *machine) translationTable(v value.Value, table *value.Dict) value.Value {
	d := value.NewDict()
	d.Open = table.Open
	for _, e := range table.Entries() {
		key := e.Key
		if text, ok := value.Text(key); ok && utf8.RuneCountInString(text) == 1 {
			r, _ := utf8.DecodeRuneInString(text)
			key = m.Made(value.NewInt(int64(r)))
		}
		d.Set(key, e.Value)
	}
	return m.Made(d, v)
}

func strTranslate(m *machine, self value.Value, args value.Args) (value.Value, error) {
	table, err := argument(m, args, 0, "table")
	if err != nil {
		return table, err
	}
	d, ok := table.Data.(*value.Dict)
	if !ok || d.Open != nil {
		return m.derived("str", "translate", table, self), nil
	}
	var b strings.Builder
	for _, r := range string(self.Data.(value.Str)) {
		v, there := d.Get(value.Value{Data: value.NewInt(int64(r))})
		i, isInt := value.Integer(v)
		text, isText := value.Text(v)
		switch {
		case there == value.No:
			b.WriteRune(r)
		case isText:
			b.WriteString(text)
		case isInt && i.IsInt64():
			b.WriteRune(rune(i.Int64()))
		case v.Data != value.None{}:
			return m.derived("str", "translate", table, self), nil
		}
	}
	return m.text(b.String(), table, self), nil
}

func strIsASCII(m *machine, self value.Value, _ value.Args) (value.Value, error) {
	return m.Made(value.Bool(isASCII(string(self.Data.(value.Str)))), self), nil
}

// allOrNone is allRunes for what the empty text is, too.
func allOrNone(f func(rune) bool) method {
	return func(m *machine, self value.Value, args value.Args) (value.Value, error) {
		if self.Data == value.Str("") {
			return m.Made(value.Bool(true), self), nil
		}
		return allRunes(f)(m, self, args)
	}
}

// strIsTitle says whether every word starts with a capital and goes on in small
// letters.
func strIsTitle(m *machine, self value.Value, _ value.Args) (value.Value, error) {
	s := string(self.Data.(value.Str))
	if !isASCII(s) {
		return m.MakeUnknown("bool", "depends on what letters beyond ASCII are", self), nil
	}
	cased, inWord := false, false
	for _, r := range s {
		switch {
		case unicode.IsUpper(r) && inWord, unicode.IsLower(r) && !inWord:
			return m.Made(value.Bool(false), self), nil
		case unicode.IsLetter(r):
			cased, inWord = true, true
		default:
			inWord = false
		}
	}
	return m.Made(value.Bool(cased), self), nil
}
