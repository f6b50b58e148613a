package value

import "github.com/django-session-audit/django-session-audit/analyzer/source"

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
// source order.
func (o *Origin) Environments() []*Environment {
	var found []*Environment
	names := map[string]bool{}
	o.walk(func(o *Origin) {
		if o.Env != nil && !names[o.Env.Name] {
			names[o.Env.Name] = true
			found = append(found, o.Env)
		}
	})
	return found
}

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
