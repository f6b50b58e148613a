package interp

import (
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// viewBinOp is an operator of sets on the keys or items of a dictionary and
// anything that can be iterated.
func (m *machine) viewBinOp(op string, x, y value.Value) (value.Value, bool, error) {
	if !isSetView(x) && !isSetView(y) || setOperators[op] == "" {
		return value.Value{}, false, nil
	}
	a, err := m.setOf(x)
	if err != nil {
		return x, true, err
	}
	b, err := m.setOf(y)
	if err != nil {
		return y, true, err
	}
	v, ok := m.setBinOp(op, a, b, x, y)
	return v, ok, nil
}

var setOperators = map[string]string{"|": "union", "&": "intersection", "-": "difference", "^": "symmetric_difference"}

// isSetView reports whether a value is a view that behaves like a set.
func isSetView(v value.Value) bool {
	view, ok := v.Data.(*value.View)
	return ok && view.Kind != value.Values
}

// setOf is set(v).
func (m *machine) setOf(v value.Value) (*value.Set, error) {
	items, err := m.Iterate(v)
	if err != nil {
		return nil, err
	}
	return m.setOfItems(items)
}

// setLike returns a set, or a view that behaves like one, as a set.
func setLike(v value.Value) (*value.Set, bool) {
	switch d := v.Data.(type) {
	case *value.Set:
		return d, true
	case *value.View:
		return d.Set()
	}
	return nil, false
}

func setDisjoint(m *machine, self value.Value, args value.Args) (value.Value, error) {
	other, err := argument(m, args, 0, "other")
	if err != nil {
		return other, err
	}
	b, err := m.setOf(other)
	if err != nil {
		return other, err
	}
	a, _ := setLike(self)
	return m.disjoint(a, b, self, other), nil
}

// disjoint says whether two sets have no item in common.
func (m *machine) disjoint(a, b *value.Set, x, y value.Value) value.Value {
	answer := value.Yes
	for _, it := range a.Items() {
		answer = answer.And(b.Has(it).Not())
	}
	if a.Open != nil {
		answer = answer.And(value.Maybe)
	}
	return m.answer(false, "isdisjoint", answer, x, y)
}
