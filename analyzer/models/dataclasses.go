package models

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// dataclasses, and attrs where it does the same.
//
// https://docs.python.org/3/library/dataclasses.html

var dataclassModules = map[string]module{
	"dataclasses": {names: names{
		"dataclass":           openFunction("dataclass", "cls=, **options", decorateDataclass),
		"field":               function("field", "*, default=, default_factory=, init=, repr=, hash=, compare=, metadata=, kw_only=", newField),
		"asdict":              function("asdict", "obj, dict_factory=", dataclassDict),
		"replace":             unmodelled("replace", "", "comes from dataclasses.replace(), which is not modelled"),
		"fields":              unmodelled("fields", "tuple", "comes from dataclasses.fields(), which is not modelled"),
		"is_dataclass":        unmodelled("is_dataclass", "bool", "comes from dataclasses.is_dataclass(), which is not modelled"),
		"MISSING":             func() value.Data { return object(class("dataclasses", "_MISSING_TYPE", nil), nil) },
		"FrozenInstanceError": typeName("dataclasses", "FrozenInstanceError"),
	}},
}

// A dataField is the state of what field() gives.
type dataField struct {
	fallback, factory value.Value
	init              bool
}

var fieldClass = class("dataclasses", "Field", nil)

func newField(h value.Host, a *arguments) (value.Value, error) {
	return h.Made(object(fieldClass, &dataField{
		fallback: a.value("default"), factory: a.value("default_factory"), init: a.flag("init", true) != value.No,
	}), a.given...), nil
}

// decorateDataclass is @dataclass, with and without arguments.
func decorateDataclass(h value.Host, a *arguments) (value.Value, error) {
	if c, ok := a.value("cls").Data.(*value.Class); ok {
		makeDataclass(c)
		return a.value("cls"), nil
	}
	return h.Made(function("dataclass", "cls", func(h value.Host, a *arguments) (value.Value, error) {
		if c, ok := a.value("cls").Data.(*value.Class); ok {
			makeDataclass(c)
		}
		return a.value("cls"), nil
	})), nil
}

// A dataField's name and default in the order of the class and its bases.
type namedField struct {
	name string
	dataField
}

func dataFields(c *value.Class) []namedField {
	var all []namedField
	at := map[string]int{}
	mro := c.MRO()
	for i := len(mro) - 1; i >= 0; i-- {
		fields, defaults := annotated(mro[i])
		for _, name := range fields {
			f := namedField{name, dataField{fallback: defaults[name], init: true}}
			if o, ok := f.fallback.Data.(*value.Object); ok {
				if given, ok := o.State.(*dataField); ok {
					f.dataField = *given
				}
			}
			if j, again := at[name]; again {
				all[j] = f
				continue
			}
			at[name] = len(all)
			all = append(all, f)
		}
	}
	return all
}

// makeDataclass gives a class its __init__.
func makeDataclass(c *value.Class) {
	fields := dataFields(c)
	var params []string
	for _, f := range fields {
		switch {
		case !f.init:
		case f.fallback.IsZero() && f.factory.IsZero():
			params = append(params, f.name)
		default:
			params = append(params, f.name+"=")
		}
		if !f.fallback.IsZero() {
			c.Attrs.Set(f.name, f.fallback)
		}
	}
	if _, own := c.Attrs.Get("__init__"); own {
		return
	}
	c.Attrs.Set("__init__", value.Value{Data: openFunction("__init__", "self,"+strings.Join(params, ","), func(h value.Host, a *arguments) (value.Value, error) {
		return initFields(h, a, fields)
	})})
	c.Attrs.Set("__dataclass_fields__", value.Value{Data: &value.Tuple{}})
}

func initFields(h value.Host, a *arguments, fields []namedField) (value.Value, error) {
	o := a.self()
	for _, f := range fields {
		v, given := a.get(f.name)
		switch {
		case given:
		case a.open != nil:
			v = h.MakeUnknown("", "is a field that is not known")
		case !f.factory.IsZero():
			var err error
			if v, err = h.Call(f.factory, value.Args{}); err != nil {
				return v, err
			}
		case f.fallback.IsZero():
			continue
		default:
			v = f.fallback
		}
		o.Attrs.Set(f.name, v)
	}
	after, found := o.Class.Lookup("__post_init__")
	if found != value.Yes {
		return h.Made(value.None{}), nil
	}
	_, err := call(h, after, a.value("self"))
	return h.Made(value.None{}), err
}

func dataclassDict(h value.Host, a *arguments) (value.Value, error) {
	return asDict(h, a.value("obj"), 0)
}

// asDict turns an instance of a dataclass, and those in it, into dicts.
func asDict(h value.Host, v value.Value, depth int) (value.Value, error) {
	if err := h.Spend(1); err != nil || depth > 16 {
		return v, err
	}
	switch d := v.Data.(type) {
	case *value.Object:
		out := value.NewDict()
		for _, f := range dataFields(d.Class) {
			if item, ok := d.Attrs.Get(f.name); ok {
				inner, err := asDict(h, item, depth+1)
				if err != nil {
					return v, err
				}
				out.Set(str(h, f.name, v), inner)
			}
		}
		return h.Made(out, v), nil
	case *value.List:
		items := make([]value.Value, len(d.Items))
		for i, it := range d.Items {
			var err error
			if items[i], err = asDict(h, it, depth+1); err != nil {
				return v, err
			}
		}
		return h.Made(&value.List{Items: items}, v), nil
	}
	return v, nil
}
