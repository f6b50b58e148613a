package interp

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
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
		matching := &matching{machine: m}
		fits, err := matching.fits(c.Pattern, subject)
		if err != nil {
			return outcome{}, err
		}
		if !fits {
			continue
		}
		for _, b := range matching.captures {
			m.bindName(b.name, b.value, b.at)
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

// matching is the attempt to fit one case's pattern. Its names are bound once
// the whole pattern fits.
type matching struct {
	*machine
	captures []capture
}

type capture struct {
	name  string
	value value.Value
	at    source.Span
}

func (m *matching) capture(name string, v value.Value, p python.Pattern) {
	if name != "" {
		m.captures = append(m.captures, capture{name, v, p.Span()})
	}
}

// fits matches a pattern with a value.
func (m *matching) fits(p python.Pattern, v value.Value) (bool, error) {
	switch p := p.(type) {
	case *python.MatchValue:
		return m.fitsValue(p, v)
	case *python.MatchAs:
		if p.Pattern != nil {
			if fits, err := m.fits(p.Pattern, v); err != nil || !fits {
				return false, err
			}
		}
		m.capture(p.Name, v, p)
		return true, nil
	case *python.MatchOr:
		before := len(m.captures)
		for _, alternative := range p.Patterns {
			m.captures = m.captures[:before]
			if fits, err := m.fits(alternative, v); err != nil || fits {
				return fits, err
			}
		}
		return false, nil
	case *python.MatchSequence:
		return m.fitsSequence(p, v)
	case *python.MatchMapping:
		return m.fitsMapping(p, v)
	case *python.MatchClass:
		return m.fitsClass(p, v)
	}
	return m.fitsSomehow(p, "depends on a pattern that is not modelled", v)
}

// fitsSomehow decides whether a pattern fits where that is not known. Its names
// are then not known either.
func (m *matching) fitsSomehow(p python.Pattern, reason string, v value.Value) (bool, error) {
	if u, ok := v.Data.(*value.Unknown); ok {
		reason = u.Reason
	}
	fits, err := m.Truth(m.MakeUnknown("bool", reason, v))
	if err != nil || !fits {
		return false, err
	}
	for _, name := range python.NamesIn(p) {
		m.capture(name, m.MakeUnknown("", reason, v), p)
	}
	return true, nil
}

func (m *matching) fitsValue(p *python.MatchValue, v value.Value) (bool, error) {
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
}

// plain reports whether a value is an object of which it is known that it is
// neither a sequence nor a mapping.
func (m *matching) plain(v value.Value) bool {
	o, ok := v.Data.(*value.Object)
	return !ok || m.comparesIdentity(o) && o.Class.IsSubclass(m.classes["tuple"]) == value.No
}

func (m *matching) fitsSequence(p *python.MatchSequence, v value.Value) (bool, error) {
	whole := v
	if inner, ok := embeddedIn(v); ok {
		whole = inner
	}
	var items []value.Value
	switch d := whole.Data.(type) {
	case *value.List, *value.Tuple, value.Range:
		items, _ = value.Spread(whole)
	case *value.Unknown:
		return m.fitsSomehow(p, d.Reason, v)
	default:
		if m.plain(whole) {
			return false, nil
		}
		return m.fitsSomehow(p, "depends on a sequence that is not known", v)
	}
	if value.HasSplice(items) {
		return m.fitsSomehow(p, "depends on a list that is known in part", v)
	}
	star := slices.IndexFunc(p.Patterns, isStar)
	if star < 0 {
		if len(items) != len(p.Patterns) {
			return false, nil
		}
		return m.fitAll(p.Patterns, items)
	}
	before, after := p.Patterns[:star], p.Patterns[star+1:]
	end := len(items) - len(after)
	if end < star {
		return false, nil
	}
	if fits, err := m.fitAll(before, items[:star]); err != nil || !fits {
		return false, err
	}
	rest := m.Made(&value.List{Items: slices.Clone(items[star:end])}, v)
	m.capture(p.Patterns[star].(*python.MatchStar).Name, rest, p.Patterns[star])
	return m.fitAll(after, items[end:])
}

func isStar(p python.Pattern) bool {
	_, ok := p.(*python.MatchStar)
	return ok
}

func (m *matching) fitAll(patterns []python.Pattern, items []value.Value) (bool, error) {
	for i, sub := range patterns {
		if fits, err := m.fits(sub, items[i]); err != nil || !fits {
			return false, err
		}
	}
	return true, nil
}
