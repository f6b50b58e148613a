package interp

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// percent is "format" % args.
func (m *machine) percent(format string, x, y value.Value) value.Value {
	args := []value.Value{y}
	if t, ok := y.Data.(*value.Tuple); ok {
		args = t.Items
	}
	var b strings.Builder
	next := 0
	rest := format
	for {
		i := strings.IndexByte(rest, '%')
		if i < 0 {
			break
		}
		b.WriteString(rest[:i])
		spec := percentSpec().FindStringSubmatch(rest[i:])
		if spec == nil {
			return m.derived("str", "%", x, y)
		}
		rest = rest[i+len(spec[0]):]
		if spec[4] == "%" {
			b.WriteByte('%')
			continue
		}
		arg, ok := percentArg(spec[1], y, args, &next)
		if !ok {
			return m.derived("str", "%", x, y)
		}
		text, known := m.percentText(arg, spec[2], spec[3], spec[4])
		if !known {
			return m.derived("str", "%", x, y)
		}
		b.WriteString(text)
	}
	b.WriteString(rest)
	_, mapping := y.Data.(*value.Dict)
	if !mapping && next < len(args) {
		return m.MakeUnknown("str", "is formatted with more values than it takes", x, y)
	}
	return m.text(b.String(), x, y)
}

// percentSpec has the key, flags, width with precision, and the type.
var percentSpec = lazyregexp.New(`^%(?:\(([^)]*)\))?([-+ #0]*)(\d*(?:\.\d+)?)([a-zA-Z%])`)

func percentArg(key string, y value.Value, args []value.Value, next *int) (value.Value, bool) {
	if key != "" {
		d, ok := y.Data.(*value.Dict)
		if !ok {
			return value.Value{}, false
		}
		v, there := d.GetStr(key)
		return v, there == value.Yes
	}
	if *next >= len(args) {
		return value.Value{}, false
	}
	*next++
	return args[*next-1], true
}

// percentText is one value under a format of the % operator, which has the types
// of format() but other flags.
func (m *machine) percentText(v value.Value, flags, width, typ string) (string, bool) {
	s := spec{fill: " ", align: ">", precision: -1, typ: typ, alternate: strings.Contains(flags, "#")}
	wide, precise, dotted := strings.Cut(width, ".")
	s.width, _ = strconv.Atoi(wide)
	if dotted {
		s.precision, _ = strconv.Atoi(precise)
	}
	if s.width > maxText || s.precision > 100 {
		return "", false
	}
	switch {
	case strings.Contains(flags, "-"):
		s.align = "<"
	case strings.Contains(flags, "0"):
		s.align = "0"
	}
	switch {
	case strings.Contains(flags, "+"):
		s.sign = "+"
	case strings.Contains(flags, " "):
		s.sign = " "
	}
	if strings.Contains("srac", typ) {
		return m.percentString(v, s)
	}
	return percentNumber(v, s)
}

func (m *machine) percentString(v value.Value, s spec) (string, bool) {
	var text string
	known := true
	switch s.typ {
	case "s":
		text, known = m.Str(v)
	case "c":
		if text, known = value.Text(v); known {
			known = utf8.RuneCountInString(text) == 1
		} else if i, ok := value.Integer(v); ok && i.IsInt64() && i.Int64() >= 0 && i.Int64() < 0x110000 {
			text, known = string(rune(i.Int64())), true
		}
	default:
		text, known = value.Repr(v)
		known = known && (s.typ == "r" || isASCII(text))
	}
	if s.align == "0" {
		s.align = ">"
	}
	s.typ, s.sign, s.alternate = "s", "", false
	formatted, ok := s.ofText(text)
	return formatted, known && ok
}

func percentNumber(v value.Value, s spec) (string, bool) {
	if strings.Contains("diuxXo", s.typ) {
		i, known := value.Integer(v)
		if f, ok := v.Data.(value.Float); ok && strings.Contains("diu", s.typ) && math.Abs(float64(f)) < 1<<52 {
			i, known = big.NewInt(int64(f)), true
		}
		if strings.Contains("iu", s.typ) {
			s.typ = "d"
		}
		if !known {
			return "", false
		}
		return s.ofInteger(i)
	}
	f, known := float(v)
	if !known || !strings.Contains("eEfFgG", s.typ) {
		return "", false
	}
	return s.ofFloat(f)
}
