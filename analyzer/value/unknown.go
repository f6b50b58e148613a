package value

// An Unknown is a value that cannot be known without running the project. It
// always says why, in words a user can act on.
type Unknown struct {
	// Reason completes "the value …": "comes from vault.get(), which is not
	// modelled". It holds no text of the repository but names.
	Reason string
	// Type is the name of Python's type where that much is known ("bool",
	// "int", "str", "list"), else "".
	Type string
	// Key identifies the unknown within one run and across runs that take
	// the same decisions: two values with the same Key are the same value.
	Key string
	// Env is the variable that the value is made of, where there is one.
	Env *Environment
	// Negates is set on the result of "not x": its truth is the opposite of
	// the truth of that unknown.
	Negates *Unknown
	// Path, of a path whose text is not known, is where it leads as Host.File
	// takes it: below Home or Above. Else it is "".
	Path string
}

// TypeName implements Data. It is "unknown" where the type is not known.
func (u *Unknown) TypeName() string {
	if u.Type != "" {
		return u.Type
	}
	return "unknown"
}

// A Splice stands in a list or tuple for any number of items that are not
// known, as in [a, *unknown, b].
type Splice struct {
	Of *Unknown
	// Orderless says that it stands for no items: they are all there, in an
	// order that is not known.
	Orderless bool
}

// Orderless returns items whose order is not known, for a reason.
func Orderless(items []Value, reason string) []Value {
	if len(items) < 2 {
		return items
	}
	mark := Value{Data: &Splice{&Unknown{Reason: reason, Key: "order:" + reason}, true}}
	return append([]Value{mark}, items...)
}

// OrderOf returns why the order of items is not known, or nil if it is.
func OrderOf(items []Value) *Unknown {
	for _, it := range items {
		if sp, ok := it.Data.(*Splice); ok && sp.Orderless {
			return sp.Of
		}
	}
	return nil
}

// AnyOrder returns items for what does not depend on their order.
func AnyOrder(items []Value) []Value {
	if OrderOf(items) == nil {
		return items
	}
	var all []Value
	for _, it := range items {
		if sp, ok := it.Data.(*Splice); !ok || !sp.Orderless {
			all = append(all, it)
		}
	}
	return all
}

// TypeName implements Data.
func (*Splice) TypeName() string { return "splice" }

// HasSplice reports whether how many items there are is not known.
func HasSplice(items []Value) bool {
	for _, it := range items {
		if _, ok := it.Data.(*Splice); ok {
			return true
		}
	}
	return false
}

// UnknownIn returns the unknown that keeps v from being known to the last item,
// or nil if there is none. It looks into lists, tuples, sets and dictionaries.
func UnknownIn(v Value) *Unknown { return unknownIn(v.Data, new(walk)) }

// Bounds on walks into nested collections: a collection may hold itself, or
// another one twice that holds another one twice.
const (
	maxDepth = 32
	maxItems = 1 << 20
	maxText  = 1 << 20
)

// A walk counts what a walk has come to.
type walk struct{ depth, items int }

// down goes a level down, and reports false where a bound is met; up goes up
// again in either case.
func (w *walk) down() bool {
	w.depth++
	w.items++
	return w.depth <= maxDepth && w.items <= maxItems
}

func (w *walk) up() { w.depth-- }

func unknownIn(d Data, w *walk) *Unknown {
	defer w.up()
	if !w.down() {
		return &Unknown{Reason: "is nested too deeply"}
	}
	switch d := d.(type) {
	case nil:
		return &Unknown{Reason: "is not there"}
	case *Unknown:
		return d
	case *Splice:
		return d.Of
	case *List:
		return firstUnknown(d.Items, w)
	case *Tuple:
		return firstUnknown(d.Items, w)
	case *Set:
		if d.Open != nil {
			return d.Open
		}
		return firstUnknown(d.Items(), w)
	case *View:
		return unknownIn(d.Of, w)
	case *Dict:
		if d.Open != nil {
			return d.Open
		}
		for _, e := range d.Entries() {
			if u := unknownIn(e.Value.Data, w); u != nil {
				return u
			}
		}
	}
	return nil
}

func firstUnknown(items []Value, w *walk) *Unknown {
	for _, it := range items {
		if u := unknownIn(it.Data, w); u != nil {
			return u
		}
	}
	return nil
}
