package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// pydantic-settings, and BaseSettings of pydantic 1: classes whose fields come
// from variables.
//
// https://docs.pydantic.dev/latest/concepts/pydantic_settings/
// https://github.com/pydantic/pydantic-settings/blob/main/pydantic_settings/sources/base.py
// https://docs.pydantic.dev/1.10/usage/settings/

var pydanticModules = map[string]module{
	"pydantic": {setup: func(m *value.Module) {
		bindPydantic(m)
		bindSettings(m)
	}},
	"pydantic.v1":       {setup: func(m *value.Module) { bindPydantic(m); bindSettings(m) }},
	"pydantic_settings": {setup: bindSettings},
	"pydantic.types":    {setup: bindPydantic},
}

const pydanticInvalid = "pydantic.ValidationError"

func bindSettings(m *value.Module) {
	m.Names.Set("BaseSettings", value.Value{Data: newModelClass("BaseSettings", true)})
	m.Names.Set("SettingsConfigDict", value.Value{Data: plainDict("SettingsConfigDict")})
}

func plainDict(name string) *value.Function {
	return &value.Function{Name: name, Call: newDict}
}

func bindPydantic(m *value.Module) {
	bind := func(name string, d value.Data) { m.Names.Set(name, value.Value{Data: d}) }
	bind("BaseModel", newModelClass("BaseModel", false))
	bind("ConfigDict", plainDict("ConfigDict"))
	bind("Field", openFunction("Field", "default=, *, default_factory=, alias=, env=, validation_alias=, **options", newModelField))
	bind("SecretStr", newSecretClass("SecretStr"))
	for _, name := range strings.Fields("validator field_validator root_validator model_validator") {
		bind(name, openFunction(name, "*fields, **options", validating))
	}
	for _, name := range strings.Fields("computed_field model_serializer field_serializer") {
		bind(name, passing(name))
	}
	for _, name := range strings.Fields("AnyUrl AnyHttpUrl HttpUrl PostgresDsn RedisDsn EmailStr DirectoryPath FilePath Json ByteSize " +
		"PositiveInt NonNegativeInt StrictBool StrictStr StrictInt AliasChoices AliasPath conlist constr conint") {
		bind(name, typeForm(name)())
	}
}

// A modelField is the state of what Field() gives.
type modelField struct {
	fallback, factory value.Value
	// variable is the name of the variable where the field names one; the
	// zero Value if not.
	variable value.Value
}

var modelFieldClass = class("pydantic", "FieldInfo", nil)

func newModelField(h value.Host, a *arguments) (value.Value, error) {
	f := &modelField{fallback: a.value("default"), factory: a.value("default_factory")}
	for _, name := range []string{"env", "validation_alias", "alias"} {
		if v := a.value(name); !isNone(v) && f.variable.IsZero() {
			f.variable = v
		}
	}
	return h.Made(object(modelFieldClass, f), a.given...), nil
}

// A fieldCheck is the state of a method that validates: the names of the
// fields, or none for the whole model.
type fieldCheck struct {
	fields []string
	all    bool
}

var fieldCheckClass = class("pydantic", "validator", nil)

// validating is @validator("field") and its kin.
func validating(h value.Host, a *arguments) (value.Value, error) {
	check := &fieldCheck{all: strings.Contains(a.function, "model") || strings.Contains(a.function, "root") || a.open != nil}
	for _, f := range a.rest {
		if name, ok := value.Text(f); ok && name != "*" {
			check.fields = append(check.fields, name)
		} else {
			check.all = true
		}
	}
	made := h.Made(object(fieldCheckClass, check), a.given...)
	return h.Made(&value.Function{Name: a.function, Call: func(h value.Host, args value.Args) (value.Value, error) {
		return made, nil
	}}), nil
}

