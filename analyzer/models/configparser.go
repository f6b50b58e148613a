package models

import (
	"errors"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// configparser.
//
// https://docs.python.org/3/library/configparser.html

var configModules = map[string]module{
	"configparser":           {names: configNames},
	"ConfigParser":           {names: configNames},
	"six.moves.configparser": {names: configNames},
}

var configNames = names{
	"ConfigParser":       configParserClass("ConfigParser", true),
	"SafeConfigParser":   configParserClass("SafeConfigParser", true),
	"RawConfigParser":    configParserClass("RawConfigParser", false),
	"BasicInterpolation": harmless("configparser", "BasicInterpolation"), "ExtendedInterpolation": harmless("configparser", "ExtendedInterpolation"),
}

// iniOptions say how a file is read.
type iniOptions struct {
	// interpolate expands %(name)s in values.
	interpolate bool
	// keepCase leaves the names of options as they are written.
	keepCase bool
}

// An ini is what has been read of .ini files.
type ini struct {
	how      iniOptions
	sections []*iniSection
	// defaults is the section DEFAULT.
	defaults iniSection
	// missing is set once a file was asked for that is not in the repository:
	// what is not found may be in it.
	missing *value.Unknown
	// outside is set if such a file is outside the repository, so that the
	// server may well have it.
	outside bool
}

type iniSection struct {
	name  string
	order []string
	text  map[string]string
}

func (s *iniSection) set(option, text string) {
	if s.text == nil {
		s.text = map[string]string{}
	}
	if _, again := s.text[option]; !again {
		s.order = append(s.order, option)
	}
	s.text[option] = text
}

var errINI = errors.New("not an .ini file")

func parseINI(text string, options iniOptions) (*ini, error) {
	f := &ini{how: options}
	return f, f.parse(text)
}

// parse reads a file: sections, options with "=" or ":", values that go on in
// indented lines, and whole lines of comment.
func (f *ini) parse(text string) error {
	var section *iniSection
	option := ""
	var lines []string
	indent := 0
	flush := func() {
		if section != nil && option != "" {
			section.set(option, strings.TrimRight(strings.Join(lines, "\n"), "\n"))
		}
		option, lines = "", nil
	}
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		trimmed := strings.TrimSpace(line)
		at := len(line) - len(strings.TrimLeft(line, " \t"))
		switch {
		case strings.HasPrefix(trimmed, "#") || strings.HasPrefix(trimmed, ";"):
		case trimmed == "":
			if option != "" {
				lines = append(lines, "")
			}
		case option != "" && at > indent:
			lines = append(lines, trimmed)
		case strings.HasPrefix(trimmed, "[") && strings.Contains(trimmed, "]"):
			flush()
			section = f.section(trimmed[1:strings.Index(trimmed, "]")], true)
		case section == nil:
			return errINI
		default:
			flush()
			i := strings.IndexAny(trimmed, "=:")
			if i < 0 {
				return errINI
			}
			option, indent = f.optionName(trimmed[:i]), at
			lines = []string{strings.TrimSpace(trimmed[i+1:])}
		}
	}
	flush()
	return nil
}

func (f *ini) optionName(name string) string {
	name = strings.TrimSpace(name)
	if f.how.keepCase {
		return name
	}
	return strings.ToLower(name)
}

// section returns a section by name, making it if asked to.
func (f *ini) section(name string, make bool) *iniSection {
	if name == "DEFAULT" {
		return &f.defaults
	}
	for _, s := range f.sections {
		if s.name == name {
			return s
		}
	}
	if !make {
		return nil
	}
	s := &iniSection{name: name}
	f.sections = append(f.sections, s)
	return s
}

// options returns the options of a section, those of DEFAULT last.
func (f *ini) options(section string) []string {
	s := f.section(section, false)
	if s == nil {
		return nil
	}
	list := append([]string(nil), s.order...)
	for _, o := range f.defaults.order {
		if _, own := s.text[o]; !own && s != &f.defaults {
			list = append(list, o)
		}
	}
	return list
}

