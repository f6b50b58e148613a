package repair

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// undefaulted gives a default to a question that has none and is then answered by
// None, as in os.environ.get("X") == "1": a text that the assignment compares
// with.
func (c *candidates) undefaulted(env *value.Environment, statement source.Span) []candidate {
	t := c.text(statement.File)
	if t == nil {
		return nil
	}
	own := t.assignment(c.line.name, statement)
	call := questionIn(own, env.Name)
	if call == nil {
		return nil
	}
	at := call.Args[0].Span()
	at.Start = at.End
	var all []candidate
	how := c.line.name + " goes by a default where " + env.Name + " is not set"
	for _, word := range c.comparedIn(t, own) {
		all = append(all, candidate{edits: []finding.Edit{{At: at, Text: ", " + word, Copied: true}}, how: how})
		for _, edits := range c.overrides(own, at, ", "+word) {
			all = append(all, candidate{edits: edits, how: how})
		}
	}
	return all
}

// questionIn returns the call within an expression that asks the variables of the
// process for one, with no default, or nil.
func questionIn(e python.Expr, name string) *python.Call {
	var found *python.Call
	within(e, func(e python.Expr) {
		call, ok := e.(*python.Call)
		if !ok || mapping(call.Func) == "" || len(call.Args) != 1 || len(call.Keywords) > 0 {
			return
		}
		if asked, ok := call.Args[0].(*python.StrLit); ok && asked.Value == name {
			found = call
		}
	})
	return found
}

// comparedIn returns the texts that an expression compares with, as they are
// written; where it compares with none, the value itself, as a variable has it.
func (c *candidates) comparedIn(t *text, e python.Expr) []string {
	var words []string
	within(e, func(e python.Expr) {
		compare, ok := e.(*python.Compare)
		if !ok {
			return
		}
		for _, with := range compare.Comparators {
			within(with, func(e python.Expr) {
				if word, ok := e.(*python.StrLit); ok {
					words = append(words, word.Span().Text())
				}
			})
		}
	})
	_, isText := c.line.value.(*python.StrLit)
	switch {
	case words != nil:
	case isText:
		words = []string{c.value(t.quote)}
	case c.line.isTrue():
		words = []string{quoted("True", t.quote)}
	case plainNumber(c.line.text):
		words = []string{quoted(c.line.text, t.quote)}
	}
	return words
}

// within calls f for an expression and for those that its value is made of.
func within(e python.Expr, f func(python.Expr)) {
	if e == nil {
		return
	}
	f(e)
	var parts []python.Expr
	switch e := e.(type) {
	case *python.Call:
		parts = append([]python.Expr{e.Func}, e.Args...)
	case *python.Attribute:
		parts = []python.Expr{e.Value}
	case *python.Compare:
		parts = append([]python.Expr{e.Left}, e.Comparators...)
	case *python.UnaryOp:
		parts = []python.Expr{e.Operand}
	case *python.BoolOp:
		parts = e.Values
	case *python.IfExp:
		parts = []python.Expr{e.Test, e.Body, e.Else}
	case *python.List:
		parts = e.Elts
	case *python.Tuple:
		parts = e.Elts
	case *python.Set:
		parts = e.Elts
	}
	for _, part := range parts {
		within(part, f)
	}
}
