package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// django-configurations: Configuration and its values.
//
// https://github.com/jazzband/django-configurations/blob/master/configurations/base.py
// https://github.com/jazzband/django-configurations/blob/master/configurations/importer.py
// https://github.com/jazzband/django-configurations/blob/master/configurations/values.py

func configurationsModules(opts Options) map[string]module {
	setup := func(m *value.Module) {
		c := newConfigurationClass(opts)
		m.Names.Set("Configuration", value.Value{Data: c})
		m.Names.Set("values", value.Value{Data: module{setup: bindValues}.make("configurations.values")})
		m.Names.Set("setup", value.Value{Data: quiet("setup")})
		m.Names.Set("importer", value.Value{Data: module{names: names{"install": quiet("install")}}.make("configurations.importer")})
		m.Names.Set("pristinemethod", value.Value{Data: pristineMethod})
	}
	return map[string]module{
		"configurations":        {setup: setup},
		"configurations.base":   {setup: setup},
		"configurations.values": {setup: bindValues},
		// https://github.com/suitenumerique/django-lasuite/blob/main/src/lasuite/configuration/values.py
		"lasuite.configuration.values": {setup: bindSecretFile},
		"configurations.importer":      {names: names{"install": quiet("install")}},
		"configurations.decorators":    {names: names{"pristinemethod": pristineMethod}},
		"configurations.management":    {names: names{"execute_from_command_line": quiet("execute_from_command_line")}},
		"configurations.wsgi":          {names: names{"get_wsgi_application": quiet("get_wsgi_application")}},
		"configurations.asgi":          {names: names{"get_asgi_application": quiet("get_asgi_application")}},
	}
}

// isDefault names the hidden attribute of Configuration that tells whether a
// name is a setting of Django's own.
const isDefault = "__is_default__"

func newConfigurationClass(opts Options) *value.Class {
	c := class("configurations", "Configuration", names{
		"pre_setup":   quiet("pre_setup"),
		"post_setup":  quiet("post_setup"),
		"setup":       quiet("setup"),
		"load_dotenv": quiet("load_dotenv"),
	})
	// The class has all of Django's settings; those that a configuration
	// builds upon, and of which no default is told, are at least there.
	for _, name := range strings.Fields("LANGUAGES LANGUAGES_BIDI LOGGING DATABASES TEMPLATES LOCALE_PATHS STORAGES " +
		"INSTALLED_APPS AUTH_PASSWORD_VALIDATORS FILE_UPLOAD_HANDLERS FORMAT_MODULE_PATH FIXTURE_DIRS TEST_RUNNER") {
		c.Attrs.Set(name, value.Value{Data: &value.Unknown{Reason: "is Django's own " + name, Key: "default:" + name}})
	}
	c.GetAttr = func(h value.Host, self *value.Object, name string) (value.Value, error) {
		if opts.DjangoDefault == nil || !isSetting(name) {
			return value.Value{}, nil
		}
		v, _ := opts.DjangoDefault(name)
		return deepCopy(v), nil
	}
	c.Attrs.Set(isDefault, value.Value{Data: function(isDefault, "name", func(h value.Host, a *arguments) (value.Value, error) {
		name, _ := value.Text(a.value("name"))
		if opts.DjangoDefault == nil {
			return h.Made(value.Bool(false)), nil
		}
		_, ok := opts.DjangoDefault(name)
		return h.Made(value.Bool(ok)), nil
	})})
	return c
}

// A setupValue is the state of a Value of django-configurations.
type setupValue struct {
	// kind is the modelled class, such as "BooleanValue".
	kind     string
	fallback value.Value
	environ  bool
	name     value.Value // environ_name
	prefix   value.Value // environ_prefix
	required bool
	options  *arguments
	// unknown is set where the class is more than is modelled.
	unknown *value.Unknown
	self    value.Value
}

