package interp

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Constants remember what lists, tuples and dicts of literals give, which is the
// same in every run. They serve all programs of the same syntax trees, one at a
// time.
type Constants struct{ of map[python.Expr]*constant }

// NewConstants returns what remembers nothing yet.
func NewConstants() *Constants { return &Constants{of: map[python.Expr]*constant{}} }

// A constant is what one expression gives, and what it takes to evaluate it.
type constant struct {
	value       value.Value
	steps, held int
}

// evalDisplay evaluates a list, tuple, set or dict, the first time or again.
func (m *machine) evalDisplay(e python.Expr) (value.Value, error) {
	c, known := m.Constants.of[e]
	if c != nil {
		m.held += c.held
		return c.fresh(), m.Spend(c.steps)
	}
	steps, held := m.steps, m.held
	v, err := m.display(e)
	if known || err != nil {
		return v, err
	}
	m.Constants.of[e] = nil
	if isConstant(e) {
		c = &constant{v, m.steps - steps, m.held - held}
		m.Constants.of[e] = c
		v = c.fresh()
	}
	return v, nil
}

// fresh returns the value for another evaluation: a list or dict is a new one.
func (c *constant) fresh() value.Value {
	v := c.value
	switch d := v.Data.(type) {
	case *value.List:
		v.Data = &value.List{Items: slices.Clone(d.Items)}
	case *value.Dict:
		v.Data = d.Copy()
	}
	return v
}

// isConstant reports whether a display is made of literals, and tuples of them.
func isConstant(e python.Expr) bool {
	switch e := e.(type) {
	case *python.List:
		return areLiterals(e.Elts)
	case *python.Dict:
		return areLiterals(e.Keys) && areLiterals(e.Values)
	}
	return isLiteral(e)
}

func areLiterals(exprs []python.Expr) bool {
	return !slices.ContainsFunc(exprs, func(e python.Expr) bool { return !isLiteral(e) })
}

func isLiteral(e python.Expr) bool {
	switch e := e.(type) {
	case *python.StrLit:
		return isUnderstood(e)
	case *python.NoneLit, *python.BoolLit, *python.IntLit, *python.FloatLit, *python.BytesLit, *python.EllipsisLit:
		return true
	case *python.Tuple:
		return areLiterals(e.Elts)
	}
	return false
}
