package models

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// django-environ: environ.Env and environ.Path.
//
// https://github.com/joke2k/django-environ/blob/main/environ/environ.py
// https://django-environ.readthedocs.io/en/latest/api.html

func environModules(opts Options) map[string]module {
	return map[string]module{"environ": {setup: func(m *value.Module) {
		env := newEnvClass("Env", opts)
		fileAware := newEnvClass("FileAwareEnv", opts)
		fileAware.Bases = []*value.Class{env}
		for name, c := range map[string]*value.Class{"Env": env, "FileAwareEnv": fileAware, "Path": newEnvironPathClass()} {
			m.Names.Set(name, value.Value{Data: c})
		}
	}}}
}

const improperlyConfigured = "environ.ImproperlyConfigured"

func newEnvClass(name string, opts Options) *value.Class {
	c := class("environ", name, envMethods)
	cache := environCache(opts)
	for _, f := range []*value.Function{
		classMethod("read_env", "env_file=, overwrite=, encoding=, parse_comments=, **overrides", readEnv),
		classMethod("db_url_config", "url, engine=", envConfig(urlConfig{make: environDatabase})),
		classMethod("cache_url_config", "url, backend=", envConfig(cache)),
		envService("cache_url", "var=, default=, backend=", "CACHE_URL", cache),
		envService("cache", "var=, default=, backend=", "CACHE_URL", cache),
		classMethod("email_url_config", "url, backend=", envConfig(environEmails)),
		classMethod("parse_value", "value, cast", func(h value.Host, a *arguments) (value.Value, error) {
			return envParse(h, nil, a.value("value"), a.value("cast"), 0)
		}),
	} {
		c.Attrs.Set(f.Name, value.Value{Data: f})
	}
	c.Attrs.Set("NOTSET", value.Value{Data: object(class("environ", "NoValue", nil), nil)})
	c.Attrs.Set("ENVIRON", value.Value{Data: newEnviron(nil)})
	var yes []value.Value
	for _, w := range strings.Fields("true on ok y yes 1") {
		yes = append(yes, value.Value{Data: value.Str(w)})
	}
	c.Attrs.Set("BOOLEAN_TRUE_STRINGS", value.Value{Data: &value.Tuple{Items: yes}})
	for _, table := range []string{"DB_SCHEMES", "CACHE_SCHEMES", "EMAIL_SCHEMES", "SEARCH_SCHEMES"} {
		c.Attrs.Set(table, value.Value{Data: object(class("environ", "dict", names{"__setitem__": quiet("__setitem__"), "update": quiet("update")}), nil)})
	}
	return c
}

var envMethods = names{
	"__init__":     openFunction("__init__", "self, **scheme", newEnv),
	"__call__":     envGetter("", "var, cast=, default=, parse_default="),
	"get_value":    envGetter("", "var, cast=, default=, parse_default="),
	"__contains__": method("__contains__", "key", environHas),
	"str":          method("str", "var, default=, multiline=", envText),
	"bytes":        method("bytes", "var, default=, encoding=", envBytes),
	"bool":         envGetter("bool", "var, default="),
	"int":          envGetter("int", "var, default="),
	"float":        envGetter("float", "var, default="),
	"json":         envGetter("json", "var, default="),
	"list":         envGetter("list", "var, cast=, default="),
	"tuple":        envGetter("tuple", "var, cast=, default="),
	"dict":         envGetter("dict", "var, cast=, default="),
	"url":          method("url", "var, default=", envURL),
	"db_url":       envService("db_url", "var=, default=, engine=", "DATABASE_URL", urlConfig{make: environDatabase}),
	"db":           envService("db", "var=, default=, engine=", "DATABASE_URL", urlConfig{make: environDatabase}),
	"email_url":    envService("email_url", "var=, default=, backend=", "EMAIL_URL", environEmails),
	"email":        envService("email", "var=, default=, backend=", "EMAIL_URL", environEmails),
	"search_url":   envService("search_url", "var=, default=, engine=", "SEARCH_URL", urlConfig{}),
	"search":       envService("search", "var=, default=, engine=", "SEARCH_URL", urlConfig{}),
	"channels_url": envService("channels_url", "var=, default=, backend=", "CHANNELS_URL", urlConfig{}),
	"channels":     envService("channels", "var=, default=, backend=", "CHANNELS_URL", urlConfig{}),
	"path":         method("path", "var, default=, **options", envPath),
}

