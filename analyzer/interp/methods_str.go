package interp

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func strMethods() map[string]method {
	return map[string]method{
		"lower":        mapText(strings.ToLower),
		"upper":        mapText(strings.ToUpper),
		"casefold":     mapText(strings.ToLower),
		"title":        mapText(titleCase),
		"capitalize":   mapText(capitalize),
		"swapcase":     mapText(swapCase),
		"strip":        stripText(strings.TrimFunc, strings.Trim),
		"lstrip":       stripText(strings.TrimLeftFunc, strings.TrimLeft),
		"rstrip":       stripText(strings.TrimRightFunc, strings.TrimRight),
		"removeprefix": cutText(strings.TrimPrefix),
		"removesuffix": cutText(strings.TrimSuffix),
		"startswith":   affix(strings.HasPrefix),
		"endswith":     affix(strings.HasSuffix),
		"istitle":      strIsTitle,
		"isascii":      strIsASCII,
		"isprintable":  allOrNone(unicode.IsPrint),
		"isdigit":      allRunes(unicode.IsDigit),
		"isdecimal":    allRunes(unicode.IsDigit),
		"isnumeric":    allRunes(unicode.IsNumber),
		"isalpha":      allRunes(unicode.IsLetter),
		"isalnum":      allRunes(func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) }),
		"isspace":      allRunes(isSpace),
		"isupper":      allCased(unicode.IsUpper, unicode.IsLower),
		"islower":      allCased(unicode.IsLower, unicode.IsUpper),
		"isidentifier": strIsIdentifier,
		"split":        strSplit,
		"rsplit":       strRsplit,
		"splitlines":   strSplitlines,
		"partition":    strPartition(strings.Index, false),
		"rpartition":   strPartition(strings.LastIndex, true),
		"join":         strJoin,
		"replace":      strReplace,
		"find":         strFind(strings.Index, false),
		"rfind":        strFind(strings.LastIndex, false),
		"index":        strFind(strings.Index, true),
		"rindex":       strFind(strings.LastIndex, true),
		"count":        strCount,
		"format":       strFormat,
		"format_map":   strFormatMap,
		"encode": func(m *machine, self value.Value, args value.Args) (value.Value, error) {
			if !inUTF8(args, string(self.Data.(value.Str))) {
				return m.MakeUnknown("bytes", "is encoded in a way that is not modelled", self), nil
			}
			return m.Made(value.Bytes(self.Data.(value.Str)), self), nil
		},
		"zfill":      strZfill,
		"ljust":      strPad("<"),
		"rjust":      strPad(">"),
		"center":     strPad("^"),
		"expandtabs": strExpandtabs,
		"translate":  strTranslate,
		"maketrans":  strMaketrans,
		"__contains__": func(m *machine, self value.Value, args value.Args) (value.Value, error) {
			v, err := argument(m, args, 0, "key")
			if err != nil {
				return v, err
			}
			return m.membership("in", v, self)
		},
	}
}

// inUTF8 reports whether a text is the same in the encoding that is asked for
// as in UTF-8.
func inUTF8(args value.Args, text string) bool {
	encoding, given := args.Get(0, "encoding")
	if !given {
		return true
	}
	name, _ := value.Text(encoding)
	switch strings.NewReplacer("-", "", "_", "").Replace(strings.ToLower(name)) {
	case "utf8":
		return true
	case "ascii", "latin1", "iso88591":
		return isASCII(text)
	}
	return false
}

// mapText maps the case of a text. Beyond ASCII, Python and Go differ in rare
// letters, so that is not known.
func mapText(f func(string) string) method {
	return func(m *machine, self value.Value, args value.Args) (value.Value, error) {
		if strings.ContainsFunc(string(self.Data.(value.Str)), func(r rune) bool { return r >= utf8.RuneSelf }) {
			return m.MakeUnknown("str", "changes the case of letters beyond ASCII", self), nil
		}
		return m.Made(value.Str(f(string(self.Data.(value.Str)))), self), nil
	}
}

// isSpace also has the separators that are spaces to Python only.
func isSpace(r rune) bool { return unicode.IsSpace(r) || r >= 0x1c && r <= 0x1f }

func titleCase(s string) string {
	prev := ' '
	return strings.Map(func(r rune) rune {
		start := !unicode.IsLetter(prev)
		prev = r
		if start {
			return unicode.ToTitle(r)
		}
		return unicode.ToLower(r)
	}, s)
}