func newModelClass(name string, settings bool) *value.Class {
	return class("pydantic", name, names{
		"__init__": openFunction("__init__", "self, **given", func(h value.Host, a *arguments) (value.Value, error) {
			o := a.self()
			m := readModel(h, o.Class, settings)
			if a.open != nil {
				m.unknown = a.open
			}
			return h.Made(value.None{}), m.fill(h, o, a.named)
		}),
		"__class_getitem__": classGetItem,
		"dict":              method("dict", "**options", modelDict),
		"model_dump":        method("model_dump", "**options", modelDict),
		"__iter__": method("__iter__", "", func(h value.Host, a *arguments) (value.Value, error) {
			return h.MakeUnknown("", "comes from the fields of a model, which is not modelled", a.given...), nil
		}),
	})
}

func modelDict(h value.Host, a *arguments) (value.Value, error) {
	d := value.NewDict()
	if o := a.self(); o != nil {
		for _, name := range o.Attrs.Names() {
			v, _ := o.Attrs.Get(name)
			d.Set(str(h, name), v)
		}
	}
	if len(a.named) > 0 {
		d.Open = &value.Unknown{Reason: "comes from a model that is turned into a dict with options"}
	}
	return h.Made(d, a.given...), nil
}

// A model is what a class of fields says about itself.
type model struct {
	settings      bool
	prefix        string
	unknownPrefix bool
	file          map[string]string
	// checked are the fields with a validator of the program's own.
	checked map[string]bool
	unknown *value.Unknown
	fields  []namedField
	types   map[string]value.Value
}

func readModel(h value.Host, c *value.Class, settings bool) *model {
	m := &model{settings: settings, checked: map[string]bool{}, types: map[string]value.Value{}, fields: dataFields(c)}
	mro := c.MRO()
	for i := len(mro) - 1; i >= 0; i-- {
		k := mro[i]
		if k.Opaque != nil {
			m.unknown = k.Opaque
		}
		if notes, ok := annotationsOf(k); ok {
			for _, e := range notes.Entries() {
				if name, ok := value.Text(e.Key); ok {
					m.types[name] = e.Value
				}
			}
		}
		if k.Module == "pydantic" || k.Module == "builtins" {
			continue
		}
		m.readChecks(k)
		m.readConfig(h, k)
		for _, name := range []string{"settings_customise_sources", "customise_sources", "model_post_init"} {
			if _, own := k.Attrs.Get(name); own {
				m.unknown = &value.Unknown{Reason: "comes from settings that are read in a way of their own"}
			}
		}
	}
	return m
}

func annotationsOf(c *value.Class) (*value.Dict, bool) {
	v, _ := c.Attrs.Get("__annotations__")
	d, ok := v.Data.(*value.Dict)
	return d, ok
}

func (m *model) readChecks(c *value.Class) {
	for _, name := range c.Attrs.Names() {
		v, _ := c.Attrs.Get(name)
		o, ok := v.Data.(*value.Object)
		if !ok {
			continue
		}
		if check, ok := o.State.(*fieldCheck); ok {
			for _, f := range check.fields {
				m.checked[f] = true
			}
			if check.all {
				m.unknown = &value.Unknown{Reason: "comes from a model with a validator of its own"}
			}
		}
	}
}

// readConfig reads model_config, and class Config of pydantic 1.
func (m *model) readConfig(h value.Host, c *value.Class) {
	get := func(name string) value.Value { return value.Value{} }
	if v, ok := c.Attrs.Get("model_config"); ok {
		if d, ok := v.Data.(*value.Dict); ok {
			get = func(name string) value.Value { v, _ := d.GetStr(name); return v }
		} else {
			m.unknown = &value.Unknown{Reason: "comes from a model whose configuration is not known"}
		}
	} else if v, ok := c.Attrs.Get("Config"); ok {
		if k, ok := v.Data.(*value.Class); ok {
			get = func(name string) value.Value { v, _ := k.Lookup(name); return v }
		}
	}
	if v := get("env_prefix"); !isNone(v) {
		text, ok := value.Text(v)
		m.prefix, m.unknownPrefix = text, !ok
	}
	if v := get("env_file"); !isNone(v) {
		m.readFiles(h, v)
	}
	for _, name := range []string{"fields", "secrets_dir", "json_file", "yaml_file", "toml_file"} {
		if !isNone(get(name)) {
			m.unknown = &value.Unknown{Reason: "comes from a model whose configuration is not modelled"}
		}
	}
}