// Kinds of values, each with the environ_name and prefix that it has of itself.
var valueKinds = []string{
	"Value", "BooleanValue", "IntegerValue", "PositiveIntegerValue", "FloatValue", "DecimalValue", "ListValue", "TupleValue",
	"SingleNestedListValue", "SingleNestedTupleValue", "BackendsValue", "SetValue", "DictValue", "EmailValue", "URLValue", "IPValue",
	"RegexValue", "PathValue", "SecretValue", "EmailURLValue", "DatabaseURLValue", "CacheURLValue", "SearchURLValue",
}

var lateKinds = map[string]string{
	"EmailURLValue": "EMAIL_URL", "DatabaseURLValue": "DATABASE_URL", "CacheURLValue": "CACHE_URL", "SearchURLValue": "SEARCH_URL",
}

func bindValues(m *value.Module) {
	base := newValueClass("Value", nil)
	for _, kind := range valueKinds {
		c := base
		if kind != "Value" {
			c = newValueClass(kind, base)
		}
		m.Names.Set(kind, value.Value{Data: c})
	}
}

// bindSecretFile binds SecretFileValue, which is a Value that is read from the
// file named by a variable of its name and "_FILE" if that is set.
func bindSecretFile(m *value.Module) {
	m.Names.Set("SecretFileValue", value.Value{Data: newValueClass("SecretFileValue", newValueClass("Value", nil))})
}

func newValueClass(kind string, base *value.Class) *value.Class {
	n := names{
		"__bool__": method("__bool__", "", func(h value.Host, a *arguments) (value.Value, error) {
			held, err := h.Truth(stateOf[setupValue](a).now(h))
			return h.Made(value.Bool(held)), err
		}),
		"__eq__": method("__eq__", "other", func(h value.Host, a *arguments) (value.Value, error) {
			t := value.Equal(stateOf[setupValue](a).now(h), a.value("other"))
			if t == value.Maybe {
				return h.MakeUnknown("bool", "compares a value that is not known", a.given...), nil
			}
			return h.Made(value.Bool(t == value.Yes), a.given...), nil
		}),
		"__str__": method("__str__", "", func(h value.Host, a *arguments) (value.Value, error) {
			v := stateOf[setupValue](a).now(h)
			if text, ok := h.Str(v); ok {
				return str(h, text, v), nil
			}
			return h.MakeUnknown("str", "is the text of a value that is not known", v), nil
		}),
		"setup": method("setup", "name", func(h value.Host, a *arguments) (value.Value, error) {
			name, _ := value.Text(a.value("name"))
			return stateOf[setupValue](a).setup(h, name)
		}),
		"to_python": method("to_python", "value", func(h value.Host, a *arguments) (value.Value, error) {
			return stateOf[setupValue](a).toPython(h, a.value("value"))
		}),
	}
	var bases []*value.Class
	if base != nil {
		bases = append(bases, base)
	}
	c := class("configurations.values", kind, n, bases...)
	c.New = newSetupValue
	return c
}

// now is the value before the settings are set up: the default.
func (s *setupValue) now(h value.Host) value.Value {
	if s.fallback.IsZero() {
		return h.Made(value.None{})
	}
	return s.fallback
}

var valueSignature = parseSignature("default=, environ=, environ_name=, environ_prefix=, environ_required=, *rest, late_binding=, **options")

