package models

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// python-decouple: config(), its repositories, Csv and Choices.
//
// https://github.com/HBNetwork/python-decouple/blob/master/decouple.py

var decoupleModules = map[string]module{
	"decouple": {setup: func(m *value.Module) {
		auto := class("decouple", "AutoConfig", names{
			"__init__": method("__init__", "search_path=", func(h value.Host, a *arguments) (value.Value, error) {
				stateOf[decoupleConfig](a).search = a.value("search_path")
				return h.Made(value.None{}), nil
			}),
			"__call__": decoupleGet("__call__"),
		})
		config := class("decouple", "Config", names{
			"__init__": method("__init__", "repository", func(h value.Host, a *arguments) (value.Value, error) {
				c := stateOf[decoupleConfig](a)
				c.given, c.repository = true, a.value("repository")
				return h.Made(value.None{}), nil
			}),
			"__call__": decoupleGet("__call__"),
			"get":      decoupleGet("get"),
		})
		bind := func(name string, d value.Data) { m.Names.Set(name, value.Value{Data: d}) }
		bind("AutoConfig", auto)
		bind("Config", config)
		bind("config", object(auto, &decoupleConfig{}))
		bind("undefined", object(class("decouple", "Undefined", nil), nil))
		bind("Csv", newCsvClass())
		bind("Choices", newChoicesClass())
		bind("strtobool", strtobool(true))
		for _, name := range []string{"RepositoryEmpty", "RepositoryEnv", "RepositoryIni", "RepositorySecret"} {
			bind(name, newRepositoryClass(name)())
		}
	}},
}

const undefinedValue = "decouple.UndefinedValueError"

// A decoupleConfig is the state of a Config or an AutoConfig.
type decoupleConfig struct {
	// given is set for a Config: it has a repository. An AutoConfig looks for
	// a file in a folder and those above it.
	given              bool
	repository, search value.Value
	found              *repository
}

// A repository is a file that gives variables.
type repository struct {
	data map[string]string
	// fold is set where names are found whatever their case.
	fold bool
	// unknown is set where the file cannot be known.
	unknown *value.Unknown
}

func decoupleGet(name string) *value.Function {
	return method(name, "option, default=, cast=", func(h value.Host, a *arguments) (value.Value, error) {
		option, ok := value.Text(a.value("option"))
		if !ok {
			return unnamed(h, a.value("option")), nil
		}
		repo := stateOf[decoupleConfig](a).load(h)
		cast, fallback := given(a.value("cast")), given(a.value("default"))
		q := question{
			name: option, cast: envCastName(cast), typ: envCastName(cast), fallback: fallback, missing: undefinedValue,
			file: repo.get,
		}
		if !cast.IsZero() {
			q.parse = func(h value.Host, text value.Value) (value.Value, error) { return decoupleCast(h, text, cast) }
			q.absent = q.parse
			q.somehow = decoupleSomehow(cast)
		}
		return q.ask(h)
	})
}

// decoupleSomehow casts a text that nobody knows, if the cast is the program's
// own or a Csv.
func decoupleSomehow(cast value.Value) func(value.Host, value.Value) (value.Value, error) {
	return func(h value.Host, text value.Value) (value.Value, error) {
		if _, object := cast.Data.(*value.Object); object || ownCast(cast) {
			return call(h, cast, text)
		}
		return value.Value{}, nil
	}
}

// given returns v, or the zero Value for decouple.undefined.
func given(v value.Value) value.Value {
	if o, ok := v.Data.(*value.Object); ok && o.Class.Name == "Undefined" && o.Class.Module == "decouple" {
		return value.Value{}
	}
	return v
}

// decoupleCast casts a text or a default: decouple casts both.
func decoupleCast(h value.Host, v, cast value.Value) (value.Value, error) {
	if !isBuiltin(cast, "bool") {
		if text, ok := value.Text(v); ok {
			return castText(h, v, text, cast)
		}
		return call(h, cast, v)
	}
	if u := value.UnknownIn(v); u != nil {
		return derived(h, "bool", "bool", u, v), nil
	}
	text, ok := h.Str(v)
	if !ok {
		return h.MakeUnknown("bool", "comes from a cast that is not modelled", v), nil
	}
	word := strings.ToLower(text)
	if text != "" && !distutilsTrue[word] && !distutilsFalse[word] {
		return value.Value{}, h.Raise("ValueError", "Not a boolean")
	}
	return h.Made(value.Bool(distutilsTrue[word]), v), nil
}