func (m *model) readFiles(h value.Host, v value.Value) {
	m.file = map[string]string{}
	for _, p := range fileNames(h, v) {
		if f, _ := h.File(p); f != nil {
			for _, l := range parseDotenv(string(f.Bytes)) {
				if l.bound {
					m.file[strings.ToUpper(l.name)] = l.text
				}
			}
		}
	}
}

// fill sets the fields of an instance.
func (m *model) fill(h value.Host, o *value.Object, given []value.NamedArg) error {
	for _, f := range m.fields {
		if strings.HasPrefix(f.name, "_") || f.name == "model_config" {
			continue
		}
		v, err := m.field(h, f, given)
		if err != nil {
			return err
		}
		o.Attrs.Set(f.name, v)
	}
	return nil
}

func (m *model) field(h value.Host, f namedField, given []value.NamedArg) (value.Value, error) {
	fallback, variable, err := m.fallback(h, f)
	if err != nil {
		return fallback, err
	}
	name := m.prefix + strings.ToUpper(f.name)
	if !variable.IsZero() {
		text, ok := value.Text(variable)
		if !ok {
			return h.MakeUnknown("", "comes from a field with several names"), nil
		}
		name = text
	}
	typ := fieldType(m.types[f.name])
	for _, g := range given {
		if g.Name == f.name || g.Name == name {
			return m.checkedValue(h, f.name, validated(h, typ, g.Value))
		}
	}
	switch {
	case m.unknown != nil:
		return h.MakeUnknown("", m.unknown.Reason), nil
	case m.unknownPrefix:
		return h.MakeUnknown("", "comes from a variable whose prefix is not known"), nil
	case !m.settings && fallback.IsZero():
		return value.Value{}, h.Raise(pydanticInvalid, "field required")
	case !m.settings:
		return m.checkedValue(h, f.name, fallback)
	}
	v, err := m.question(name, typ, fallback).ask(h)
	if err != nil {
		return v, err
	}
	return m.checkedValue(h, f.name, v)
}

// fallback returns a field's default, or the zero Value, and the name of its
// variable where it has one of its own.
func (m *model) fallback(h value.Host, f namedField) (fallback, variable value.Value, err error) {
	fallback = f.fallback
	if o, ok := fallback.Data.(*value.Object); ok {
		if info, ok := o.State.(*modelField); ok {
			fallback, variable = info.fallback, info.variable
			if !info.factory.IsZero() {
				if fallback, err = h.Call(info.factory, value.Args{}); err != nil {
					return fallback, variable, err
				}
			}
		}
	}
	if _, required := fallback.Data.(value.Ellipsis); required {
		fallback = value.Value{}
	}
	return fallback, variable, nil
}

func (m *model) question(name, typ string, fallback value.Value) question {
	return question{
		name: name, cast: typ, typ: typ, fallback: fallback, missing: pydanticInvalid,
		file:   func(name string) (string, bool) { text, ok := m.file[strings.ToUpper(name)]; return text, ok },
		parse:  func(h value.Host, text value.Value) (value.Value, error) { return parseField(h, typ, text) },
		absent: func(h value.Host, v value.Value) (value.Value, error) { return validated(h, typ, v), nil },
		somehow: func(h value.Host, text value.Value) (value.Value, error) {
			if typ == "SecretStr" {
				return newSecret(h, text), nil
			}
			return value.Value{}, nil
		},
	}
}