// newSetupValue makes a Value, or at once what it becomes: a value whose
// variable is named, and that is not bound late, is set up where it is written.
func newSetupValue(h value.Host, c *value.Class, args value.Args) (value.Value, error) {
	a, err := valueSignature.bind(h, c.Name, args)
	if err != nil {
		return value.Value{}, err
	}
	s := &setupValue{kind: kindOf(c), fallback: a.value("default"), environ: a.flag("environ", true) != value.No,
		name: a.value("environ_name"), prefix: a.value("environ_prefix"), required: a.flag("environ_required", false) == value.Yes, options: a}
	variable, late := lateKinds[s.kind]
	if late && s.name.IsZero() {
		s.name = str(h, variable)
	}
	if late && s.prefix.IsZero() {
		s.prefix = h.Made(value.None{})
	}
	if s.prefix.IsZero() {
		s.prefix = str(h, "DJANGO")
	}
	if s.kind == "SecretValue" {
		s.environ, s.required = true, true
	}
	if a.open != nil {
		s.unknown = a.open
	}
	if c.Opaque != nil || overrides(c, "__init__", "setup", "value") {
		s.unknown = &value.Unknown{Reason: "comes from " + c.Name + ", a class of values that is not modelled"}
	}
	v := h.Made(object(c, s), a.given...)
	s.self = v
	if err := s.convertDefault(h); err != nil {
		return v, err
	}
	if l, given := a.get("late_binding"); given {
		late = value.Truthy(l) == value.Yes
	}
	if !late && (s.environ && !isNone(s.name) || !s.environ && value.Truthy(s.now(h)) != value.No) {
		return s.setup(h, "")
	}
	return v, nil
}

// kindOf returns the modelled class that a class derives from.
func kindOf(c *value.Class) string {
	for _, k := range c.MRO() {
		if k.Module == "configurations.values" {
			return k.Name
		}
	}
	return "Value"
}

// overrides reports whether a class of the program defines one of those names.
func overrides(c *value.Class, names ...string) bool {
	for _, k := range c.MRO() {
		for _, name := range names {
			if _, own := k.Attrs.Get(name); own && k.Module != "configurations.values" {
				return true
			}
		}
	}
	return false
}

// convertDefault gives the default the type that the class has.
func (s *setupValue) convertDefault(h value.Host) error {
	if o, ok := s.fallback.Data.(*value.Object); ok {
		if other, ok := o.State.(*setupValue); ok {
			s.fallback = other.fallback
		}
	}
	none := isNone(s.fallback)
	switch s.kind {
	case "ListValue", "BackendsValue", "SingleNestedListValue":
		return s.convertItems(h, none, func(items []value.Value) value.Data { return &value.List{Items: items} })
	case "TupleValue", "SingleNestedTupleValue":
		return s.convertItems(h, none, func(items []value.Value) value.Data { return &value.Tuple{Items: items} })
	case "SetValue":
		return s.convertItems(h, none, func(items []value.Value) value.Data { return value.NewSet(items...) })
	case "DictValue":
		if none {
			s.fallback = h.Made(value.NewDict())
		}
	case "DatabaseURLValue", "CacheURLValue", "SearchURLValue", "EmailURLValue":
		if none {
			s.fallback = h.Made(value.NewDict())
			return nil
		}
		v, err := s.toPython(h, s.fallback)
		s.fallback = v
		return err
	case "BooleanValue":
		if s.fallback.Known() && value.Truthy(s.fallback) == value.Maybe {
			return nil
		}
		if _, ok := s.fallback.Data.(value.Bool); !ok && (none || s.fallback.Known()) {
			if _, number := value.Integer(s.fallback); !number {
				return h.Raise("ValueError", "Default value is not a boolean value")
			}
		}
	}
	return nil
}

func (s *setupValue) convertItems(h value.Host, none bool, collect func([]value.Value) value.Data) error {
	if none {
		s.fallback = h.Made(collect(nil))
		return nil
	}
	if !s.fallback.Known() {
		return nil
	}
	items, err := h.Iterate(s.fallback)
	if err != nil {
		return err
	}
	converter := option(s.options, "converter")
	converted := make([]value.Value, len(items))
	for i, it := range items {
		converted[i] = it
		if _, splice := it.Data.(*value.Splice); !isNone(converter) && !splice {
			if converted[i], err = call(h, converter, it); err != nil {
				return err
			}
		}
	}
	s.fallback = h.Made(collect(converted), s.fallback)
	return nil
}

