package report

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// A repository's source is shown with everything masked that could be a
// secret or somebody's words: the contents of strings, and comments. What
// stays is what a program is made of: names, keywords, operators, numbers.
//
// The tokens are found by reading the file from its start, since a line alone
// does not tell whether it lies in a string. A file that cannot be read as
// tokens to its very end shows nothing of any line: what looks like code there
// may be the inside of a string.

// mark stands for what is masked.
const mark = "…"

// A tokenKind says what a token is.
type tokenKind int

const (
	nameToken tokenKind = iota
	numberToken
	operatorToken
	stringToken // with its prefix and quotes
)

// A token is a part of a file, in bytes. Blanks and comments are none.
type token struct {
	kind       tokenKind
	start, end int
	// Of a stringToken: where its content is, and whether that is plain text
	// as it stands, without escapes, fields or bytes.
	from, to int
	plain    bool
}

// tokenize returns the tokens of Python source. It reports false if anything in
// it is in doubt.
func tokenize(b []byte) ([]token, bool) {
	t := tokenizer{b: b, tokens: make([]token, 0, min(len(b)/bytesPerToken, maxTokens/10))}
	if bytes.HasPrefix(b, []byte("\xEF\xBB\xBF")) {
		t.at = 3
	}
	for t.at < len(b) {
		if !t.next() {
			return nil, false
		}
	}
	return t.tokens, len(t.open) == 0
}

// bytesPerToken is how many bytes there are in a settings file for each token.
const bytesPerToken = 5

type tokenizer struct {
	b      []byte
	at     int
	tokens []token
	open   []byte // brackets that are open
	depth  int    // of fields in strings
}

// maxFields is how deep strings with fields may be nested; CPython takes 150.
const maxFields = 20

func (t *tokenizer) peek(n int) byte {
	if t.at+n < len(t.b) {
		return t.b[t.at+n]
	}
	return 0
}

func (t *tokenizer) next() bool {
	c := t.b[t.at]
	switch {
	case c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f':
		t.at++
		return true
	case c == '#':
		t.at = lineEnd(t.b, t.at)
		return true
	case c == '\\':
		// Only the end of a line may follow.
		t.at++
		return t.peek(0) == '\n' || t.peek(0) == '\r'
	case c == '"' || c == '\'':
		return t.text(t.at, "")
	case '0' <= c && c <= '9' || c == '.' && isDigit(t.peek(1)):
		return t.number()
	case c == '_' || isLetter(c) || c >= utf8.RuneSelf:
		return t.name()
	}
	return t.operator(c)
}

func lineEnd(b []byte, at int) int {
	if i := bytes.IndexAny(b[at:], "\r\n"); i >= 0 {
		return at + i
	}
	return len(b)
}

func isDigit(c byte) bool  { return '0' <= c && c <= '9' }
func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func (t *tokenizer) number() bool {
	start := t.at
	for t.at < len(t.b) {
		c := t.b[t.at]
		exponent := (c == '+' || c == '-') && (t.b[t.at-1] == 'e' || t.b[t.at-1] == 'E') && !bytes.HasPrefix(t.b[start:], []byte("0x")) && !bytes.HasPrefix(t.b[start:], []byte("0X"))
		if !isDigit(c) && !isLetter(c) && c != '_' && c != '.' && !exponent || t.at == start && exponent {
			break
		}
		t.at++
	}
	t.tokens = append(t.tokens, token{kind: numberToken, start: start, end: t.at})
	return true
}

func (t *tokenizer) name() bool {
	start := t.at
	for t.at < len(t.b) {
		r, size := utf8.DecodeRune(t.b[t.at:])
		if r == utf8.RuneError || r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.Mn, r) {
			break
		}
		t.at += size
	}
	if t.at == start {
		return false // no letter and no Python
	}
	if q := t.peek(0); q == '"' || q == '\'' {
		if prefix := strings.ToLower(string(t.b[start:t.at])); isPrefix(prefix) {
			return t.text(start, prefix)
		}
		return false // no name stands before a quote
	}
	t.tokens = append(t.tokens, token{kind: nameToken, start: start, end: t.at})
	return true
}

func isPrefix(p string) bool {
	return slices.Contains([]string{"r", "u", "b", "br", "rb", "f", "fr", "rf", "t", "tr", "rt"}, p)
}

func (t *tokenizer) operator(c byte) bool {
	switch c {
	case '(', '[', '{':
		t.open = append(t.open, c)
	case ')', ']', '}':
		if !t.close(c) {
			return false
		}
	case '!':
		if t.peek(1) != '=' {
			return false
		}
	case '+', '-', '*', '/', '%', '@', '&', '|', '^', '~', '<', '>', '=', ',', ':', '.', ';':
	default:
		return false
	}
	t.tokens = append(t.tokens, token{kind: operatorToken, start: t.at, end: t.at + 1})
	t.at++
	return true
}