func (m *model) checkedValue(h value.Host, name string, v value.Value) (value.Value, error) {
	if m.checked[name] {
		return h.MakeUnknown("", "comes from a field with a validator of its own", v), nil
	}
	return v, nil
}

// fieldType names the type of an annotation: Optional[int] is "int".
func fieldType(v value.Value) string {
	switch d := v.Data.(type) {
	case *value.Class:
		return d.Name
	case *value.Object:
		f, ok := d.State.(*TypeForm)
		if !ok {
			return ""
		}
		switch f.Name {
		case "Optional", "Union", "Annotated", "Final":
			return unionType(f.Args)
		case "List", "Dict", "Tuple", "Set":
			return strings.ToLower(f.Name)
		case "Text":
			return "str"
		}
		return f.Name
	}
	return ""
}

func unionType(args []value.Value) string {
	for _, a := range args {
		if name := fieldType(a); name != "" && name != "NoneType" {
			return name
		}
	}
	return ""
}

var (
	pydanticTrue  = words("1 on t true y yes")
	pydanticFalse = words("0 off f false n no")
)

// parseField makes the value of a variable's text.
func parseField(h value.Host, typ string, v value.Value) (value.Value, error) {
	text, _ := value.Text(v)
	bad := func() (value.Value, error) { return v, h.Raise(pydanticInvalid, "value is not valid") }
	switch typ {
	case "str":
		return v, nil
	case "bool":
		word := strings.ToLower(text)
		if !pydanticTrue[word] && !pydanticFalse[word] {
			return bad()
		}
		return h.Made(value.Bool(pydanticTrue[word]), v), nil
	case "int":
		i, ok := parseInt(text)
		if !ok {
			return bad()
		}
		return h.Made(i, v), nil
	case "float":
		f, ok := parseFloat(text)
		if !ok {
			return bad()
		}
		return h.Made(f, v), nil
	case "list", "dict":
		return loadJSON(h, v, text)
	case "Path", "PosixPath":
		return h.Made(value.Path(JoinPath(text)), v), nil
	case "SecretStr":
		return newSecret(h, v), nil
	}
	return h.MakeUnknown("", "is made of a text by pydantic, which is not modelled for this type", v), nil
}

// validated is what a default or an argument becomes: one that has the type of
// its field stays as it is.
func validated(h value.Host, typ string, v value.Value) value.Value {
	name := v.Data.TypeName()
	_, isText := v.Data.(value.Str)
	switch {
	case name == typ || isNone(v) || !v.Known():
		return v
	case isText && typ != "" && typ != "list" && typ != "dict":
		if parsed, err := parseField(h, typ, v); err == nil {
			return parsed
		}
	case typ == "" || typ == "Any" || !isText && name != "int" && name != "float":
		return v
	case typ == "float" && name == "int":
		if n, ok := value.Number(v); ok {
			f, _ := n.Float64()
			return h.Made(value.Float(f), v)
		}
	case typ == "bool" && name == "int":
		return h.Made(value.Bool(value.Truthy(v) == value.Yes), v)
	}
	return h.MakeUnknown("", "is converted by pydantic, which is not modelled for this type", v)
}

var secretClass = newSecretClass("SecretStr")

func newSecretClass(name string) *value.Class {
	return class("pydantic", name, names{
		"__init__": method("__init__", "value", func(h value.Host, a *arguments) (value.Value, error) {
			*stateOf[value.Value](a) = a.value("value")
			return h.Made(value.None{}), nil
		}),
		"get_secret_value": method("get_secret_value", "", func(h value.Host, a *arguments) (value.Value, error) {
			if v := stateOf[value.Value](a); !v.IsZero() {
				return *v, nil
			}
			return h.MakeUnknown("str", "is a secret that is not known", a.given...), nil
		}),
	})
}

func newSecret(h value.Host, v value.Value) value.Value { return h.Made(object(secretClass, &v), v) }