// setup asks the variable of a setting of that name.
func (s *setupValue) setup(h value.Host, setting string) (value.Value, error) {
	if s.unknown != nil || s.options == nil {
		reason := "comes from a value that is not known"
		if s.unknown != nil {
			reason = s.unknown.Reason
		}
		return h.MakeUnknown("", reason, s.self), nil
	}
	if !s.environ {
		return s.finished(h, s.now(h))
	}
	name := strings.ToUpper(setting)
	if !isNone(s.name) {
		text, ok := value.Text(s.name)
		if !ok {
			return unnamed(h, s.name), nil
		}
		name = text
	}
	prefix, ok := value.Text(s.prefix)
	if !ok && !isNone(s.prefix) {
		return unnamed(h, s.prefix), nil
	}
	if prefix != "" {
		name = strings.TrimSuffix(prefix, "_") + "_" + name
	}
	q := question{name: name, cast: castOfKind[s.kind], typ: castOfKind[s.kind], fallback: s.now(h), missing: "ValueError",
		parse: func(h value.Host, text value.Value) (value.Value, error) { return s.parsed(h, text) }}
	if s.required {
		q.fallback = value.Value{}
	}
	if s.kind == "SecretFileValue" {
		if v, ok := s.secretFile(h, name); ok {
			return v, nil
		}
	}
	v, err := q.ask(h)
	if err != nil {
		return v, err
	}
	return s.finished(h, v)
}

// secretFile is the content of the file that the variable NAME_FILE names, if
// that is set. It is never in the repository.
func (s *setupValue) secretFile(h value.Host, name string) (value.Value, bool) {
	suffix, ok := textOrDefault(option(s.options, "file_suffix"), "FILE")
	if !ok || h.Getenv(name+"_"+suffix).State == value.Unset {
		return value.Value{}, false
	}
	env := &value.Environment{Name: name + "_" + suffix, Cast: "file"}
	u := &value.Unknown{Type: "str", Env: env, Key: "env:" + env.Name + ":file", Reason: "comes from the file that the environment variable " + env.Name + " names"}
	return made(h, u, env), true
}

var castOfKind = map[string]string{
	"Value": "str", "BooleanValue": "bool", "IntegerValue": "int", "PositiveIntegerValue": "int", "FloatValue": "float",
	"DecimalValue": "Decimal", "ListValue": "list", "TupleValue": "tuple", "SingleNestedListValue": "list", "SingleNestedTupleValue": "tuple",
	"BackendsValue": "list", "SetValue": "set", "DictValue": "dict", "EmailValue": "str", "URLValue": "str", "IPValue": "str",
	"SecretFileValue": "str", "RegexValue": "str", "PathValue": "str", "SecretValue": "str", "EmailURLValue": "dict", "DatabaseURLValue": "dict",
	"CacheURLValue": "dict", "SearchURLValue": "dict",
}

// parsed calls to_python, which may be the program's own.
func (s *setupValue) parsed(h value.Host, text value.Value) (value.Value, error) {
	if o, ok := s.self.Data.(*value.Object); ok && overrides(o.Class, "to_python", "caster", "true_values", "false_values", "sequence_type", "converter") {
		f, err := h.GetAttr(s.self, "to_python")
		if err != nil {
			return f, err
		}
		if overrides(o.Class, "to_python") {
			return call(h, f, text)
		}
		return h.MakeUnknown("", "comes from "+o.Class.Name+", a class of values that is not modelled", text), nil
	}
	return s.toPython(h, text)
}

// finished checks what setup gives.
func (s *setupValue) finished(h value.Host, v value.Value) (value.Value, error) {
	switch s.kind {
	case "SecretValue":
		if value.Truthy(v) == value.No {
			return v, h.Raise("ValueError", "Secret value is not set")
		}
	case "PathValue":
		if p, ok := value.PathText(v); ok && strings.HasPrefix(p, "/") {
			return value.Value{Data: value.Str(normpath(p)), Origin: v.Origin}, nil
		}
		return h.MakeUnknown("str", "is a path that is not known", v), nil
	}
	return v, nil
}

