package interp

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func (m *matching) fitsMapping(p *python.MatchMapping, v value.Value) (bool, error) {
	whole := v
	if inner, ok := embeddedIn(v); ok {
		whole = inner
	}
	d, ok := whole.Data.(*value.Dict)
	switch {
	case !ok && v.Known() && m.plain(whole):
		return false, nil
	case !ok || d.Open != nil:
		return m.fitsSomehow(p, "depends on a mapping that is not known in full", v)
	}
	rest := d.Copy()
	for i, k := range p.Keys {
		key, err := m.eval(k)
		if err != nil {
			return false, err
		}
		item, there := d.Get(key)
		switch there {
		case value.Maybe:
			return m.fitsSomehow(p, "depends on a key that is not known", v)
		case value.No:
			return false, nil
		}
		rest.Delete(key)
		if fits, err := m.fits(p.Patterns[i], item); err != nil || !fits {
			return false, err
		}
	}
	m.capture(p.Rest, m.Made(rest, v), p)
	return true, nil
}

func (m *matching) fitsClass(p *python.MatchClass, v value.Value) (bool, error) {
	class, err := m.eval(p.Class)
	if err != nil {
		return false, err
	}
	c, ok := class.Data.(*value.Class)
	if !ok && class.Known() {
		return false, m.Raise("TypeError", "called match pattern must be a class")
	}
	instance := value.Maybe
	if ok {
		instance = m.isInstance(v, c)
	}
	switch instance {
	case value.No:
		return false, nil
	case value.Maybe:
		return m.fitsSomehow(p, "depends on the class of what is not known", v)
	}
	places, names := len(p.Patterns)-len(p.Names), p.Names
	if places > 0 && matchesItself(c) {
		if places > 1 {
			return false, m.Raise("TypeError", "the class accepts one positional sub-pattern")
		}
		if fits, err := m.fits(p.Patterns[0], v); err != nil || !fits {
			return false, err
		}
	} else if places > 0 {
		positional, known, err := m.matchArgs(c, places)
		if err != nil {
			return false, err
		}
		if !known {
			return m.fitsSomehow(p, "depends on a pattern that is not modelled", v)
		}
		names = slices.Concat(positional, names)
	}
	return m.fitAttributes(p.Patterns[len(p.Patterns)-len(names):], names, v)
}

// selfMatched are the types of which the only positional pattern is matched
// with the value itself.
var selfMatched = []string{
	"bool", "bytearray", "bytes", "dict", "float", "frozenset", "int", "list", "set", "str", "tuple",
}

func matchesItself(c *value.Class) bool {
	if _, found := c.Lookup("__match_args__"); found != value.No {
		return false
	}
	return slices.ContainsFunc(c.MRO(), func(k *value.Class) bool {
		return k.Module == "builtins" && slices.Contains(selfMatched, k.Name)
	})
}

// matchArgs returns the names of the attributes that so many positional
// patterns are matched with. Those of dataclasses and of what is not the
// repository's own are not known.
func (m *matching) matchArgs(c *value.Class, n int) (names []string, known bool, err error) {
	v, found := c.Lookup("__match_args__")
	_, annotated := c.Lookup("__annotations__")
	if found == value.Maybe || found == value.No && (!m.inRepository(c) || annotated != value.No) {
		return nil, false, nil
	}
	items, _ := value.Spread(v)
	for _, it := range items {
		name, ok := value.Text(it)
		if !ok {
			return nil, false, nil
		}
		names = append(names, name)
	}
	if len(names) < n {
		return nil, true, m.Raise("TypeError", "the class accepts fewer positional sub-patterns")
	}
	return names[:n], true, nil
}

func (m *matching) fitAttributes(patterns []python.Pattern, names []string, v value.Value) (bool, error) {
	for i, name := range names {
		item, err := m.GetAttr(v, name)
		if raised, ok := err.(*value.Raised); ok && m.handles(raised, []*value.Class{m.classes["AttributeError"]}) {
			return false, nil
		}
		if err != nil {
			return false, err
		}
		if fits, err := m.fits(patterns[i], item); err != nil || !fits {
			return false, err
		}
	}
	return true, nil
}
