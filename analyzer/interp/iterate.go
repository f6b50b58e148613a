package interp

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Iterate implements value.Host.
func (m *machine) Iterate(v value.Value) ([]value.Value, error) {
	if _, lazy := v.Data.(*value.Iterator); !lazy {
		if items, ok := value.Spread(v); ok {
			return slices.Clone(items), m.Spend(len(items))
		}
	}
	it, err := m.iter(v)
	if err != nil {
		return nil, err
	}
	var items []value.Value
	for {
		item, more, err := it.Next()
		if err != nil || !more {
			return items, err
		}
		if len(items) >= maxMade {
			return []value.Value{m.splice("comes from an iterator that goes on for long")}, nil
		}
		items = append(items, item)
		if err := m.Spend(1); err != nil {
			return nil, err
		}
	}
}

// splice stands for any number of items that are not known for a reason.
func (m *machine) splice(reason string) value.Value {
	return value.Value{Data: &value.Splice{Of: &value.Unknown{Reason: reason, Key: m.siteKey()}}}
}

// iter is iter(v), for all that the interpreter iterates.
func (m *machine) iter(v value.Value) (*value.Iterator, error) {
	switch d := v.Data.(type) {
	case *value.Unknown:
		return &value.Iterator{Items: []value.Value{{Data: &value.Splice{Of: d}, Origin: v.Origin}}, Kind: "iterator"}, nil
	case *value.Iterator:
		return d, nil
	case *value.List:
		return m.iterList(d), nil
	case *value.Dict:
		return m.iterDict(&value.View{Of: d, Kind: value.Keys}), nil
	case *value.View:
		return m.iterDict(d), nil
	case value.Range:
		return m.iterRange(v, d), nil
	case *value.Set:
		return m.iterSet(v, d), nil
	case *value.Object:
		return m.iterObject(v, d)
	case *value.Class:
		return m.iterClass(v, d)
	}
	items, ok := value.Spread(v)
	if !ok {
		return nil, m.Raise("TypeError", "object is not iterable")
	}
	return &value.Iterator{Items: items, Kind: v.Data.TypeName() + "_iterator"}, nil
}

// iterList sees what happens to the list while it is iterated.
func (m *machine) iterList(l *value.List) *value.Iterator {
	i, seen := 0, l.Items
	return &value.Iterator{Kind: "list_iterator", Make: func() (value.Value, bool, error) {
		if i > 0 && len(seen) != len(l.Items) && value.HasSplice(l.Items) {
			return m.restOf(&i)
		}
		seen = l.Items
		if i >= len(l.Items) {
			return value.Value{}, false, nil
		}
		i++
		return l.Items[i-1], true, nil
	}}
}

// restOf is what is left of a list that has changed in a way that is not
// known.
func (m *machine) restOf(i *int) (value.Value, bool, error) {
	if *i < 0 {
		return value.Value{}, false, nil
	}
	*i = -1
	return m.splice("is iterated while it changes"), true, nil
}

var viewIterators = map[value.ViewKind]string{
	value.Keys: "dict_keyiterator", value.Values: "dict_valueiterator", value.Items: "dict_itemiterator",
}

// iterDict refuses to go on where keys have come or gone. What it gives are the
// keys as they are when they are asked for, or what belongs to them.
func (m *machine) iterDict(view *value.View) *value.Iterator {
	d, i, seen := view.Of, 0, value.Value{}
	known := d.Len()
	return &value.Iterator{Kind: viewIterators[view.Kind], Make: func() (value.Value, bool, error) {
		entries := d.Entries()
		switch {
		case len(entries) != known:
			return value.Value{}, false, m.Raise("RuntimeError", "dictionary changed size during iteration")
		case i > known || i == known && d.Open == nil:
			return value.Value{}, false, nil
		case i > 0 && entries[i-1].Key.Data != seen.Data:
			i = known + 1
			return m.splice("is iterated while it changes"), true, nil
		case i == known:
			i++
			return value.Value{Data: &value.Splice{Of: d.Open}}, true, nil
		}
		seen = entries[i].Key
		i++
		return view.Item(entries[i-1]), true, nil
	}}
}