// toPython makes the value of a text.
func (s *setupValue) toPython(h value.Host, v value.Value) (value.Value, error) {
	text, ok := value.Text(v)
	if !ok {
		if u := value.UnknownIn(v); u != nil {
			return derived(h, castOfKind[s.kind], "to_python", u, v), nil
		}
		return v, nil
	}
	bad := func() (value.Value, error) { return v, h.Raise("ValueError", "Cannot interpret value") }
	switch s.kind {
	case "BooleanValue":
		word := strings.ToLower(strings.TrimSpace(text))
		if yes := words("yes y true 1")[word]; yes || words("no n false 0")[word] || word == "" {
			return h.Made(value.Bool(yes), v), nil
		}
		return bad()
	case "IntegerValue", "PositiveIntegerValue":
		i, ok := parseInt(text)
		if !ok || s.kind == "PositiveIntegerValue" && i.(value.Int).Sign() < 0 {
			return bad()
		}
		return h.Made(i, v), nil
	case "FloatValue":
		f, ok := parseFloat(text)
		if !ok {
			return bad()
		}
		return h.Made(f, v), nil
	case "ListValue", "TupleValue", "SetValue", "BackendsValue":
		return s.splitItems(h, v, text)
	case "DictValue":
		if text == "" {
			return h.Made(value.NewDict(), v), nil
		}
		return literalEval(h, of("node_or_string", v))
	case "DatabaseURLValue":
		return s.underAlias(h, v, urlConfig{make: environsDatabase})
	case "CacheURLValue":
		return s.underAlias(h, v, cacheURL(Options{}))
	case "EmailURLValue":
		return configured(h, s.kind, v, s.options, emailURLs)
	case "DecimalValue", "SearchURLValue", "SingleNestedListValue", "SingleNestedTupleValue":
		return h.MakeUnknown(castOfKind[s.kind], "comes from "+s.kind+", which is not modelled for texts", v), nil
	}
	return v, nil
}

func (s *setupValue) splitItems(h value.Host, v value.Value, text string) (value.Value, error) {
	separator, ok := textOrDefault(option(s.options, "separator"), ",")
	if !ok || separator == "" {
		return h.MakeUnknown("list", "is a list whose separator is not known", v), nil
	}
	converter := option(s.options, "converter")
	var items []value.Value
	for _, p := range strings.Split(strings.TrimSpace(text), separator) {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		item := str(h, p, v)
		if !isNone(converter) {
			var err error
			if item, err = castText(h, item, p, converter); err != nil {
				return item, err
			}
		}
		items = append(items, item)
	}
	switch s.kind {
	case "TupleValue":
		return h.Made(&value.Tuple{Items: items}, v), nil
	case "SetValue":
		return h.Made(value.NewSet(items...), v), nil
	}
	return h.Made(&value.List{Items: items}, v), nil
}

func (s *setupValue) underAlias(h value.Host, v value.Value, config urlConfig) (value.Value, error) {
	alias := option(s.options, "alias")
	if isNone(alias) {
		alias = str(h, "default")
	}
	parsed, err := configured(h, s.kind, v, &arguments{}, config)
	if err != nil {
		return parsed, err
	}
	return h.Made(value.NewDict(value.Entry{Key: alias, Value: parsed}), v), nil
}

