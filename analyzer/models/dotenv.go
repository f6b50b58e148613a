package models

import (
	"path"
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// python-dotenv. Only files of the repository are read.
//
// https://github.com/theskumar/python-dotenv/blob/main/src/dotenv/main.py
// https://github.com/theskumar/python-dotenv/blob/main/src/dotenv/parser.py

var dotenvModules = map[string]module{
	"dotenv":      {names: dotenvNames},
	"dotenv.main": {names: dotenvNames},
	// django-dotenv is another library of the same module name.
}

var dotenvNames = names{
	"load_dotenv":   function("load_dotenv", "dotenv_path=, stream=, verbose=, override=, interpolate=, encoding=", loadDotenv),
	"dotenv_values": function("dotenv_values", "dotenv_path=, stream=, verbose=, interpolate=, encoding=", dotenvValues),
	"find_dotenv":   function("find_dotenv", "filename=, raise_error_if_not_found=, usecwd=", findDotenvCall),
	"read_dotenv":   function("read_dotenv", "dotenv=, override=", loadDjangoDotenv),
	"get_key": function("get_key", "dotenv_path, key_to_get, encoding=", func(h value.Host, a *arguments) (value.Value, error) {
		lines, u, err := dotenvLines(h, a)
		if err != nil {
			return value.Value{}, err
		}
		key, ok := value.Text(a.value("key_to_get"))
		if u != nil || !ok {
			return h.MakeUnknown("", "comes from a file that is not known", a.given...), nil
		}
		for i := len(lines) - 1; i >= 0; i-- {
			if lines[i].name == key && lines[i].bound {
				return str(h, lines[i].text, a.given...), nil
			}
		}
		return h.Made(value.None{}, a.given...), nil
	}),
	"set_key": quiet("set_key"), "unset_key": quiet("unset_key"),
}

// A dotenvLine is one variable of a .env file. One without "=" is not bound.
type dotenvLine struct {
	name, text string
	bound      bool
}

// dotenvLines returns the lines of the file that a call is about.
func dotenvLines(h value.Host, a *arguments) ([]dotenvLine, *value.Unknown, error) {
	file := a.value("dotenv_path")
	if isNone(file) && !isNone(a.value("stream")) {
		text, err := textOf(h, a.value("stream"))
		if err != nil {
			return nil, nil, err
		}
		if s, ok := value.Text(text); ok {
			return parseDotenv(s), nil, nil
		}
		return nil, value.UnknownIn(text), nil
	}
	if isNone(file) {
		file = str(h, findDotenv(h, ".env"))
	}
	file, err := fspath(h, file)
	if err != nil {
		return nil, nil, err
	}
	p, ok := askedPath(h, file)
	if !ok {
		return nil, value.UnknownIn(file), nil
	}
	f, found := h.File(p)
	switch {
	case p == "" || f == nil && found == value.No:
		return nil, nil, nil
	case f == nil:
		return nil, &value.Unknown{Reason: "comes from " + p + ", which is not in the repository"}, nil
	}
	return parseDotenv(string(f.Bytes)), nil, h.Spend(1 + len(f.Bytes)/64)
}

// findDotenv looks for a file in the caller's folder and those above it.
func findDotenv(h value.Host, name string) string {
	for dir := path.Clean(callerFolder(h)); strings.HasPrefix(dir, value.Root); dir = path.Dir(dir) {
		if f, _ := h.File(dir + "/" + name); f != nil {
			return dir + "/" + name
		}
	}
	return ""
}

func findDotenvCall(h value.Host, a *arguments) (value.Value, error) {
	name, ok := a.textOr("filename", ".env")
	if !ok {
		return h.MakeUnknown("str", "is a file whose name is not known", a.given...), nil
	}
	found := findDotenv(h, name)
	if found == "" && a.flag("raise_error_if_not_found", false) == value.Yes && catches(h, "OSError") {
		return value.Value{}, h.Raise("OSError", "File not found")
	}
	return str(h, found, a.given...), nil
}

// loadDotenv sets what the file says, unless it is set already.
func loadDotenv(h value.Host, a *arguments) (value.Value, error) {
	lines, u, err := dotenvLines(h, a)
	if err != nil {
		return value.Value{}, err
	}
	if u != nil {
		return h.MakeUnknown("bool", u.Reason, a.given...), nil
	}
	override := a.flag("override", false)
	expand := a.flag("interpolate", true) == value.Yes
	loadLines(h, lines, override, func(l dotenvLine, loaded map[string]value.Variable) value.Variable {
		return expanded(h, l, loaded, expand, override == value.Yes)
	})
	return h.Made(value.Bool(len(lines) > 0), a.given...), h.Spend(len(lines))
}

// loadLines sets the variables of a file. Of several lines for one variable the
// last counts, and one without "=" sets nothing.
func loadLines(h value.Host, lines []dotenvLine, override value.Truth, text func(dotenvLine, map[string]value.Variable) value.Variable) {
	var last variables
	loaded := map[string]value.Variable{}
	for _, l := range lines {
		loaded[l.name] = text(l, loaded)
		last.set(l.name, loaded[l.name], l.bound)
	}
	last.load(h, override)
}

// variables are those that a file gives, in the order in which it first names
// them, each as it says last.
type variables struct {
	names []string
	bound map[string]*value.Variable
}

func (vs *variables) set(name string, v value.Variable, bound bool) {
	if vs.bound == nil {
		vs.bound = map[string]*value.Variable{}
	}
	if _, again := vs.bound[name]; !again {
		vs.names = append(vs.names, name)
	}
	vs.bound[name] = nil
	if bound {
		vs.bound[name] = &v
	}
}

func (vs *variables) load(h value.Host, overwrite value.Truth) {
	for _, name := range vs.names {
		if v := vs.bound[name]; v != nil {
			loadVariable(h, name, *v, overwrite)
		}
	}
}

// loadDjangoDotenv is read_dotenv() of django-dotenv, for files that both
// libraries read alike.
//
// https://github.com/jpadilla/django-dotenv/blob/master/dotenv.py
func loadDjangoDotenv(h value.Host, a *arguments) (value.Value, error) {
	file := a.value("dotenv")
	if isNone(file) {
		file = str(h, joinText(callerFolder(h), ".env"))
	}
	if p, ok := value.PathText(file); ok {
		if kind, _ := h.Kind(p); isFolder(kind) {
			file = str(h, joinText(p, ".env"))
		}
	}
	a.set("dotenv_path", file)
	_, err := loadDotenv(h, a)
	return h.Made(value.None{}), err
}

func dotenvValues(h value.Host, a *arguments) (value.Value, error) {
	lines, u, err := dotenvLines(h, a)
	if err != nil {
		return value.Value{}, err
	}
	d := value.NewDict()
	if u != nil {
		d.Open = u
	}
	expand := a.flag("interpolate", true) == value.Yes
	loaded := map[string]value.Variable{}
	for _, l := range lines {
		v := expanded(h, l, loaded, expand, true)
		loaded[l.name] = v
		item := h.Made(value.None{}, a.given...)
		switch {
		case v.State == value.SetSomehow:
			item = h.MakeUnknown("str", "comes from an environment variable named in a file", a.given...)
		case l.bound:
			item = str(h, v.Text, a.given...)
		}
		d.Set(str(h, l.name, a.given...), item)
	}
	return h.Made(d, a.given...), h.Spend(len(lines))
}

// maxExpanded bounds the text of a variable that is made of others, of which
// each may have the one before twice.
const maxExpanded = 1 << 16

var dotenvVariable = lazyregexp.New(`\$\{([^}:]*)(?::-([^}]*))?\}`)

// expanded replaces ${NAME} and ${NAME:-default} in a line's text. Without
// override, the environment goes before what the file has set.
func expanded(h value.Host, l dotenvLine, loaded map[string]value.Variable, expand, override bool) value.Variable {
	v := value.Variable{State: value.SetTo, Text: l.text, Given: true}
	if !l.bound {
		return value.Variable{}
	}
	if !expand {
		return v
	}
	size := 0
	v.Text = dotenvVariable().ReplaceAllStringFunc(l.text, func(s string) string {
		m := dotenvVariable().FindStringSubmatch(s)
		found := loaded[m[1]]
		if outer := h.Getenv(m[1]); outer.State != value.Unset && (!override || found.State == value.Unset) {
			found = outer
		}
		switch found.State {
		case value.SetTo:
			if size += len(found.Text); size > maxExpanded {
				v.State = value.SetSomehow
				return ""
			}
			return found.Text
		case value.SetSomehow:
			v.State = value.SetSomehow
		}
		return m[2]
	})
	return v
}

// parseDotenv reads a .env file.
func parseDotenv(text string) []dotenvLine {
	r := &dotenvReader{text: strings.TrimPrefix(strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n"), "\uFEFF")}
	var lines []dotenvLine
	for r.text != "" {
		l, ok := r.binding()
		if !ok {
			r.skipLine()
		} else if l.name != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// A dotenvReader holds what is left to read.
type dotenvReader struct{ text string }

func (r *dotenvReader) skipLine() {
	if i := strings.IndexByte(r.text, '\n'); i >= 0 {
		r.text = r.text[i+1:]
	} else {
		r.text = ""
	}
}

func (r *dotenvReader) blanks() { r.text = strings.TrimLeft(r.text, " \t\x0b\x0c") }

var (
	dotenvExport      = lazyregexp.New(`^export[ \t]+`)
	dotenvSingleKey   = lazyregexp.New(`^'([^']+)'`)
	dotenvKey         = lazyregexp.New(`^([^=#\s]+)`)
	dotenvSingle      = lazyregexp.New(`^'((?:\\'|[^'])*)'`)
	dotenvDouble      = lazyregexp.New(`^"((?:\\"|[^"])*)"`)
	dotenvComment     = lazyregexp.New(`^[ \t]*#[^\n]*`)
	dotenvAfterValue  = lazyregexp.New(`\s+#.*`)
	dotenvEscapes     = lazyregexp.New(`\\[\\'"abfnrtv]`)
	dotenvQuoteEscape = lazyregexp.New(`\\[\\']`)
)

// binding reads one variable; its name is empty for a comment. It reports
// false for a line that is none, of which it may have read a part.
func (r *dotenvReader) binding() (dotenvLine, bool) {
	var l dotenvLine
	r.text = strings.TrimLeft(r.text, " \t\n\x0b\x0c")
	if r.text == "" {
		return l, true
	}
	r.text = r.text[len(dotenvExport().FindString(r.text)):]
	if !strings.HasPrefix(r.text, "#") {
		pattern := dotenvKey
		if strings.HasPrefix(r.text, "'") {
			pattern = dotenvSingleKey
		}
		m := pattern().FindStringSubmatch(r.text)
		if m == nil {
			return l, false
		}
		l.name = m[1]
		r.text = r.text[len(m[0]):]
	}
	r.blanks()
	if rest, ok := strings.CutPrefix(r.text, "="); ok {
		r.text = rest
		r.blanks()
		l.bound = true
		if !r.readValue(&l) {
			return l, false
		}
	}
	r.text = r.text[len(dotenvComment().FindString(r.text)):]
	r.blanks()
	if r.text != "" && r.text[0] != '\n' {
		return l, false
	}
	r.text = strings.TrimPrefix(r.text, "\n")
	return l, true
}

func (r *dotenvReader) readValue(l *dotenvLine) bool {
	pattern, escapes := dotenvSingle, dotenvQuoteEscape
	switch {
	case strings.HasPrefix(r.text, "'"):
	case strings.HasPrefix(r.text, `"`):
		pattern, escapes = dotenvDouble, dotenvEscapes
	default:
		line := strings.SplitN(r.text, "\n", 2)[0]
		r.text = r.text[len(line):]
		l.text = strings.TrimRight(dotenvAfterValue().ReplaceAllString(line, ""), " \t\x0b\x0c")
		return true
	}
	m := pattern().FindStringSubmatch(r.text)
	if m == nil {
		return false
	}
	r.text = r.text[len(m[0]):]
	l.text = escapes().ReplaceAllStringFunc(m[1], unescape)
	return true
}

// unescape gives the character of an escape such as \n.
func unescape(s string) string {
	r, _, _, err := strconv.UnquoteChar(s, 0)
	if err != nil {
		return s[1:] // \' and \", which Go allows only inside such quotes
	}
	return string(r)
}
