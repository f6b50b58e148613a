package suppress

import (
	"bytes"
	"fmt"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// maxDirectives is how many suppressions are read of a file.
const maxDirectives = 1000

// A layout is what is to be known of a file's lines: its comments that suppress
// something, and which line a statement starts on.
type layout struct {
	file       *source.File
	directives []*directive
	// starts holds, by line from 1 on, the first line of the statement that
	// the line is part of.
	starts []int
	// alone holds the lines that have nothing but a comment.
	alone map[int]bool
}

// around returns the comments that speak of a place: on its lines, on the first
// line of its statement, and on lines of comments directly above these.
func (l *layout) around(place source.Span) []*directive {
	start, end := l.lines(place)
	lines := map[int]bool{}
	for n := start; n <= end; n++ {
		lines[n] = true
	}
	first := start
	if start < len(l.starts) {
		first = l.starts[start]
	}
	lines[first] = true
	for _, n := range []int{start, first} {
		for n--; l.alone[n]; n-- {
			lines[n] = true
		}
	}
	var found []*directive
	for _, d := range l.directives {
		if lines[d.line] {
			found = append(found, d)
		}
	}
	return found
}

// lines returns the first and last line of a place.
func (l *layout) lines(place source.Span) (start, end int) {
	return l.file.Position(place.Start).Line, l.file.Position(max(place.End-1, place.Start)).Line
}

// lex reads a file as far as comments and statements go: it tells strings,
// brackets and comments apart, and needs no file that is valid Python.
func lex(f *source.File) *layout {
	x := &lexer{text: f.Bytes, layout: &layout{file: f, starts: make([]int, f.LineCount()+1), alone: map[int]bool{}}}
	for x.at < len(x.text) {
		x.next()
	}
	x.endStatement()
	if last := len(x.layout.starts) - 1; x.layout.starts[last] == 0 {
		x.layout.starts[last] = last // nothing follows the last line ending
	}
	return x.layout
}

type lexer struct {
	text   []byte
	at     int
	layout *layout
	depth  int // open brackets
	begun  int // the offset where the statement began
}

// next reads one token.
func (x *lexer) next() {
	switch c := x.text[x.at]; c {
	case '#':
		x.comment()
	case '"', '\'':
		x.at = x.str(x.at, formatted(x.text[:x.at]), 0)
	case '(', '[', '{':
		x.depth++
		x.at++
	case ')', ']', '}':
		x.depth = max(x.depth-1, 0)
		x.at++
	case '\\':
		x.at += 1 + len(newline(x.text[x.at+1:]))
	case '\n', '\r':
		x.at += len(newline(x.text[x.at:]))
		if x.depth == 0 {
			x.endStatement()
		}
	default:
		x.at++
	}
}

// endStatement notes on which line the statement that ends here began.
func (x *lexer) endStatement() {
	f := x.layout.file
	first, last := f.Position(x.begun).Line, f.Position(max(x.at-1, x.begun)).Line
	for n := first; n <= last && n < len(x.layout.starts); n++ {
		x.layout.starts[n] = first
	}
	x.begun = x.at
}

func (x *lexer) comment() {
	end := len(x.text)
	if n := bytes.IndexAny(x.text[x.at:], "\r\n"); n >= 0 {
		end = x.at + n
	}
	f := x.layout.file
	place := source.Span{File: f, Start: x.at, End: end}
	line := f.Position(x.at).Line
	before := f.Line(line)[:x.at-f.LineSpan(line).Start]
	x.layout.alone[line] = len(bytes.TrimSpace(before)) == 0
	if d := parseDirective(string(x.text[x.at:end])); d != nil && len(x.layout.directives) <= maxDirectives {
		if len(x.layout.directives) == maxDirectives {
			d = &directive{problem: fmt.Sprintf("more than %d suppressions in one file: this one and those after it suppress nothing", maxDirectives)}
		}
		d.place, d.line = place, line
		x.layout.directives = append(x.layout.directives, d)
	}
	x.at = end
}

// newline returns the line ending that text starts with, if it does.
func newline(text []byte) []byte {
	switch {
	case bytes.HasPrefix(text, []byte("\r\n")):
		return text[:2]
	case len(text) > 0 && (text[0] == '\n' || text[0] == '\r'):
		return text[:1]
	}
	return nil
}

// formatted reports whether a string whose quote follows this text has fields
// in braces: an f-string or t-string.
func formatted(before []byte) bool {
	start := len(before)
	for start > 0 && len(before)-start < 3 && bytes.IndexByte([]byte("fFrRtTbBuU"), before[start-1]) >= 0 {
		start--
	}
	if start > 0 && (before[start-1] == '_' || before[start-1] >= 0x80 || alphanumeric(before[start-1])) {
		return false // the end of a name
	}
	return bytes.ContainsAny(before[start:], "fFtT")
}

func alphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

// maxNesting bounds strings within fields of strings.
const maxNesting = 20

// str returns the offset behind the string whose quote is at start. A string of
// one line that is not closed ends with its line.
func (x *lexer) str(start int, fields bool, depth int) int {
	quote := x.text[start : start+1]
	if triple := bytes.Repeat(quote, 3); bytes.HasPrefix(x.text[start:], triple) {
		quote = triple
	}
	s := &stringLexer{lexer: x, quote: quote, depth: depth}
	at := s.body(start+len(quote), fields, false)
	if bytes.HasPrefix(x.text[at:], quote) {
		at += len(quote)
	}
	return at
}

// A stringLexer reads one string.
type stringLexer struct {
	*lexer
	quote []byte
	depth int
}

// body reads the text of a string, or of the format of a field, up to what ends
// it.
func (s *stringLexer) body(at int, fields, format bool) int {
	for at < len(s.text) {
		c := s.text[at]
		switch {
		case bytes.HasPrefix(s.text[at:], s.quote):
			return at
		case (c == '\n' || c == '\r') && len(s.quote) == 1:
			return at
		case c == '\\':
			at += 1 + max(1, len(newline(s.text[at+1:])))
		case fields && c == '{' && !format && bytes.HasPrefix(s.text[at:], []byte("{{")):
			at += 2
		case fields && c == '{':
			at = s.field(at+1, fields)
		case format && c == '}':
			return at
		default:
			at++
		}
	}
	return len(s.text)
}

// field reads the expression of a field, and its format, up to behind its
// brace. Strings within may have the same quotes since Python 3.12.
func (s *stringLexer) field(at int, fields bool) int {
	open := 0
	for at < len(s.text) {
		c := s.text[at]
		switch {
		case (c == '"' || c == '\'') && s.depth < maxNesting:
			at = s.str(at, formatted(s.text[:at]), s.depth+1)
			continue
		case c == '(' || c == '[' || c == '{':
			open++
		case c == '}' && open == 0:
			return at + 1
		case c == ')' || c == ']' || c == '}':
			open--
		case c == ':' && open == 0:
			at = s.body(at+1, fields, true)
			if at < len(s.text) && s.text[at] == '}' {
				at++
			}
			return at
		case (c == '\n' || c == '\r') && len(s.quote) == 1 && open <= 0:
			return at
		}
		at++
	}
	return len(s.text)
}
