package interp

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

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
		spec := percentSpec.FindStringSubmatch(rest[i:])
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
var percentSpec = regexp.MustCompile(`^%(?:\(([^)]*)\))?([-+ #0]*)(\d*(?:\.\d+)?)([a-zA-Z%])`)

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

func (m *machine) percentText(v value.Value, flags, width, typ string) (string, bool) {
	var text string
	known := true
	switch typ {
	case "s":
		text, known = m.Str(v)
	case "r":
		text, known = value.Repr(v)
	case "a":
		text, known = value.Repr(v)
		known = known && isASCII(text)
	case "d", "i", "u":
		var i *big.Int
		if i, known = value.Integer(v); known {
			text = signed(i.String(), flags)
		}
	case "x", "X", "o", "f", "F", "e", "g":
		f, ok := float(v)
		if i, isInt := value.Integer(v); isInt && strings.Contains("xXo", typ) {
			return fmt.Sprintf("%"+flags+width+typ, i), !strings.Contains(flags+width, "#") && !strings.Contains(width, ".")
		}
		if !ok || strings.Contains("xXo", typ) || strings.Contains(flags, "#") {
			return "", false
		}
		if typ == "g" && !strings.Contains(width, ".") {
			width += ".6"
		}
		return fmt.Sprintf("%"+flags+width+strings.ToLower(typ), f), true
	default:
		return "", false
	}
	if !known || strings.Contains(width, ".") {
		return text, known && !strings.Contains(width, ".")
	}
	n, _ := strconv.Atoi(width)
	if n > maxText {
		return "", false
	}
	fill := " "
	if strings.Contains(flags, "0") && !strings.Contains(flags, "-") && strings.Contains("diu", typ) {
		return padTo(text, n, "0", "=", true), true
	}
	pad := strings.Repeat(fill, max(0, n-utf8.RuneCountInString(text)))
	if strings.Contains(flags, "-") {
		return text + pad, true
	}
	return pad + text, true
}

// signed gives a number the sign that the flags ask for.
func signed(text, flags string) string {
	switch {
	case strings.HasPrefix(text, "-"):
	case strings.Contains(flags, "+"):
		return "+" + text
	case strings.Contains(flags, " "):
		return " " + text
	}
	return text
}

// formatSpec is Python's format specification, without grouping by locale.
var formatSpec = regexp.MustCompile(`^(?:(.)?([<>^=]))?([-+ ]?)(#?)(0?)(\d*)(,|_)?(?:\.(\d+))?([a-zA-Z%]?)$`)

// formatValue is format(v, spec) for strings and numbers.
func formatValue(v value.Value, spec string) (string, bool) {
	if spec == "" {
		return value.String(v)
	}
	p := formatSpec.FindStringSubmatch(spec)
	if p == nil || p[4] != "" || p[7] != "" {
		return "", false
	}
	text, numeric, ok := formatBody(v, p[8], p[9], p[3])
	if !ok {
		return "", false
	}
	width, _ := strconv.Atoi(p[6])
	if width > maxText {
		return "", false
	}
	fill, align := p[1], p[2]
	if fill == "" {
		fill = map[bool]string{true: "0", false: " "}[p[5] == "0"]
	}
	if p[5] == "0" && align == "" && numeric {
		align = "="
	}
	return padTo(text, width, fill, align, numeric), true
}

func formatBody(v value.Value, precision, typ, sign string) (text string, numeric, ok bool) {
	if s, isText := value.Text(v); isText {
		if typ != "" && typ != "s" || sign != "" {
			return "", false, false
		}
		if n, err := strconv.Atoi(precision); err == nil {
			if runes := []rune(s); len(runes) > n {
				s = string(runes[:n])
			}
		}
		return s, false, true
	}
	i, isInt := value.Integer(v)
	switch {
	case isInt && (typ == "" || typ == "d" || typ == "n") && precision == "":
		text = i.String()
	case isInt && strings.Contains("xXbo", typ) && typ != "" && precision == "":
		base := map[string]int{"x": 16, "X": 16, "b": 2, "o": 8}[typ]
		text = i.Text(base)
		if typ == "X" {
			text = strings.ToUpper(text)
		}
	default:
		f, isNumber := float(v)
		if !isNumber || !strings.Contains("fFeg%", typ) || typ == "" {
			return "", false, false
		}
		digits := 6
		if precision != "" {
			digits, _ = strconv.Atoi(precision)
		}
		if digits > 100 {
			return "", false, false
		}
		if typ == "%" {
			text = strconv.FormatFloat(f*100, 'f', digits, 64) + "%"
		} else {
			text = strconv.FormatFloat(f, strings.ToLower(typ)[0], digits, 64)
		}
	}
	if sign != "-" && sign != "" && !strings.HasPrefix(text, "-") {
		text = sign + text
	}
	return text, true, true
}