// raw returns an option's text as it is written.
func (f *ini) raw(section, option string) (string, bool) {
	option = f.optionName(option)
	if s := f.section(section, false); s != nil {
		if text, ok := s.text[option]; ok {
			return text, true
		}
		text, ok := f.defaults.text[option]
		return text, ok
	}
	return "", false
}

// get returns an option's text. It reports false for one that is not there, or
// whose interpolation is not right.
func (f *ini) get(section, option string) (string, bool) {
	text, ok := f.raw(section, option)
	if !ok || !f.how.interpolate {
		return text, ok
	}
	return f.interpolated(section, text, 0)
}

func (f *ini) interpolated(section, text string, depth int) (string, bool) {
	if depth > 10 {
		return "", false
	}
	var b strings.Builder
	for text != "" {
		i := strings.IndexByte(text, '%')
		if i < 0 {
			b.WriteString(text)
			break
		}
		b.WriteString(text[:i])
		text = text[i:]
		end := strings.Index(text, ")s")
		switch {
		case strings.HasPrefix(text, "%%"):
			b.WriteByte('%')
			text = text[2:]
		case strings.HasPrefix(text, "%(") && end > 0:
			inner, ok := f.raw(section, text[2:end])
			if ok {
				inner, ok = f.interpolated(section, inner, depth+1)
			}
			if !ok {
				return "", false
			}
			b.WriteString(inner)
			text = text[end+2:]
		default:
			return "", false
		}
	}
	return b.String(), true
}

func configParserClass(name string, interpolate bool) func() value.Data {
	return func() value.Data {
		c := class("configparser", name, configParserMethods)
		c.Attrs.Set("__init__", value.Value{Data: openFunction("__init__", "self, defaults=, *rest, **options", func(h value.Host, a *arguments) (value.Value, error) {
			f := stateOf[ini](a)
			f.how.interpolate = interpolate
			f.configure(a)
			return h.Made(value.None{}), nil
		})})
		return c
	}
}

// configure takes the parser's options. With one that is not modelled, whatever
// is read is not known.
func (f *ini) configure(a *arguments) {
	for _, o := range a.named {
		switch {
		case o.Name == "interpolation" && isNone(o.Value):
			f.how.interpolate = false
		case o.Name == "interpolation" && castName(o.Value) == "BasicInterpolation", o.Name == "allow_no_value", o.Name == "strict":
		default:
			f.missing, f.outside = &value.Unknown{Reason: "comes from an .ini file that is read with options which are not modelled"}, true
		}
	}
	d, ok := a.value("defaults").Data.(*value.Dict)
	if !ok {
		return
	}
	for _, e := range d.Entries() {
		k, ok1 := value.Text(e.Key)
		v, ok2 := value.Text(e.Value)
		if ok1 && ok2 {
			f.defaults.set(f.optionName(k), v)
		} else {
			f.missing, f.outside = &value.Unknown{Reason: "comes from an .ini file with defaults that are not known"}, true
		}
	}
}

var configParserMethods = names{
	"read":         method("read", "filenames, encoding=", readINI),
	"read_file":    method("read_file", "f, source=", readINIText),
	"readfp":       method("readfp", "f, source=", readINIText),
	"read_string":  method("read_string", "f, source=", readINIText),
	"read_dict":    method("read_dict", "dictionary, source=", readINIDict),
	"get":          iniGetter("get", nil),
	"getint":       iniGetter("getint", iniInt),
	"getfloat":     iniGetter("getfloat", iniFloat),
	"getboolean":   iniGetter("getboolean", iniBool),
	"has_option":   method("has_option", "section, option", iniHasOption),
	"has_section":  method("has_section", "section", iniHasSection),
	"__contains__": method("__contains__", "section", iniHasSection),
	"sections":     method("sections", "", iniSections),
	"options":      method("options", "section", iniOptionNames),
	"items":        method("items", "section=, raw=, vars=", iniItems),
	"__getitem__":  method("__getitem__", "key", iniSectionOf),
	"add_section":  method("add_section", "section", addSection),
	"set":          method("set", "section, option, value=", setOption),
}