// ConfigurationSettings returns the settings that a class of
// django-configurations stands for, among the names of the module that is
// being evaluated: what its importer leaves in the module. A configuration has
// Django's own defaults of its own, which hide what the module says.
func ConfigurationSettings(h value.Host, c *value.Class) (*value.Namespace, error) {
	if err := loadConfigurationDotenv(h, c); err != nil {
		return nil, err
	}
	self := value.Value{Data: c, Origin: &value.Origin{At: h.Site()}}
	if err := hook(h, self, "pre_setup"); err != nil {
		return nil, err
	}
	settings := configurationNames(h, c)
	if err := setUp(h, c, settings); err != nil {
		return nil, err
	}
	if err := hook(h, self, "setup"); err != nil {
		return nil, err
	}
	// A setup of the program's own may have bound more.
	settings = configurationNames(h, c)
	instance, err := h.Call(self, value.Args{})
	if err != nil {
		return nil, err
	}
	out := value.NewNamespace()
	if module := h.Globals(); module != nil {
		check := defaultCheck(c)
		for _, name := range module.Names() {
			if check == nil || !isDefaultSetting(h, check, name) {
				out.Bind(name, module.Lookup(name))
			}
		}
		out.Open = module.Open
	}
	if c.Opaque != nil {
		out.Open = c.Opaque
	}
	for _, name := range sortedKeys(settings) {
		if err := bindSetting(h, out, instance, name, settings[name]); err != nil {
			return nil, err
		}
	}
	return out, hook(h, self, "post_setup")
}

// hook calls a class method of the configuration if the program has its own.
func hook(h value.Host, self value.Value, name string) error {
	c := self.Data.(*value.Class)
	v, found := c.Lookup(name)
	if found != value.Yes {
		return nil
	}
	if f, ok := v.Data.(*value.Function); ok && f.Name == name && ownerOf(c, name) == "configurations" {
		return nil
	}
	f, err := h.GetAttr(self, name)
	if err != nil {
		return err
	}
	_, err = h.Call(f, value.Args{})
	return err
}

func ownerOf(c *value.Class, name string) string {
	for _, k := range c.MRO() {
		if _, ok := k.Attrs.Get(name); ok {
			return k.Module
		}
	}
	return ""
}

// loadConfigurationDotenv reads the file that the class attribute DOTENV names.
func loadConfigurationDotenv(h value.Host, c *value.Class) error {
	v, found := c.Lookup("DOTENV")
	p, ok := value.PathText(v)
	if found != value.Yes || !ok || p == "" {
		return nil
	}
	f, _ := h.File(p)
	if f == nil {
		return nil
	}
	for _, l := range parseEnvironFile(string(f.Bytes)) {
		loadVariable(h, l.name, l.value(), value.No)
	}
	return h.Spend(1 + len(f.Bytes)/64)
}

func isSetting(name string) bool {
	return name == strings.ToUpper(name) && !strings.HasPrefix(name, "_")
}

// configurationNames returns the settings of a class with the bindings that
// count. Its metaclass copies the settings of all bases into the class, the
// first base last; a base that is itself a configuration brings Django's own
// defaults along, which hide what later bases say.
func configurationNames(h value.Host, c *value.Class) map[string]*value.Binding {
	all := map[string]*value.Binding{}
	for i := len(c.Bases) - 1; i >= 0; i-- {
		base := c.Bases[i]
		if base.Module == "builtins" {
			continue
		}
		if check := defaultCheck(base); check != nil {
			for name := range all {
				if isDefaultSetting(h, check, name) {
					delete(all, name)
				}
			}
		}
		for name, b := range configurationNames(h, base) {
			all[name] = b
		}
	}
	for _, name := range c.Attrs.Names() {
		if isSetting(name) {
			all[name] = c.Attrs.Lookup(name)
		}
	}
	return all
}

// defaultCheck returns the function of Configuration that tells Django's own
// settings, if the class is a configuration.
func defaultCheck(c *value.Class) *value.Function {
	v, _ := c.Lookup(isDefault)
	f, _ := v.Data.(*value.Function)
	return f
}

func isDefaultSetting(h value.Host, check *value.Function, name string) bool {
	v, err := check.Call(h, value.Args{Pos: []value.Value{{Data: value.Str(name)}}})
	return err == nil && value.Truthy(v) == value.Yes
}