func (m *machine) iterSet(v value.Value, s *value.Set) *value.Iterator {
	items, _ := value.Spread(v)
	i, known := 0, s.Len()
	return &value.Iterator{Kind: "set_iterator", Make: func() (value.Value, bool, error) {
		switch {
		case s.Len() != known:
			return value.Value{}, false, m.Raise("RuntimeError", "Set changed size during iteration")
		case i >= len(items):
			return value.Value{}, false, nil
		}
		i++
		return items[i-1], true, nil
	}}
}

func (m *machine) iterObject(v value.Value, o *value.Object) (*value.Iterator, error) {
	if ns, ok := o.State.(*namespaceDict); ok {
		return m.iterNames(ns), nil
	}
	made, err := m.iterOf(v, o)
	if err != nil {
		return nil, err
	}
	switch d := made.Data.(type) {
	case *value.Iterator:
		return d, nil
	case *value.Object:
		if next, err := m.GetAttr(made, "__next__"); err == nil && next.Known() {
			return m.iterCalls("iterator", next, value.Args{}, "StopIteration"), nil
		}
	}
	return m.iter(made)
}

// iterOf is what iter() gives for an object: what its method returns.
func (m *machine) iterOf(v value.Value, o *value.Object) (value.Value, error) {
	f, err := m.GetAttr(v, "__iter__")
	if err == nil {
		return m.Call(f, value.Args{})
	}
	get, found := o.Class.Lookup("__getitem__")
	if found == value.No || !isRaised(err) {
		return value.Value{}, m.Raise("TypeError", "object is not iterable")
	}
	if found == value.Maybe || !m.inRepository(o.Class) {
		return m.MakeUnknown("iterator", "comes from an iterator that is not modelled", v), nil
	}
	at := m.bind(v, get)
	i := int64(-1)
	each := &value.Function{Name: "__getitem__", Call: func(h value.Host, _ value.Args) (value.Value, error) {
		i++
		return h.Call(at, value.Args{Pos: []value.Value{h.Made(value.NewInt(i))}})
	}}
	return m.Made(m.iterCalls("iterator", m.Made(each), value.Args{}, "IndexError", "StopIteration"), v), nil
}

// iterCalls calls a function for one item after the other, until it raises an
// exception of one of those classes. Where a call rests on a decision, how many
// items there are is not known.
func (m *machine) iterCalls(kind string, f value.Value, args value.Args, ends ...string) *value.Iterator {
	it := &value.Iterator{Kind: kind}
	it.Make = func() (value.Value, bool, error) {
		answered := m.answered
		item, err := m.Call(f, args)
		if raised, ok := err.(*value.Raised); ok {
			for _, name := range ends {
				if m.handles(raised, []*value.Class{m.classes[name]}) {
					return value.Value{}, false, nil
				}
			}
		}
		if err == nil && m.answered > answered {
			it.Make = nil
			item = m.splice("comes from an iterator whose end is not known")
		}
		return item, err == nil, err
	}
	return it
}

func (m *machine) iterNames(ns *namespaceDict) *value.Iterator {
	m.readsAll(ns.names)
	it := &value.Iterator{Kind: "dict_keyiterator", Items: m.texts(ns.names.Names())}
	if ns.names.Open != nil {
		it.Items = append(it.Items, value.Value{Data: &value.Splice{Of: ns.names.Open}})
	}
	return it
}

// iterClass iterates a class, as one can an enumeration.
func (m *machine) iterClass(v value.Value, c *value.Class) (*value.Iterator, error) {
	if iterate, ok := m.metaMethod(c, "__iter__"); ok {
		it, err := m.Call(iterate, value.Args{})
		if err != nil {
			return nil, err
		}
		return m.iter(it)
	}
	f, found := c.Lookup("__class_iter__")
	if found == value.Yes {
		items, err := m.Call(f, value.Args{Pos: []value.Value{v}})
		if err != nil {
			return nil, err
		}
		return m.iter(items)
	}
	if c.Opaque != nil || found == value.Maybe {
		return &value.Iterator{Kind: "iterator", Items: []value.Value{{Data: &value.Splice{Of: c.OpaqueReason()}}}}, nil
	}
	return nil, m.Raise("TypeError", "type is not iterable")
}

// iteratorMethod is what every iterator has.
func iteratorMethod(name string) *value.Function {
	return &value.Function{Name: name, Call: func(h value.Host, args value.Args) (value.Value, error) {
		v, err := first(h.(*machine), args)
		if err != nil || name == "__iter__" {
			return v, err
		}
		return h.(*machine).nextOf(v)
	}}
}
