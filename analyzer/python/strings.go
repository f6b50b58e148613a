package python

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"
)

// A literal is one string token with its prefix taken apart. Its content is read
// from the file, not from the concrete tree, which has escapes as tree-sitter
// understands them.
type literal struct {
	node                         int
	raw, bytes, format, template bool
	contentStart, contentEnd     int
}

// string converts a literal, or several adjacent ones, which are one to Python.
func (c *converter) string(i int) Expr {
	tokens := []int{i}
	if c.kind(i) == kConcatenatedString {
		tokens = tokens[:0]
		for k := range c.named(i) {
			tokens = append(tokens, k)
		}
	}
	var literals []literal
	format, template, binary := false, false, 0
	for _, k := range tokens {
		l, ok := c.literal(k)
		if !ok {
			c.fail(c.span(k), "a string with a prefix that Python does not have")
			return &BadExpr{c.place(i)}
		}
		format = format || l.format
		template = template || l.template
		if l.bytes {
			binary++
		}
		literals = append(literals, l)
	}
	switch {
	case binary > 0 && binary < len(literals):
		return c.refuse(i, "bytes next to a string")
	case template:
		return &BadExpr{c.place(i)}
	case format:
		return c.joined(i, literals)
	}
	return c.plain(i, literals)
}

// literal takes the prefix and the quotes of a string apart.
func (c *converter) literal(i int) (literal, bool) {
	l := literal{node: i}
	start, end := c.child(i, kStringStart), c.child(i, kStringEnd)
	if start == 0 || end == 0 {
		return l, false
	}
	opening := c.text(start)
	prefix := strings.ToLower(strings.TrimRight(opening, `'"`))
	// The grammar counts backslashes at the end of a raw string as a part of
	// the closing quotes, so only its end is to be relied on.
	l.contentStart = int(c.nodes[start].end)
	l.contentEnd = int(c.nodes[end].end) - (len(opening) - len(prefix))
	switch prefix {
	case "", "u":
	case "r":
		l.raw = true
	case "b":
		l.bytes = true
	case "br", "rb":
		l.bytes, l.raw = true, true
	case "f":
		l.format = true
	case "fr", "rf":
		l.format, l.raw = true, true
	case "t", "tr", "rt":
		l.template = true
	default:
		return l, false
	}
	return l, true
}

// plain joins literals without replacement fields.
func (c *converter) plain(i int, literals []literal) Expr {
	var value strings.Builder
	for _, l := range literals {
		text := string(c.file.Bytes[l.contentStart:l.contentEnd])
		if message := l.decode(&value, text); message != "" {
			c.fail(c.span(l.node), message)
			return &BadExpr{c.place(i)}
		}
	}
	if literals[0].bytes {
		return &BytesLit{c.place(i), value.String()}
	}
	return &StrLit{c.place(i), value.String()}
}

// joined converts an f-string and the literals beside it. Text is gathered
// until the next replacement field.
func (c *converter) joined(i int, literals []literal) Expr {
	j := &joiner{c: c}
	for _, l := range literals {
		if !l.format {
			j.text(l, l.contentStart, l.contentEnd)
			continue
		}
		at := l.contentStart
		for k := range c.children(l.node) {
			if c.kind(k) == kInterpolation {
				j.text(l, at, int(c.nodes[k].start))
				j.field(l, k)
				at = int(c.nodes[k].end)
			}
		}
		j.text(l, at, l.contentEnd)
	}
	if j.wrong != "" {
		return c.refuse(i, j.wrong)
	}
	return &JoinedStr{c.place(i), j.finish()}
}

// A joiner gathers the values of a JoinedStr.
type joiner struct {
	c          *converter
	values     []Expr
	pending    strings.Builder
	start, end int // of the pending text
	wrong      string
}

func (j *joiner) text(l literal, start, end int) {
	if start >= end {
		return
	}
	if j.pending.Len() == 0 {
		j.start = start
	}
	j.end = end
	if message := l.decode(&j.pending, string(j.c.file.Bytes[start:end])); message != "" {
		j.wrong = message
	}
}

// verbatim adds text as it is in the file, for the debugging form.
func (j *joiner) verbatim(start, end int) {
	j.text(literal{raw: true}, start, end)
}

func (j *joiner) finish() []Expr {
	if j.pending.Len() > 0 {
		at := Place{j.c.spanOf(j.start, j.end)}
		j.values = append(j.values, &StrLit{at, j.pending.String()})
		j.pending.Reset()
	}
	return j.values
}

// field converts {value=!r:format}.
func (j *joiner) field(l literal, i int) {
	c := j.c
	defer c.leave()
	if !c.enter(i) {
		j.finish()
		j.values = append(j.values, &BadExpr{c.place(i)})
		return
	}
	f := &FormattedValue{Place: c.place(i)}
	if k := c.part(i, fTypeConversion); k != 0 {
		switch conversion := c.text(k)[1]; conversion {
		case 's', 'r', 'a':
			f.Conversion = conversion
		default:
			j.wrong = "a conversion other than s, r and a in an f-string"
		}
	}
	spec := c.part(i, fFormatSpecifier)
	if equal := c.child(i, tEqual); equal != 0 {
		after := int(c.nodes[equal].next)
		j.verbatim(int(c.nodes[i].start)+1, int(c.nodes[after].start))
		if f.Conversion == 0 && spec == 0 {
			f.Conversion = 'r'
		}
	}
	j.finish()
	value := c.part(i, fExpression)
	switch {
	case c.kind(value) == kNamedExpression:
		value, f.Format = j.walrus(i, value)
		f.Conversion = 0
	case spec != 0:
		f.Format = j.format(l, spec)
	}
	f.Value = c.expr(value)
	j.values = append(j.values, f)
}