func newEnv(h value.Host, a *arguments) (value.Value, error) {
	scheme := value.NewDict()
	for _, n := range a.named {
		scheme.Set(h.Made(value.Str(n.Name)), n.Value)
	}
	scheme.Open = a.open
	o := a.self()
	o.Attrs.Set("scheme", h.Made(scheme))
	o.Attrs.Set("prefix", str(h, ""))
	o.Attrs.Set("smart_cast", h.Made(value.Bool(true)))
	o.Attrs.Set("escape_proxy", h.Made(value.Bool(false)))
	return h.Made(value.None{}), nil
}

// An envRequest is one call of get_value.
type envRequest struct {
	env          *value.Object
	name         string
	cast         value.Value // zero for none
	fallback     value.Value // zero for NOTSET
	parseDefault bool
	depth        int
}

// envGetter is a method that returns get_value with a cast of its own.
func envGetter(cast, params string) *value.Function {
	name := cast
	if cast == "" {
		name = "get_value"
	}
	return method(name, params, func(h value.Host, a *arguments) (value.Value, error) {
		r, ok := requestOf(a)
		if !ok {
			return unnamed(h, a.value("var")), nil
		}
		r.cast = a.value("cast")
		if cast != "" {
			r.cast = castWithItems(cast, a.value("cast"))
		}
		r.parseDefault = a.flag("parse_default", false) == value.Yes
		return r.get(h)
	})
}

func requestOf(a *arguments) (envRequest, bool) {
	name, ok := value.Text(a.value("var"))
	r := envRequest{env: a.self(), name: name, fallback: a.value("default")}
	if o, object := r.fallback.Data.(*value.Object); object && o.Class.Name == "NoValue" {
		r.fallback = value.Value{}
	}
	return r, ok && r.env != nil
}

// castWithItems is the cast of env.list(cast=int) and the like.
func castWithItems(name string, item value.Value) value.Value {
	switch {
	case isNone(item) || isBuiltin(item, name):
		return typeNamed(name)
	case name == "list":
		return value.Value{Data: &value.List{Items: []value.Value{item}}}
	case name == "tuple":
		return value.Value{Data: &value.Tuple{Items: []value.Value{item}}}
	}
	return item
}

// typeNamed stands for a builtin type where only its name is looked at.
func typeNamed(name string) value.Value {
	return value.Value{Data: &value.Class{Name: name, Module: "builtins", Attrs: value.NewNamespace()}}
}

// attr returns an attribute of the Env object.
func (r envRequest) attr(name string) value.Value {
	if v, ok := r.env.Attrs.Get(name); ok {
		return v
	}
	v, _ := r.env.Class.Lookup(name)
	return v
}

// get is Env.get_value.
func (r envRequest) get(h value.Host) (value.Value, error) {
	prefix, known := value.Text(r.attr("prefix"))
	if !known && !r.attr("prefix").IsZero() {
		return unnamed(h, r.attr("prefix")), nil
	}
	name := prefix + r.name
	if !r.applyScheme(name) {
		return h.MakeUnknown("", "comes from the environment variable "+name+" in a way that is not known"), nil
	}
	cast := r.cast
	smart := value.Truthy(r.attr("smart_cast")) != value.No
	if isNone(cast) && smart && !isNone(r.fallback) {
		cast = typeNamed(r.fallback.Data.TypeName())
	}
	if isNone(cast) {
		cast = value.Value{}
	}
	return question{
		name: name, cast: envCastName(cast), typ: envCastName(cast), fallback: r.fallback, missing: improperlyConfigured,
		file: r.secretFile(h),
		parse: func(h value.Host, text value.Value) (value.Value, error) {
			return r.parsed(h, text, cast)
		},
		absent: func(h value.Host, fallback value.Value) (value.Value, error) {
			return r.absent(h, fallback, cast)
		},
		somehow: func(h value.Host, text value.Value) (value.Value, error) {
			if ownCast(cast) {
				return call(h, cast, text)
			}
			return value.Value{}, nil
		},
	}.ask(h)
}

// ownCast reports whether a cast is code of the program.
func ownCast(cast value.Value) bool {
	switch d := cast.Data.(type) {
	case *value.Function:
		return !isBuiltin(cast, "json") && d.Name != "loads"
	case *value.BoundMethod:
		return true
	}
	return false
}

// envCastName names the cast for people and for types.
func envCastName(cast value.Value) string {
	if cast.IsZero() {
		return "str"
	}
	return castName(cast)
}

