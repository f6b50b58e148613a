package interp

import (
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Metaclasses of the repository: classes that derive from type, whose __new__,
// __init__ and __call__ make classes and their instances.

// addTypeMethods gives type the methods that metaclasses call by super().
func addTypeMethods(typ *value.Class) {
	for name, f := range map[string]builtin{
		"__new__":  typeNew,
		"__init__": func(m *machine, _ value.Args) (value.Value, error) { return m.none(), nil },
		"__call__": func(m *machine, args value.Args) (value.Value, error) {
			self, err := first(m, args)
			if err != nil {
				return self, err
			}
			args.Pos = args.Pos[1:]
			if c, ok := self.Data.(*value.Class); ok {
				return m.construct(c, args)
			}
			return m.MakeUnknown("", "comes from type.__call__() of what is no class", self), nil
		},
	} {
		typ.Attrs.Set(name, value.Value{Data: &value.Function{Name: name, Call: func(h value.Host, args value.Args) (value.Value, error) {
			return f(h.(*machine), args)
		}}})
	}
}

// isOwnMeta reports whether a class is a metaclass of the repository.
func (m *machine) isOwnMeta(c *value.Class) bool {
	return c.Module != "builtins" && c.IsSubclass(m.classes["type"]) == value.Yes
}

// metaMethod returns what the repository's metaclass of a class has under a
// name, bound to the class.
func (m *machine) metaMethod(c *value.Class, name string) (value.Value, bool) {
	if c.Meta == nil {
		return value.Value{}, false
	}
	for _, k := range c.Meta.MRO() {
		if k == m.classes["type"] {
			break
		}
		if f, ok := k.Attrs.Get(name); ok {
			return m.bind(m.Made(c), f), true
		}
	}
	return value.Value{}, false
}

// makeByMeta has the metaclass make a class of what its body has bound.
func (m *machine) makeByMeta(c *value.Class, bases []value.Value, keywords []value.NamedArg) (value.Value, error) {
	names := value.NewDict()
	for _, n := range c.Attrs.Names() {
		v, _ := c.Attrs.Get(n)
		names.Set(m.Made(value.Str(n)), v)
	}
	made, err := m.callMeta(c.Meta, value.Args{
		Pos:   []value.Value{m.Made(value.Str(c.Name)), m.Made(&value.Tuple{Items: bases}), m.Made(names)},
		Named: keywords,
	})
	if fresh, ok := made.Data.(*value.Class); ok && err == nil {
		keepBindings(fresh.Attrs, c.Attrs)
	}
	return made, err
}

// keepBindings gives names that went through a metaclass unchanged the places
// where the class's body bound them.
func keepBindings(names, body *value.Namespace) {
	for _, n := range names.Names() {
		b, was := names.Lookup(n), body.Lookup(n)
		if was != nil && was.Value == b.Value {
			names.Bind(n, was)
		}
	}
}

// callMeta calls a metaclass: its __new__ makes the class, its __init__ has a
// look at it.
func (m *machine) callMeta(meta *value.Class, args value.Args) (value.Value, error) {
	create, _ := meta.Lookup("__new__")
	made, err := m.Call(create, value.Args{Pos: append([]value.Value{m.Made(meta)}, args.Pos...), Named: args.Named, Open: args.Open})
	if err != nil {
		return made, err
	}
	c, ok := made.Data.(*value.Class)
	if !ok || c.Meta == nil || c.Meta.IsSubclass(meta) != value.Yes {
		return made, nil
	}
	initialise, _ := meta.Lookup("__init__")
	_, err = m.Call(initialise, value.Args{Pos: append([]value.Value{made}, args.Pos...), Named: args.Named, Open: args.Open})
	return made, err
}

// typeNew is type.__new__(meta, name, bases, names).
func typeNew(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) != 4 || args.Open != nil {
		return m.MakeUnknown("type", "comes from type.__new__() with arguments that are not modelled", args.All()...), nil
	}
	meta, _ := args.Pos[0].Data.(*value.Class)
	made, err := newType(m, value.Args{Pos: args.Pos[1:]})
	c, ok := made.Data.(*value.Class)
	if err != nil || !ok {
		return made, err
	}
	if meta != nil && m.isOwnMeta(meta) {
		c.Meta = meta
	}
	if v, ok := c.Attrs.Get("__module__"); ok {
		if name, known := value.Text(v); known {
			c.Module = name
		}
	}
	return made, m.initSubclass(c, args.Named)
}

// metaAttr is an attribute that a class has of its metaclass: properties come
// before its own, all else after.
func (m *machine) metaAttr(c *value.Class, name string, own value.Truth) (value.Value, bool, error) {
	f, ok := m.metaMethod(c, name)
	if ok {
		if p, isProperty := asProperty(f); isProperty {
			v, err := m.Call(p.get, value.Args{Pos: []value.Value{m.Made(c)}})
			return v, err == nil, err
		}
		return f, own == value.No, nil
	}
	return f, false, nil
}

// noClassAttr is an attribute that a class does not have, for which its
// metaclass may have an answer.
func (m *machine) noClassAttr(v value.Value, c *value.Class, name string) (value.Value, error) {
	if getter, ok := m.metaMethod(c, "__getattr__"); ok {
		return m.Call(getter, value.Args{Pos: []value.Value{m.Made(value.Str(name))}})
	}
	return m.absent(c, v, name)
}
