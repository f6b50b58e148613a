package interp

import "github.com/django-session-audit/django-session-audit/analyzer/value"

// hashable raises TypeError for what cannot be a key or an item of a set.
func (m *machine) hashable(v value.Value) error {
	switch d := v.Data.(type) {
	case *value.List, *value.Dict:
	case *value.Set:
		if d.Frozen {
			return nil
		}
	case *value.View:
		if d.Kind == value.Values {
			return nil
		}
	case *value.Tuple:
		if err := m.Spend(len(d.Items)); err != nil {
			return err
		}
		for _, it := range d.Items {
			if err := m.hashable(it); err != nil {
				return err
			}
		}
		return nil
	case *value.Object:
		if m.hashes(d) {
			return nil
		}
	default:
		return nil
	}
	return m.Raise("TypeError", "unhashable type")
}

// hashes reports whether an object can be hashed. A class that says when its
// objects are equal, and not how they are hashed, gives that up; so does a
// list or a dictionary.
func (m *machine) hashes(o *value.Object) bool {
	for _, c := range o.Class.MRO() {
		if _, ok := c.Attrs.Get("__hash__"); ok {
			return true
		}
		if _, ok := c.Attrs.Get("__eq__"); ok && m.inRepository(c) && o.State == nil {
			return false
		}
	}
	_, collection := o.State.(embedded)
	return !collection
}

// put is d[key] = v.
func (m *machine) put(d *value.Dict, key, v value.Value) error {
	if err := m.hashable(key); err != nil {
		return err
	}
	d.Set(key, v)
	return nil
}

// setOfItems is a set of those items.
func (m *machine) setOfItems(items []value.Value) (*value.Set, error) {
	for _, it := range items {
		if err := m.hashable(it); err != nil {
			return nil, err
		}
	}
	return value.NewSet(items...), nil
}

func (m *machine) addItems(s *value.Set, items ...value.Value) error {
	for _, it := range items {
		if err := m.hashable(it); err != nil {
			return err
		}
		s.Add(it)
	}
	return nil
}

// frozen returns a set as the frozenset that Python looks for in its place.
func frozen(v value.Value) value.Value {
	s, ok := v.Data.(*value.Set)
	if !ok {
		return v
	}
	c := *s
	c.Frozen = true
	return value.Value{Data: &c, Origin: v.Origin}
}

func (m *machine) removeItem(s *value.Set, v value.Value) (value.Truth, error) {
	v = frozen(v)
	if err := m.hashable(v); err != nil {
		return value.Maybe, err
	}
	return s.Remove(v), nil
}
