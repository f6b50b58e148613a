package value

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// An Origin tells where a value was made and from what. Origins form a graph
// without cycles and are never changed once made.
type Origin struct {
	// At is the expression that made the value.
	At source.Span
	// Env is set when this very expression asked for an environment
	// variable.
	Env *Environment
	// Via are the imports by which the name was carried that gave the value
	// here, the reader's own first.
	Via []source.Span
	// From are the origins of the values it was made from, in source order.
	From []*Origin

	environments *[]*Environment // of this and all of From, once gathered
}

// An Environment describes a value asked of an environment variable.
type Environment struct {
	// Name of the variable.
	Name string
	// Cast is what the program turns the text into: "bool", "int", "list",
	// "str" or the name of a function.
	Cast string
	// Default is what the program takes when the variable is not set; the
	// zero Value if it then has none and stops.
	Default Value
	// Given is true when the variable's text was told (by --env, a committed
	// file, and so on), and the value is made of it.
	Given bool
}

// Environments returns the variables that went into the value, each once, in
// source order. The caller must not change the slice.
func (o *Origin) Environments() []*Environment {
	if o == nil {
		return nil
	}
	if o.environments == nil {
		o.gather()
	}
	return *o.environments
}

// gather fills in the variables of an origin, once, after those of all that it
// came from. It keeps its own stack: a value may be made in very many steps.
func (o *Origin) gather() {
	stack := []*Origin{o}
	for len(stack) > 0 {
		top := stack[len(stack)-1]
		waits := false
		for _, f := range top.From {
			if f != nil && f.environments == nil {
				stack, waits = append(stack, f), true
			}
		}
		if waits {
			continue
		}
		stack = stack[:len(stack)-1]
		if top.environments == nil {
			top.merge()
		}
	}
}

func (o *Origin) merge() {
	var all []*Environment
	if o.Env != nil {
		all = append(all, o.Env)
	}
	for _, f := range o.From {
		if f == nil {
			continue
		}
		for _, e := range *f.environments {
			named := func(other *Environment) bool { return other.Name == e.Name }
			if !slices.ContainsFunc(all, named) {
				all = append(all, e)
			}
		}
	}
	o.environments = &all
	if len(all) == 0 {
		o.environments = &none
	}
}

// none are the variables of what is made of none, as most values are.
var none []*Environment

// Environment returns the variable that the value is made of if there is
// exactly one, else nil.
func (o *Origin) Environment() *Environment {
	if all := o.Environments(); len(all) == 1 {
		return all[0]
	}
	return nil
}

// Span returns the place of the expression, or the zero Span.
func (o *Origin) Span() source.Span {
	if o == nil {
		return source.Span{}
	}
	return o.At
}

// walk visits the origin and all that it came from, each once, in source
// order of the graph.
func (o *Origin) walk(visit func(*Origin)) {
	seen := map[*Origin]bool{}
	stack := []*Origin{o}
	for len(stack) > 0 {
		o := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		if o == nil || seen[o] {
			continue
		}
		seen[o] = true
		visit(o)
		for i := len(o.From) - 1; i >= 0; i-- {
			stack = append(stack, o.From[i])
		}
	}
}

// Steps returns the places the value came through, the farthest first and the
// expression that made it last, each place once.
func (o *Origin) Steps() []*Origin {
	var all []*Origin
	at := map[source.Span]bool{}
	o.walk(func(o *Origin) {
		if !o.At.IsZero() && !at[o.At] {
			at[o.At] = true
			all = append(all, o)
		}
	})
	for i, j := 0, len(all)-1; i < j; i, j = i+1, j-1 {
		all[i], all[j] = all[j], all[i]
	}
	return all
}