func (t *tokenizer) close(c byte) bool {
	opener := map[byte]byte{')': '(', ']': '[', '}': '{'}[c]
	if len(t.open) == 0 || t.open[len(t.open)-1] != opener {
		return false
	}
	t.open = t.open[:len(t.open)-1]
	return true
}

// text reads a string whose prefix starts at start; t.at is at its quote.
func (t *tokenizer) text(start int, prefix string) bool {
	quote, long := t.b[t.at], false
	if t.peek(1) == quote && t.peek(2) == quote {
		long = true
		t.at += 2
	}
	t.at++
	s := token{kind: stringToken, start: start, from: t.at, plain: !strings.ContainsAny(prefix, "bft")}
	ok := false
	if strings.ContainsAny(prefix, "ft") {
		ok = t.fields(quote, long, false)
	} else {
		ok = t.content(quote, long)
	}
	if !ok {
		return false
	}
	s.end, s.to = t.at, t.at-1
	if long {
		s.to = t.at - 3
	}
	s.plain = s.plain && !bytes.ContainsAny(t.b[s.from:s.to], "\\\r\n")
	t.tokens = append(t.tokens, s)
	return true
}

// content goes to the end of a string without fields. A backslash keeps the
// next character from ending it, in a raw string too.
func (t *tokenizer) content(quote byte, long bool) bool {
	for t.at < len(t.b) {
		switch c := t.b[t.at]; {
		case c == '\\':
			t.escape()
		case t.ends(quote, long):
			return true
		case !long && (c == '\n' || c == '\r'):
			return false
		default:
			t.at++
		}
	}
	return false
}

func (t *tokenizer) escape() {
	t.at++
	if t.peek(0) == '\r' && t.peek(1) == '\n' {
		t.at++
	}
	t.at = min(t.at+1, len(t.b))
}

// ends goes over the string's closing quotes if they are here.
func (t *tokenizer) ends(quote byte, long bool) bool {
	switch {
	case t.b[t.at] != quote:
		return false
	case !long:
		t.at++
		return true
	case t.peek(1) == quote && t.peek(2) == quote:
		t.at += 3
		return true
	}
	return false
}

// fields goes to the end of a string with fields in braces, or, in a format
// specification, to the brace that ends it.
func (t *tokenizer) fields(quote byte, long, specification bool) bool {
	for t.at < len(t.b) {
		switch c := t.b[t.at]; {
		case specification && c == '}':
			return true
		case c == '{' && t.peek(1) == '{' && !specification, c == '}' && t.peek(1) == '}' && !specification:
			t.at += 2
		case c == '{':
			t.at++
			if !t.field(quote, long) {
				return false
			}
		case c == '\\':
			t.escape()
		case t.ends(quote, long):
			return !specification
		case !long && (c == '\n' || c == '\r'):
			return false
		default:
			t.at++
		}
	}
	return false
}

// field goes over one field: an expression, whose own strings may hold any
// quote since Python 3.12, and a format specification.
func (t *tokenizer) field(quote byte, long bool) bool {
	inner := tokenizer{b: t.b, at: t.at, depth: t.depth + 1}
	if inner.depth > maxFields {
		return false
	}
	for inner.at < len(t.b) {
		c := t.b[inner.at]
		outermost := len(inner.open) == 0
		switch {
		case outermost && c == '}':
			t.at = inner.at + 1
			return true
		case outermost && c == '!' && inner.peek(1) != '=':
			inner.at++ // a conversion, such as !r
		case outermost && c == ':':
			t.at = inner.at + 1
			if !t.fields(quote, long, true) || t.at >= len(t.b) {
				return false
			}
			t.at++ // the brace
			return true
		case c == '#', !long && (c == '\n' || c == '\r'):
			return false // allowed since Python 3.12, and in doubt
		case outermost && c == quote:
			// Before Python 3.12, the string ended here; since then, one
			// begins. What comes is in doubt.
			return false
		default:
			if !inner.next() {
				return false
			}
		}
	}
	return false
}

// A masker shows lines of files, masked.
type masker struct {
	broken map[string]bool
	files  map[*source.File]lexed
	kept   int // tokens of those
}

// maxTokens is how many tokens are kept, at about fifty bytes each. A settings
// module has some ten thousand.
const maxTokens = 200_000

// lexed is a file's tokens, and whether they can be trusted.
type lexed struct {
	tokens []token
	sure   bool
}

// newMasker returns a masker that shows nothing of the broken files.
func newMasker(broken map[string]bool) *masker {
	return &masker{broken: broken, files: map[*source.File]lexed{}}
}

func (m *masker) tokens(f *source.File) ([]token, bool) {
	l, ok := m.files[f]
	if !ok {
		if !m.broken[f.Path] && utf8.Valid(f.Bytes) && bytes.IndexByte(f.Bytes, 0) < 0 {
			l.tokens, l.sure = tokenize(f.Bytes)
		}
		if m.kept += len(l.tokens); m.kept > maxTokens {
			clear(m.files)
			m.kept = len(l.tokens)
		}
		m.files[f] = l
	}
	return l.tokens, l.sure
}

