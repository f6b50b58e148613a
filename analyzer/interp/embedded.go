package interp

import (
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// embedded is the state of an instance of a class of the repository that
// derives from dict or list: the builtin value that it also is.
type embedded struct{ value.Value }

// subclassInstance makes an instance of a class of the repository that derives
// from a builtin type. Of types other than dict and list only its own
// attributes are modelled, not what it holds.
func (m *machine) subclassInstance(c *value.Class, args value.Args) (value.Value, error) {
	plain := *c
	plain.New = nil
	inner, ok := m.emptyBase(c)
	if !ok {
		plain.Opaque = &value.Unknown{
			Reason: "comes from the class " + c.Name + ", which derives from a builtin type", Key: m.siteKey()}
		return m.instantiate(&plain, args)
	}
	self := m.Made(&value.Object{Class: c, Attrs: m.makes(value.NewNamespace()), State: embedded{inner}}, args.All()...)
	init, err := m.GetAttr(self, "__init__")
	if err != nil {
		return self, err
	}
	_, err = m.Call(init, args)
	return self, err
}

// emptyBase returns the empty builtin value that a class derives from.
func (m *machine) emptyBase(c *value.Class) (value.Value, bool) {
	switch {
	case c.IsSubclass(m.classes["dict"]) == value.Yes:
		return m.Made(value.NewDict()), true
	case c.IsSubclass(m.classes["list"]) == value.Yes:
		return m.Made(&value.List{}), true
	}
	return value.Value{}, false
}

// embeddedIn returns the builtin value that an object also is.
func embeddedIn(v value.Value) (value.Value, bool) {
	o, ok := v.Data.(*value.Object)
	if !ok {
		return v, false
	}
	e, ok := o.State.(embedded)
	return e.Value, ok
}

// embeddedMethod returns a method of the builtin value that an object also is.
func (m *machine) embeddedMethod(self value.Value, name string) (value.Value, bool) {
	inner, ok := embeddedIn(self)
	if !ok {
		return value.Value{}, false
	}
	f := methodOf(inner, name)
	if f == nil {
		return value.Value{}, false
	}
	return value.Value{Data: &value.BoundMethod{Self: inner, Func: f}, Origin: self.Origin}, true
}

// The methods that dict and list answer by syntax, for those who call them by
// name, as super().__getitem__(key).
func syntaxMethods() map[string]method {
	return map[string]method{
		"__getitem__": func(m *machine, self value.Value, args value.Args) (value.Value, error) {
			key, err := first(m, args)
			if err != nil {
				return key, err
			}
			return m.GetItem(self, key)
		},
		"__setitem__": func(m *machine, self value.Value, args value.Args) (value.Value, error) {
			if len(args.Pos) != 2 {
				return value.Value{}, m.Raise("TypeError", "expected 2 arguments")
			}
			return m.none(), m.SetItem(self, args.Pos[0], args.Pos[1])
		},
		"__delitem__": func(m *machine, self value.Value, args value.Args) (value.Value, error) {
			key, err := first(m, args)
			if err != nil {
				return key, err
			}
			return m.none(), m.delItem(self, key)
		},
		"__contains__": func(m *machine, self value.Value, args value.Args) (value.Value, error) {
			key, err := first(m, args)
			if err != nil {
				return key, err
			}
			return m.membership("in", key, self)
		},
		"__iter__": func(m *machine, self value.Value, _ value.Args) (value.Value, error) {
			items, err := m.Iterate(self)
			return m.Made(&value.Iterator{Items: items, Kind: "iterator"}, self), err
		},
		"__len__": func(m *machine, self value.Value, _ value.Args) (value.Value, error) {
			return builtinLen(m, value.Args{Pos: []value.Value{self}})
		},
	}
}
