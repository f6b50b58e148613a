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

// The format specification of format(), f-strings and str.format
// (https://docs.python.org/3/library/string.html#formatspec), but for what
// depends on the locale.

// A spec is a parsed format specification.
type spec struct {
	fill, align, sign string
	alternate         bool
	width             int
	group             string
	precision         int // -1 if none is given
	typ               string
}

var specPattern = lazyregexp.New(`^(?:(.)?([<>^=]))?([-+ ]?)(#?)(0?)(\d*)([,_]?)(?:\.(\d+))?([a-zA-Z%]?)$`)

func parseSpec(text string) (spec, bool) {
	p := specPattern().FindStringSubmatch(text)
	if p == nil {
		return spec{}, false
	}
	s := spec{fill: p[1], align: p[2], sign: p[3], alternate: p[4] != "", group: p[7], precision: -1, typ: p[9]}
	s.width, _ = strconv.Atoi(p[6])
	if p[8] != "" {
		s.precision, _ = strconv.Atoi(p[8])
	}
	if p[5] == "0" && s.fill == "" {
		s.fill = "0"
		if s.align == "" {
			s.align = "0"
		}
	}
	if s.fill == "" {
		s.fill = " "
	}
	return s, s.width <= maxText && s.precision <= 100
}

// formatValue is format(v, spec) for strings and numbers. It reports false for
// what is not known, is not modelled, or is an error in Python.
func formatValue(v value.Value, text string) (string, bool) {
	if text == "" {
		return value.String(v)
	}
	s, ok := parseSpec(text)
	if !ok {
		return "", false
	}
	if t, isText := v.Data.(value.Str); isText {
		return s.ofText(string(t))
	}
	if i, isInt := value.Integer(v); isInt && strings.Contains("dnxXobc", s.typ) {
		return s.ofInteger(i)
	}
	if f, isNumber := float(v); isNumber && s.typ != "n" {
		return s.ofFloat(f)
	}
	return "", false
}

func (s spec) ofText(text string) (string, bool) {
	if s.typ != "" && s.typ != "s" || s.sign != "" || s.alternate || s.group != "" || s.align == "=" {
		return "", false
	}
	if runes := []rune(text); s.precision >= 0 && len(runes) > s.precision {
		text = string(runes[:s.precision])
	}
	if s.align == "0" || s.align == "" {
		s.align = "<"
	}
	return s.padded("", text), true
}

func (s spec) ofInteger(i *big.Int) (string, bool) {
	if s.precision >= 0 {
		return "", false
	}
	if s.typ == "c" {
		n := i.Int64()
		if !i.IsInt64() || n < 0 || n >= 0x110000 || s.sign != "" || s.alternate || s.group != "" || s.align == "0" {
			return "", false
		}
		if s.align == "" {
			s.align = "<"
		}
		return s.padded("", string(rune(n))), true
	}
	base, prefix, every := 10, "", 3
	switch s.typ {
	case "x", "X":
		base, prefix, every = 16, "0x", 4
	case "o":
		base, prefix, every = 8, "0o", 4
	case "b":
		base, prefix, every = 2, "0b", 4
	}
	if s.group == "," && base != 10 || s.group != "" && s.typ == "n" {
		return "", false
	}
	if !s.alternate {
		prefix = ""
	}
	digits := new(big.Int).Abs(i).Text(base)
	if s.typ == "X" {
		digits, prefix = strings.ToUpper(digits), strings.ToUpper(prefix)
	}
	return s.number(i.Sign() < 0, prefix, digits, "", every), true
}

// ofFloat formats as "e", "f", "g" and "%" do. Without a type it is like "g",
// but keeps a digit after the point, and is repr() if there is no precision.
func (s spec) ofFloat(f float64) (string, bool) {
	if s.alternate || !strings.Contains("eEfFgG%", s.typ) {
		return "", false
	}
	negative := math.Signbit(f)
	a := math.Abs(f)
	if math.IsInf(f, 0) || math.IsNaN(f) {
		return "", false
	}
	digits := s.precision
	if digits < 0 {
		digits = 6
	}
	var text string
	switch s.typ {
	case "f", "F":
		text = strconv.FormatFloat(a, 'f', digits, 64)
	case "e", "E":
		text = strconv.FormatFloat(a, 'e', digits, 64)
	case "%":
		text = strconv.FormatFloat(a*100, 'f', digits, 64) + "%"
	case "g", "G":
		text = general(a, digits, false)
	default:
		if s.precision < 0 {
			text, _ = value.Repr(value.Value{Data: value.Float(a)})
		} else {
			text = general(a, digits, true)
		}
	}
	if s.typ == "E" || s.typ == "G" {
		text = strings.ToUpper(text)
	}
	whole := text
	if i := strings.IndexAny(text, ".eE%"); i >= 0 {
		whole = text[:i]
	}
	return s.number(negative, "", whole, text[len(whole):], 3), true
}

// general writes a number with that many significant digits, with an exponent
// if it is large or small. Pointed keeps a digit after the point, and turns to
// the exponent one digit earlier.
func general(a float64, digits int, pointed bool) string {
	digits = max(digits, 1)
	scientific := strconv.FormatFloat(a, 'e', digits-1, 64)
	mantissa, exponent, _ := strings.Cut(scientific, "e")
	e, _ := strconv.Atoi(exponent)
	limit := digits
	if pointed {
		limit--
	}
	trim := func(text string) string {
		if strings.Contains(text, ".") {
			text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".")
		}
		return text
	}
	if e < -4 || e >= limit {
		return trim(mantissa) + "e" + exponent
	}
	text := trim(strconv.FormatFloat(a, 'f', max(digits-1-e, 0), 64))
	if pointed && !strings.Contains(text, ".") {
		text += ".0"
	}
	return text
}

// number puts a number together: sign, prefix, grouped digits, the rest.
func (s spec) number(negative bool, prefix, whole, rest string, every int) string {
	sign := ""
	switch {
	case negative:
		sign = "-"
	case s.sign != "-":
		sign = s.sign
	}
	grouped := grouping(whole, s.group, every)
	if s.align == "0" {
		room := s.width - len(sign) - len(prefix) - len(rest)
		for utf8.RuneCountInString(grouped) < room {
			whole = "0" + whole
			grouped = grouping(whole, s.group, every)
		}
		return sign + prefix + grouped + rest
	}
	if s.align == "" {
		s.align = ">"
	}
	return s.padded(sign+prefix, grouped+rest)
}

func grouping(digits, mark string, every int) string {
	if mark == "" {
		return digits
	}
	var groups []string
	for len(digits) > every {
		groups = append([]string{digits[len(digits)-every:]}, groups...)
		digits = digits[:len(digits)-every]
	}
	return strings.Join(append([]string{digits}, groups...), mark)
}

// padded fills a text to the width; "=" fills after the sign.
func (s spec) padded(sign, text string) string {
	gap := s.width - utf8.RuneCountInString(sign+text)
	if gap <= 0 {
		return sign + text
	}
	switch s.align {
	case "<":
		return sign + text + strings.Repeat(s.fill, gap)
	case "^":
		return strings.Repeat(s.fill, gap/2) + sign + text + strings.Repeat(s.fill, gap-gap/2)
	case "=":
		return sign + strings.Repeat(s.fill, gap) + text
	}
	return strings.Repeat(s.fill, gap) + sign + text
}