// A piece is a part of a shown line, and the bytes that it stands for.
type piece struct {
	text       string
	start, end int
}

// A permit says what may be shown besides the program's own bones.
type permit struct {
	// texts are strings that may be shown.
	texts map[string]bool
	// noNumbers masks numbers too, on lines that hold secrets.
	noNumbers bool
}

// line returns a line of a file (1-based), masked.
func (m *masker) line(f *source.File, number int, p permit) []piece {
	span := f.LineSpan(number)
	tokens, sure := m.tokens(f)
	if !sure {
		return []piece{{mark, span.Start, span.End}}
	}
	var pieces []piece
	at := span.Start
	first, _ := slices.BinarySearchFunc(tokens, span.Start, func(t token, start int) int {
		if t.end <= start {
			return -1
		}
		return 1
	})
	for i := first; i < len(tokens) && tokens[i].start < span.End; i++ {
		t := tokens[i]
		start, end := max(t.start, span.Start), min(t.end, span.End)
		pieces = append(pieces, between(f.Bytes, at, start)...)
		text := p.show(f.Bytes, t, start, end)
		if namesVariable(f.Bytes, tokens[:i+1]) {
			text = string(f.Bytes[start:end])
		}
		pieces = append(pieces, piece{text, start, end})
		at = end
	}
	return append(pieces, between(f.Bytes, at, span.End)...)
}

// between shows what is between tokens: blanks as they are, a backslash at the
// end of a line, and nothing of a comment.
func between(b []byte, start, end int) []piece {
	var pieces []piece
	for i := start; i < end; i++ {
		switch b[i] {
		case ' ', '\f':
			pieces = append(pieces, piece{" ", i, i + 1})
		case '\t':
			pieces = append(pieces, piece{"    ", i, i + 1})
		case '\\':
			pieces = append(pieces, piece{`\`, i, i + 1})
		default:
			return pieces
		}
	}
	return pieces
}

var variableName = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

// askers are the names of what is asked for environment variables.
var askers = []string{"env", "environ", "getenv", "config"}

// namesVariable reports whether the last token is a string that names an
// environment variable: the first thing that env("X"), os.environ["X"] or
// env.bool("X", …) is given.
func namesVariable(b []byte, tokens []token) bool {
	i := len(tokens) - 1
	t := tokens[i]
	if t.kind != stringToken || !t.plain || t.to-t.from > 64 || !variableName().Match(b[t.from:t.to]) || i < 2 {
		return false
	}
	text := func(i int) string {
		if i < 0 {
			return ""
		}
		return string(b[tokens[i].start:tokens[i].end])
	}
	if open := text(i - 1); open != "(" && open != "[" {
		return false
	}
	for i -= 2; i >= 0 && tokens[i].kind == nameToken; i -= 2 {
		if slices.Contains(askers, strings.ToLower(text(i))) {
			return true
		}
		if text(i-1) != "." {
			break
		}
	}
	return false
}

// show returns a token, or the part of it that lies on one line, masked.
func (p permit) show(b []byte, t token, start, end int) string {
	text := string(b[t.start:t.end])
	switch t.kind {
	case stringToken:
		return p.showString(b, t, start, end)
	case numberToken:
		if p.noNumbers {
			return mark
		}
	}
	if strings.ContainsFunc(text, unsafe) {
		return mark
	}
	return Cut(text, maxShown)
}

func (p permit) showString(b []byte, t token, start, end int) string {
	content := mark
	switch inside := string(b[t.from:t.to]); {
	case inside == "":
		content = ""
	case t.plain && p.allows(inside):
		content = Cut(Harmless(inside), maxShown)
	}
	head, tail := "", ""
	if start == t.start {
		head = string(b[t.start:t.from])
	}
	if end == t.end {
		tail = string(b[t.to:t.end])
	}
	return head + content + tail
}

var (
	djangoWords  = lazyregexp.New(`^django(\.[A-Za-z_][A-Za-z0-9_]*)+$`)
	settingNames = lazyregexp.New(`^(DEBUG|ALLOWED_HOSTS|MIDDLEWARE|INSTALLED_APPS|CACHES|(SESSION|CSRF|SECURE|LANGUAGE_COOKIE)_[A-Z_]{1,40})$`)
	// ownWords are other words that Django gives a meaning in these settings.
	ownWords = lazyregexp.New(`^(default|BACKEND|LOCATION|OPTIONS|TIMEOUT|KEY_PREFIX|VERSION|Lax|Strict|None|DENY|SAMEORIGIN|HTTP_X_FORWARDED_PROTO|https?|\*)$`)
)

// allows says whether the content of a string may be shown.
func (p permit) allows(content string) bool {
	return p.texts[content] || len(content) <= 100 &&
		(djangoWords().MatchString(content) || settingNames().MatchString(content) || ownWords().MatchString(content))
}
