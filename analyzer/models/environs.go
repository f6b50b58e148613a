package models

import (
	"path"
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// environs: Env and its typed getters.
//
// https://github.com/sloria/environs/blob/main/src/environs/__init__.py
// https://github.com/marshmallow-code/marshmallow/blob/dev/src/marshmallow/fields.py

var environsModules = map[string]module{
	"environs": {setup: func(m *value.Module) {
		env := class("environs", "Env", environsMethods)
		fileAware := class("environs", "FileAwareEnv", nil, env)
		env.GetAttr = customParser
		fileAware.GetAttr = customParser
		for name, d := range map[string]value.Data{"Env": env, "FileAwareEnv": fileAware, "env": object(env, &environsEnv{})} {
			m.Names.Set(name, value.Value{Data: d})
		}
	}},
	"environs.exceptions": {names: names{}},
}

const (
	environsMissing = "environs.EnvError"
	environsInvalid = "environs.EnvValidationError"
)

// An environsEnv is the state of an Env.
type environsEnv struct {
	prefixes []string
	// unknownPrefix is set while a prefix is not known.
	unknownPrefix bool
	expands       bool
	// eager is false where errors are told by seal() only.
	lazy    bool
	parsers map[string]value.Value
}

func (e *environsEnv) name(key string) string { return strings.Join(e.prefixes, "") + key }

var environsMethods = names{
	"__init__": openFunction("__init__", "self, *, eager=, expand_vars=, prefix=, file_suffix=, strip_whitespace=", func(h value.Host, a *arguments) (value.Value, error) {
		e := stateOf[environsEnv](a)
		e.lazy = a.flag("eager", true) == value.No
		e.expands = a.flag("expand_vars", false) != value.No
		if prefix := a.value("prefix"); !isNone(prefix) {
			text, ok := value.Text(prefix)
			e.prefixes, e.unknownPrefix = append(e.prefixes, text), !ok
		}
		return h.Made(value.None{}), nil
	}),
	"__call__":     environsGetter("str", nil),
	"str":          environsGetter("str", nil),
	"bool":         environsGetter("bool", environsBool),
	"int":          environsGetter("int", environsInt),
	"float":        environsGetter("float", environsFloat),
	"decimal":      environsGetter("Decimal", environsUnmodelled("a Decimal")),
	"list":         environsGetter("list", environsList),
	"dict":         environsGetter("dict", environsDict),
	"json":         environsGetter("json", environsJSON),
	"datetime":     environsGetter("datetime", environsUnmodelled("a date")),
	"date":         environsGetter("date", environsUnmodelled("a date")),
	"time":         environsGetter("time", environsUnmodelled("a time")),
	"uuid":         environsGetter("UUID", environsUnmodelled("a UUID")),
	"enum":         environsGetter("enum", environsUnmodelled("an enumeration")),
	"timedelta":    environsGetter("timedelta", environsTimedelta),
	"path":         environsGetter("PosixPath", environsPath),
	"log_level":    environsGetter("log_level", environsLogLevel),
	"url":          environsGetter("url", environsURL),
	"dj_db_url":    environsService("dj_db_url", urlConfig{make: environsDatabase}),
	"dj_email_url": environsService("dj_email_url", emailURLs),
	"dj_cache_url": environsService("dj_cache_url", cacheURL(Options{})),
	"read_env":     classMethod("read_env", "path=, recurse=, verbose=, override=, return_path=, stream=", readEnvirons),
	"seal":         quiet("seal"),
	"dump":         unmodelled("dump", "dict", "comes from env.dump(), which is not modelled"),
	"prefixed": method("prefixed", "prefix", func(h value.Host, a *arguments) (value.Value, error) {
		text, ok := value.Text(a.value("prefix"))
		return h.Made(object(prefixedClass, &prefixed{stateOf[environsEnv](a), text, ok, a.value("self")})), nil
	}),
	"add_parser": method("add_parser", "name, func", func(h value.Host, a *arguments) (value.Value, error) {
		addParser(a, a.value("func"))
		return h.Made(value.None{}), nil
	}),
	"parser_for": method("parser_for", "name", func(h value.Host, a *arguments) (value.Value, error) {
		return h.Made(function("parser_for", "func", func(h value.Host, inner *arguments) (value.Value, error) {
			addParser(a, inner.value("func"))
			return inner.value("func"), nil
		})), nil
	}),
}

// A prefixed is the state of env.prefixed(): inside its block, names have the
// prefix.
type prefixed struct {
	env   *environsEnv
	text  string
	known bool
	self  value.Value
}

var prefixedClass = class("environs", "prefixed", names{
	"__enter__": method("__enter__", "", func(h value.Host, a *arguments) (value.Value, error) {
		p := stateOf[prefixed](a)
		if p.env == nil {
			return h.Made(value.None{}), nil
		}
		p.env.prefixes = append(p.env.prefixes, p.text)
		p.env.unknownPrefix = p.env.unknownPrefix || !p.known
		return p.self, nil
	}),
	"__exit__": openFunction("__exit__", "self, *rest", func(h value.Host, a *arguments) (value.Value, error) {
		if p := stateOf[prefixed](a); p.env != nil && len(p.env.prefixes) > 0 {
			p.env.prefixes = p.env.prefixes[:len(p.env.prefixes)-1]
			p.env.unknownPrefix = p.env.unknownPrefix && p.known
		}
		return h.Made(value.None{}), nil
	}),
})

func addParser(a *arguments, f value.Value) {
	e := stateOf[environsEnv](a)
	if e.parsers == nil {
		e.parsers = map[string]value.Value{}
	}
	if name, ok := value.Text(a.value("name")); ok {
		e.parsers[name] = f
	}
}

// customParser answers env.name for a parser of the program's own.
func customParser(h value.Host, self *value.Object, name string) (value.Value, error) {
	e, ok := self.State.(*environsEnv)
	if !ok {
		return value.Value{}, nil
	}
	parser, ok := e.parsers[name]
	if !ok {
		return value.Value{}, nil
	}
	bound := value.Value{Data: self}
	return h.Made(&value.BoundMethod{Self: bound, Func: environsGetter(name, func(h value.Host, a *arguments, text value.Value) (value.Value, error) {
		return h.Call(parser, value.Args{Pos: []value.Value{text}, Named: a.named})
	})}), nil
}

// An environsParser makes the value of a variable's text.
type environsParser func(h value.Host, a *arguments, text value.Value) (value.Value, error)

// environsGetter is one of the typed getters.
func environsGetter(typ string, parse environsParser) *value.Function {
	return openFunction(typ, "self, name, default=, subcast=, *, validate=, **options", func(h value.Host, a *arguments) (value.Value, error) {
		e := stateOf[environsEnv](a)
		name, ok := value.Text(a.value("name"))
		if !ok || e.unknownPrefix || a.open != nil {
			return unnamed(h, a.value("name")), nil
		}
		fallback := defaultOf(a)
		q := question{name: e.name(name), cast: typ, typ: typ, fallback: fallback, missing: environsMissing,
			absent: func(h value.Host, v value.Value) (value.Value, error) { return environsDefault(h, typ, v), nil },
		}
		if e.lazy && fallback.IsZero() {
			q.fallback = h.Made(value.None{})
		}
		q.parse = func(h value.Host, text value.Value) (value.Value, error) {
			return e.parse(h, a, text, parse, 0)
		}
		return q.ask(h)
	})
}

// defaultOf returns the default of a getter, which has had two names.
func defaultOf(a *arguments) value.Value {
	v := a.value("default")
	for _, n := range a.named {
		if n.Name == "missing" || n.Name == "load_default" {
			v = n.Value
		}
	}
	if _, ellipsis := v.Data.(value.Ellipsis); ellipsis {
		return value.Value{}
	}
	return v
}

// environsDefault is what a default becomes. Older versions parse it and newer
// ones do not, so only one of the right type is sure.
func environsDefault(h value.Host, typ string, v value.Value) value.Value {
	text, isText := value.Text(v)
	switch {
	case typ == "str" || !isText || typ == "url" || typ == "json" && text == "":
		return v
	}
	return h.MakeUnknown("", "depends on the version of environs, because its default is a text", v)
}

var environsVariable = lazyregexp.New(`\$\{([A-Za-z0-9_]+)(:-[^}:]*)?\}`)

// parse expands variables in a text where the Env does so, and parses it.
func (e *environsEnv) parse(h value.Host, a *arguments, text value.Value, parse environsParser, depth int) (value.Value, error) {
	s, ok := value.Text(text)
	if ok && e.expands && environsVariable().MatchString(s) {
		return h.MakeUnknown("", "comes from an environment variable that names others", text), nil
	}
	if parse == nil || !ok {
		return text, nil
	}
	return parse(h, a, text)
}

func invalid(h value.Host, what string) (value.Value, error) {
	return value.Value{}, h.Raise(environsInvalid, "Not a valid "+what)
}

var (
	marshmallowTrue  = words("t T true True TRUE on On ON y Y yes Yes YES 1")
	marshmallowFalse = words("f F false False FALSE off Off OFF n N no No NO 0")
)

func environsBool(h value.Host, a *arguments, text value.Value) (value.Value, error) {
	s, _ := value.Text(text)
	if !marshmallowTrue[s] && !marshmallowFalse[s] {
		return invalid(h, "boolean")
	}
	return h.Made(value.Bool(marshmallowTrue[s]), text), nil
}

func environsInt(h value.Host, a *arguments, text value.Value) (value.Value, error) {
	s, _ := value.Text(text)
	i, ok := parseInt(s)
	if !ok {
		return invalid(h, "integer")
	}
	return h.Made(i, text), nil
}

func environsFloat(h value.Host, a *arguments, text value.Value) (value.Value, error) {
	s, _ := value.Text(text)
	f, ok := parseFloat(s)
	if !ok {
		return invalid(h, "number")
	}
	return h.Made(f, text), nil
}

func environsUnmodelled(what string) environsParser {
	return func(h value.Host, a *arguments, text value.Value) (value.Value, error) {
		return h.MakeUnknown("", "is "+what+" made of a text, which is not modelled", text), nil
	}
}

// option returns a named option of a getter.
func option(a *arguments, name string) value.Value {
	for _, n := range a.named {
		if n.Name == name {
			return n.Value
		}
	}
	return a.value(name)
}

// environsItem casts an item of a list or a dict.
func environsItem(h value.Host, a *arguments, text string, from, cast value.Value) (value.Value, error) {
	v := str(h, text, from)
	switch {
	case isNone(cast) || isBuiltin(cast, "str"):
		return v, nil
	case isBuiltin(cast, "bool"):
		return environsBool(h, a, v)
	case isBuiltin(cast, "int"):
		return environsInt(h, a, v)
	case isBuiltin(cast, "float"):
		return environsFloat(h, a, v)
	}
	return call(h, cast, v)
}

func environsList(h value.Host, a *arguments, text value.Value) (value.Value, error) {
	s, _ := value.Text(text)
	delimiter, ok := textOrDefault(option(a, "delimiter"), ",")
	if !ok || delimiter == "" {
		return h.MakeUnknown("list", "is a list whose delimiter is not known", text), nil
	}
	l := &value.List{}
	if s == "" {
		return h.Made(l, text), nil
	}
	cast := option(a, "subcast")
	for _, p := range strings.Split(s, delimiter) {
		if isBuiltin(cast, "str") || isBuiltin(cast, "int") {
			p = strings.TrimSpace(p)
		}
		item, err := environsItem(h, a, p, text, cast)
		if err != nil {
			return item, err
		}
		l.Items = append(l.Items, item)
	}
	return h.Made(l, text), nil
}

func environsDict(h value.Host, a *arguments, text value.Value) (value.Value, error) {
	s, _ := value.Text(text)
	delimiter, ok1 := textOrDefault(option(a, "delimiter"), ",")
	between, ok2 := textOrDefault(option(a, "key_value_delimiter"), "=")
	if !ok1 || !ok2 || delimiter == "" || between == "" {
		return h.MakeUnknown("dict", "is a dict whose delimiter is not known", text), nil
	}
	d := value.NewDict()
	if s == "" {
		return h.Made(d, text), nil
	}
	values := option(a, "subcast_values")
	if values.IsZero() {
		values = option(a, "subcast")
	}
	for _, p := range strings.Split(s, delimiter) {
		k, v, ok := strings.Cut(p, between)
		if !ok {
			return value.Value{}, h.Raise("ValueError", "not enough values to unpack")
		}
		key, err := environsItem(h, a, strings.TrimSpace(k), text, option(a, "subcast_keys"))
		if err != nil {
			return key, err
		}
		item, err := environsItem(h, a, strings.TrimSpace(v), text, values)
		if err != nil {
			return item, err
		}
		d.Set(key, item)
	}
	return h.Made(d, text), nil
}

func environsJSON(h value.Host, a *arguments, text value.Value) (value.Value, error) {
	s, _ := value.Text(text)
	v, err := loadJSON(h, text, s)
	if err != nil {
		return invalid(h, "JSON")
	}
	return v, nil
}

var environsDuration = lazyregexp.New(`^\s*(?:(-?\d+)\s*w\s*)?(?:(-?\d+)\s*d\s*)?(?:(-?\d+)\s*h\s*)?(?:(-?\d+)\s*m\s*)?(?:(-?\d+)\s*s\s*)?(?:(-?\d+)\s*ms\s*)?(?:(-?\d+)\s*[µu]s\s*)?$`)

// environsTimedelta reads "2h 30m", or a number of seconds.
func environsTimedelta(h value.Host, a *arguments, text value.Value) (value.Value, error) {
	s, _ := value.Text(text)
	if i, ok := parseInt(s); ok && i.(value.Int).IsInt64() && isNone(option(a, "precision")) {
		if n := i.(value.Int).Int64(); n < maxDays*86400 && n > -maxDays*86400 {
			if us := n * 1_000_000; us/1_000_000 == n {
				return h.Made(value.Timedelta(us), text), nil
			}
		}
	}
	m := environsDuration().FindStringSubmatch(s)
	if m == nil || strings.TrimSpace(s) == "" {
		return invalid(h, "period of time")
	}
	total := int64(0)
	for i, unit := range []int64{604_800_000_000, 86_400_000_000, 3_600_000_000, 60_000_000, 1_000_000, 1000, 1} {
		n, _ := strconv.ParseInt(m[i+1], 10, 32)
		total += n * unit
	}
	return h.Made(value.Timedelta(total), text), nil
}

func environsPath(h value.Host, a *arguments, text value.Value) (value.Value, error) {
	s, _ := value.Text(text)
	return h.Made(value.Path(JoinPath(s)), text), nil
}

func environsLogLevel(h value.Host, a *arguments, text value.Value) (value.Value, error) {
	s, _ := value.Text(text)
	if n, ok := logLevels[strings.ToUpper(s)]; ok {
		return h.Made(value.NewInt(n), text), nil
	}
	return environsInt(h, a, text)
}

func environsURL(h value.Host, a *arguments, text value.Value) (value.Value, error) {
	s, _ := value.Text(text)
	return parsedURL(h, splitURL(s), text), nil
}

func environsDatabase(h value.Host, url string, engine value.Value) (*value.Dict, error) {
	return databaseURL(h, url, engine, &arguments{})
}

// environsService is dj_db_url and the like: their default is parsed too.
func environsService(name string, config urlConfig) *value.Function {
	return openFunction(name, "self, name, default=, **options", func(h value.Host, a *arguments) (value.Value, error) {
		e := stateOf[environsEnv](a)
		key, ok := value.Text(a.value("name"))
		if !ok || e.unknownPrefix || a.open != nil {
			return unnamed(h, a.value("name")), nil
		}
		url, err := question{name: e.name(key), cast: "str", fallback: defaultOf(a), missing: environsMissing}.ask(h)
		if err != nil || isNone(url) {
			return url, err
		}
		options := &arguments{values: a.named}
		if name == "dj_db_url" {
			config.make = func(h value.Host, url string, engine value.Value) (*value.Dict, error) {
				return databaseURL(h, url, engine, options)
			}
		}
		return configured(h, name, url, options, config)
	})
}

// readEnvirons is env.read_env: the file is looked for in the caller's folder
// and those above it.
func readEnvirons(h value.Host, a *arguments) (value.Value, error) {
	file := a.value("path")
	start := joinText(callerFolder(h), ".env")
	if !isNone(file) {
		text, err := fspath(h, file)
		if err != nil {
			return text, err
		}
		p, ok := value.PathText(text)
		if !ok {
			return h.MakeUnknown("", "comes from a file that is not known", a.given...), nil
		}
		start = p
		if !strings.HasPrefix(start, "/") {
			start = joinText(value.Root, start)
		}
	}
	name, recurse := path.Base(start), a.flag("recurse", true) != value.No
	for dir := path.Clean(dirname(start)); strings.HasPrefix(dir, value.Root); dir = path.Dir(dir) {
		if f, _ := h.File(dir + "/" + name); f != nil {
			lines := parseDotenv(string(f.Bytes))
			loadLines(h, lines, a.flag("override", false), func(l dotenvLine, loaded map[string]value.Variable) value.Variable {
				return expanded(h, l, loaded, true, true)
			})
			return readResult(h, a, dir+"/"+name), h.Spend(1 + len(f.Bytes)/64)
		}
		if !recurse {
			break
		}
	}
	return readResult(h, a, ""), nil
}

func readResult(h value.Host, a *arguments, found string) value.Value {
	if a.flag("return_path", false) != value.No {
		if found == "" {
			return h.Made(value.None{})
		}
		return str(h, found)
	}
	return h.Made(value.Bool(found != ""))
}
