package interp

import (
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// execMatch runs the first case whose pattern fits. Whether one fits may have
// to be decided.
func (m *machine) execMatch(s *python.Match) (outcome, error) {
	subject, err := m.eval(s.Subject)
	if err != nil {
		return outcome{}, err
	}
	m.touch(subject)
	for _, c := range s.Cases {
		m.frame.site = c.Pattern.Span()
		fits, err := m.fits(c.Pattern, subject)
		if err != nil {
			return outcome{}, err
		}
		if !fits {
			continue
		}
		if c.Guard != nil {
			if holds, err := m.test(c.Guard); err != nil || !holds {
				if err != nil {
					return outcome{}, err
				}
				continue
			}
		}
		return m.guarded(c.Pattern.Span(), true, c.Body)
	}
	return outcome{}, nil
}

// fits matches a pattern, binding its names.
func (m *machine) fits(p python.Pattern, v value.Value) (bool, error) {
	switch p := p.(type) {
	case *python.MatchValue:
		want, err := m.eval(p.Value)
		if err != nil {
			return false, err
		}
		op := "=="
		switch p.Value.(type) {
		case *python.BoolLit, *python.NoneLit:
			op = "is"
		}
		equal, err := m.compare(op, v, want)
		if err != nil {
			return false, err
		}
		return m.Truth(equal)
	case *python.MatchAs:
		if p.Pattern != nil {
			if fits, err := m.fits(p.Pattern, v); err != nil || !fits {
				return false, err
			}
		}
		if p.Name != "" {
			m.bindName(p.Name, v, p.Span())
		}
		return true, nil
	case *python.MatchOr:
		for _, alternative := range p.Patterns {
			if fits, err := m.fits(alternative, v); err != nil || fits {
				return fits, err
			}
		}
		return false, nil
	case *python.MatchSequence:
		return m.fitsSequence(p, v)
	}
	return m.Truth(m.MakeUnknown("bool", "depends on a pattern that is not modelled", v))
}

func (m *machine) fitsSequence(p *python.MatchSequence, v value.Value) (bool, error) {
	var items []value.Value
	switch d := v.Data.(type) {
	case *value.List:
		items = d.Items
	case *value.Tuple:
		items = d.Items
	case *value.Unknown:
		return m.Truth(m.MakeUnknown("bool", d.Reason, v))
	default:
		return false, nil
	}
	if value.HasSplice(items) {
		return m.Truth(m.MakeUnknown("bool", "depends on a list that is known in part", v))
	}
	for i, sub := range p.Patterns {
		star, ok := sub.(*python.MatchStar)
		if !ok {
			continue
		}
		after := p.Patterns[i+1:]
		if len(items) < i+len(after) {
			return false, nil
		}
		if star.Name != "" {
			rest := m.Made(&value.List{Items: items[i : len(items)-len(after)]}, v)
			m.bindName(star.Name, rest, star.Span())
		}
		if fits, err := m.fitAll(p.Patterns[:i], items[:i]); err != nil || !fits {
			return false, err
		}
		return m.fitAll(after, items[len(items)-len(after):])
	}
	if len(items) != len(p.Patterns) {
		return false, nil
	}
	return m.fitAll(p.Patterns, items)
}

func (m *machine) fitAll(patterns []python.Pattern, items []value.Value) (bool, error) {
	for i, sub := range patterns {
		if fits, err := m.fits(sub, items[i]); err != nil || !fits {
			return false, err
		}
	}
	return true, nil
}