// readINIDict is read_dict(): a dict of sections.
func readINIDict(h value.Host, a *arguments) (value.Value, error) {
	f := stateOf[ini](a)
	d, ok := a.value("dictionary").Data.(*value.Dict)
	if !ok || value.UnknownIn(a.value("dictionary")) != nil {
		f.missing, f.outside = &value.Unknown{Reason: "comes from sections that are not known"}, true
		return h.Made(value.None{}), nil
	}
	for _, e := range d.Entries() {
		name, _ := value.Text(e.Key)
		options, _ := e.Value.Data.(*value.Dict)
		for _, o := range entriesOf(options) {
			key, _ := value.Text(o.Key)
			text, _ := h.Str(o.Value)
			f.section(name, true).set(f.optionName(key), text)
		}
	}
	return h.Made(value.None{}), nil
}

func entriesOf(d *value.Dict) []value.Entry {
	if d == nil {
		return nil
	}
	return d.Entries()
}

func iniHasOption(h value.Host, a *arguments) (value.Value, error) {
	section, ok1 := value.Text(a.value("section"))
	option, ok2 := value.Text(a.value("option"))
	f := stateOf[ini](a)
	_, there := f.raw(section, option)
	return iniHas(h, a, ok1 && ok2 && (there || !f.outside), there), nil
}

func iniSections(h value.Host, a *arguments) (value.Value, error) {
	f := stateOf[ini](a)
	var list []string
	for _, s := range f.sections {
		list = append(list, s.name)
	}
	return h.Made(f.listOf(h, texts(h, list)), a.given...), nil
}

func iniOptionNames(h value.Host, a *arguments) (value.Value, error) {
	f := stateOf[ini](a)
	section, _ := value.Text(a.value("section"))
	return h.Made(f.listOf(h, texts(h, f.options(section))), a.given...), nil
}

func addSection(h value.Host, a *arguments) (value.Value, error) {
	if err := h.Changes(a.value("self")); err != nil {
		return value.Value{}, err
	}
	if name, ok := value.Text(a.value("section")); ok {
		stateOf[ini](a).section(name, true)
	}
	return h.Made(value.None{}), nil
}

func setOption(h value.Host, a *arguments) (value.Value, error) {
	if err := h.Changes(a.value("self")); err != nil {
		return value.Value{}, err
	}
	f := stateOf[ini](a)
	section, ok1 := value.Text(a.value("section"))
	option, ok2 := value.Text(a.value("option"))
	text, ok3 := value.Text(a.value("value"))
	if ok1 && ok2 && ok3 {
		f.section(section, true).set(f.optionName(option), text)
	} else {
		f.missing, f.outside = &value.Unknown{Reason: "comes from an option that is set to what is not known"}, true
	}
	return h.Made(value.None{}), nil
}

func (f *ini) listOf(h value.Host, items []value.Value) *value.List {
	if f.outside {
		items = append(items, h.Made(&value.Splice{Of: f.missing}))
	}
	return &value.List{Items: items}
}

// applyCase looks whether the program has set optionxform = str.
func applyCase(a *arguments, f *ini) {
	v, ok := a.self().Attrs.Get("optionxform")
	if !ok {
		return
	}
	f.how.keepCase = true
	if !isBuiltin(v, "str") && f.missing == nil {
		f.missing = &value.Unknown{Reason: "comes from an .ini file whose options are renamed"}
	}
}

// readINI is read(): files that are not there are passed over.
func readINI(h value.Host, a *arguments) (value.Value, error) {
	if err := h.Changes(a.value("self")); err != nil {
		return value.Value{}, err
	}
	f := stateOf[ini](a)
	applyCase(a, f)
	files := []value.Value{a.value("filenames")}
	if items, ok := value.Spread(files[0]); ok {
		if _, text := value.PathText(files[0]); !text {
			files = items
		}
	}
	read := &value.List{}
	for _, v := range files {
		v, err := fspath(h, v)
		if err != nil {
			return v, err
		}
		p, ok := askedPath(h, v)
		if !ok {
			f.missing, f.outside = &value.Unknown{Reason: "comes from an .ini file that is not known"}, true
			continue
		}
		file, found := h.File(p)
		if file == nil {
			f.outside = f.outside || found == value.Maybe
			if found == value.No {
				assumeAbsent(h, p)
			}
			f.missing = &value.Unknown{Reason: "comes from " + pathForPeople(p) + ", which is not in the repository"}
			continue
		}
		if f.parse(string(file.Bytes)) != nil {
			return value.Value{}, h.Raise("configparser.ParsingError", "not an .ini file")
		}
		read.Items = append(read.Items, v)
	}
	return h.Made(f.listOf(h, read.Items), a.given...), h.Spend(1 + len(files))
}

