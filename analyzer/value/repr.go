package value

import (
	"math"
	"strconv"
	"strings"
	"unicode"
)

// String returns str(v) as Python gives it. It reports false for what is not
// known, and for objects whose text Python makes of their address.
func String(v Value) (string, bool) {
	switch d := v.Data.(type) {
	case Str:
		return string(d), true
	case Path:
		return string(d), true
	}
	return Repr(v)
}

// Repr returns repr(v) as Python gives it, under the same terms as String.
func Repr(v Value) (string, bool) {
	var b strings.Builder
	ok := repr(&b, v, 0)
	return b.String(), ok
}

func repr(b *strings.Builder, v Value, depth int) bool {
	if depth > maxDepth || b.Len() > maxText {
		return false
	}
	switch d := v.Data.(type) {
	case None:
		b.WriteString("None")
	case Bool:
		b.WriteString(map[bool]string{true: "True", false: "False"}[bool(d)])
	case Int:
		b.WriteString(d.String())
	case Float:
		b.WriteString(reprFloat(float64(d)))
	case Str:
		b.WriteString(reprStr(string(d)))
	case Bytes:
		b.WriteString(reprBytes(string(d)))
	case Path:
		b.WriteString("PosixPath(" + reprStr(string(d)) + ")")
	case Ellipsis:
		b.WriteString("Ellipsis")
	case *List:
		return reprItems(b, "[", d.Items, "]", depth)
	case *Tuple:
		if len(d.Items) == 1 {
			return reprItems(b, "(", d.Items, ",)", depth)
		}
		return reprItems(b, "(", d.Items, ")", depth)
	case *Dict:
		return reprDict(b, d, depth)
	case *Set:
		return reprSet(b, d, depth)
	case *View:
		return reprItems(b, d.TypeName()+"([", d.All(), "])", depth)
	case Range:
		b.WriteString(d.text())
	default:
		return false
	}
	return true
}

func reprItems(b *strings.Builder, left string, items []Value, right string, depth int) bool {
	b.WriteString(left)
	for i, it := range items {
		if i > 0 {
			b.WriteString(", ")
		}
		if !repr(b, it, depth+1) {
			return false
		}
	}
	b.WriteString(right)
	return true
}

func reprDict(b *strings.Builder, d *Dict, depth int) bool {
	if d.Open != nil {
		return false
	}
	b.WriteByte('{')
	for i, e := range d.Entries() {
		if i > 0 {
			b.WriteString(", ")
		}
		if !repr(b, e.Key, depth+1) {
			return false
		}
		b.WriteString(": ")
		if !repr(b, e.Value, depth+1) {
			return false
		}
	}
	b.WriteByte('}')
	return true
}

// reprSet is known only for sets of at most one item: the order of the others
// is a matter of hashing.
func reprSet(b *strings.Builder, s *Set, depth int) bool {
	if s.Open != nil || s.Len() > 1 {
		return false
	}
	if s.Len() == 0 {
		b.WriteString(s.TypeName() + "()")
		return true
	}
	if s.Frozen {
		return reprItems(b, "frozenset({", s.Items(), "})", depth)
	}
	return reprItems(b, "{", s.Items(), "}", depth)
}

func reprFloat(f float64) string {
	switch {
	case math.IsInf(f, 1):
		return "inf"
	case math.IsInf(f, -1):
		return "-inf"
	case math.IsNaN(f):
		return "nan"
	}
	// Python turns to exponents from 1e16 up and below 1e-4.
	if a := math.Abs(f); a != 0 && (a >= 1e16 || a < 1e-4) {
		return strconv.FormatFloat(f, 'e', -1, 64)
	}
	s := strconv.FormatFloat(f, 'f', -1, 64)
	if !strings.Contains(s, ".") {
		s += ".0"
	}
	return s
}

func reprStr(s string) string {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	var b strings.Builder
	b.WriteByte(quote)
	for _, r := range s {
		switch {
		case r == rune(quote) || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < 0x20 || r == 0x7f || r > 0x7f && r < 0x100 && !unicode.IsPrint(r):
			b.WriteString(`\x` + hex(int(r), 2))
		case unicode.IsPrint(r) || r < 0x7f:
			b.WriteRune(r)
		case r <= 0xffff:
			b.WriteString(`\u` + hex(int(r), 4))
		default:
			b.WriteString(`\U` + hex(int(r), 8))
		}
	}
	b.WriteByte(quote)
	return b.String()
}

func reprBytes(s string) string {
	quote := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		quote = '"'
	}
	var b strings.Builder
	b.WriteByte('b')
	b.WriteByte(quote)
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == quote || c == '\\':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case c < 0x20 || c >= 0x7f:
			b.WriteString(`\x` + hex(int(c), 2))
		default:
			b.WriteByte(c)
		}
	}
	b.WriteByte(quote)
	return b.String()
}

func hex(n, width int) string {
	s := strconv.FormatInt(int64(n), 16)
	return strings.Repeat("0", max(0, width-len(s))) + s
}
