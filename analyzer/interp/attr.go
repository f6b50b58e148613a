package interp

import (
	"path"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// GetAttr implements value.Host.
func (m *machine) GetAttr(v value.Value, name string) (value.Value, error) {
	switch d := v.Data.(type) {
	case *value.Unknown:
		if a, ok, err := models.PathAttr(m, v, name); ok || err != nil {
			return a, err
		}
		return m.attrOfUnknown(d, v, name), nil
	case *value.Module:
		return m.moduleAttr(d, name)
	case *value.Object:
		return m.objectAttr(v, d, name)
	case *value.Class:
		return m.classAttr(v, d, name)
	case *value.Function:
		return m.functionAttr(v, d, name)
	case *value.BoundMethod:
		return m.functionAttr(v, d.Func, name)
	case value.Range:
		if a, ok := m.rangeAttr(v, d, name); ok {
			return a, nil
		}
	case value.Path:
		if a, ok, err := models.PathAttr(m, v, name); ok || err != nil {
			return a, err
		}
	case value.Timedelta:
		if a, ok, err := models.TimedeltaAttr(m, v, name); ok || err != nil {
			return a, err
		}
	}
	if f := methodOf(v, name); f != nil {
		if name == "fromkeys" {
			return m.Made(f), nil // a class method
		}
		return value.Value{Data: &value.BoundMethod{Self: v, Func: f}, Origin: v.Origin}, nil
	}
	if name == "__class__" {
		return m.typeOf(v), nil
	}
	return m.noAttr(v, name)
}

// noAttr is an attribute that a builtin value does not have, or that is not
// modelled: the two cannot be told apart for lack of a full list.
func (m *machine) noAttr(v value.Value, name string) (value.Value, error) {
	if (v.Data == (value.None{}) || strings.HasPrefix(name, "__")) && !hasSpecialOf(v, name) {
		return value.Value{}, m.Raise("AttributeError", name)
	}
	return m.MakeUnknown("", "comes from "+v.Data.TypeName()+"."+name+", which is not modelled", v), nil
}

// attrOfUnknown is an attribute of something unknown: the same each time.
func (m *machine) attrOfUnknown(u *value.Unknown, v value.Value, name string) value.Value {
	reason := u.Reason
	if u.Reason == "" {
		reason = "comes from " + name + ", which is not modelled"
	}
	return value.Value{
		Data:   &value.Unknown{Reason: reason, Key: attrKey(u.Key, name), Env: u.Env},
		Origin: m.origin([]value.Value{v}),
	}
}

// attrKey keeps the start and the end of a key: what it comes from, and the
// name of the attribute.
func attrKey(key, name string) string {
	if len(key) > 160 {
		if rest, foreign := strings.CutPrefix(key, "foreign:"); foreign {
			key = "foreign:" + shortKey(rest)
		} else {
			key = shortKey(key)
		}
	}
	return key + "." + name
}

func (m *machine) moduleAttr(mod *value.Module, name string) (value.Value, error) {
	if v, ok := mod.Names.Get(name); ok {
		m.reads(v)
		return v, nil
	}
	m.misses(name)
	if sub, ok := m.modules[mod.Name+"."+name]; ok {
		return m.Made(sub), nil
	}
	if v, ok := m.moduleSpecial(mod, name); ok {
		return v, nil
	}
	if name == "__dict__" {
		return m.namespaceDict(mod.Names), nil
	}
	if mod.Foreign != nil {
		return m.foreignAttr(mod, name), nil
	}
	if mod.Names.Open != nil {
		return value.Value{Data: mod.Names.Open, Origin: &value.Origin{At: m.Site()}}, nil
	}
	return value.Value{}, m.Raise("AttributeError", name)
}

// moduleSpecial is a name that the import system binds in a module.
func (m *machine) moduleSpecial(mod *value.Module, name string) (value.Value, bool) {
	switch name {
	case "__name__":
		return m.Made(value.Str(mod.Name)), true
	case "__doc__":
		if mod.Foreign == nil {
			return m.Made(value.None{}), true
		}
	case "__package__":
		return m.Made(value.Str(m.packageOf(mod))), true
	}
	if mod.File == nil {
		return m.moduleElsewhere(mod, name)
	}
	switch name {
	case "__file__":
		return m.Made(value.Str(absolute(mod.Path))), true
	case "__path__":
		if path.Base(mod.Path) == "__init__.py" {
			folder := m.Made(value.Str(absolute(path.Dir(mod.Path))))
			return m.Made(&value.List{Items: []value.Value{folder}}), true
		}
	case "__spec__", "__loader__", "__cached__", "__builtins__":
		return m.MakeUnknown("", "is of the import system"), true
	}
	return value.Value{}, false
}

// moduleElsewhere is a name that the import system binds in a module that has no
// file in the repository.
func (m *machine) moduleElsewhere(mod *value.Module, name string) (value.Value, bool) {
	switch name {
	case "__file__", "__path__", "__spec__", "__loader__", "__cached__", "__builtins__":
		if mod.Foreign == nil {
			return m.MakeUnknown("", "is of the import system"), true
		}
	}
	return value.Value{}, false
}

// foreignAttr is an attribute of a module that is not modelled.
func (m *machine) foreignAttr(mod *value.Module, name string) value.Value {
	full := mod.Name + "." + name
	return value.Value{
		Data:   &value.Unknown{Reason: "comes from " + full + ", which is not modelled", Key: "foreign:" + full},
		Origin: &value.Origin{At: m.Site()},
	}
}

func (m *machine) objectAttr(v value.Value, o *value.Object, name string) (value.Value, error) {
	switch s := o.State.(type) {
	case *namespaceDict:
		return m.namespaceMethod(v, s, name)
	case superOf:
		return m.superAttr(s, name)
	case [3]value.Value:
		if i := slices.Index([]string{"start", "stop", "step"}, name); i >= 0 {
			return s[i], nil
		}
	}
	inClass, found := o.Class.Lookup(name)
	if p, ok := asProperty(inClass); ok && found == value.Yes {
		return m.Call(p.get, value.Args{Pos: []value.Value{v}})
	}
	if a, ok := o.Attrs.Get(name); ok {
		return a, nil
	}
	if found == value.Yes {
		return m.boundOrGot(v, inClass)
	}
	if f, ok := m.embeddedMethod(v, name); ok {
		return f, nil
	}
	if o.Class.GetAttr != nil {
		a, err := o.Class.GetAttr(m, o, name)
		if err != nil || !a.IsZero() {
			return a, err
		}
	}
	switch name {
	case "__class__":
		return m.Made(o.Class), nil
	case "__dict__":
		return m.namespaceDict(o.Attrs), nil
	}
	if getter, ok := o.Class.Lookup("__getattr__"); ok == value.Yes {
		return m.Call(m.bind(v, getter), value.Args{Pos: []value.Value{m.Made(value.Str(name))}})
	}
	if found == value.Maybe || o.Attrs.Open != nil {
		return m.attrOfUnknown(o.Class.OpaqueReason(), v, name), nil
	}
	return m.absent(o.Class, v, name)
}

// absent is an attribute that a class does not have. A class of the repository
// is known in full; of any other, only what is modelled is.
func (m *machine) absent(c *value.Class, v value.Value, name string) (value.Value, error) {
	special := strings.HasPrefix(name, "__") && !hasSpecial(name) && !exceptionAttrs[name]
	if m.inRepository(c) && !strings.HasPrefix(name, "__") || special {
		return value.Value{}, m.Raise("AttributeError", name)
	}
	return m.MakeUnknown("", "comes from "+c.Name+"."+name+", which is not modelled", v), nil
}

// inRepository reports whether the repository defines a class.
func (m *machine) inRepository(c *value.Class) bool {
	mod := m.modules[c.Module]
	return mod != nil && mod.File != nil
}

// exceptionAttrs are the attributes of an exception that are not modelled.
var exceptionAttrs = map[string]bool{
	"__cause__": true, "__context__": true, "__traceback__": true, "__suppress_context__": true,
}

// hasSpecial reports whether every object has a special attribute.
func hasSpecial(name string) bool { return slices.Contains(specialOfObject, name) }

var specialOfObject = []string{
	"__doc__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__", "__ge__", "__hash__", "__repr__", "__str__", "__format__",
	"__dir__", "__sizeof__", "__reduce__", "__reduce_ex__", "__getattribute__", "__setattr__", "__delattr__", "__new__",
	"__init__", "__init_subclass__", "__subclasshook__", "__getstate__", "__class__", "__module__",
}

// specialOfBuiltin are the special attributes of builtin values that are asked
// for to tell them apart.
var specialOfBuiltin = map[string]string{
	"__iter__": "str bytes list tuple dict set frozenset", "__len__": "str bytes list tuple dict set frozenset",
	"__contains__": "str bytes list tuple dict set frozenset", "__getitem__": "str bytes list tuple dict",
	"__add__": "str bytes list tuple int float bool", "__mul__": "str bytes list tuple int float bool",
	"__int__": "int float bool", "__float__": "int float bool", "__bool__": "int float bool NoneType", "__index__": "int bool",
	"__mod__": "str bytes int float bool", "__reversed__": "list dict", "__or__": "int bool dict set frozenset",
	"__fspath__": "PosixPath", "__truediv__": "int float bool PosixPath", "__sub__": "int float bool set frozenset",
}

// hasSpecialOf reports whether a builtin value has a special attribute.
func hasSpecialOf(v value.Value, name string) bool {
	if hasSpecial(name) && name != "__module__" {
		return true
	}
	if _, iterator := v.Data.(*value.Iterator); iterator && (name == "__iter__" || name == "__next__") {
		return true
	}
	return slices.Contains(strings.Fields(specialOfBuiltin[name]), v.Data.TypeName())
}

func asProperty(v value.Value) (property, bool) {
	o, ok := v.Data.(*value.Object)
	if !ok {
		return property{}, false
	}
	if p, ok := o.State.(models.Property); ok {
		return property{get: p.Get}, true
	}
	p, ok := o.State.(property)
	return p, ok
}

// boundOrGot binds what was found on a class to the object; a property is
// asked.
func (m *machine) boundOrGot(self, found value.Value) (value.Value, error) {
	if p, ok := asProperty(found); ok {
		return m.Call(p.get, value.Args{Pos: []value.Value{self}})
	}
	return m.bind(self, found), nil
}

func (m *machine) classAttr(v value.Value, c *value.Class, name string) (value.Value, error) {
	a, found := c.Lookup(name)
	if a, ok, err := m.metaAttr(c, name, found); ok || err != nil {
		return a, err
	}
	if found == value.Yes {
		if o, ok := a.Data.(*value.Object); ok {
			switch s := o.State.(type) {
			case staticMethod:
				return value.Value(s), nil
			case classMethod:
				return m.bind(v, a), nil
			case models.ClassProperty:
				return m.Call(s.Get, value.Args{Pos: []value.Value{v}})
			}
		}
		return a, nil
	}
	switch name {
	case "__name__", "__qualname__":
		return m.Made(value.Str(c.Name)), nil
	case "__dict__":
		return m.namespaceDict(c.Attrs), nil
	case "__mro__":
		return m.classTuple(c.MRO()), nil
	case "__bases__":
		return m.classTuple(c.Bases), nil
	case "mro":
		return m.Made(&value.Function{Name: "mro", Call: func(h value.Host, _ value.Args) (value.Value, error) {
			t := m.classTuple(c.MRO()).Data.(*value.Tuple)
			return h.Made(&value.List{Items: t.Items}), nil
		}}), nil
	}
	if f := objectMethod(name); f != nil && c == m.classes["object"] {
		return m.Made(f), nil
	}
	if f := methodOfType(c.Name, name); f != nil && c.Module == "builtins" {
		return m.Made(f), nil
	}
	if found == value.Maybe {
		return m.attrOfUnknown(c.OpaqueReason(), v, name), nil
	}
	return m.noClassAttr(v, c, name)
}

func (m *machine) classTuple(classes []*value.Class) value.Value {
	items := make([]value.Value, len(classes))
	for i, c := range classes {
		items[i] = m.Made(c)
	}
	return m.Made(&value.Tuple{Items: items})
}

func (m *machine) functionAttr(v value.Value, f *value.Function, name string) (value.Value, error) {
	if a, ok := f.Attrs.Get(name); ok {
		return a, nil
	}
	switch name {
	case "__name__", "__qualname__":
		return m.Made(value.Str(f.Name)), nil
	case "__doc__":
		return m.Made(value.None{}), nil
	case "__module__":
		return m.Made(value.Str(m.frame.module.Name)), nil
	case "__call__":
		return v, nil
	}
	return value.Value{}, m.Raise("AttributeError", name)
}

// SetAttr implements value.Host.
func (m *machine) SetAttr(v value.Value, name string, x value.Value) error {
	m.acts++
	if o, ok := v.Data.(*value.Object); ok {
		if f, found := o.Class.Lookup("__setattr__"); found == value.Yes {
			_, err := m.Call(m.bind(v, f), value.Args{Pos: []value.Value{m.Made(value.Str(name)), x}})
			return err
		}
	}
	ns := attributesOf(v)
	if ns == nil {
		return nil // an attribute of something unknown
	}
	m.bindIn(ns, name, &value.Binding{Value: x, At: m.Site(), Guards: m.frame.guards})
	return nil
}

// delAttr is del v.name. A class's attribute is not the object's to delete.
func (m *machine) delAttr(v value.Value, name string) error {
	if o, ok := v.Data.(*value.Object); ok {
		if f, found := o.Class.Lookup("__delattr__"); found == value.Yes {
			_, err := m.Call(m.bind(v, f), value.Args{Pos: []value.Value{m.Made(value.Str(name))}})
			return err
		}
		if _, own := asProperty(inClass(o, name)); own {
			return nil
		}
	}
	ns := attributesOf(v)
	switch {
	case !v.Known() || ns != nil && ns.Open != nil:
	case ns == nil || !m.unbind(ns, name):
		return m.Raise("AttributeError", name)
	}
	return nil
}

// inClass is what an object's class has of that name.
func inClass(o *value.Object, name string) value.Value {
	v, _ := o.Class.Lookup(name)
	return v
}

// attributesOf returns the namespace in which attributes of v are set, or nil.
func attributesOf(v value.Value) *value.Namespace {
	switch d := v.Data.(type) {
	case *value.Module:
		return d.Names
	case *value.Object:
		return d.Attrs
	case *value.Class:
		return d.Attrs
	case *value.Function:
		if d.Attrs == nil {
			d.Attrs = value.NewNamespace()
		}
		return d.Attrs
	}
	return nil
}

// Str implements value.Host.
func (m *machine) Str(v value.Value) (string, bool) {
	if o, ok := v.Data.(*value.Object); ok {
		for _, name := range []string{"__str__", "__repr__", "__fspath__"} {
			if f, found := o.Class.Lookup(name); found == value.Yes {
				s, err := m.Call(m.bind(v, f), value.Args{})
				if err != nil {
					return "", false
				}
				return value.Text(s)
			}
		}
		return "", false
	}
	if t, ok := v.Data.(value.Timedelta); ok {
		return models.TimedeltaText(t), true
	}
	return value.String(v)
}