func readINIText(h value.Host, a *arguments) (value.Value, error) {
	if err := h.Changes(a.value("self")); err != nil {
		return value.Value{}, err
	}
	f := stateOf[ini](a)
	applyCase(a, f)
	v, err := textOf(h, a.value("f"))
	if err != nil {
		return v, err
	}
	text, ok := value.Text(v)
	if !ok {
		f.missing = value.UnknownIn(v)
		if f.missing == nil {
			f.missing = &value.Unknown{Reason: "comes from an .ini file that is not modelled"}
		}
	} else if f.parse(text) != nil {
		return value.Value{}, h.Raise("configparser.ParsingError", "not an .ini file")
	}
	return h.Made(value.None{}), nil
}

// A caster turns an option's text into a value.
type caster func(text string) (value.Data, bool)

func iniInt(text string) (value.Data, bool)   { return parseInt(text) }
func iniFloat(text string) (value.Data, bool) { return parseFloat(text) }

var (
	iniTrue  = words("1 yes true on")
	iniFalse = words("0 no false off")
)

func iniBool(text string) (value.Data, bool) {
	word := strings.ToLower(text)
	return value.Bool(iniTrue[word]), iniTrue[word] || iniFalse[word]
}

func iniGetter(name string, cast caster) *value.Function {
	typ := map[string]string{"getint": "int", "getfloat": "float", "getboolean": "bool", "get": "str"}[name]
	return method(name, "section, option, raw=, vars=, fallback=", func(h value.Host, a *arguments) (value.Value, error) {
		section, ok1 := value.Text(a.value("section"))
		option, ok2 := value.Text(a.value("option"))
		if !ok1 || !ok2 || !isNone(a.value("vars")) {
			return h.MakeUnknown(typ, "comes from an option of an .ini file whose name is not known", a.given...), nil
		}
		return stateOf[ini](a).option(h, typ, section, option, a, cast)
	})
}

// option returns an option's value, the fallback, or raises.
func (f *ini) option(h value.Host, typ, section, option string, a *arguments, cast caster) (value.Value, error) {
	text, there := f.raw(section, option)
	ok := there
	if there && a.flag("raw", !f.how.interpolate) == value.No {
		text, ok = f.interpolated(section, text, 0)
	}
	switch {
	case there && !ok:
		return value.Value{}, h.Raise("configparser.InterpolationError", "bad interpolation")
	case there && cast != nil:
		d, ok := cast(text)
		if !ok {
			return value.Value{}, h.Raise("ValueError", "Not a boolean or a number")
		}
		return h.Made(d, a.given...), nil
	case there:
		return str(h, text, a.given...), nil
	}
	class := "configparser.NoOptionError"
	if f.section(section, false) == nil {
		class = "configparser.NoSectionError"
	}
	fallback, given := a.get("fallback")
	switch {
	case given && !f.outside:
		return fallback, nil
	case f.missing != nil && (given || !catches(h, class)):
		return h.MakeUnknown(typ, f.missing.Reason, a.given...), nil
	}
	return value.Value{}, h.Raise(class, option)
}

func iniHas(h value.Host, a *arguments, known, there bool) value.Value {
	if !known {
		return h.MakeUnknown("bool", "is about an .ini file that is not known", a.given...)
	}
	return h.Made(value.Bool(there), a.given...)
}

func iniHasSection(h value.Host, a *arguments) (value.Value, error) {
	section, ok := value.Text(a.value("section"))
	f := stateOf[ini](a)
	there := f.section(section, false) != nil
	return iniHas(h, a, ok && (there || !f.outside), there), nil
}