// load returns the repository behind the configuration.
func (c *decoupleConfig) load(h value.Host) *repository {
	if c.given {
		if o, ok := c.repository.Data.(*value.Object); ok {
			if r, ok := o.State.(*repository); ok {
				return r
			}
		}
		if d, ok := c.repository.Data.(*value.Dict); ok {
			return repositoryOf(d)
		}
		return &repository{unknown: &value.Unknown{Reason: "comes from a file that is not known"}}
	}
	if c.found == nil {
		c.found = c.find(h)
	}
	return c.found
}

func repositoryOf(d *value.Dict) *repository {
	r := &repository{data: map[string]string{}}
	for _, e := range d.Entries() {
		k, ok1 := value.Text(e.Key)
		v, ok2 := value.Text(e.Value)
		if ok1 && ok2 {
			r.data[k] = v
		}
	}
	return r
}

// find looks for settings.ini and .env in a folder and those above it.
func (c *decoupleConfig) find(h value.Host) *repository {
	dir := callerFolder(h)
	if !isNone(c.search) {
		p, ok := value.PathText(c.search)
		if !ok {
			return &repository{}
		}
		dir = p
		if !strings.HasPrefix(dir, "/") {
			dir = joinText(value.Root, dir)
		}
	}
	for dir = path.Clean(dir); strings.HasPrefix(dir, value.Root); dir = path.Dir(dir) {
		if f, _ := h.File(dir + "/settings.ini"); f != nil {
			return iniRepository(string(f.Bytes))
		}
		if f, _ := h.File(dir + "/.env"); f != nil {
			return envRepository(string(f.Bytes))
		}
	}
	return &repository{}
}

func (r *repository) get(name string) (string, bool) {
	if r.fold {
		name = strings.ToLower(name)
	}
	text, ok := r.data[name]
	return text, ok
}

// envRepository reads a .env file as RepositoryEnv does.
func envRepository(text string) *repository {
	r := &repository{data: map[string]string{}}
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		k, v, ok := strings.Cut(line, "=")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		v = strings.TrimSpace(v)
		if inner, quoted := unquoted(v, '\''); quoted {
			v = inner
		} else if inner, quoted := unquoted(v, '"'); quoted {
			v = inner
		}
		r.data[strings.TrimSpace(k)] = v
	}
	return r
}

// iniRepository reads the section "settings" of an .ini file, in which names
// are found whatever their case.
func iniRepository(text string) *repository {
	r := &repository{data: map[string]string{}, fold: true}
	ini, err := parseINI(text, iniOptions{interpolate: true})
	if err != nil {
		return r
	}
	for _, o := range ini.options("settings") {
		if v, ok := ini.get("settings", o); ok {
			r.data[o] = v
		}
	}
	return r
}

func newRepositoryClass(name string) func() value.Data {
	return func() value.Data {
		return class("decouple", name, names{
			"__init__": method("__init__", "source=, encoding=", func(h value.Host, a *arguments) (value.Value, error) {
				r := stateOf[repository](a)
				if name == "RepositoryEmpty" {
					return h.Made(value.None{}), nil
				}
				text, err := readText(h, a.value("source"))
				if err != nil {
					return text, err
				}
				s, ok := value.Text(text)
				switch {
				case !ok:
					r.unknown = value.UnknownIn(text)
				case name == "RepositoryIni":
					*r = *iniRepository(s)
				case name == "RepositoryEnv":
					*r = *envRepository(s)
				}
				return h.Made(value.None{}), nil
			}),
			"__contains__": method("__contains__", "key", func(h value.Host, a *arguments) (value.Value, error) {
				name, _ := value.Text(a.value("key"))
				if _, ok := stateOf[repository](a).get(name); ok {
					return h.Made(value.Bool(true), a.given...), nil
				}
				return environHas(h, of("key", a.value("key")))
			}),
			"__getitem__": method("__getitem__", "key", func(h value.Host, a *arguments) (value.Value, error) {
				name, _ := value.Text(a.value("key"))
				if v, ok := stateOf[repository](a).get(name); ok {
					return str(h, v, a.given...), nil
				}
				return question{name: name, cast: "str", missing: "KeyError"}.ask(h)
			}),
		})
	}
}

// A csv is the state of decouple.Csv.
type csv struct{ cast, delimiter, strip, process value.Value }

func newCsvClass() value.Data {
	return class("decouple", "Csv", names{
		"__init__": method("__init__", "cast=, delimiter=, strip=, post_process=", func(h value.Host, a *arguments) (value.Value, error) {
			*stateOf[csv](a) = csv{a.value("cast"), a.value("delimiter"), a.value("strip"), a.value("post_process")}
			return h.Made(value.None{}), nil
		}),
		"__call__": method("__call__", "value", func(h value.Host, a *arguments) (value.Value, error) {
			return stateOf[csv](a).split(h, a.value("value"))
		}),
	})
}

