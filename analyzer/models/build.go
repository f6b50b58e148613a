package models

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// The constructors of functions and classes from which all tables are made.
//
// A signature is written as in Python, without the values of defaults:
// "path, *rest, key=, only=, **named". A parameter followed by "=" may be left
// out; what follows "*" or "*rest" is taken by name only.

// A signature is the parameters of a function.
type signature struct {
	positional  []parameter
	keyword     []parameter
	all         []parameter // these two
	rest, named string
}

type parameter struct {
	name     string
	optional bool
}

func parseSignature(text string) *signature {
	s := &signature{}
	keywordOnly := false
	for _, p := range strings.Split(text, ",") {
		p = strings.TrimSpace(p)
		switch {
		case p == "":
		case strings.HasPrefix(p, "**"):
			s.named = p[2:]
		case strings.HasPrefix(p, "*"):
			s.rest, keywordOnly = p[1:], true
		default:
			param := parameter{strings.TrimSuffix(p, "="), strings.HasSuffix(p, "=")}
			if keywordOnly {
				s.keyword = append(s.keyword, param)
			} else {
				s.positional = append(s.positional, param)
			}
		}
	}
	s.all = slices.Concat(s.positional, s.keyword)
	return s
}

// arguments are those of one call, by the names of the parameters.
type arguments struct {
	function string
	values   []value.NamedArg
	// rest and named are what *rest and **named took.
	rest  []value.Value
	named []value.NamedArg
	// open is set when there are arguments that cannot be seen.
	open *value.Unknown
	// given are all arguments of the call.
	given []value.Value
}

// of returns an argument for a parameter, as a modelled function calls another one.
func of(parameter string, v value.Value) *arguments {
	return &arguments{values: []value.NamedArg{{Name: parameter, Value: v}}}
}

// get returns the argument for a parameter, if it was given.
func (a *arguments) get(name string) (value.Value, bool) {
	for _, v := range a.values {
		if v.Name == name {
			return v.Value, true
		}
	}
	return value.Value{}, false
}

// set gives a parameter an argument.
func (a *arguments) set(name string, v value.Value) {
	for i := range a.values {
		if a.values[i].Name == name {
			a.values[i].Value = v
			return
		}
	}
	a.values = append(a.values, value.NamedArg{Name: name, Value: v})
}

// value returns the argument for a parameter, or the zero Value.
func (a *arguments) value(name string) value.Value {
	v, _ := a.get(name)
	return v
}

// text returns a known string or path given for a parameter.
func (a *arguments) text(name string) (string, bool) { return value.PathText(a.value(name)) }

// textOr is text with an answer for a parameter that was left out. It reports
// false for one that is not known.
func (a *arguments) textOr(name, fallback string) (string, bool) {
	if _, given := a.get(name); !given {
		return fallback, true
	}
	return a.text(name)
}

// flag returns a known truth given for a parameter, or fallback if left out.
func (a *arguments) flag(name string, fallback bool) value.Truth {
	v, given := a.get(name)
	if !given {
		return value.Of(fallback)
	}
	return value.Truthy(v)
}

// self returns the object that a method is called on. A program may call a
// method on anything else; what is done to the object then goes nowhere.
func (a *arguments) self() *value.Object {
	if o, ok := a.value("self").Data.(*value.Object); ok {
		return o
	}
	return object(class("builtins", "object", nil), nil)
}

// stateOf returns the state of the object that a method is called on. An object
// without one, as of a subclass that does not call __init__, gets a fresh one.
func stateOf[T any](a *arguments) *T {
	o := a.self()
	s, ok := o.State.(*T)
	if !ok {
		s = new(T)
		if o.State == nil {
			o.State = s
		}
	}
	return s
}

// unknown returns what keeps the call's arguments from being known, or nil.
func (a *arguments) unknown() *value.Unknown {
	if a.open != nil {
		return a.open
	}
	for _, v := range a.given {
		if u := value.UnknownIn(v); u != nil {
			return u
		}
	}
	return nil
}

// bind gives each parameter its argument, or raises TypeError as Python does.
func (s *signature) bind(h value.Host, function string, args value.Args) (*arguments, error) {
	a := &arguments{function: function, open: args.Open, given: args.All()}
	a.values = make([]value.NamedArg, 0, min(len(a.given), len(s.all)))
	for i, v := range args.Pos {
		switch {
		case i < len(s.positional):
			a.set(s.positional[i].name, v)
		case s.rest != "":
			a.rest = append(a.rest, v)
		default:
			return nil, h.Raise("TypeError", function+"() takes fewer positional arguments")
		}
	}
	for _, n := range args.Named {
		_, twice := a.get(n.Name)
		switch {
		case s.has(n.Name) && !twice:
			a.set(n.Name, n.Value)
		case s.has(n.Name):
			return nil, h.Raise("TypeError", function+"() got multiple values for an argument")
		case s.named != "":
			a.named = append(a.named, n)
		default:
			return nil, h.Raise("TypeError", function+"() got an unexpected keyword argument")
		}
	}
	if a.open != nil {
		return a, nil
	}
	for _, p := range s.all {
		if _, given := a.get(p.name); !given && !p.optional {
			return nil, h.Raise("TypeError", function+"() missing a required argument")
		}
	}
	return a, nil
}

func (s *signature) has(name string) bool {
	return slices.ContainsFunc(s.all, func(p parameter) bool { return p.name == name })
}

// A body is what a modelled function does.
type body func(h value.Host, a *arguments) (value.Value, error)