func capitalize(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	if size == 0 {
		return s
	}
	return string(unicode.ToTitle(r)) + strings.ToLower(s[size:])
}

func swapCase(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsUpper(r) {
			return unicode.ToLower(r)
		}
		return unicode.ToUpper(r)
	}, s)
}

func stripText(space func(string, func(rune) bool) string, chars func(string, string) string) method {
	return func(m *machine, self value.Value, args value.Args) (value.Value, error) {
		s := string(self.Data.(value.Str))
		cut, given := args.Get(0, "chars")
		if !given || cut.Data == (value.None{}) {
			return m.Made(value.Str(space(s, isSpace)), self), nil
		}
		set, known := value.Text(cut)
		if !known {
			return m.derived("str", "strip", self, cut), nil
		}
		return m.Made(value.Str(chars(s, set)), self, cut), nil
	}
}

func cutText(f func(s, affix string) string) method {
	return func(m *machine, self value.Value, args value.Args) (value.Value, error) {
		a, known, err := textArg(m, args, 0)
		if err != nil || !known {
			return m.derived("str", "removeprefix", append(args.All(), self)...), err
		}
		return m.Made(value.Str(f(string(self.Data.(value.Str)), a)), self), nil
	}
}

// textArg returns a string argument; known is false for one that is unknown.
func textArg(m *machine, args value.Args, pos int) (text string, known bool, err error) {
	if pos >= len(args.Pos) {
		return "", false, m.Raise("TypeError", "missing a required argument")
	}
	v := args.Pos[pos]
	if text, known = value.Text(v); known {
		return text, true, nil
	}
	if v.Known() && !isObject(v) {
		return "", false, m.Raise("TypeError", "must be str")
	}
	return "", false, nil
}

func affix(f func(s, affix string) bool) method {
	return func(m *machine, self value.Value, args value.Args) (value.Value, error) {
		v, err := argument(m, args, 0, "prefix")
		if err != nil {
			return v, err
		}
		within, known := bounded(string(self.Data.(value.Str)), args)
		if !known {
			return m.derived("bool", "affix", append(args.All(), self)...), nil
		}
		options := []value.Value{v}
		if t, ok := v.Data.(*value.Tuple); ok {
			options = t.Items
		}
		answer := value.No
		for _, o := range options {
			if text, known := value.Text(o); known {
				answer = answer.Or(value.Of(within.there && f(within.text, text)))
			} else {
				answer = answer.Or(value.Maybe)
			}
		}
		return m.answer(false, "==", answer, self, v), nil
	}
}

func allRunes(f func(rune) bool) method {
	return func(m *machine, self value.Value, _ value.Args) (value.Value, error) {
		s := string(self.Data.(value.Str))
		if !isASCII(s) {
			return m.MakeUnknown("bool", "depends on what letters beyond ASCII are", self), nil
		}
		holds := s != "" && !strings.ContainsFunc(s, func(r rune) bool { return !f(r) })
		return m.Made(value.Bool(holds), self), nil
	}
}

func strIsIdentifier(m *machine, self value.Value, _ value.Args) (value.Value, error) {
	return m.Made(value.Bool(isIdentifier(string(self.Data.(value.Str)))), self), nil
}

func isIdentifier(s string) bool {
	for i, r := range s {
		if r != '_' && !unicode.IsLetter(r) && (i == 0 || !unicode.IsNumber(r)) {
			return false
		}
	}
	return s != ""
}

func allCased(is, isNot func(rune) bool) method {
	return func(m *machine, self value.Value, _ value.Args) (value.Value, error) {
		s := string(self.Data.(value.Str))
		if !isASCII(s) {
			return m.MakeUnknown("bool", "depends on what letters beyond ASCII are", self), nil
		}
		return m.Made(value.Bool(strings.ContainsFunc(s, is) && !strings.ContainsFunc(s, isNot)), self), nil
	}
}

func (m *machine) texts(parts []string, from ...value.Value) []value.Value {
	items := make([]value.Value, len(parts))
	for i, p := range parts {
		items[i] = m.Made(value.Str(p), from...)
	}
	return items
}