// applyScheme takes cast and default from the scheme of the Env. It reports
// false where the scheme is not known.
func (r *envRequest) applyScheme(name string) bool {
	scheme, ok := r.attr("scheme").Data.(*value.Dict)
	if !ok {
		return r.attr("scheme").IsZero()
	}
	info, found := scheme.GetStr(name)
	switch found {
	case value.No:
		return true
	case value.Maybe:
		return false
	}
	pair, ok := info.Data.(*value.Tuple)
	if !ok || len(pair.Items) != 2 {
		if isNone(r.cast) {
			r.cast = info
		}
		return info.Known()
	}
	if isNone(r.cast) {
		r.cast = pair.Items[0]
	}
	if r.fallback.IsZero() {
		r.fallback = pair.Items[1]
	}
	return true
}

// secretFile is where FileAwareEnv looks first: the file that NAME_FILE names.
func (r envRequest) secretFile(h value.Host) func(string) (string, bool) {
	if r.env.Class.Name != "FileAwareEnv" {
		return nil
	}
	return func(name string) (string, bool) {
		v := h.Getenv(name + "_FILE")
		if v.State != value.SetTo {
			return "", false
		}
		f, _ := h.File(v.Text)
		if f == nil {
			return "", false
		}
		return string(f.Bytes), true
	}
}

// parsed makes the value of a variable's text.
func (r envRequest) parsed(h value.Host, text, cast value.Value) (value.Value, error) {
	if v, proxied, err := r.proxied(h, text); proxied || err != nil {
		return r.recast(h, v, cast, err)
	}
	text = r.unescaped(h, text)
	if s, _ := value.Text(text); s == "" && !r.fallback.IsZero() && isNone(r.fallback) {
		return h.Made(value.None{}, text), nil
	}
	if !r.parseDefault && !r.fallback.IsZero() && value.Equal(text, r.fallback) == value.Yes {
		return text, nil
	}
	return envParse(h, r.env, text, cast, 0)
}

// absent makes the value of the default: it is not cast.
func (r envRequest) absent(h value.Host, fallback, cast value.Value) (value.Value, error) {
	if _, ok := value.Text(fallback); ok {
		if v, proxied, err := r.proxied(h, fallback); proxied || err != nil {
			return r.recast(h, v, cast, err)
		}
		fallback = r.unescaped(h, fallback)
	}
	if r.parseDefault && !isNone(fallback) {
		return envParse(h, r.env, fallback, cast, 0)
	}
	return fallback, nil
}

const maxProxies = 8

// proxied follows a text that begins with "$" to the variable it names.
func (r envRequest) proxied(h value.Host, text value.Value) (value.Value, bool, error) {
	s, _ := value.Text(text)
	if !strings.HasPrefix(s, "$") {
		return value.Value{}, false, nil
	}
	if r.depth > maxProxies {
		return h.MakeUnknown("", "comes from environment variables that name each other", text), true, nil
	}
	r.depth++
	r.name = strings.TrimLeft(s, "$")
	v, err := r.get(h)
	return v, true, err
}

// recast casts once more what another variable gave: get_value does so.
func (r envRequest) recast(h value.Host, v, cast value.Value, err error) (value.Value, error) {
	text, isText := value.Text(v)
	switch {
	case err != nil || isNone(cast) || !v.Known() || !r.fallback.IsZero() && value.Equal(v, r.fallback) == value.Yes:
		return v, err
	case isText && ownCast(cast):
		return call(h, cast, v)
	case isText:
		return envParse(h, r.env, str(h, text, v), cast, 0)
	case isBuiltin(cast, v.Data.TypeName()) && !isBuiltin(cast, "list") && !isBuiltin(cast, "dict"):
		return v, nil
	case isBuiltin(cast, "str"):
		if s, ok := h.Str(v); ok {
			return str(h, s, v), nil
		}
	}
	return h.MakeUnknown("", "comes from a variable that names another, in a way that is not modelled", v), nil
}

func (r envRequest) unescaped(h value.Host, text value.Value) value.Value {
	s, ok := value.Text(text)
	if !ok || value.Truthy(r.attr("escape_proxy")) != value.Yes || !strings.Contains(s, `\$`) {
		return text
	}
	return str(h, strings.ReplaceAll(s, `\$`, "$"), text)
}

