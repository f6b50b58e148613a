package models

import (
	"regexp"
	"regexp/syntax"
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// re, where Python's regular expressions and Go's mean the same; elsewhere the
// result is not known.
//
// https://docs.python.org/3/library/re.html
// https://github.com/google/re2/wiki/Syntax

var textModules = map[string]module{
	"re":     {names: reNames()},
	"regex":  {names: reNames()},
	"string": {names: stringNames},
	"textwrap": {names: names{
		"dedent": pure("dedent", "text", "str", dedent),
		"indent": unmodelled("indent", "str", "comes from textwrap.indent(), which is not modelled"),
	}},
	"shlex": {names: names{
		"split": pure("split", "s, comments=, posix=", "list", shellSplit),
		"quote": pure("quote", "s", "str", shellQuote),
		"join":  unmodelled("join", "str", "comes from shlex.join(), which is not modelled"),
	}},
}

var stringNames = names{
	"ascii_letters":   value.Str("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"),
	"ascii_lowercase": value.Str("abcdefghijklmnopqrstuvwxyz"),
	"ascii_uppercase": value.Str("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
	"digits":          value.Str("0123456789"), "hexdigits": value.Str("0123456789abcdefABCDEF"), "octdigits": value.Str("01234567"),
	"punctuation": value.Str("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"), "whitespace": value.Str(" \t\n\r\x0b\x0c"),
	"printable": value.Str("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~ \t\n\r\x0b\x0c"),
	"Template":  harmless("string", "Template"),
}

// Flags of re, by their letters.
const (
	flagI, flagM, flagS, flagX, flagA, flagU = 2, 8, 16, 64, 256, 32
)

func reNames() names {
	n := names{
		"Pattern": typeName("re", "Pattern"), "Match": typeName("re", "Match"),
		"escape": pure("escape", "pattern", "str", func(h value.Host, a *arguments) (value.Data, error) {
			s, ok := value.Text(a.value("pattern"))
			return textIf(reEscape(s), ok), nil
		}),
		"purge":   quiet("purge"),
		"compile": function("compile", "pattern, flags=", compilePattern),
	}
	for name, flag := range map[string]int64{"I": flagI, "IGNORECASE": flagI, "M": flagM, "MULTILINE": flagM, "S": flagS, "DOTALL": flagS,
		"X": flagX, "VERBOSE": flagX, "A": flagA, "ASCII": flagA, "U": flagU, "UNICODE": flagU} {
		n[name] = value.NewInt(flag)
	}
	for name, do := range patternMethods {
		n[name] = function(name, "pattern,"+patternParams[name]+", flags=", func(h value.Host, a *arguments) (value.Value, error) {
			p, err := patternOf(h, a.value("pattern"), a.value("flags"))
			if err != nil {
				return value.Value{}, err
			}
			if p == nil {
				return notModelled(h, name, a), nil
			}
			return do(h, p, a)
		})
	}
	return n
}

// A pattern is a compiled regular expression. Where Go cannot follow Python,
// it has no re.
type pattern struct {
	text string
	re   *regexp.Regexp
	// full and start are re anchored at both ends, and at the start.
	full, start *regexp.Regexp
	// dollar is set if the pattern has a "$", which in Python also matches
	// before a last line end.
	dollar bool
}

var patternParams = map[string]string{
	"match": "string", "search": "string", "fullmatch": "string", "findall": "string", "finditer": "string",
	"sub": "repl, string, count=", "split": "string, maxsplit=",
}

var patternMethods = map[string]func(h value.Host, p *pattern, a *arguments) (value.Value, error){
	"match": func(h value.Host, p *pattern, a *arguments) (value.Value, error) {
		return p.find(h, a, func() *regexp.Regexp { return p.start })
	},
	"search": func(h value.Host, p *pattern, a *arguments) (value.Value, error) {
		return p.find(h, a, func() *regexp.Regexp { return p.re })
	},
	"fullmatch": func(h value.Host, p *pattern, a *arguments) (value.Value, error) {
		return p.find(h, a, func() *regexp.Regexp { return p.full })
	},
	"findall":  findAll,
	"finditer": notModelledPattern,
	"sub":      substitute,
	"split":    splitPattern,
}

func notModelledPattern(h value.Host, p *pattern, a *arguments) (value.Value, error) {
	return notModelled(h, a.function, a), nil
}

func notModelled(h value.Host, name string, a *arguments) value.Value {
	if u := a.unknown(); u != nil {
		return derived(h, "", "re."+name, u, a.given...)
	}
	return h.MakeUnknown("", "comes from re."+name+"() with a pattern that is not modelled", a.given...)
}

// notTheSame finds what Go accepts with another meaning than Python's.
var notTheSame = lazyregexp.New(`\[\[:|\{,|\\[pPQECz0-9]|\(\?<[A-Za-z]|\(\?[a-zA-Z]*U|\[[^\]]*\[`)

// Bounds on patterns, and on the work of matching one with a text.
const (
	maxPattern = 2000
	maxRepeats = 1000
	maxMatched = 100_000
	maxReplied = 1 << 20
)

var (
	counted = lazyregexp.New(`\{[0-9,]+\}`)
	number  = lazyregexp.New(`[0-9]+`)
)

// repeats adds up how often a pattern repeats its parts by a number.
func repeats(text string) int {
	total := 0
	for _, digits := range number().FindAllString(strings.Join(counted().FindAllString(text, -1), ""), -1) {
		n, err := strconv.Atoi(digits)
		if err != nil || n > maxRepeats {
			return maxRepeats + 1
		}
		total += n
	}
	return total
}

// programOf returns about how long the program of a pattern is: parts that are
// repeated by numbers stand in it so often, within others as often again.
func programOf(text string) int {
	re, err := syntax.Parse(text, syntax.Perl)
	if err != nil || len(text) > maxPattern || repeats(text) > maxRepeats {
		return len(text) / 16
	}
	return instructions(re)
}

func instructions(re *syntax.Regexp) int {
	n := 1
	for _, sub := range re.Sub {
		n += instructions(sub)
	}
	switch re.Op {
	case syntax.OpLiteral:
		n += len(re.Rune)
	case syntax.OpRepeat:
		n *= max(re.Min, re.Max, 1)
	}
	return n
}

// newPattern translates a pattern of Python's.
func newPattern(text string, flags int) *pattern {
	p := &pattern{text: text}
	if len(text) > maxPattern || repeats(text) > maxRepeats || notTheSame().MatchString(text) || flags&flagX != 0 {
		return p
	}
	letters := ""
	for letter, flag := range map[string]int{"i": flagI, "m": flagM, "s": flagS} {
		if flags&flag != 0 {
			letters += letter
		}
	}
	translated := strings.ReplaceAll(text, `\Z`, `\z`)
	if letters != "" {
		translated = "(?" + letters + ")" + translated
	}
	var err error
	if p.re, err = regexp.Compile(translated); err != nil {
		p.re = nil
		return p
	}
	p.start = regexp.MustCompile(`\A(?:` + translated + `)`)
	p.full = regexp.MustCompile(`\A(?:` + translated + `)\z`)
	p.dollar = strings.Contains(strings.ReplaceAll(text, `\$`, ""), "$")
	return p
}

// work is how many steps it takes to match the pattern with a text.
func (p *pattern) work(text string) int { return 1 + len(text)*(len(p.text)+repeats(p.text))/256 }

// fits reports whether the pattern means the same for a text in Go: classes
// such as \w are those of ASCII there.
func (p *pattern) fits(text string) bool {
	if p.re == nil || p.dollar && strings.HasSuffix(text, "\n") {
		return false
	}
	if p.work(text) > maxMatched {
		return false
	}
	for i := 0; i < len(text); i++ {
		if text[i] >= 0x80 {
			return false
		}
	}
	return true
}

// patternOf returns the pattern that a value is or says, or nil if it is not
// known.
func patternOf(h value.Host, v, flags value.Value) (*pattern, error) {
	if o, ok := v.Data.(*value.Object); ok {
		if p, ok := o.State.(*pattern); ok {
			return p, nil
		}
		return nil, nil
	}
	text, ok := value.Text(v)
	n, known := integer(flags)
	if !ok || !known && !isNone(flags) {
		return nil, nil
	}
	if err := h.Spend(1 + 2*programOf(text)); err != nil {
		return nil, err
	}
	return newPattern(text, n), nil
}

func compilePattern(h value.Host, a *arguments) (value.Value, error) {
	p, err := patternOf(h, a.value("pattern"), a.value("flags"))
	if err != nil || p == nil {
		return notModelled(h, "compile", a), err
	}
	o := object(patternClass, p)
	o.Attrs.Set("pattern", h.Made(value.Str(p.text), a.given...))
	return h.Made(o, a.given...), nil
}

var patternClass = newPatternClass()

func newPatternClass() *value.Class {
	n := names{"flags": &value.Unknown{Type: "int", Reason: "is the flags of a pattern, which are not modelled"}}
	for name, do := range patternMethods {
		n[name] = method(name, patternParams[name], func(h value.Host, a *arguments) (value.Value, error) {
			return do(h, stateOf[pattern](a), a)
		})
	}
	return class("re", "Pattern", n)
}

func (p *pattern) find(h value.Host, a *arguments, which func() *regexp.Regexp) (value.Value, error) {
	text, ok := value.Text(a.value("string"))
	if !ok || !p.fits(text) {
		return notModelled(h, a.function, a), nil
	}
	if err := h.Spend(p.work(text)); err != nil {
		return value.Value{}, err
	}
	at := which().FindStringSubmatchIndex(text)
	if at == nil {
		return h.Made(value.None{}, a.given...), nil
	}
	return h.Made(object(matchClass, &match{text: text, at: at, names: p.re.SubexpNames()}), a.given...), nil
}

// A match is the state of a match object.
type match struct {
	text  string
	at    []int
	names []string
}

// group returns a group as a value: None if it took no part.
func (m *match) group(h value.Host, i int, from []value.Value) value.Value {
	if m.at[2*i] < 0 {
		return h.Made(value.None{}, from...)
	}
	return str(h, m.text[m.at[2*i]:m.at[2*i+1]], from...)
}

// index finds a group by number or name.
func (m *match) index(v value.Value) (int, bool) {
	if name, ok := value.Text(v); ok {
		for i, n := range m.names {
			if n == name && n != "" {
				return i, true
			}
		}
		return 0, false
	}
	i, ok := integer(v)
	return i, ok && i >= 0 && 2*i+1 < len(m.at)
}

var matchClass = class("re", "Match", names{
	"group": method("group", "*groups", func(h value.Host, a *arguments) (value.Value, error) {
		m := stateOf[match](a)
		if len(a.rest) == 0 {
			a.rest = []value.Value{h.Made(value.NewInt(0))}
		}
		var found []value.Value
		for _, g := range a.rest {
			i, ok := m.index(g)
			switch {
			case value.UnknownIn(g) != nil:
				return h.MakeUnknown("str", "is a group of a match that is not known", a.given...), nil
			case !ok:
				return value.Value{}, h.Raise("IndexError", "no such group")
			}
			found = append(found, m.group(h, i, a.given))
		}
		if len(found) == 1 {
			return found[0], nil
		}
		return h.Made(&value.Tuple{Items: found}, a.given...), nil
	}),
	"__getitem__": method("__getitem__", "key", func(h value.Host, a *arguments) (value.Value, error) {
		m := stateOf[match](a)
		i, ok := m.index(a.value("key"))
		if !ok {
			return value.Value{}, h.Raise("IndexError", "no such group")
		}
		return m.group(h, i, a.given), nil
	}),
	"groups": method("groups", "default=", func(h value.Host, a *arguments) (value.Value, error) {
		m := stateOf[match](a)
		t := &value.Tuple{}
		for i := 1; 2*i < len(m.at); i++ {
			g := m.group(h, i, a.given)
			if fallback, given := a.get("default"); given && isNone(g) {
				g = fallback
			}
			t.Items = append(t.Items, g)
		}
		return h.Made(t, a.given...), nil
	}),
	"groupdict": method("groupdict", "default=", func(h value.Host, a *arguments) (value.Value, error) {
		m := stateOf[match](a)
		d := value.NewDict()
		for i, name := range m.names {
			if name != "" {
				d.Set(str(h, name), m.group(h, i, a.given))
			}
		}
		return h.Made(d, a.given...), nil
	}),
	"start": method("start", "group=", func(h value.Host, a *arguments) (value.Value, error) { return matchEdge(h, a, 0) }),
	"end":   method("end", "group=", func(h value.Host, a *arguments) (value.Value, error) { return matchEdge(h, a, 1) }),
})

func matchEdge(h value.Host, a *arguments, edge int) (value.Value, error) {
	m := stateOf[match](a)
	if v, given := a.get("group"); given {
		i, ok := m.index(v)
		if !ok {
			return value.Value{}, h.Raise("IndexError", "no such group")
		}
		edge += 2 * i
	}
	return h.Made(value.NewInt(int64(m.at[edge])), a.given...), nil
}

// all returns all matches, or false where Go and Python differ: on empty ones.
func (p *pattern) all(text string) ([][]int, bool) {
	if !p.fits(text) {
		return nil, false
	}
	found := p.re.FindAllStringSubmatchIndex(text, -1)
	for _, at := range found {
		if at[0] == at[1] {
			return nil, false
		}
	}
	return found, true
}

func findAll(h value.Host, p *pattern, a *arguments) (value.Value, error) {
	text, ok := value.Text(a.value("string"))
	found, same := p.all(text)
	if !ok || !same {
		return notModelled(h, "findall", a), nil
	}
	l := &value.List{}
	group := func(at []int, i int) value.Value {
		if at[2*i] < 0 {
			return str(h, "", a.given...)
		}
		return str(h, text[at[2*i]:at[2*i+1]], a.given...)
	}
	for _, at := range found {
		switch n := len(at)/2 - 1; n {
		case 0, 1:
			l.Items = append(l.Items, group(at, n))
		default:
			t := &value.Tuple{}
			for i := 1; i <= n; i++ {
				t.Items = append(t.Items, group(at, i))
			}
			l.Items = append(l.Items, h.Made(t, a.given...))
		}
	}
	return h.Made(l, a.given...), h.Spend(p.work(text))
}

// substitute is re.sub with a text or a function for replacement.
func substitute(h value.Host, p *pattern, a *arguments) (value.Value, error) {
	text, ok := value.Text(a.value("string"))
	found, same := p.all(text)
	if count, given := a.get("count"); given {
		n, known := integer(count)
		ok = ok && known && n >= 0
		if n > 0 && n < len(found) {
			found = found[:n]
		}
	}
	if !ok || !same {
		return notModelled(h, "sub", a), nil
	}
	var b strings.Builder
	last := 0
	for _, at := range found {
		m := &match{text: text, at: at, names: p.re.SubexpNames()}
		with, err := replacement(h, m, a)
		if err != nil {
			return value.Value{}, err
		}
		s, known := value.Text(with)
		if !known {
			return h.MakeUnknown("str", "comes from re.sub() with what is not known", a.given...), nil
		}
		if b.WriteString(text[last:at[0]] + s); b.Len() > maxReplied {
			return h.MakeUnknown("str", "is longer than is kept", a.given...), nil
		}
		last = at[1]
	}
	return str(h, b.String()+text[last:], a.given...), h.Spend(p.work(text))
}

var templateReference = lazyregexp.New(`\\(?:g<([A-Za-z0-9_]+)>|([1-9][0-9]?)|(.))`)

func replacement(h value.Host, m *match, a *arguments) (value.Value, error) {
	template, ok := value.Text(a.value("repl"))
	if !ok {
		if u := value.UnknownIn(a.value("repl")); u != nil {
			return a.value("repl"), nil
		}
		return call(h, a.value("repl"), h.Made(object(matchClass, m), a.given...))
	}
	known := true
	s := templateReference().ReplaceAllStringFunc(template, func(s string) string {
		ref := templateReference().FindStringSubmatch(s)
		key := value.Value{Data: value.Str(ref[1])}
		number := ref[2]
		if number == "" {
			number = ref[1]
		}
		if i, isNumber := parseInt(number); isNumber {
			key.Data = i
		}
		i, found := m.index(key)
		switch {
		case ref[3] == `\`:
			return `\`
		case ref[3] == "n":
			return "\n"
		case ref[3] == "t":
			return "\t"
		case ref[3] != "" || !found:
			known = false
			return ""
		case m.at[2*i] < 0:
			return ""
		}
		return m.text[m.at[2*i]:m.at[2*i+1]]
	})
	if !known {
		return h.MakeUnknown("str", "comes from re.sub() with a template that is not modelled"), nil
	}
	return str(h, s), nil
}

func splitPattern(h value.Host, p *pattern, a *arguments) (value.Value, error) {
	text, ok := value.Text(a.value("string"))
	found, same := p.all(text)
	if limit, given := a.get("maxsplit"); given {
		n, known := integer(limit)
		ok = ok && known && n >= 0
		if n > 0 && n < len(found) {
			found = found[:n]
		}
	}
	if !ok || !same {
		return notModelled(h, "split", a), nil
	}
	l := &value.List{}
	last := 0
	for _, at := range found {
		l.Items = append(l.Items, str(h, text[last:at[0]], a.given...))
		m := &match{text: text, at: at}
		for i := 1; 2*i < len(at); i++ {
			l.Items = append(l.Items, m.group(h, i, a.given))
		}
		last = at[1]
	}
	l.Items = append(l.Items, str(h, text[last:], a.given...))
	return h.Made(l, a.given...), h.Spend(p.work(text))
}

// reEscape is re.escape of Python 3.7 and later.
func reEscape(s string) string {
	var b strings.Builder
	for _, r := range s {
		if strings.ContainsRune("()[]{}?*+-|^$\\.&~# \t\n\r\v\f", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