func padTo(text string, width int, fill, align string, numeric bool) string {
	gap := width - utf8.RuneCountInString(text)
	if gap <= 0 {
		return text
	}
	if align == "" {
		align = map[bool]string{true: ">", false: "<"}[numeric]
	}
	switch align {
	case ">":
		return strings.Repeat(fill, gap) + text
	case "^":
		return strings.Repeat(fill, gap/2) + text + strings.Repeat(fill, gap-gap/2)
	case "=":
		if text != "" && strings.Contains("-+ ", text[:1]) {
			return text[:1] + strings.Repeat(fill, gap) + text[1:]
		}
		return strings.Repeat(fill, gap) + text
	}
	return text + strings.Repeat(fill, gap)
}

func strFormat(m *machine, self value.Value, args value.Args) (value.Value, error) {
	return m.format(self, args)
}

func strFormatMap(m *machine, self value.Value, args value.Args) (value.Value, error) {
	var named value.Args
	if len(args.Pos) == 1 {
		m.spreadKeywords(&named, args.Pos[0])
	}
	return m.format(self, named)
}

// format is str.format.
func (m *machine) format(self value.Value, args value.Args) (value.Value, error) {
	from := append(args.All(), self)
	unknown := func() value.Value { return m.derived("str", "format", from...) }
	var b strings.Builder
	rest, next := string(self.Data.(value.Str)), 0
	for rest != "" {
		i := strings.IndexAny(rest, "{}")
		if i < 0 {
			b.WriteString(rest)
			break
		}
		b.WriteString(rest[:i])
		if strings.HasPrefix(rest[i:], "{{") || strings.HasPrefix(rest[i:], "}}") {
			b.WriteByte(rest[i])
			rest = rest[i+2:]
			continue
		}
		end := strings.IndexByte(rest[i:], '}')
		if rest[i] == '}' || end < 0 {
			return value.Value{}, m.Raise("ValueError", "single brace in format string")
		}
		field := rest[i+1 : i+end]
		rest = rest[i+end+1:]
		text, known, err := m.formatField(field, args, &next)
		if err != nil {
			return value.Value{}, err
		}
		if !known {
			return unknown(), nil
		}
		b.WriteString(text)
		if b.Len() > maxText {
			return unknown(), nil
		}
	}
	return m.Made(value.Str(b.String()), from...), nil
}

var fieldStep = regexp.MustCompile(`\.\w+|\[[^\]]*\]`)

var fieldName = regexp.MustCompile(`^([^.\[!:{]*)((?:\.\w+|\[[^\]]*\])*)(?:!([rsa]))?(?::([^{}]*))?$`)

func (m *machine) formatField(field string, args value.Args, next *int) (text string, known bool, err error) {
	p := fieldName.FindStringSubmatch(field)
	if p == nil {
		return "", false, nil
	}
	name := p[1]
	if name == "" {
		name = strconv.Itoa(*next)
		*next++
	}
	var v value.Value
	var ok bool
	n, convErr := strconv.Atoi(name)
	if convErr == nil {
		v, ok = args.Get(n, "")
	} else {
		v, ok = args.Get(-1, name)
	}
	if !ok {
		if args.Open != nil {
			return "", false, nil
		}
		if convErr == nil {
			return "", false, m.Raise("IndexError", "no such field")
		}
		return "", false, m.Raise("KeyError", "no such field")
	}
	for _, step := range fieldStep.FindAllString(p[2], -1) {
		if step[0] == '.' {
			v, err = m.GetAttr(v, step[1:])
		} else {
			v, err = m.GetItem(v, formatKey(step[1:len(step)-1]))
		}
		if err != nil {
			return "", false, err
		}
	}
	switch {
	case p[3] == "r" || p[3] == "a":
		text, known = value.Repr(v)
		known = known && (p[3] == "r" || isASCII(text))
	case p[3] == "s" || p[4] == "":
		text, known = m.Str(v)
	default:
		text, known = formatValue(v, p[4])
		return text, known, nil
	}
	if !known || p[4] == "" {
		return text, known, nil
	}
	v = value.Value{Data: value.Str(text)}
	text, known = formatValue(v, p[4])
	return text, known, nil
}

func formatKey(text string) value.Value {
	if n, err := strconv.Atoi(text); err == nil {
		return value.Value{Data: value.NewInt(int64(n))}
	}
	return value.Value{Data: value.Str(text)}
}
