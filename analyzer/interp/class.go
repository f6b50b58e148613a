package interp

import (
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// execClassDef runs a class body in a namespace of its own.
func (m *machine) execClassDef(s *python.ClassDef) error {
	if err := m.Spend(perClass); err != nil {
		return err
	}
	bases, err := m.evalAll(s.Bases)
	if err != nil {
		return err
	}
	c := &value.Class{Name: s.Name, Module: m.frame.module.Name, Attrs: m.makes(value.NewNamespace())}
	m.inherit(c, bases)
	keywords, err := m.classKeywords(c, s)
	if err != nil {
		return err
	}
	f := &frame{
		module: m.frame.module, globals: m.frame.globals, locals: c.Attrs, outer: m.frame,
		kind: classFrame, site: s.Span(), guards: m.frame.guards, in: m.frame.in, class: c, owned: python.ScopeOf(s.Body...).Locals,
	}
	c.Attrs.Set("__module__", m.Made(value.Str(c.Module)))
	c.Attrs.Set("__qualname__", m.Made(value.Str(c.Name)))
	leave := m.enter(f)
	_, err = m.execAll(s.Body)
	leave()
	if err != nil {
		return err
	}
	v, err := m.finishClass(c, bases, keywords)
	if err != nil {
		return err
	}
	v, err = m.decorate(v, s.Decorators)
	if err != nil {
		return err
	}
	m.bindName(s.Name, v, s.Span())
	return nil
}

// finishClass makes the class of what its body has bound.
func (m *machine) finishClass(c *value.Class, bases []value.Value, keywords []value.NamedArg) (value.Value, error) {
	if _, prepares := m.metaMethod(c, "__prepare__"); prepares && c.Opaque == nil {
		c.Opaque = &value.Unknown{Reason: "comes from a class whose metaclass prepares its names, which is not modelled", Key: m.siteKey()}
	}
	if c.Meta != nil && c.Opaque == nil {
		return m.makeByMeta(c, bases, keywords)
	}
	return m.Made(c), m.initSubclass(c, keywords)
}

// initSubclass tells the bases of a fresh class of it, as Python does.
func (m *machine) initSubclass(c *value.Class, keywords []value.NamedArg) error {
	for _, base := range c.MRO()[1:] {
		if f, ok := base.Attrs.Get("__init_subclass__"); ok {
			if o, isObject := f.Data.(*value.Object); isObject {
				if inner, ok := o.State.(classMethod); ok {
					f = value.Value(inner)
				}
			}
			_, err := m.Call(f, value.Args{Pos: []value.Value{m.Made(c)}, Named: keywords})
			return err
		}
	}
	return nil
}

// maxBases bounds the bases of one class. Putting them in an order takes time
// that grows much faster than they do.
const maxBases = 200

// inherit fills in the bases. A base that is not a known class makes the class
// opaque: it may have any attribute.
func (m *machine) inherit(c *value.Class, bases []value.Value) {
	if len(bases) > maxBases {
		c.Opaque = &value.Unknown{Reason: "comes from a class of too many bases", Key: m.siteKey()}
		bases = nil
	}
	for _, b := range bases {
		switch d := b.Data.(type) {
		case *value.Class:
			c.Bases = append(c.Bases, d)
			n := len(d.MRO())
			m.steps += n + n*n/64 // to put them all in an order
			if c.New == nil {
				c.New = d.New
			}
			if c.GetAttr == nil {
				c.GetAttr = d.GetAttr
			}
			if d.Meta != nil && (c.Meta == nil || d.Meta.IsSubclass(c.Meta) == value.Yes) {
				c.Meta = d.Meta
			}
		case *value.Unknown:
			c.Opaque = d
		default:
			c.Opaque = &value.Unknown{Reason: "comes from a base class that is not modelled", Key: m.siteKey()}
		}
	}
	if len(c.Bases) == 0 {
		c.Bases = []*value.Class{m.classes["object"]}
	}
}

// classKeywords evaluates class keywords and returns those that the class is
// made with. A metaclass that is not known makes the class opaque.
func (m *machine) classKeywords(c *value.Class, s *python.ClassDef) ([]value.NamedArg, error) {
	var keywords []value.NamedArg
	for _, k := range s.Keywords {
		v, err := m.eval(k.Value)
		if err != nil {
			return nil, err
		}
		if k.Name != "metaclass" {
			keywords = append(keywords, value.NamedArg{Name: k.Name, Value: v})
			continue
		}
		meta, ok := v.Data.(*value.Class)
		switch {
		case ok && m.isOwnMeta(meta):
			if c.Meta == nil || meta.IsSubclass(c.Meta) == value.Yes {
				c.Meta = meta
			}
		case !ok || meta.Module != "builtins" && meta.Name != "ABCMeta":
			c.Opaque = &value.Unknown{Reason: "comes from a class whose metaclass is not modelled", Key: m.siteKey()}
		}
	}
	return keywords, nil
}

// instantiate calls a class.
func (m *machine) instantiate(c *value.Class, args value.Args) (value.Value, error) {
	if call, ok := m.metaMethod(c, "__call__"); ok {
		return m.Call(call, args)
	}
	return m.construct(c, args)
}

// construct is type.__call__: it makes an instance and has it initialised.
func (m *machine) construct(c *value.Class, args value.Args) (value.Value, error) {
	if m.isOwnMeta(c) {
		return m.callMeta(c, args)
	}
	if c.New != nil {
		return c.New(m, c, args)
	}
	o := &value.Object{Class: c, Attrs: m.makes(value.NewNamespace())}
	self := m.Made(o, args.All()...)
	if f, found := c.Lookup("__new__"); found == value.Yes {
		made, err := m.Call(f, value.Args{Pos: append([]value.Value{m.Made(c)}, args.Pos...), Named: args.Named, Open: args.Open})
		if err != nil {
			return made, err
		}
		own, ok := made.Data.(*value.Object)
		if !ok || own.Class.IsSubclass(c) != value.Yes {
			return made, nil
		}
		self = made
	}
	if c.IsSubclass(m.exceptionClass("BaseException")) == value.Yes {
		if _, err := exceptionInit(m, value.Args{Pos: append([]value.Value{self}, args.Pos...), Open: args.Open}); err != nil {
			return self, err
		}
	}
	init, found := c.Lookup("__init__")
	switch found {
	case value.Maybe:
		if init.IsZero() {
			return self, nil
		}
	case value.No:
		return self, m.checkNoArguments(c, args)
	}
	result, err := m.Call(m.bind(self, init), args)
	if err == nil && result.Known() && result.Data != (value.None{}) {
		err = m.Raise("TypeError", "__init__() should return None")
	}
	return self, err
}

// checkNoArguments raises TypeError for arguments to a class of the repository
// that has nobody to take them.
func (m *machine) checkNoArguments(c *value.Class, args value.Args) error {
	if len(args.All()) == 0 {
		return nil
	}
	for _, k := range c.MRO() {
		_, makes := k.Attrs.Get("__new__")
		_, annotated := k.Attrs.Get("__annotations__")
		if makes || annotated || k != m.classes["object"] && !m.inRepository(k) {
			return nil
		}
	}
	return m.Raise("TypeError", "the class takes no arguments")
}

// bind makes a method of a function found on the class of self.
func (m *machine) bind(self, f value.Value) value.Value {
	switch d := f.Data.(type) {
	case *value.Function:
		return value.Value{Data: &value.BoundMethod{Self: self, Func: d}, Origin: f.Origin}
	case *value.Object:
		switch s := d.State.(type) {
		case staticMethod:
			return value.Value(s)
		case classMethod:
			if o, ok := self.Data.(*value.Object); ok {
				self = value.Value{Data: o.Class, Origin: self.Origin}
			}
			return m.bind(self, value.Value(s))
		}
	}
	return f
}

// What the decorators of the same names make.
type (
	staticMethod value.Value
	classMethod  value.Value
	property     struct{ get value.Value }
)

// super returns a view of the current method's object that looks attributes up
// from the class after the one that defines the method.
func (m *machine) super() (value.Value, error) {
	f := m.frame
	for f != nil && f.kind != functionFrame {
		f = f.outer
	}
	names := []string{}
	if f != nil {
		names = f.locals.Names()
	}
	if len(names) == 0 {
		return value.Value{}, m.Raise("RuntimeError", "super(): no arguments")
	}
	self, _ := f.locals.Get(names[0])
	return m.Made(&value.Object{
		Class: m.classes["super"], Attrs: value.NewNamespace(), State: superOf{self, f.class},
	}), nil
}

// superOf is the state of super(): the object and the class to look after.
type superOf struct {
	self  value.Value
	class *value.Class
}

// superAttr looks an attribute up after the class of a superOf.
func (m *machine) superAttr(s superOf, name string) (value.Value, error) {
	start := superStart(s)
	if start == nil {
		return m.MakeUnknown("", "comes from super(), which is not modelled here"), nil
	}
	past := s.class == nil
	for _, c := range start.MRO() {
		if past || s.class == nil && c != start {
			if v, ok := c.Attrs.Get(name); ok && name == "__new__" {
				return v, nil // a static method
			} else if ok {
				return m.boundOrGot(s.self, v)
			}
			if c.Opaque != nil {
				return value.Value{Data: c.Opaque, Origin: &value.Origin{At: m.Site()}}, nil
			}
		}
		past = past || c == s.class
	}
	if f, ok := m.embeddedMethod(s.self, name); ok {
		return f, nil
	}
	if o, ok := s.self.Data.(*value.Object); ok && start.GetAttr != nil {
		if v, err := start.GetAttr(m, o, name); err != nil || !v.IsZero() {
			return v, err
		}
	}
	if f := objectMethod(name); f != nil {
		if name == "__new__" || name == "__init_subclass__" {
			return m.Made(f), nil
		}
		return m.bind(s.self, m.Made(f)), nil
	}
	return m.absent(start, s.self, name)
}

// superStart returns the class in whose order super() looks: that of the object,
// or of a class, which is an object of its metaclass, too.
func superStart(s superOf) *value.Class {
	c, isClass := s.self.Data.(*value.Class)
	if isClass && s.class != nil && c.Meta != nil && c.IsSubclass(s.class) == value.No && c.Meta.IsSubclass(s.class) == value.Yes {
		return c.Meta
	}
	return classOf(s.self)
}

// objectMethod returns a method of object that classes fall back on, or nil.
func objectMethod(name string) *value.Function {
	switch name {
	case "__init__", "__init_subclass__":
		return noop(name)
	case "__new__":
		return &value.Function{Name: name, Call: objectNew}
	case "__setattr__":
		return &value.Function{Name: name, Call: objectSetattr}
	}
	return nil
}

func objectNew(h value.Host, args value.Args) (value.Value, error) {
	m := h.(*machine)
	c, err := first(m, args)
	if err != nil {
		return c, err
	}
	class, ok := c.Data.(*value.Class)
	if !ok || class.New != nil {
		return m.MakeUnknown("", "comes from object.__new__(), which is not modelled for this class", args.All()...), nil
	}
	return m.Made(&value.Object{Class: class, Attrs: m.makes(value.NewNamespace())}, args.All()...), nil
}

func objectSetattr(h value.Host, args value.Args) (value.Value, error) {
	m := h.(*machine)
	v, name, known, err := attribute(m, args)
	if err != nil || len(args.Pos) < 3 {
		return v, err
	}
	ns := attributesOf(v)
	switch {
	case ns == nil:
	case !known:
		m.openAll(ns, value.UnknownIn(args.Pos[1]))
	default:
		m.bindIn(ns, name, &value.Binding{Value: args.Pos[2], At: m.Site(), Guards: m.frame.guards})
	}
	return m.none(), nil
}

func noop(name string) *value.Function {
	return &value.Function{Name: name, Call: func(h value.Host, args value.Args) (value.Value, error) {
		return h.Made(value.None{}), nil
	}}
}

// classOf returns the class of an object, or the class that v is.
func classOf(v value.Value) *value.Class {
	switch d := v.Data.(type) {
	case *value.Object:
		return d.Class
	case *value.Class:
		return d
	}
	return nil
}