func (c *csv) split(h value.Host, v value.Value) (value.Value, error) {
	var items []value.Value
	text, known := value.Text(v)
	switch {
	case isNone(v):
	case !known && value.UnknownIn(v) != nil:
		items = []value.Value{h.Made(&value.Splice{Of: value.UnknownIn(v)}, v)}
	case !known:
		return value.Value{}, h.Raise("AttributeError", "read")
	default:
		delimiter, ok1 := textOrDefault(c.delimiter, ",")
		strip, ok2 := textOrDefault(c.strip, " \t\n\r\x0b\x0c")
		parts, ok3 := shlexSplit(text, delimiter)
		if !ok1 || !ok2 || !ok3 {
			return h.MakeUnknown("list", "comes from Csv() of a text that is not modelled", v), nil
		}
		for _, p := range parts {
			item := str(h, strings.Trim(p, strip), v)
			if !c.cast.IsZero() {
				var err error
				if item, err = castText(h, item, strings.Trim(p, strip), c.cast); err != nil {
					return item, err
				}
			}
			items = append(items, item)
		}
	}
	switch castName(c.process) {
	case "", "list":
		return h.Made(&value.List{Items: items}, v), nil
	case "tuple":
		return h.Made(&value.Tuple{Items: items}, v), nil
	}
	if isNone(v) {
		return h.Call(c.process, value.Args{})
	}
	return call(h, c.process, h.Made(&value.Iterator{Items: items, Kind: "generator"}, v))
}

func textOrDefault(v value.Value, fallback string) (string, bool) {
	if v.IsZero() {
		return fallback, true
	}
	return value.Text(v)
}

// shlexSplit splits as shlex does in its POSIX mode, with whitespace_split and
// those delimiters for whitespace: quotes group, "#" begins a comment, and
// empty items are dropped. It reports false for a text that shlex refuses.
//
// https://docs.python.org/3/library/shlex.html
func shlexSplit(text, delimiters string) ([]string, bool) {
	var parts []string
	var token strings.Builder
	started := false
	flush := func() {
		if started {
			parts = append(parts, token.String())
		}
		token.Reset()
		started = false
	}
	for i := 0; i < len(text); i++ {
		c := text[i]
		switch {
		case strings.IndexByte(delimiters, c) >= 0:
			flush()
		case c == '#':
			for i < len(text) && text[i] != '\n' {
				i++
			}
			flush()
		case c == '\'':
			end := strings.IndexByte(text[i+1:], '\'')
			if end < 0 {
				return nil, false
			}
			token.WriteString(text[i+1 : i+1+end])
			started = true
			i += end + 1
		case c == '"':
			started = true
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' && i+1 < len(text) && (text[i+1] == '"' || text[i+1] == '\\') {
					i++
				}
				token.WriteByte(text[i])
			}
			if i == len(text) {
				return nil, false
			}
		case c == '\\':
			if i+1 == len(text) {
				return nil, false
			}
			i++
			token.WriteByte(text[i])
			started = true
		default:
			token.WriteByte(c)
			started = true
		}
	}
	flush()
	return parts, true
}

// choices is the state of decouple.Choices.
type choices struct {
	cast  value.Value
	valid []value.Value
	open  bool
}

func newChoicesClass() value.Data {
	return class("decouple", "Choices", names{
		"__init__": method("__init__", "flat=, cast=, choices=", func(h value.Host, a *arguments) (value.Value, error) {
			c := stateOf[choices](a)
			c.cast = a.value("cast")
			if flat := a.value("flat"); !isNone(flat) {
				items, err := h.Iterate(flat)
				if err != nil {
					return flat, err
				}
				c.valid = append(c.valid, items...)
			}
			if pairs := a.value("choices"); !isNone(pairs) {
				items, err := h.Iterate(pairs)
				if err != nil {
					return pairs, err
				}
				for _, it := range items {
					pair, ok := value.Spread(it)
					if ok = ok && len(pair) == 2; ok {
						c.valid = append(c.valid, pair[0])
					}
					c.open = c.open || !ok
				}
			}
			return h.Made(value.None{}), nil
		}),
		"__call__": method("__call__", "value", func(h value.Host, a *arguments) (value.Value, error) {
			c := stateOf[choices](a)
			v := a.value("value")
			if !c.cast.IsZero() {
				var err error
				if v, err = decoupleCastItem(h, v, c.cast); err != nil {
					return v, err
				}
			}
			if !c.open && value.Contains(value.Value{Data: &value.List{Items: c.valid}}, v) == value.No {
				return value.Value{}, h.Raise("ValueError", "Value not in list")
			}
			return v, nil
		}),
	})
}

func decoupleCastItem(h value.Host, v, cast value.Value) (value.Value, error) {
	if text, ok := value.Text(v); ok {
		return castText(h, v, text, cast)
	}
	return call(h, cast, v)
}