func iniItems(h value.Host, a *arguments) (value.Value, error) {
	f := stateOf[ini](a)
	section, ok := value.Text(a.value("section"))
	if !ok {
		return h.MakeUnknown("list", "comes from all sections of an .ini file, which is not modelled", a.given...), nil
	}
	if f.section(section, false) == nil && f.missing == nil {
		return value.Value{}, h.Raise("configparser.NoSectionError", section)
	}
	var items []value.Value
	names := append([]string(nil), f.defaults.order...)
	for _, o := range f.options(section) {
		if _, inherited := f.defaults.text[o]; !inherited {
			names = append(names, o)
		}
	}
	for _, o := range names {
		text, ok := f.get(section, o)
		if !ok {
			return value.Value{}, h.Raise("configparser.InterpolationError", "bad interpolation")
		}
		items = append(items, h.Made(&value.Tuple{Items: texts(h, []string{o, text}, a.given...)}, a.given...))
	}
	return h.Made(f.listOf(h, items), a.given...), nil
}

// An iniProxy is the state of parser["section"].
type iniProxy struct {
	file    *ini
	section string
}

func iniSectionOf(h value.Host, a *arguments) (value.Value, error) {
	f := stateOf[ini](a)
	section, ok := value.Text(a.value("key"))
	switch {
	case !ok:
		return h.MakeUnknown("", "is a section whose name is not known", a.given...), nil
	case f.section(section, false) != nil:
		return h.Made(object(iniProxyClass, &iniProxy{f, section}), a.given...), nil
	case f.missing != nil && !catches(h, "KeyError"):
		return h.MakeUnknown("", f.missing.Reason, a.given...), nil
	}
	return value.Value{}, h.Raise("KeyError", section)
}

var iniProxyClass = class("configparser", "SectionProxy", names{
	"get":        proxyGetter("get", "option, fallback=, raw=, vars=", nil),
	"getint":     proxyGetter("getint", "option, fallback=, raw=, vars=", iniInt),
	"getfloat":   proxyGetter("getfloat", "option, fallback=, raw=, vars=", iniFloat),
	"getboolean": proxyGetter("getboolean", "option, fallback=, raw=, vars=", iniBool),
	"__getitem__": method("__getitem__", "option", func(h value.Host, a *arguments) (value.Value, error) {
		p := stateOf[iniProxy](a)
		option, _ := value.Text(a.value("option"))
		if p.file == nil {
			return h.MakeUnknown("str", "comes from an .ini file that is not known", a.given...), nil
		}
		if _, there := p.file.raw(p.section, option); !there && (p.file.missing == nil || catches(h, "KeyError")) {
			return value.Value{}, h.Raise("KeyError", option)
		}
		return p.file.option(h, "str", p.section, option, a, nil)
	}),
	"__contains__": method("__contains__", "option", func(h value.Host, a *arguments) (value.Value, error) {
		p := stateOf[iniProxy](a)
		option, ok := value.Text(a.value("option"))
		there := false
		if p.file != nil {
			_, there = p.file.raw(p.section, option)
		}
		return iniHas(h, a, ok && p.file != nil, there), nil
	}),
	"keys": method("keys", "", proxyKeys), "__iter__": method("__iter__", "", proxyKeys),
	"items": method("items", "", func(h value.Host, a *arguments) (value.Value, error) {
		p := stateOf[iniProxy](a)
		b := of("section", str(h, p.section))
		b.set("self", value.Value{Data: object(a.self().Class, p.file)})
		b.given = a.given
		return iniItems(h, b)
	}),
})

func proxyGetter(name, params string, cast caster) *value.Function {
	return method(name, params, func(h value.Host, a *arguments) (value.Value, error) {
		p := stateOf[iniProxy](a)
		option, ok := value.Text(a.value("option"))
		if !ok || p.file == nil {
			return h.MakeUnknown("", "comes from an option of an .ini file whose name is not known", a.given...), nil
		}
		if _, given := a.get("fallback"); !given {
			a.set("fallback", h.Made(value.None{}))
		}
		return p.file.option(h, "", p.section, option, a, cast)
	})
}

func proxyKeys(h value.Host, a *arguments) (value.Value, error) {
	p := stateOf[iniProxy](a)
	if p.file == nil {
		return h.MakeUnknown("list", "comes from an .ini file that is not known", a.given...), nil
	}
	return h.Made(p.file.listOf(h, texts(h, p.file.options(p.section))), a.given...), nil
}
