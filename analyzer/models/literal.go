package models

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// ast.literal_eval.
//
// https://docs.python.org/3/library/ast.html#ast.literal_eval

func literalEval(h value.Host, a *arguments) (value.Value, error) {
	v := a.value("node_or_string")
	text, ok := value.Text(v)
	if !ok {
		if u := value.UnknownIn(v); u != nil {
			return derived(h, "", "literal_eval", u, v), nil
		}
		return value.Value{}, h.Raise("ValueError", "malformed node or string")
	}
	parsed, is := literalOf(h, v, text)
	switch {
	case is == value.Yes:
		return parsed, nil
	case is == value.Maybe:
	case identifier().MatchString(strings.TrimSpace(text)):
		return value.Value{}, h.Raise("ValueError", "malformed node or string")
	case catches(h, "SyntaxError") && catches(h, "ValueError"):
		return value.Value{}, h.Raise("SyntaxError", "invalid syntax")
	}
	return h.MakeUnknown("", "comes from ast.literal_eval() of a text that is not modelled", v), nil
}

var identifier = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_]*$`)

// literalOf returns the literal that a text is. The answer is Maybe where it may
// be one in a form that is not known.
func literalOf(h value.Host, v value.Value, text string) (value.Value, value.Truth) {
	p := &literalParser{h: h, from: v, rest: strings.Trim(text, " \t")}
	parsed, ok := p.whole()
	switch {
	case ok:
		return parsed, value.Yes
	case p.unsure:
		return value.Value{}, value.Maybe
	}
	return value.Value{}, value.No
}

// A literalParser reads Python's literals. It is unsure of what may be one in
// a form that it does not know.
type literalParser struct {
	h      value.Host
	from   value.Value
	rest   string
	unsure bool
}

func (p *literalParser) blanks() { p.rest = strings.TrimLeft(p.rest, " \t\n\r") }

func (p *literalParser) take(s string) bool {
	p.blanks()
	rest, ok := strings.CutPrefix(p.rest, s)
	if ok {
		p.rest = rest
	}
	return ok
}

func (p *literalParser) made(d value.Data) (value.Value, bool) { return p.h.Made(d, p.from), true }

var (
	literalNumber = lazyregexp.New(`^(0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|[0-9][0-9_]*(\.[0-9_]*)?([eE][-+]?[0-9_]+)?|\.[0-9][0-9_]*([eE][-+]?[0-9_]+)?)`)
	literalWord   = lazyregexp.New(`^[A-Za-z_][A-Za-z0-9_]*`)
	literalString = lazyregexp.New(`^(?i:[rbu]|br|rb)?("""|'''|"|')`)
)

func (p *literalParser) value(depth int) (value.Value, bool) {
	p.blanks()
	switch {
	case depth > maxNesting || p.rest == "":
		return value.Value{}, false
	case literalString().MatchString(p.rest):
		return p.text()
	case literalNumber().MatchString(p.rest):
		return p.number(1)
	case p.take("-"):
		p.blanks()
		return p.number(-1)
	case p.take("+"):
		p.blanks()
		return p.number(1)
	case p.take("["):
		items, ok := p.items("]", depth)
		return p.h.Made(&value.List{Items: items}, p.from), ok
	case p.take("("):
		return p.tuple(depth)
	case p.take("{"):
		return p.braces(depth)
	}
	word := literalWord().FindString(p.rest)
	p.rest = p.rest[len(word):]
	switch word {
	case "None":
		return p.made(value.None{})
	case "True", "False":
		return p.made(value.Bool(word == "True"))
	}
	return value.Value{}, false
}

// complexRest is what makes a complex number of a number before it.
var complexRest = lazyregexp.New(`^[-+].*[jJ]\s*$`)

// whole reads a text that is one literal, or several with commas between them,
// which are a tuple.
func (p *literalParser) whole() (value.Value, bool) {
	switch strings.TrimSpace(p.rest) {
	case "...":
		return p.made(value.Ellipsis{})
	case "set()":
		return p.made(value.NewSet())
	}
	v, ok := p.value(0)
	if p.blanks(); ok && strings.HasPrefix(p.rest, ",") {
		items := []value.Value{v}
		for p.take(",") && strings.TrimSpace(p.rest) != "" {
			it, more := p.value(1)
			if !more {
				return it, false
			}
			items = append(items, it)
		}
		v, _ = p.made(&value.Tuple{Items: items})
		p.blanks()
	}
	if strings.HasPrefix(p.rest, "#") && !strings.Contains(p.rest, "\n") {
		p.rest = ""
	}
	p.unsure = p.unsure || ok && complexRest().MatchString(p.rest)
	return v, ok && p.rest == ""
}

func (p *literalParser) number(sign int64) (value.Value, bool) {
	text := literalNumber().FindString(p.rest)
	p.rest = p.rest[len(text):]
	if text == "" {
		return value.Value{}, false
	}
	if strings.HasPrefix(p.rest, "j") || strings.HasPrefix(p.rest, "J") {
		p.unsure = true
		return value.Value{}, false
	}
	plain := strings.ReplaceAll(text, "_", "")
	if !strings.ContainsAny(plain, ".eE") || strings.HasPrefix(strings.ToLower(plain), "0x") {
		if len(plain) > 1 && plain[0] == '0' && strings.Trim(plain, "0") != "" && strings.Trim(plain, "0123456789") == "" {
			return value.Value{}, false // a leading zero is a syntax error
		}
		i, ok := new(big.Int).SetString(plain, 0)
		if !ok {
			i, ok = new(big.Int).SetString(plain, 10)
		}
		if !ok {
			return value.Value{}, false
		}
		return p.made(value.Int{Int: i.Mul(i, big.NewInt(sign))})
	}
	f, err := strconv.ParseFloat(plain, 64)
	if err != nil {
		return value.Value{}, false
	}
	return p.made(value.Float(f * float64(sign)))
}

// items reads what stands before a closing bracket, separated by commas.
func (p *literalParser) items(end string, depth int) ([]value.Value, bool) {
	var items []value.Value
	for !p.take(end) {
		if len(items) > 0 && !p.take(",") {
			return nil, false
		}
		if len(items) > 0 && p.take(end) {
			return items, true
		}
		it, ok := p.value(depth + 1)
		if !ok {
			return nil, false
		}
		items = append(items, it)
	}
	return items, true
}

// tuple reads a tuple, or a value in brackets.
func (p *literalParser) tuple(depth int) (value.Value, bool) {
	before := p.rest
	items, ok := p.items(")", depth)
	if !ok {
		return value.Value{}, false
	}
	read := strings.TrimRight(strings.TrimSuffix(strings.TrimSuffix(before, p.rest), ")"), " \t\n\r")
	if len(items) == 1 && !strings.HasSuffix(read, ",") {
		return items[0], true
	}
	return p.made(&value.Tuple{Items: items})
}

// braces reads a dict or a set.
func (p *literalParser) braces(depth int) (value.Value, bool) {
	d := value.NewDict()
	if p.take("}") {
		return p.made(d)
	}
	var items []value.Value
	for i := 0; ; i++ {
		if i > 0 && p.take("}") {
			break
		}
		key, ok := p.value(depth + 1)
		if !ok {
			return key, false
		}
		items = append(items, key)
		if p.take(":") {
			v, ok := p.value(depth + 1)
			if !ok {
				return v, false
			}
			if !d.Set(key, v) {
				return v, false
			}
		}
		if !p.take(",") {
			if !p.take("}") {
				return value.Value{}, false
			}
			break
		}
	}
	switch d.Len() {
	case 0:
		return p.made(value.NewSet(items...))
	case len(items):
		return p.made(d)
	}
	p.unsure = true // the same key twice, or a mixture
	return value.Value{}, false
}

// text reads one or more strings side by side.
func (p *literalParser) text() (value.Value, bool) {
	var joined strings.Builder
	bytes := false
	for {
		p.blanks()
		m := literalString().FindStringSubmatch(p.rest)
		if m == nil {
			break
		}
		prefix := strings.ToLower(strings.TrimSuffix(m[0], m[1]))
		p.rest = p.rest[len(m[0]):]
		bytes = bytes || strings.Contains(prefix, "b")
		s, ok := p.until(m[1], strings.Contains(prefix, "r"))
		if !ok {
			return value.Value{}, false
		}
		joined.WriteString(s)
	}
	if bytes {
		return p.made(value.Bytes(joined.String()))
	}
	return p.made(value.Str(joined.String()))
}

// until reads the inside of a string up to its closing quotes.
func (p *literalParser) until(quotes string, raw bool) (string, bool) {
	var b strings.Builder
	for p.rest != "" {
		switch {
		case strings.HasPrefix(p.rest, quotes):
			p.rest = p.rest[len(quotes):]
			return b.String(), true
		case p.rest[0] == '\n' && len(quotes) == 1:
			return "", false
		case p.rest[0] != '\\':
			b.WriteByte(p.rest[0])
			p.rest = p.rest[1:]
		case raw && len(p.rest) > 1:
			b.WriteString(p.rest[:2])
			p.rest = p.rest[2:]
		default:
			if !p.escape(&b) {
				return "", false
			}
		}
	}
	return "", false
}

// escape reads one escape sequence.
func (p *literalParser) escape(b *strings.Builder) bool {
	if len(p.rest) < 2 {
		return false
	}
	if s, simple := map[byte]string{'n': "\n", 't': "\t", 'r': "\r", '\\': `\`, '\'': "'", '"': `"`, '\n': "", 'a': "\a", 'b': "\b", 'f': "\f", 'v': "\v"}[p.rest[1]]; simple {
		b.WriteString(s)
		p.rest = p.rest[2:]
		return true
	}
	if strings.IndexByte("01234567N", p.rest[1]) >= 0 {
		p.unsure = true
		return false
	}
	if strings.IndexByte("xuU", p.rest[1]) >= 0 {
		r, _, tail, err := strconv.UnquoteChar(p.rest, 0)
		if err != nil {
			return false
		}
		b.WriteRune(r)
		p.rest = tail
		return true
	}
	b.WriteString(p.rest[:2])
	p.rest = p.rest[2:]
	return true
}
