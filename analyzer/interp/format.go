package interp

import (
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func strFormat(m *machine, self value.Value, args value.Args) (value.Value, error) {
	return m.format(self, args)
}

func strFormatMap(m *machine, self value.Value, args value.Args) (value.Value, error) {
	var named value.Args
	if len(args.Pos) == 1 {
		if err := m.spreadKeywords(&named, args.Pos[0]); err != nil {
			return value.Value{}, err
		}
	}
	return m.format(self, named)
}

// format is str.format.
func (m *machine) format(self value.Value, args value.Args) (value.Value, error) {
	from := append(args.All(), self)
	next := 0
	text, known, err := m.formatText(string(self.Data.(value.Str)), args, &next)
	switch {
	case err != nil:
		return value.Value{}, err
	case !known:
		return m.derived("str", "format", from...), nil
	}
	return m.Made(value.Str(text), from...), nil
}

// formatText fills the fields of a text in. Next is the number of the next
// field without a name.
func (m *machine) formatText(rest string, args value.Args, next *int) (text string, known bool, err error) {
	var b strings.Builder
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
		end := closingBrace(rest[i:])
		if end < 0 {
			return "", false, m.Raise("ValueError", "single brace in format string")
		}
		field := rest[i+1 : i+end]
		rest = rest[i+end+1:]
		filled, known, err := m.formatField(field, args, next)
		if err != nil || !known {
			return "", false, err
		}
		b.WriteString(filled)
		if b.Len() > maxText {
			return "", false, nil
		}
	}
	return b.String(), true, nil
}

// closingBrace returns the index of the brace that closes a field, whose format
// may hold fields itself, or -1.
func closingBrace(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '{':
			depth++
		case '}':
			if depth--; depth <= 0 {
				if depth < 0 {
					return -1
				}
				return i
			}
		}
	}
	return -1
}

var fieldStep = lazyregexp.New(`\.\w+|\[[^\]]*\]`)

var fieldName = lazyregexp.New(`^([^.\[!:{]*)((?:\.\w+|\[[^\]]*\])*)(?:!([rsa]))?(?::(.*))?$`)

func (m *machine) formatField(field string, args value.Args, next *int) (text string, known bool, err error) {
	p := fieldName().FindStringSubmatch(field)
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
	for _, step := range fieldStep().FindAllString(p[2], -1) {
		if step[0] == '.' {
			v, err = m.GetAttr(v, step[1:])
		} else {
			v, err = m.GetItem(v, formatKey(step[1:len(step)-1]))
		}
		if err != nil {
			return "", false, err
		}
	}
	spec := p[4]
	if strings.Contains(spec, "{") {
		if spec, known, err = m.formatText(spec, args, next); err != nil || !known {
			return "", false, err
		}
	}
	text, known = m.formatted(v, p[3], spec)
	return text, known, nil
}

// formatted is format(v, spec), after the conversion "r", "s" or "a" if there is
// one.
func (m *machine) formatted(v value.Value, conversion, spec string) (text string, known bool) {
	switch {
	case conversion == "r" || conversion == "a":
		text, known = value.Repr(v)
		known = known && (conversion == "r" || isASCII(text))
	case conversion == "s" || spec == "":
		text, known = m.Str(v)
	default:
		return formatValue(v, spec)
	}
	if !known || spec == "" {
		return text, known
	}
	return formatValue(value.Value{Data: value.Str(text)}, spec)
}

func formatKey(text string) value.Value {
	if n, err := strconv.Atoi(text); err == nil {
		return value.Value{Data: value.NewInt(int64(n))}
	}
	return value.Value{Data: value.Str(text)}
}