// function returns a function. A call with arguments that cannot be seen gives
// an unknown value.
func function(name, params string, do body) *value.Function {
	return openFunction(name, params, func(h value.Host, a *arguments) (value.Value, error) {
		if a.open != nil {
			return h.MakeUnknown("", "comes from "+name+"() with arguments that are not known", a.given...), nil
		}
		return do(h, a)
	})
}

// openFunction returns a function that sees to arguments.open by itself.
func openFunction(name, params string, do body) *value.Function {
	signature := sync.OnceValue(func() *signature { return parseSignature(params) })
	return &value.Function{Name: name, Call: func(h value.Host, args value.Args) (value.Value, error) {
		a, err := signature().bind(h, name, args)
		if err != nil {
			return value.Value{}, err
		}
		return do(h, a)
	}}
}

// pure returns a function of known values only: where an argument is not known
// to the last item, the result is an unknown of type typ.
func pure(name, params, typ string, do func(h value.Host, a *arguments) (value.Data, error)) *value.Function {
	return openFunction(name, params, func(h value.Host, a *arguments) (value.Value, error) {
		if a.unknown() != nil {
			return derived(h, typ, name, a.unknown(), a.given...), nil
		}
		d, err := do(h, a)
		switch {
		case err != nil:
			return value.Value{}, err
		case d == nil:
			return h.MakeUnknown(typ, "comes from "+name+"() with arguments that are not modelled", a.given...), nil
		}
		return h.Made(d, a.given...), nil
	})
}

// method is function with self in front of the parameters.
func method(name, params string, do body) *value.Function { return function(name, "self,"+params, do) }

// classMethod is a method that may be called on the class or on an instance:
// neither is among its arguments.
func classMethod(name, params string, do body) *value.Function {
	f := openFunction(name, params, do)
	call := f.Call
	f.Call = func(h value.Host, args value.Args) (value.Value, error) {
		if len(args.Pos) > 0 {
			if o, ok := args.Pos[0].Data.(*value.Object); ok && has(o.Class, f) {
				args.Pos = args.Pos[1:]
			}
		}
		return call(h, args)
	}
	return f
}

// has reports whether a class has that very function under its name.
func has(c *value.Class, f *value.Function) bool {
	v, _ := c.Lookup(f.Name)
	return v.Data == value.Data(f)
}

// quiet returns a function that does nothing that matters and returns None.
func quiet(name string) *value.Function {
	return &value.Function{Name: name, Call: func(h value.Host, args value.Args) (value.Value, error) {
		return h.Made(value.None{}), nil
	}}
}

// unmodelled returns a function whose result is not known.
func unmodelled(name, typ, reason string) *value.Function {
	return &value.Function{Name: name, Call: func(h value.Host, args value.Args) (value.Value, error) {
		return h.MakeUnknown(typ, reason, args.All()...), nil
	}}
}

// passing returns a function that returns its first argument, as decorators do
// that change nothing which matters here.
func passing(name string) *value.Function {
	return &value.Function{Name: name, Call: func(h value.Host, args value.Args) (value.Value, error) {
		if len(args.Pos) == 0 {
			return h.MakeUnknown("", "comes from "+name+"(), which is not modelled", args.All()...), nil
		}
		return args.Pos[0], nil
	}}
}

// class returns a class of a modelled library.
func class(module, name string, attrs names, bases ...*value.Class) *value.Class {
	c := &value.Class{Name: name, Module: module, Bases: bases, Attrs: value.NewNamespace()}
	attrs.bind(c.Attrs)
	return c
}

// object returns a bare instance of a class.
func object(c *value.Class, state any) *value.Object {
	return &value.Object{Class: c, Attrs: value.NewNamespace(), State: state}
}

// derived returns an unknown of which only the cause is known. Done again with
// the same inputs, it is the same unknown.
func derived(h value.Host, typ, operation string, cause *value.Unknown, from ...value.Value) value.Value {
	v := h.MakeUnknown(typ, cause.Reason, from...)
	u, ok := v.Data.(*value.Unknown)
	if !ok {
		return v
	}
	var key strings.Builder
	key.WriteString(operation)
	for _, f := range from {
		key.WriteByte(0)
		if u, ok := f.Data.(*value.Unknown); ok && u.Key != "" {
			key.WriteString(u.Key)
		} else if k, ok := value.StableKey(f); ok {
			key.WriteString(k)
		} else {
			return v
		}
	}
	u.Key = key.String()
	return v
}

// str returns a string made of others.
func str(h value.Host, s string, from ...value.Value) value.Value {
	return h.Made(value.Str(s), from...)
}

// dictOf returns a dict of string keys in that order.
func dictOf(h value.Host, pairs ...any) *value.Dict {
	d := value.NewDict()
	for i := 0; i < len(pairs); i += 2 {
		key := h.Made(value.Str(pairs[i].(string)))
		switch v := pairs[i+1].(type) {
		case value.Value:
			d.Set(key, v)
		case value.Data:
			d.Set(key, h.Made(v))
		case string:
			d.Set(key, h.Made(value.Str(v)))
		default:
			panic("models: a dict of what is no value")
		}
	}
	return d
}

// texts returns strings as values.
func texts(h value.Host, list []string, from ...value.Value) []value.Value {
	items := make([]value.Value, len(list))
	for i, s := range list {
		items[i] = h.Made(value.Str(s), from...)
	}
	return items
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// integer returns a known int as a Go int.
func integer(v value.Value) (int, bool) {
	i, ok := value.Integer(v)
	if !ok || !i.IsInt64() {
		return 0, false
	}
	return int(i.Int64()), true
}

// isNone reports whether v is None or was not given.
func isNone(v value.Value) bool {
	_, none := v.Data.(value.None)
	return none || v.Data == nil
}
