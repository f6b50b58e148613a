package interp

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// SetItem implements value.Host.
func (m *machine) SetItem(v, key, x value.Value) error {
	m.changes(v)
	switch d := v.Data.(type) {
	case *value.Dict:
		return m.put(d, key, x)
	case *value.List:
		return m.setListItem(v, d, key, x)
	case *value.Unknown:
	case *value.Object:
		if ns, ok := d.State.(*namespaceDict); ok {
			m.setName(ns.names, key, x)
			return nil
		}
		if f, found := d.Class.Lookup("__setitem__"); found == value.Yes {
			_, err := m.Call(m.bind(v, f), value.Args{Pos: []value.Value{key, x}})
			return err
		}
		if inner, ok := embeddedIn(v); ok {
			return m.SetItem(inner, key, x)
		}
		if d.Class.GetAttr != nil {
			if f, err := d.Class.GetAttr(m, d, "__setitem__"); err == nil && !f.IsZero() {
				_, err := m.Call(f, value.Args{Pos: []value.Value{key, x}})
				return err
			}
		}
		if m.inRepository(d.Class) && !m.has(d, "__setitem__") && d.State == nil {
			return m.Raise("TypeError", "object does not support item assignment")
		}
	default:
		return m.Raise("TypeError", "object does not support item assignment")
	}
	return nil
}

func (m *machine) setListItem(v value.Value, d *value.List, key, x value.Value) error {
	if part, ok := sliceParts(key); ok {
		if err := m.checkSlice(part); err != nil {
			return err
		}
		return m.setSlice(d, part, x)
	}
	i, known, err := m.place(v, d, key)
	if err != nil || !known {
		return err
	}
	d.Items = slices.Clone(d.Items)
	d.Items[i] = x
	return nil
}

// place finds the place of a list that an index means. Where it is not known,
// nothing is known of the list any more.
func (m *machine) place(v value.Value, d *value.List, key value.Value) (i int, known bool, err error) {
	i, ok := index(key, len(d.Items))
	switch {
	case !ok && key.Known() && !isObject(key):
		return 0, false, m.Raise("TypeError", "list indices must be integers or slices")
	case !ok || hasSpliceBefore(d.Items, i, key):
		d.Items = []value.Value{{Data: &value.Splice{Of: m.unknownSlice(v, key)}}}
		return 0, false, nil
	case i < 0 || i >= len(d.Items):
		return 0, false, m.Raise("IndexError", "list index out of range")
	}
	return i, true, nil
}

func (m *machine) setSlice(d *value.List, part [3]value.Value, x value.Value) error {
	items, err := m.Iterate(x)
	if err != nil {
		return err
	}
	from, to, step, ok := sliceBounds(part, len(d.Items))
	if ok && step != 1 && !value.HasSplice(append(d.Items[:len(d.Items):len(d.Items)], items...)) {
		return m.setStrided(d, part, items)
	}
	if ok && step == 1 && isStart(part[0]) {
		switch {
		case isZero(part[1]):
			d.Items = slices.Concat(items, d.Items)
			return nil
		case part[1].Data == (value.None{}):
			d.Items = items
			return nil
		}
	}
	if !ok || step != 1 || value.HasSplice(d.Items) {
		d.Items = []value.Value{{Data: &value.Splice{Of: &value.Unknown{
			Reason: "is changed by a slice that is not modelled", Key: m.siteKey()}}}}
		return nil
	}
	tail := d.Items[max(from, to):]
	d.Items = slices.Concat(d.Items[:from], items, tail)
	return nil
}

// isStart reports whether a slice that starts at v starts with a list's first
// item, however long the list is.
func isStart(v value.Value) bool { return v.Data == (value.None{}) || isZero(v) }

func isZero(v value.Value) bool {
	i, ok := value.Integer(v)
	return ok && i.Sign() == 0
}

// setStrided is l[a:b:step] = items, which takes as many items as it replaces.
func (m *machine) setStrided(d *value.List, part [3]value.Value, items []value.Value) error {
	from, to, step, _ := sliceBounds(part, len(d.Items))
	var places []int
	for i := from; step > 0 && i < to || step < 0 && i > to; i += step {
		places = append(places, i)
	}
	if len(places) != len(items) {
		return m.Raise("ValueError", "attempt to assign a sequence of another size to an extended slice")
	}
	d.Items = slices.Clone(d.Items)
	for i, at := range places {
		d.Items[at] = items[i]
	}
	return nil
}

// delStrided is del l[a:b:step].
func (m *machine) delStrided(d *value.List, part [3]value.Value) {
	from, to, step, _ := sliceBounds(part, len(d.Items))
	gone := map[int]bool{}
	for i := from; step > 0 && i < to || step < 0 && i > to; i += step {
		gone[i] = true
	}
	var kept []value.Value
	for i, it := range d.Items {
		if !gone[i] {
			kept = append(kept, it)
		}
	}
	d.Items = kept
}

func (m *machine) delItem(v, key value.Value) error {
	m.changes(v)
	switch d := v.Data.(type) {
	case *value.Dict:
		_, err := dictPop(m, v, value.Args{Pos: []value.Value{key}})
		return err
	case *value.List:
		if part, ok := sliceParts(key); ok {
			if err := m.checkSlice(part); err != nil {
				return err
			}
			if _, _, step, known := sliceBounds(part, len(d.Items)); known && step != 1 && !value.HasSplice(d.Items) {
				m.delStrided(d, part)
				return nil
			}
			return m.setSlice(d, part, m.Made(&value.List{}))
		}
		i, known, err := m.place(v, d, key)
		if err != nil || !known {
			return err
		}
		m.steps += len(d.Items) / 64
		d.Items = slices.Delete(slices.Clone(d.Items), i, i+1)
		return nil
	case *value.Object:
		if ns, ok := d.State.(*namespaceDict); ok {
			if name, known := value.Text(key); known && !m.unbind(ns.names, name) && ns.names.Open == nil {
				return m.Raise("KeyError", "key")
			}
			return nil
		}
		f, err := m.GetAttr(v, "__delitem__")
		if err != nil {
			return m.Raise("TypeError", "object doesn't support item deletion")
		}
		_, err = m.Call(f, value.Args{Pos: []value.Value{key}})
		return err
	case *value.Unknown:
		return nil
	}
	return m.Raise("TypeError", "object doesn't support item deletion")
}
