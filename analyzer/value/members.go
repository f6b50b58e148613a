package value

import "cmp"

// Members returns the names of an object's attributes, its class's and its
// bases' included, and why there may be more.
func Members(v Value) (names []string, open *Unknown) {
	switch d := v.Data.(type) {
	case *Module:
		return d.Names.Names(), cmp.Or(d.Names.Open, d.Foreign)
	case *Object:
		names, open = classMembers(d.Class)
		return append(names, d.Attrs.Names()...), cmp.Or(open, openOf(d.Attrs))
	case *Class:
		return classMembers(d)
	}
	return nil, &Unknown{Reason: "comes from dir() of something that is not modelled"}
}

func classMembers(c *Class) (names []string, open *Unknown) {
	for _, k := range c.MRO() {
		names = append(names, k.Attrs.Names()...)
		open = cmp.Or(open, k.Opaque)
	}
	return names, open
}

func openOf(ns *Namespace) *Unknown {
	if ns == nil {
		return nil
	}
	return ns.Open
}
