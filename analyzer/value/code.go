package value

import "github.com/django-session-audit/django-session-audit/analyzer/source"

// A Function is callable: a def or lambda of the repository, a builtin, or a
// model of a library's function.
type Function struct {
	Name string
	// Call runs it. An error is a *Raised, or a bound that was met.
	Call func(h Host, args Args) (Value, error)
	// Attrs are attributes set on the function, or nil.
	Attrs *Namespace
}

// Args are the arguments of a call.
type Args struct {
	Pos []Value
	// Named are the keyword arguments in order.
	Named []NamedArg
	// Open is set when there are arguments that cannot be seen, as in
	// f(*unknown).
	Open *Unknown
}

// A NamedArg is name=value in a call.
type NamedArg struct {
	Name  string
	Value Value
}

// Get returns the argument at a position or, failing that, of a name.
func (a Args) Get(pos int, name string) (Value, bool) {
	if pos >= 0 && pos < len(a.Pos) {
		return a.Pos[pos], true
	}
	for _, n := range a.Named {
		if n.Name == name {
			return n.Value, true
		}
	}
	return Value{}, false
}

// All returns every argument's value, positional ones first.
func (a Args) All() []Value {
	all := append([]Value(nil), a.Pos...)
	for _, n := range a.Named {
		all = append(all, n.Value)
	}
	return all
}

// A BoundMethod is a method looked up on its object.
type BoundMethod struct {
	Self Value
	Func *Function
}

// A Class is a class of the repository, of Python, or of a modelled library.
type Class struct {
	Name string
	// Module is the dotted name of the module that defines it.
	Module string
	Bases  []*Class
	// Attrs are its own attributes and methods.
	Attrs *Namespace
	// Meta is the metaclass of the repository that made the class, or nil for
	// type.
	Meta *Class
	// Opaque is set when a base is not known: an attribute that is not found
	// is then unknown.
	Opaque *Unknown
	// New makes an instance; nil means the plain way, through __init__.
	New func(h Host, c *Class, args Args) (Value, error)
	// GetAttr, where not nil, answers attributes of instances that are in no
	// namespace. It returns the zero Value for one that is not there.
	GetAttr func(h Host, self *Object, name string) (Value, error)

	order []*Class // the resolution order, once it was asked for
}

// MRO returns the class and its bases in Python's method resolution order (C3);
// an inconsistent hierarchy falls back to depth first. Bases must not change
// once it was asked for; the caller must not change the slice.
func (c *Class) MRO() []*Class {
	// A copy of a class has the order of its original: it is no use then.
	if len(c.order) == 0 || c.order[0] != c {
		c.order = c.linearize()
	}
	return c.order
}

func (c *Class) linearize() []*Class {
	if len(c.Bases) == 0 {
		return []*Class{c}
	}
	var lists [][]*Class
	for _, b := range c.Bases {
		lists = append(lists, b.MRO())
	}
	lists = append(lists, append([]*Class(nil), c.Bases...))
	order := []*Class{c}
	for {
		lists = withoutEmpty(lists)
		if len(lists) == 0 {
			return order
		}
		head := goodHead(lists)
		order = append(order, head)
		for i, l := range lists {
			if len(l) > 0 && l[0] == head {
				lists[i] = l[1:]
			} else {
				lists[i] = without(l, head)
			}
		}
	}
}

// goodHead returns the first head that is in no tail, or else the first head.
func goodHead(lists [][]*Class) *Class {
	for _, l := range lists {
		if !inTail(lists, l[0]) {
			return l[0]
		}
	}
	return lists[0][0]
}

func inTail(lists [][]*Class, c *Class) bool {
	for _, l := range lists {
		for _, t := range l[1:] {
			if t == c {
				return true
			}
		}
	}
	return false
}

func withoutEmpty(lists [][]*Class) [][]*Class {
	var kept [][]*Class
	for _, l := range lists {
		if len(l) > 0 {
			kept = append(kept, l)
		}
	}
	return kept
}

func without(l []*Class, c *Class) []*Class {
	var kept []*Class
	for _, x := range l {
		if x != c {
			kept = append(kept, x)
		}
	}
	return kept
}

// Lookup finds an attribute on the class or its bases. The answer is Maybe
// when a base that is not known may have it.
func (c *Class) Lookup(name string) (Value, Truth) {
	answer := No
	for _, k := range c.MRO() {
		if v, ok := k.Attrs.Get(name); ok {
			if answer == Maybe {
				return v, Maybe
			}
			return v, Yes
		}
		if k.Opaque != nil {
			answer = Maybe
		}
	}
	return Value{}, answer
}

// IsSubclass reports whether c is d or one of its descendants.
func (c *Class) IsSubclass(d *Class) Truth {
	answer := No
	for _, k := range c.MRO() {
		if k == d {
			return Yes
		}
		if k.Opaque != nil {
			answer = Maybe
		}
	}
	return answer
}

// An Object is an instance of a class.
type Object struct {
	Class *Class
	Attrs *Namespace
	// State is a model's own, opaque to everybody else.
	State any
}

// A Module is a module or package.
type Module struct {
	// Name is the dotted name.
	Name string
	// File is its file in the repository, or nil for a modelled one and for
	// a package without __init__.py.
	File *source.File
	// Path is the path by which it is imported, which is another one than
	// that of the file if links lead to it.
	Path  string
	Names *Namespace
	// Foreign is set on a module from outside the repository that is not
	// modelled: every attribute of it is unknown.
	Foreign *Unknown
}

// Bare returns the module without its names.
func (m *Module) Bare() *Module { return &Module{Name: m.Name, File: m.File, Path: m.Path} }

// TypeName implements Data.
func (*Function) TypeName() string    { return "function" }
func (*BoundMethod) TypeName() string { return "method" }
func (*Class) TypeName() string       { return "type" }
func (o *Object) TypeName() string    { return o.Class.Name }
func (*Module) TypeName() string      { return "module" }

// A Raised is a Python exception on its way.
type Raised struct {
	// Exc is the exception object.
	Exc Value
	// At is the place that raised it.
	At source.Span
}

// Error implements error with the name of the exception's class only: its
// text is the repository's.
func (r *Raised) Error() string { return r.Exc.Data.TypeName() }

// OpaqueReason returns the unknown that keeps the class from being known, or a
// new one if nothing does.
func (c *Class) OpaqueReason() *Unknown {
	for _, k := range c.MRO() {
		if k.Opaque != nil {
			return k.Opaque
		}
	}
	return &Unknown{Reason: "comes from the class " + c.Name + ", which is not modelled", Key: "class:" + c.Module + "." + c.Name}
}