// envParse is Env.parse_value.
func envParse(h value.Host, env *value.Object, v, cast value.Value, depth int) (value.Value, error) {
	if isNone(cast) {
		return v, nil
	}
	text, ok := value.Text(v)
	if !ok {
		if u := value.UnknownIn(v); u != nil {
			return derived(h, castName(cast), "parse_value", u, v), nil
		}
		return h.MakeUnknown("", "comes from a cast that is not modelled", v), nil
	}
	switch d := cast.Data.(type) {
	case *value.List:
		return envItems(h, v, splitNonEmpty(text, ","), d.Items, false)
	case *value.Tuple:
		return envItems(h, v, splitNonEmpty(strings.Trim(strings.Trim(text, "("), ")"), ","), d.Items, true)
	case *value.Dict:
		return envDictBy(h, env, v, text, d, depth)
	}
	switch {
	case isBuiltin(cast, "bool"):
		return h.Made(value.Bool(envTrue(env, text)), v), nil
	case isBuiltin(cast, "list"):
		return envItems(h, v, splitNonEmpty(text, ","), nil, false)
	case isBuiltin(cast, "tuple"):
		return envItems(h, v, splitNonEmpty(strings.Trim(strings.Trim(text, "("), ")"), ","), nil, true)
	case isBuiltin(cast, "dict"):
		return envDict(h, v, text)
	case isBuiltin(cast, "float"):
		return envFloat(h, v, text)
	}
	return castText(h, v, text, cast)
}

// castText is cast(text) for a type or a function.
func castText(h value.Host, v value.Value, text string, cast value.Value) (value.Value, error) {
	switch {
	case isBuiltin(cast, "str"):
		return v, nil
	case isBuiltin(cast, "int"):
		if i, ok := parseInt(text); ok {
			return h.Made(i, v), nil
		}
		return value.Value{}, h.Raise("ValueError", "invalid literal for int()")
	case isBuiltin(cast, "float"):
		if f, ok := parseFloat(text); ok {
			return h.Made(f, v), nil
		}
		return value.Value{}, h.Raise("ValueError", "could not convert string to float")
	case isBuiltin(cast, "json"):
		return loadJSON(h, v, text)
	case castName(cast) == "PosixPath":
		return h.Made(value.Path(JoinPath(text)), v), nil
	}
	if c, ok := cast.Data.(*value.Class); ok && c.Module == "builtins" && c.Attrs != nil && len(c.Attrs.Names()) == 0 && !plainTypes[c.Name] {
		return h.MakeUnknown(c.Name, "comes from a cast that is not modelled", v), nil
	}
	return call(h, cast, v)
}

// envTrue reports whether a text is true for this Env.
func envTrue(env *value.Object, text string) bool {
	if i, ok := parseInt(text); ok {
		return i.(value.Int).Sign() != 0
	}
	word := strings.TrimSpace(strings.ToLower(text))
	if env != nil {
		if own, found := env.Class.Lookup("BOOLEAN_TRUE_STRINGS"); found == value.Yes {
			return value.Contains(own, value.Value{Data: value.Str(word)}) == value.Yes
		}
	}
	return words("true on ok y yes 1")[word]
}

func splitNonEmpty(text, sep string) []string {
	var parts []string
	for _, p := range strings.Split(text, sep) {
		if p != "" {
			parts = append(parts, p)
		}
	}
	return parts
}

// envItems makes a list or tuple of texts, each cast by the first of casts.
func envItems(h value.Host, v value.Value, parts []string, casts []value.Value, tuple bool) (value.Value, error) {
	items := texts(h, parts, v)
	for i := range items {
		if len(casts) == 0 {
			break
		}
		item, err := castText(h, items[i], parts[i], casts[0])
		if err != nil {
			return item, err
		}
		items[i] = item
	}
	if tuple {
		return h.Made(&value.Tuple{Items: items}, v), nil
	}
	return h.Made(&value.List{Items: items}, v), nil
}

func envDict(h value.Host, v value.Value, text string) (value.Value, error) {
	d := value.NewDict()
	for _, p := range splitNonEmpty(text, ",") {
		key, val, ok := strings.Cut(p, "=")
		if !ok {
			return value.Value{}, h.Raise("ValueError", "dictionary update sequence element has length 1; 2 is required")
		}
		d.Set(str(h, key, v), str(h, val, v))
	}
	return h.Made(d, v), nil
}