func strSplit(m *machine, self value.Value, args value.Args) (value.Value, error) {
	s := string(self.Data.(value.Str))
	sep, given := args.Get(0, "sep")
	limit, limited := args.Get(1, "maxsplit")
	n := -1
	if limited {
		var ok bool
		if n, ok = clamp(limit, -1, maxItems); !ok {
			return m.unknownSplit(self, args), nil
		}
	}
	if !given || sep.Data == (value.None{}) {
		parts := fieldsN(s, n)
		return m.Made(&value.List{Items: m.texts(parts, self)}, self), m.Spend(len(parts))
	}
	by, known := value.Text(sep)
	if !known {
		return m.unknownSplit(self, args), nil
	}
	if by == "" {
		return value.Value{}, m.Raise("ValueError", "empty separator")
	}
	parts := strings.SplitN(s, by, limitOf(n))
	return m.Made(&value.List{Items: m.texts(parts, self)}, self), m.Spend(len(parts))
}

// strRsplit splits from the right, which differs from split only where the
// number of splits is limited.
func strRsplit(m *machine, self value.Value, args value.Args) (value.Value, error) {
	limit, limited := args.Get(1, "maxsplit")
	n, ok := clamp(limit, -1, maxItems)
	if !limited || ok && n < 0 {
		return strSplit(m, self, args)
	}
	sep, given := args.Get(0, "sep")
	if ok && (!given || sep.Data == (value.None{})) {
		parts := lastFieldsN(string(self.Data.(value.Str)), n)
		return m.Made(&value.List{Items: m.texts(parts, self)}, self), m.Spend(len(parts))
	}
	by, known := value.Text(sep)
	if !ok || !known || by == "" {
		return m.unknownSplit(self, args), nil
	}
	parts := strings.Split(string(self.Data.(value.Str)), by)
	if first := len(parts) - n; first > 1 {
		parts = append([]string{strings.Join(parts[:first], by)}, parts[first:]...)
	}
	return m.Made(&value.List{Items: m.texts(parts, self)}, self), m.Spend(len(parts))
}

func limitOf(n int) int {
	if n < 0 {
		return -1
	}
	return n + 1
}

func (m *machine) unknownSplit(self value.Value, args value.Args) value.Value {
	u := m.derived("list", "split", append(args.All(), self)...).Data.(*value.Unknown)
	return m.Made(&value.List{Items: []value.Value{{Data: &value.Splice{Of: u}}}}, self)
}

func strPartition(find func(s, sep string) int, last bool) method {
	return func(m *machine, self value.Value, args value.Args) (value.Value, error) {
		s := string(self.Data.(value.Str))
		sep, known, err := textArg(m, args, 0)
		if err != nil || !known {
			return m.derived("tuple", "partition", append(args.All(), self)...), err
		}
		if sep == "" {
			return value.Value{}, m.Raise("ValueError", "empty separator")
		}
		parts := []string{s, "", ""}
		if i := find(s, sep); i >= 0 {
			parts = []string{s[:i], sep, s[i+len(sep):]}
		} else if last {
			parts = []string{"", "", s}
		}
		return m.Made(&value.Tuple{Items: m.texts(parts, self)}, self), nil
	}
}

func strJoin(m *machine, self value.Value, args value.Args) (value.Value, error) {
	v, err := argument(m, args, 0, "iterable")
	if err != nil {
		return v, err
	}
	items, err := m.Iterate(v)
	if err != nil {
		return v, err
	}
	var parts []string
	for _, it := range items {
		text, known := value.Text(it)
		if !known {
			return m.derived("str", "join", append(items, self)...), nil
		}
		parts = append(parts, text)
	}
	return m.text(strings.Join(parts, string(self.Data.(value.Str))), append(items, self)...), nil
}

func strReplace(m *machine, self value.Value, args value.Args) (value.Value, error) {
	old, known, err := textArg(m, args, 0)
	if err != nil || !known {
		return m.derived("str", "replace", append(args.All(), self)...), err
	}
	with, known, err := textArg(m, args, 1)
	if err != nil || !known {
		return m.derived("str", "replace", append(args.All(), self)...), err
	}
	n := -1
	if limit, ok := args.Get(2, "count"); ok {
		if n, ok = clamp(limit, -1, maxText); !ok {
			return m.derived("str", "replace", append(args.All(), self)...), nil
		}
	}
	s := string(self.Data.(value.Str))
	if len(with) > 1 && len(s)*len(with) > maxText {
		return m.MakeUnknown("str", "is longer than is kept", self), nil
	}
	return m.text(strings.Replace(s, old, with, n), append(args.All(), self)...), nil
}
