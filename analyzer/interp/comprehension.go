package interp

import (
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// evalComp evaluates a comprehension in a scope of its own; only its first
// iterable belongs to the scope around it.
func (m *machine) evalComp(e *python.Comp) (value.Value, error) {
	outermost, err := m.eval(e.Generators[0].Iter)
	if err != nil {
		return outermost, err
	}
	f := *m.frame
	f.outer = m.frame
	f.kind, f.comprehension = functionFrame, true
	f.locals = value.NewNamespace()
	f.global, f.nonlocal = nil, nil
	f.generator, f.owned = nil, nil
	first, err := m.iter(outermost)
	if err != nil {
		return value.Value{}, err
	}
	c := &collector{comp: e}
	if e.Kind == '(' {
		v := m.generate(&f, func() (value.Value, error) { return m.none(), m.comprehendIn(c, e.Generators, first) }, outermost)
		c.generator = f.generator
		return v, nil
	}
	leave := m.enter(&f)
	defer leave()
	if err := m.comprehendIn(c, e.Generators, first); err != nil {
		return value.Value{}, err
	}
	return m.collected(c), nil
}

// collector gathers what a comprehension makes, or hands it on as it is made.
type collector struct {
	comp *python.Comp
	// generator is that of a generator expression.
	generator *generator
	items     []value.Value
	dict      value.Dict
}

func (m *machine) comprehend(c *collector, clauses []python.Comprehension) error {
	if len(clauses) == 0 {
		return m.collect(c)
	}
	iterable, err := m.eval(clauses[0].Iter)
	if err != nil {
		return err
	}
	it, err := m.iter(iterable)
	if err != nil {
		return err
	}
	return m.comprehendIn(c, clauses, it)
}

func (m *machine) comprehendIn(c *collector, clauses []python.Comprehension, items *value.Iterator) error {
	clause := clauses[0]
	for {
		it, more, err := items.Next()
		if err != nil || !more {
			return err
		}
		if err := m.Spend(1); err != nil {
			return err
		}
		if sp, ok := it.Data.(*value.Splice); ok {
			if err := m.passSplice(c, sp, clauses); err != nil {
				return err
			}
			continue
		}
		if err := m.assign(clause.Target, it, clause.Iter.Span()); err != nil {
			return err
		}
		pass, err := m.filter(clause.Ifs)
		if err != nil {
			return err
		}
		switch pass {
		case value.Yes:
			err = m.comprehend(c, clauses[1:])
		case value.Maybe:
			err = m.blur(c, &value.Unknown{Reason: "is filtered by a condition that is not known", Key: m.siteKey()})
		}
		if err != nil {
			return err
		}
	}
}

// passSplice passes on what is not known of the items: that it is their order, or
// which others there are.
func (m *machine) passSplice(c *collector, sp *value.Splice, clauses []python.Comprehension) error {
	if !sp.Orderless {
		return m.blur(c, m.passing(sp.Of, clauses))
	}
	mark := value.Value{Data: sp}
	switch c.comp.Kind {
	case '(':
		_, err := m.hand(c.generator, mark)
		return err
	case '[':
		c.items = append(c.items, mark)
	}
	return nil
}

// passing returns what is left of items that are not known. Whether any is left
// where a condition chooses among them is a question of its own.
func (m *machine) passing(u *value.Unknown, clauses []python.Comprehension) *value.Unknown {
	if len(clauses) == 1 && len(clauses[0].Ifs) == 0 {
		return u
	}
	return &value.Unknown{Reason: u.Reason, Key: m.siteKey(), Env: u.Env}
}

// filter evaluates the conditions of a comprehension without deciding them:
// an item that may be there is a Splice.
func (m *machine) filter(ifs []python.Expr) (value.Truth, error) {
	answer := value.Yes
	for _, e := range ifs {
		v, err := m.eval(e)
		if err != nil {
			return value.Maybe, err
		}
		holds, err := m.truthy(v)
		if err != nil {
			return value.Maybe, err
		}
		answer = answer.And(holds)
		if answer == value.No {
			break
		}
	}
	return answer, nil
}

func (m *machine) collect(c *collector) error {
	elt, err := m.eval(c.comp.Elt)
	if err != nil {
		return err
	}
	switch c.comp.Kind {
	case '(':
		_, err = m.hand(c.generator, elt)
		return err
	case '{':
		c.items = append(c.items, elt)
		return m.hashable(elt)
	case '[':
		c.items = append(c.items, elt)
		return nil
	}
	v, err := m.eval(c.comp.Value)
	if err != nil {
		return err
	}
	return m.put(&c.dict, elt, v)
}

func (m *machine) blur(c *collector, u *value.Unknown) error {
	splice := value.Value{Data: &value.Splice{Of: u}}
	switch c.comp.Kind {
	case ':':
		c.dict.Blur(u)
	case '(':
		_, err := m.hand(c.generator, splice)
		return err
	default:
		c.items = append(c.items, splice)
	}
	return nil
}

func (m *machine) collected(c *collector) value.Value {
	switch c.comp.Kind {
	case '{':
		return m.Made(value.NewSet(c.items...), c.items...)
	case ':':
		return m.Made(&c.dict)
	}
	return m.Made(&value.List{Items: c.items}, c.items...)
}