// envDictBy is a dict whose cast is a dict of casts: "a=1;b=2".
func envDictBy(h value.Host, env *value.Object, v value.Value, text string, casts *value.Dict, depth int) (value.Value, error) {
	d := value.NewDict()
	by := func(name string) value.Value {
		c, _ := casts.GetStr(name)
		if c.IsZero() {
			c = typeNamed("str")
		}
		return c
	}
	byKey, _ := by("cast").Data.(*value.Dict)
	for _, p := range splitNonEmpty(text, ";") {
		parts := strings.Split(p, "=")
		if len(parts) < 2 || depth > maxProxies {
			return value.Value{}, h.Raise("IndexError", "list index out of range")
		}
		key, err := castText(h, str(h, parts[0], v), parts[0], by("key"))
		if err != nil {
			return key, err
		}
		cast := by("value")
		if byKey != nil {
			if own, found := byKey.GetStr(parts[0]); found == value.Yes {
				cast = own
			}
		}
		item, err := envParse(h, env, str(h, parts[1], v), cast, depth+1)
		if err != nil {
			return item, err
		}
		d.Set(key, item)
	}
	return h.Made(d, v), nil
}

var notOfFloat = lazyregexp.New(`[^\d,.-]`)

// envFloat takes the last comma or point for the decimal one.
func envFloat(h value.Host, v value.Value, text string) (value.Value, error) {
	text = strings.ReplaceAll(notOfFloat().ReplaceAllString(text, ""), ",", ".")
	if parts := strings.Split(text, "."); len(parts) > 1 {
		last := len(parts) - 1
		text = strings.Join(parts[:last], "") + "." + parts[last]
	}
	f, ok := parseFloat(text)
	if !ok {
		return value.Value{}, h.Raise("ValueError", "could not convert string to float")
	}
	return h.Made(f, v), nil
}

func envText(h value.Host, a *arguments) (value.Value, error) {
	r, ok := requestOf(a)
	if !ok {
		return unnamed(h, a.value("var")), nil
	}
	r.cast = typeNamed("str")
	v, err := r.get(h)
	if s, ok := value.Text(v); ok && err == nil && a.flag("multiline", false) == value.Yes {
		s = strings.ReplaceAll(strings.ReplaceAll(s, `\r\n`, "\n"), `\n`, "\n")
		return value.Value{Data: value.Str(s), Origin: v.Origin}, nil
	}
	return v, err
}

func envBytes(h value.Host, a *arguments) (value.Value, error) {
	v, err := envText(h, a)
	if s, ok := v.Data.(value.Str); ok && err == nil {
		v.Data = value.Bytes(s)
	}
	return v, err
}

// envURL is env.url: the default is parsed too.
func envURL(h value.Host, a *arguments) (value.Value, error) {
	r, ok := requestOf(a)
	if !ok {
		return unnamed(h, a.value("var")), nil
	}
	v, err := r.get(h)
	if s, ok := value.Text(v); ok && err == nil {
		return parsedURL(h, splitURL(s), v), nil
	}
	return v, err
}

// A urlConfig is how the URL of a service becomes a dict.
type urlConfig struct {
	// make returns nil for a URL that is not modelled.
	make func(h value.Host, url string, choice value.Value) (*value.Dict, error)
	// keys are the only ones that the dict can have, if that is worth knowing:
	// a module may take the dict over as settings of its own.
	keys []string
}

// unseen is the dict of a URL that is not known.
func (c urlConfig) unseen(h value.Host, v value.Value) value.Value {
	if c.keys == nil {
		return v
	}
	d := value.NewDict()
	for _, k := range c.keys {
		d.Set(str(h, k), h.MakeUnknown("", v.Data.(*value.Unknown).Reason, v))
	}
	return h.Made(d, v)
}

// envService is a method that makes a dict out of the URL in a variable.
func envService(name, params, variable string, config urlConfig) *value.Function {
	return method(name, params, func(h value.Host, a *arguments) (value.Value, error) {
		if _, given := a.get("var"); !given {
			a.set("var", str(h, variable))
		}
		r, ok := requestOf(a)
		if !ok {
			return unnamed(h, a.value("var")), nil
		}
		url, err := r.get(h)
		if err != nil {
			return url, err
		}
		return configured(h, name, url, a, config)
	})
}

// configured applies a urlConfig to a value that should be a URL.
func configured(h value.Host, name string, url value.Value, a *arguments, config urlConfig) (value.Value, error) {
	choice := a.value("engine")
	if choice.IsZero() {
		choice = a.value("backend")
	}
	text, ok := value.Text(url)
	if u := value.UnknownIn(url); u != nil {
		return config.unseen(h, derived(h, "dict", name, u, url)), nil
	}
	if !ok || config.make == nil {
		return h.MakeUnknown("dict", "comes from "+name+"(), which is not modelled for this value", url), nil
	}
	d, err := config.make(h, text, choice)
	switch {
	case err != nil:
		return value.Value{}, err
	case d == nil:
		return config.unseen(h, h.MakeUnknown("dict", "comes from "+name+"(), which is not modelled for this URL", url)), nil
	}
	return h.Made(d, url), nil
}

