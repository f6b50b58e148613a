package interp

import (
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// namespaceDict is the state of the dict that globals(), vars() and __dict__
// give: it is the namespace itself.
type namespaceDict struct{ names *value.Namespace }

// namespaceDict returns that dict, the same one each time.
func (m *machine) namespaceDict(ns *value.Namespace) value.Value {
	if m.namespaces[ns] == nil {
		m.bindSpecials(ns)
		m.namespaces[ns] = &value.Object{Class: m.classes["dict"], Attrs: value.NewNamespace(), State: &namespaceDict{ns}}
	}
	return m.Made(m.namespaces[ns])
}

// bindSpecials binds in a module's namespace what the import system does: few
// ask for it other than by its name.
func (m *machine) bindSpecials(ns *value.Namespace) {
	mod := m.owner(ns)
	if mod == nil || mod.Foreign != nil {
		return
	}
	for _, name := range []string{"__name__", "__doc__", "__package__", "__loader__", "__spec__", "__path__", "__file__", "__cached__", "__builtins__"} {
		if v, ok := m.moduleSpecial(mod, name); ok && ns.Lookup(name) == nil {
			ns.Set(name, v)
		}
	}
}

// owner returns the module whose names a namespace holds, or nil.
func (m *machine) owner(ns *value.Namespace) *value.Module {
	if m.frame.globals == ns {
		return m.frame.module
	}
	for _, mod := range m.modules {
		if mod.Names == ns {
			return mod
		}
	}
	return nil
}

// setName binds a name through such a dict; a name that is not known may be
// any.
func (m *machine) setName(ns *value.Namespace, key, x value.Value) {
	name, known := value.Text(key)
	if !known {
		if u := value.UnknownIn(key); u != nil {
			m.openAll(ns, u)
		}
		return
	}
	m.bindIn(ns, name, &value.Binding{Value: x, At: m.Site(), Guards: m.frame.guards})
}

// openAll notes that names that are not known are bound: any of those that are
// bound already may be among them.
func (m *machine) openAll(ns *value.Namespace, u *value.Unknown) {
	if !m.leaks(ns) {
		return
	}
	ns.Open = u
	ns.Overlay(&value.Outside{At: m.Site(), Without: "what is read at " + place(m.Site()) + " does not change this"})
}

func (m *machine) namespaceItem(v value.Value, d *namespaceDict, key value.Value) (value.Value, error) {
	name, known := value.Text(key)
	if !known {
		m.readsAll(d.names)
		return m.derived("", "[]", v, key), nil
	}
	m.readsName(d.names, name)
	if item, ok := d.names.Get(name); ok {
		return item, nil
	}
	if d.names.Open != nil {
		return value.Value{Data: d.names.Open, Origin: &value.Origin{At: m.Site()}}, nil
	}
	return value.Value{}, m.Raise("KeyError", "key")
}

// namespaceMethod is a method of such a dict.
func (m *machine) namespaceMethod(v value.Value, d *namespaceDict, name string) (value.Value, error) {
	method := func(f func(args value.Args) (value.Value, error)) (value.Value, error) {
		return m.Made(&value.Function{Name: name, Call: func(_ value.Host, args value.Args) (value.Value, error) {
			return f(args)
		}}), nil
	}
	switch name {
	case "update":
		return method(func(args value.Args) (value.Value, error) { return m.updateNames(d.names, args) })
	case "get", "setdefault", "pop":
		return method(func(args value.Args) (value.Value, error) { return m.namespaceGet(v, d, name, args) })
	case "items", "keys", "values", "copy":
		return method(func(args value.Args) (value.Value, error) {
			snapshot := value.NewDict()
			if err := m.updateDict(snapshot, v); err != nil {
				return value.Value{}, err
			}
			if d.names.Open != nil {
				snapshot.Open = d.names.Open
			}
			return m.Call(value.Value{Data: &value.BoundMethod{
				Self: m.Made(snapshot), Func: methodOfType("dict", name)}}, args)
		})
	case "__setitem__":
		return method(func(args value.Args) (value.Value, error) {
			if len(args.Pos) == 2 {
				m.setName(d.names, args.Pos[0], args.Pos[1])
			}
			return m.Made(value.None{}), nil
		})
	}
	return m.MakeUnknown("", "comes from a method of a namespace that is not modelled"), nil
}

func (m *machine) updateNames(ns *value.Namespace, args value.Args) (value.Value, error) {
	update := value.NewDict()
	for _, a := range args.Pos {
		if err := m.updateDictFrom(update, a); err != nil {
			return value.Value{}, err
		}
	}
	for _, n := range args.Named {
		update.Set(m.Made(value.Str(n.Name)), n.Value)
	}
	if args.Open != nil {
		update.Open = args.Open
	}
	if update.Open != nil {
		m.openAll(ns, update.Open)
	}
	for _, e := range update.Entries() {
		m.setName(ns, e.Key, e.Value)
	}
	return m.Made(value.None{}), m.Spend(update.Len())
}

func (m *machine) namespaceGet(v value.Value, d *namespaceDict, method string, args value.Args) (value.Value, error) {
	if len(args.Pos) == 0 {
		return value.Value{}, m.Raise("TypeError", "missing a required argument")
	}
	fallback, given := args.Get(1, "default")
	name, known := value.Text(args.Pos[0])
	item, found := d.names.Get(name)
	m.readsName(d.names, name)
	switch {
	case !known:
		m.readsAll(d.names)
		return m.derived("", method, args.All()...), nil
	case found:
		if method == "pop" {
			m.unbind(d.names, name)
		}
		return item, nil
	case d.names.Open != nil:
		return value.Value{Data: d.names.Open, Origin: &value.Origin{At: m.Site()}}, nil
	case !given && method == "pop":
		return value.Value{}, m.Raise("KeyError", "key")
	case !given:
		fallback = m.Made(value.None{})
	}
	if method == "setdefault" {
		m.setName(d.names, args.Pos[0], fallback)
	}
	return fallback, nil
}