// format converts what follows the colon. Its text is no node of its own, but
// what lies between the fields.
func (j *joiner) format(l literal, i int) *JoinedStr {
	c := j.c
	inner := &joiner{c: c}
	at := int(c.nodes[i].start) + 1
	for k := range c.children(i) {
		if c.kind(k) == kFormatExpression {
			inner.text(l, at, int(c.nodes[k].start))
			inner.field(l, k)
			at = int(c.nodes[k].end)
		}
	}
	inner.text(l, at, int(c.nodes[i].end))
	if inner.wrong != "" {
		j.wrong = inner.wrong
	}
	return &JoinedStr{Place{c.spanOf(int(c.nodes[i].start)+1, int(c.nodes[i].end))}, inner.finish()}
}

// walrus puts right that {a:=5} is a with the format =5, and no assignment.
func (j *joiner) walrus(i, value int) (int, *JoinedStr) {
	c := j.c
	name := c.part(value, fName)
	start, end := int(c.nodes[c.nodes[name].next].start)+1, int(c.nodes[i].end)-1
	inner := &joiner{c: c}
	if text := c.file.Bytes[start:end]; bytes.ContainsAny(text, "{}\\") {
		inner.values = []Expr{&BadExpr{Place{c.spanOf(start, end)}}}
	} else {
		inner.verbatim(start, end)
	}
	return name, &JoinedStr{Place{c.spanOf(start, end)}, inner.finish()}
}

// decode appends the value of a stretch of the literal's source text. It
// returns what is wrong with it, or "".
func (l literal) decode(to *strings.Builder, s string) string {
	special := "\\\r"
	if l.raw {
		special = "\r"
	}
	if l.format {
		special += "{}"
	}
	if l.bytes && !isASCII(s) {
		return "bytes with something other than ASCII in them"
	}
	for {
		k := strings.IndexAny(s, special)
		if k < 0 {
			to.WriteString(s)
			return ""
		}
		to.WriteString(s[:k])
		s = s[k:]
		switch s[0] {
		case '\r':
			to.WriteByte('\n')
			s = strings.TrimPrefix(s[1:], "\n")
		case '{', '}':
			to.WriteByte(s[0])
			s = strings.TrimPrefix(s[1:], s[:1])
		default:
			rest, message := l.escape(to, s[1:])
			if message != "" {
				return message
			}
			s = rest
		}
	}
}

func isASCII(s string) bool {
	for k := range len(s) {
		if s[k] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

var simpleEscapes = map[byte]byte{
	'\\': '\\', '\'': '\'', '"': '"', 'a': '\a', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', 'v': '\v',
}

// escape appends what a backslash and the start of s stand for, and returns the
// rest of s.
func (l literal) escape(to *strings.Builder, s string) (rest, message string) {
	if s == "" {
		to.WriteByte('\\')
		return "", ""
	}
	if b, ok := simpleEscapes[s[0]]; ok {
		to.WriteByte(b)
		return s[1:], ""
	}
	switch s[0] {
	case '\n':
		return s[1:], ""
	case '\r':
		return strings.TrimPrefix(s[1:], "\n"), ""
	case '0', '1', '2', '3', '4', '5', '6', '7':
		return l.octal(to, s), ""
	case 'x':
		return l.hex(to, s, 2)
	}
	if !l.bytes {
		switch s[0] {
		case 'u':
			return l.hex(to, s, 4)
		case 'U':
			return l.hex(to, s, 8)
		case 'N':
			return named(to, s)
		}
	}
	to.WriteByte('\\') // not an escape: Python keeps the backslash
	return s, ""
}

func (l literal) octal(to *strings.Builder, s string) string {
	n, k := 0, 0
	for ; k < 3 && k < len(s) && '0' <= s[k] && s[k] <= '7'; k++ {
		n = n*8 + int(s[k]-'0')
	}
	l.write(to, rune(n))
	return s[k:]
}

func (l literal) hex(to *strings.Builder, s string, digits int) (rest, message string) {
	if len(s) <= digits {
		return "", "an escape with too few digits in a string"
	}
	n, err := strconv.ParseUint(s[1:1+digits], 16, 32)
	switch {
	case err != nil:
		return "", "an escape with too few digits in a string"
	case n > utf8.MaxRune:
		return "", "an escape beyond the last character of Unicode in a string"
	}
	l.write(to, rune(n))
	return s[1+digits:], ""
}

// named takes \N{…} for U+FFFD: the names of characters are not known here.
func named(to *strings.Builder, s string) (rest, message string) {
	end := strings.IndexByte(s, '}')
	if !strings.HasPrefix(s, "N{") || end < 3 {
		return "", "a malformed \\N escape in a string"
	}
	to.WriteRune(utf8.RuneError)
	return s[end+1:], ""
}

// write appends a character, or a byte in a bytes literal. A lone surrogate
// becomes U+FFFD.
func (l literal) write(to *strings.Builder, r rune) {
	if l.bytes {
		to.WriteByte(byte(r))
	} else {
		to.WriteRune(r)
	}
}
