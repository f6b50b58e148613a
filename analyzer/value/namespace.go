package value

import (
	"maps"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// A Namespace holds the names of a module, a class, an object or a call, in
// the order in which they were first bound.
type Namespace struct {
	bindings map[string]*Binding
	order    []string
	// Open is set when names that cannot be seen may be bound too, as after
	// a star import from a module that is not in the repository. A name that
	// is not found is then unknown, not missing.
	Open *Unknown
	// Outside is set when a place has been met at which a deployment may
	// bring settings of its own.
	Outside *Outside

	overlays []*Outside

	// rest, where it is not nil, returns the bindings of names that are in order and
	// not among bindings; unbound are those that are not bound any more.
	rest    func(name string) *Binding
	unbound map[string]bool
}

// Outside is a place at which a deployment may bring settings that are not in
// the repository: a local_settings.py that is not checked in, a file of the
// server.
type Outside struct {
	At source.Span
	// Without says that it does not, without a full stop: "local_settings does
	// not change this".
	Without string
}

// Overlay notes that a deployment may bind any name here, those that are bound
// already too.
func (n *Namespace) Overlay(o *Outside) {
	n.overlays = append(n.overlays, o)
	if n.Outside == nil {
		n.Outside = o
	}
	for _, b := range n.bindings {
		if b.Outside == nil {
			b.Outside = o
		}
	}
}

// Overlays returns how many overlays have been noted.
func (n *Namespace) Overlays() int { return len(n.overlays) }

// OverlayAfter returns the first overlay after so many, or nil.
func (n *Namespace) OverlayAfter(so int) *Outside {
	if so < len(n.overlays) {
		return n.overlays[so]
	}
	return nil
}

// A Binding is a name's value and how the name got it.
type Binding struct {
	Value Value
	// At is the statement that bound the name.
	At source.Span
	// Via are the import statements that carried the name, the judged
	// module's own first.
	Via []source.Span
	// Guards are the conditions around the statement, innermost first.
	Guards *Guard
	// Before is what the name was bound to before, or nil.
	Before *Binding
	// Outside is what a deployment may bring in place of the value, or nil.
	Outside *Outside
}

// A Guard is a condition that held when a statement ran.
type Guard struct {
	// Test is the condition's expression.
	Test source.Span
	// Held is what it gave.
	Held bool
	// Outer is the condition around it, or nil.
	Outer *Guard
}

// NewNamespace returns an empty namespace. Most of those of functions and of
// exceptions stay empty, and take no more than that.
func NewNamespace() *Namespace { return &Namespace{} }

// Grow makes room for so many more names.
func (n *Namespace) Grow(names int) {
	if n.bindings == nil {
		n.bindings = make(map[string]*Binding, names)
	}
	n.order = slices.Grow(n.order, names)
}

// Promise binds names to what the function gives for each, no sooner than somebody
// looks for the name. The namespace must be empty.
func (n *Namespace) Promise(names []string, give func(name string) (Value, bool)) {
	n.order = slices.Clone(names)
	n.rest = func(name string) *Binding {
		v, ok := give(name)
		if !ok {
			return nil
		}
		b := &Binding{Value: v, At: v.Origin.Span(), Outside: n.OverlayAfter(0)}
		n.set(name, b)
		return b
	}
}

// Lookup returns the binding of a name, or nil.
func (n *Namespace) Lookup(name string) *Binding {
	if n == nil {
		return nil
	}
	b := n.bindings[name]
	if b == nil && n.rest != nil && !n.unbound[name] {
		b = n.rest(name)
	}
	return b
}

func (n *Namespace) set(name string, b *Binding) {
	if n.bindings == nil {
		n.bindings = map[string]*Binding{}
	}
	n.bindings[name] = b
}

// Get returns the value of a name.
func (n *Namespace) Get(name string) (Value, bool) {
	if b := n.Lookup(name); b != nil {
		return b.Value, true
	}
	return Value{}, false
}

// Set binds a name to a value, with no more to tell.
func (n *Namespace) Set(name string, v Value) { n.Bind(name, &Binding{Value: v, At: v.Origin.Span()}) }

// Bind binds a name. The binding's Before is filled in.
func (n *Namespace) Bind(name string, b *Binding) {
	old := n.Lookup(name)
	if old == nil {
		n.order = append(n.order, name)
	} else if old != b {
		b.Before = old
	}
	n.set(name, b)
}

// Delete unbinds a name and reports whether it was bound.
func (n *Namespace) Delete(name string) bool {
	if n.Lookup(name) == nil {
		return false
	}
	delete(n.bindings, name)
	if n.rest != nil {
		if n.unbound == nil {
			n.unbound = map[string]bool{}
		}
		n.unbound[name] = true
	}
	for i, o := range n.order {
		if o == name {
			n.order = append(n.order[:i:i], n.order[i+1:]...)
			break
		}
	}
	return true
}

// Suppose binds names otherwise, a nil binding being none, until the function
// that it returns is called: that puts everything back as it was.
func (n *Namespace) Suppose(otherwise map[string]*Binding) (back func()) {
	order, was := n.order, make(map[string]*Binding, len(otherwise))
	for name, b := range otherwise {
		was[name] = n.Lookup(name)
		n.put(name, b)
	}
	return func() {
		for name, b := range was {
			n.put(name, b)
		}
		n.order = order
	}
}

func (n *Namespace) put(name string, b *Binding) {
	switch {
	case b == nil:
		n.Delete(name)
	case n.Lookup(name) == nil:
		n.order = append(n.order[:len(n.order):len(n.order)], name)
		fallthrough
	default:
		n.set(name, b)
	}
}

// Len is the number of names.
func (n *Namespace) Len() int { return len(n.order) }

// Only returns a namespace with what becomes of each binding; a name whose
// binding becomes nil is left out.
func (n *Namespace) Only(become func(name string, b *Binding) *Binding) *Namespace {
	only := &Namespace{bindings: make(map[string]*Binding, len(n.order)), Open: n.Open, Outside: n.Outside}
	for _, name := range n.order {
		if b := become(name, n.Lookup(name)); b != nil {
			only.bindings[name] = b
			only.order = append(only.order, name)
		}
	}
	return only
}

// Over returns a namespace like this one, which must not change any more, in which
// some names are bound otherwise, a nil binding being none.
func (n *Namespace) Over(otherwise map[string]*Binding) *Namespace {
	over := &Namespace{rest: n.Lookup, order: n.order[:len(n.order):len(n.order)], Open: n.Open, Outside: n.Outside}
	for _, name := range slices.Sorted(maps.Keys(otherwise)) {
		over.put(name, otherwise[name])
	}
	return over
}

// Names returns the bound names in the order in which they were first bound.
func (n *Namespace) Names() []string { return append([]string(nil), n.order...) }

// OutermostFirst returns the condition and those around it, the outermost
// first. A nil Guard has none.
func (g *Guard) OutermostFirst() []*Guard {
	var all []*Guard
	for ; g != nil; g = g.Outer {
		all = append(all, g)
	}
	slices.Reverse(all)
	return all
}
