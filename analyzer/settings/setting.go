package settings

import (
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A Setting is one setting in one world.
type Setting struct {
	Name  string
	Value value.Value
	State State
	// Binding tells how the setting was assigned; nil unless it was.
	Binding *value.Binding

	anchor  func(setting string) source.Span
	outside *value.Outside
}

// Outside returns where a deployment may bring another value from outside the
// repository, or nil.
func (s *Setting) Outside() *value.Outside {
	if s.Binding != nil {
		return s.Binding.Outside
	}
	return s.outside
}

// State says where a setting's value comes from.
type State int

// The states of a setting.
const (
	// Absent: not assigned, and Django has no default for it.
	Absent State = iota
	// Assigned: the module or one that it imports assigns it.
	Assigned
	// Default: nobody assigns it; Django's default holds.
	Default
	// Unsure: not seen to be assigned, but names that cannot be seen are
	// assigned too.
	Unsure
)

// Assigned says whether the module assigns the setting.
func (s *Setting) Assigned() value.Truth {
	switch s.State {
	case Assigned:
		return value.Yes
	case Unsure:
		return value.Maybe
	}
	return value.No
}

// Truthy says what bool(setting) gives.
func (s *Setting) Truthy() value.Truth {
	if s.State == Absent {
		return value.No
	}
	return value.Truthy(s.Value)
}

// Is says whether the setting is that very bool, as "is True" asks.
func (s *Setting) Is(b bool) value.Truth {
	return s.test(func(v value.Value) bool { return v.Data == value.Bool(b) }, "bool")
}

// IsNone says whether the setting is None.
func (s *Setting) IsNone() value.Truth {
	return s.test(func(v value.Value) bool { return v.Data == value.None{} }, "NoneType")
}

// OfType says whether the setting is of one of those Python types, named as
// Data.TypeName names them ("bool", "str", "int", "timedelta").
func (s *Setting) OfType(types ...string) value.Truth {
	return s.test(func(v value.Value) bool {
		for _, t := range types {
			if v.Data.TypeName() == t {
				return true
			}
		}
		return false
	}, types...)
}

// Str says whether the setting is a string for which f holds.
func (s *Setting) Str(f func(string) bool) value.Truth {
	return s.test(func(v value.Value) bool {
		text, ok := value.Text(v)
		return ok && f(text)
	}, "str")
}

// Equals says whether the setting is that string.
func (s *Setting) Equals(text string) value.Truth {
	return s.Str(func(t string) bool { return t == text })
}

// Num says whether the setting is a number (an int, float or bool) for which f
// holds.
func (s *Setting) Num(f func(float64) bool) value.Truth {
	return s.test(func(v value.Value) bool {
		n, ok := value.Number(v)
		if !ok {
			return false
		}
		x, _ := n.Float64()
		return f(x)
	}, "int", "float", "bool")
}

// Contains says whether the setting is a collection with that string in it.
func (s *Setting) Contains(item string) value.Truth {
	return s.Any(func(t string) bool { return t == item })
}

// Any says whether the setting is a collection with a string in it for which f
// holds.
func (s *Setting) Any(f func(string) bool) value.Truth {
	answer := value.No
	for _, it := range value.AnyOrder(s.Items()) {
		answer = answer.Or(Item(it, f))
	}
	if s.State == Unsure || unknown(s.Value) != nil || s.merged() {
		return answer.Or(value.Maybe)
	}
	return answer
}

// merged reports whether dynaconf joins the collection with one from elsewhere
// (https://www.dynaconf.com/merging/).
func (s *Setting) merged() bool {
	for _, it := range s.Items() {
		if text, ok := value.Text(it); ok && (text == "dynaconf_merge" || text == "dynaconf_merge_unique") {
			return true
		}
	}
	return false
}

// Item says whether an item of a collection is a string for which f holds. A
// splice may hold one.
func Item(v value.Value, f func(string) bool) value.Truth {
	switch d := v.Data.(type) {
	case value.Str:
		return value.Of(f(string(d)))
	case *value.Unknown, *value.Splice:
		return value.Maybe
	}
	return value.No
}

// Items returns the items of a list, tuple or set setting, with a Splice for
// what is not known; nil for any other value, a string among them.
func (s *Setting) Items() []value.Value {
	switch s.Value.Data.(type) {
	case *value.List, *value.Tuple, *value.Set, *value.Iterator:
		items, _ := value.Spread(s.Value)
		if _, set := s.Value.Data.(*value.Set); set {
			return value.AnyOrder(items)
		}
		return items
	}
	return nil
}

// Unknown returns why the setting is not known, or nil if it is.
func (s *Setting) Unknown() *value.Unknown {
	if s.State == Absent {
		return nil
	}
	return value.UnknownIn(s.Value)
}

// Environment returns the variable that the setting is made of, if it is
// exactly one.
func (s *Setting) Environment() *value.Environment { return s.Value.Origin.Environment() }

// Place returns the expression that made the value, or the anchor of a setting
// that was not assigned.
func (s *Setting) Place() source.Span {
	switch {
	case s.State != Assigned && s.anchor != nil:
		return s.anchor(s.Name)
	case s.State != Assigned:
		return source.Span{}
	case s.Value.Origin != nil && !s.Value.Origin.At.IsZero():
		return s.Value.Origin.At
	}
	return s.Binding.At
}

// test asks a question of a known value. Of an unknown one it says No where
// its type rules the answer out, else Maybe.
func (s *Setting) test(f func(value.Value) bool, types ...string) value.Truth {
	if s.State == Absent {
		return value.No
	}
	if u := unknown(s.Value); u != nil {
		if u.Type == "" {
			return value.Maybe
		}
		for _, t := range types {
			if u.Type == t {
				return value.Maybe
			}
		}
		return value.No
	}
	return value.Of(f(s.Value))
}

// unknown returns the Unknown that v is, or nil; a collection that is known in
// part is not one.
func unknown(v value.Value) *value.Unknown {
	u, _ := v.Data.(*value.Unknown)
	return u
}
