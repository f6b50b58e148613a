package interp

import (
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// addExceptionMethods gives exceptions the methods that all of them have. What
// Python itself raises has a text that is not known.
func addExceptionMethods(base *value.Class) {
	for name, f := range map[string]builtin{
		"__init__": exceptionInit, "__str__": exceptionStr, "__repr__": exceptionRepr,
		"with_traceback": func(m *machine, args value.Args) (value.Value, error) { return first(m, args) },
		"add_note":       builtinPrint,
	} {
		base.Attrs.Set(name, value.Value{Data: &value.Function{Name: name, Call: func(h value.Host, args value.Args) (value.Value, error) {
			return f(h.(*machine), args)
		}}})
	}
}

// exceptionInit keeps what an exception is made of in its attribute args.
func exceptionInit(m *machine, args value.Args) (value.Value, error) {
	self, err := first(m, args)
	if err != nil {
		return self, err
	}
	o, ok := self.Data.(*value.Object)
	if !ok {
		return m.none(), nil
	}
	items := args.Pos[1:]
	if args.Open != nil {
		items = append(items[:len(items):len(items)], value.Value{Data: &value.Splice{Of: args.Open}})
	}
	o.Attrs.Set("args", m.Made(&value.Tuple{Items: items}, items...))
	return m.none(), nil
}

// exceptionArgs returns what an exception was made of.
func exceptionArgs(self value.Value) (*value.Object, []value.Value, bool) {
	o, ok := self.Data.(*value.Object)
	if !ok {
		return nil, nil, false
	}
	args, _ := o.Attrs.Get("args")
	t, ok := args.Data.(*value.Tuple)
	if !ok || value.UnknownIn(args) != nil {
		return o, nil, false
	}
	return o, t.Items, true
}

func exceptionStr(m *machine, args value.Args) (value.Value, error) {
	self, err := first(m, args)
	if err != nil {
		return self, err
	}
	o, items, known := exceptionArgs(self)
	if !known {
		return m.MakeUnknown("str", "is the text of an exception", self), nil
	}
	var text string
	switch {
	case len(items) == 0:
		known = true
	case len(items) > 1 && o.Class.IsSubclass(m.exceptionClass("OSError")) != value.No,
		o.Class.IsSubclass(m.exceptionClass("UnicodeError")) != value.No && len(items) > 1:
		known = false
	case len(items) > 1:
		text, known = value.Repr(value.Value{Data: &value.Tuple{Items: items}})
	case o.Class.IsSubclass(m.exceptionClass("KeyError")) == value.Yes:
		text, known = value.Repr(items[0])
	default:
		text, known = m.Str(items[0])
	}
	if !known {
		return m.derived("str", "str", append(items, self)...), nil
	}
	return m.Made(value.Str(text), items...), nil
}

func exceptionRepr(m *machine, args value.Args) (value.Value, error) {
	self, err := first(m, args)
	if err != nil {
		return self, err
	}
	o, items, known := exceptionArgs(self)
	var text string
	if known && len(items) == 1 {
		if text, known = value.Repr(items[0]); known {
			text = "(" + text + ")"
		}
	} else if known {
		text, known = value.Repr(value.Value{Data: &value.Tuple{Items: items}})
	}
	if !known {
		return m.MakeUnknown("str", "is the text of an exception", self), nil
	}
	return m.Made(value.Str(o.Class.Name+text), items...), nil
}