// setUp replaces each Value by what it becomes, in the class itself, so that
// properties see it.
func setUp(h value.Host, c *value.Class, settings map[string]*value.Binding) error {
	for _, name := range sortedKeys(settings) {
		b := settings[name]
		v, multiple, err := settled(h, name, b.Value)
		if err != nil {
			return err
		}
		own := &value.Binding{Value: asBound(h, name, v), At: b.At, Via: b.Via, Guards: b.Guards}
		c.Attrs.Bind(name, own)
		settings[name] = own
		for _, e := range multiple {
			if key, ok := value.Text(e.Key); ok {
				extra := &value.Binding{Value: e.Value, At: b.At, Via: b.Via, Guards: b.Guards}
				c.Attrs.Bind(key, extra)
				settings[key] = extra
			}
		}
	}
	return nil
}

// settled returns what a Value becomes, and the further settings that one of
// several settings makes. Any other value stays as it is.
func settled(h value.Host, name string, v value.Value) (value.Value, []value.Entry, error) {
	o, ok := v.Data.(*value.Object)
	if !ok {
		return v, nil, nil
	}
	s, ok := o.State.(*setupValue)
	if !ok {
		return v, nil, nil
	}
	result, err := s.setup(h, name)
	if err != nil {
		return result, nil, err
	}
	result = value.Value{Data: result.Data, Origin: &value.Origin{At: v.Origin.Span(), Env: result.Origin.Env, From: []*value.Origin{result.Origin}}}
	if d, ok := result.Data.(*value.Dict); ok && s.kind == "EmailURLValue" {
		return result, d.Entries(), nil
	}
	return result, nil, nil
}

// asBound returns a value as it is once it is bound to a name of a module.
func asBound(h value.Host, name string, v value.Value) value.Value {
	m := &value.Module{Name: "configuration", Names: value.NewNamespace()}
	if h.SetAttr(value.Value{Data: m}, name, v) != nil {
		return v
	}
	if bound, ok := m.Names.Get(name); ok {
		return bound
	}
	return v
}

// pristineMethod makes a setting of a function that is not called.
var pristineMethod = function("pristinemethod", "func", func(h value.Host, a *arguments) (value.Value, error) {
	fn := a.value("func")
	if f, ok := fn.Data.(*value.Function); ok && f.Attrs != nil {
		f.Attrs.Set("pristine", h.Made(value.Bool(true)))
	}
	get := function("get", "self", func(h value.Host, _ *arguments) (value.Value, error) { return fn, nil })
	return h.Made(object(class("configurations", "pristinemethod", nil), Property{value.Value{Data: get}}), fn), nil
})

func isPristine(d value.Data) bool {
	f, ok := d.(*value.Function)
	if !ok {
		return false
	}
	_, marked := f.Attrs.Get("pristine")
	return marked
}

// bindSetting asks the instance for a setting and binds it. Methods are
// called, as the importer does.
func bindSetting(h value.Host, out *value.Namespace, instance value.Value, name string, b *value.Binding) error {
	v, err := h.GetAttr(instance, name)
	if err != nil {
		return err
	}
	switch f := v.Data.(type) {
	case *value.Function, *value.BoundMethod, *value.Class:
		if isPristine(f) {
			break
		}
		if v, err = h.Call(value.Value{Data: f, Origin: v.Origin}, value.Args{}); err != nil {
			return err
		}
	}
	v, multiple, err := settled(h, name, v)
	if err != nil {
		return err
	}
	out.Bind(name, &value.Binding{Value: asBound(h, name, v), At: b.At, Via: b.Via, Guards: b.Guards})
	for _, e := range multiple {
		if key, ok := value.Text(e.Key); ok {
			out.Bind(key, &value.Binding{Value: e.Value, At: b.At, Via: b.Via, Guards: b.Guards})
		}
	}
	return nil
}