func envConfig(config urlConfig) body {
	return func(h value.Host, a *arguments) (value.Value, error) {
		return configured(h, a.function, a.value("url"), a, config)
	}
}

func envPath(h value.Host, a *arguments) (value.Value, error) {
	r, ok := requestOf(a)
	if !ok {
		return unnamed(h, a.value("var")), nil
	}
	v, err := r.get(h)
	if err != nil {
		return v, err
	}
	return newEnvironPath(h, environPathClass, v, nil), nil
}

// readEnv is Env.read_env: what the file sets is set unless it is set already.
// The file counts before the keyword arguments, and its last line for a variable
// before the others.
func readEnv(h value.Host, a *arguments) (value.Value, error) {
	overwrite := a.flag("overwrite", false)
	text, err := envFileText(h, a)
	if err != nil {
		return text, err
	}
	var given variables
	for _, n := range a.named {
		given.set(n.Name, variableOf(n.Value), true)
	}
	if s, ok := value.Text(text); ok {
		for _, b := range parseEnvironFile(s) {
			if err := h.Spend(1); err != nil {
				return text, err
			}
			given.set(b.name, b.value(), true)
		}
	}
	given.load(h, overwrite)
	return h.Made(value.None{}), nil
}

// envFileText returns the text of the file that read_env reads, or None.
func envFileText(h value.Host, a *arguments) (value.Value, error) {
	file := a.value("env_file")
	if isNone(file) {
		file = str(h, joinText(callerFolder(h), ".env"))
	}
	file, err := fspath(h, file)
	if err != nil {
		return file, err
	}
	if p, ok := askedPath(h, file); ok {
		if f, _ := h.File(p); f != nil {
			return str(h, string(f.Bytes)), nil
		}
		return h.Made(value.None{}), nil
	}
	return textOf(h, file)
}

// callerFolder is the folder of the module that makes the call.
func callerFolder(h value.Host) string {
	if m := h.Module(); m != nil && m.File != nil {
		return joinText(value.Root, path.Dir(m.Path))
	}
	return value.Root
}

// loadVariable sets a variable from a file of the repository. Unless it
// overwrites, a variable that is set already stays.
func loadVariable(h value.Host, name string, v value.Variable, overwrite value.Truth) {
	switch overwrite {
	case value.Yes:
	case value.No:
		if h.Getenv(name).State != value.Unset {
			return
		}
	default:
		v = value.Variable{State: value.SetSomehow}
	}
	h.Setenv(name, v)
}

// An envLine is one variable in a .env file. The text is unknown where the
// versions of the library disagree on it.
type envLine struct {
	name, text string
	unknown    bool
}

func (l envLine) value() value.Variable {
	if l.unknown {
		return value.Variable{State: value.SetSomehow}
	}
	return value.Variable{State: value.SetTo, Text: l.text, Given: true}
}

var (
	environLine    = lazyregexp.New(`^(?:export )?([A-Za-z_0-9]+)=(.*)$`)
	environEscaped = lazyregexp.New(`\\(.)`)
)

// parseEnvironFile reads a .env file as read_env does: one variable a line.
// Whether "#" begins a comment after a value differs between versions.
func parseEnvironFile(text string) []envLine {
	var lines []envLine
	for _, line := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n") {
		m := environLine().FindStringSubmatch(line)
		if m == nil {
			continue
		}
		l := envLine{name: m[1], text: m[2]}
		inner, quoted := unquoted(l.text, '"')
		single, singly := unquoted(l.text, '\'')
		switch {
		case singly:
			l.text = single
		case quoted:
			l.text = environEscaped().ReplaceAllStringFunc(inner, func(s string) string {
				if strings.ContainsAny(s[1:], "rnt") {
					return s
				}
				return s[1:]
			})
		case strings.Contains(l.text, "#"):
			l.unknown = true
		}
		lines = append(lines, l)
	}
	return lines
}

// unquoted returns what stands between quotes that enclose the whole text.
func unquoted(text string, quote byte) (string, bool) {
	if len(text) < 2 || text[0] != quote || text[len(text)-1] != quote {
		return text, false
	}
	return text[1 : len(text)-1], true
}
