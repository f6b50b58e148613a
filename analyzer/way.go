package analyzer

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// maxSteps bounds the places that a value's way is told with.
const maxSteps = 12

// way tells how a value came to be where it is, in reading order: the other
// settings that the answer rests on, the imports from the judged module
// inwards, the conditions, what the value was made of, and last its place.
func way(a *rules.Answer, place source.Span) []finding.Step {
	w := &steps{last: place}
	for _, s := range a.With {
		if s.State == settings.Assigned {
			w.add(s.Place(), s.Name+" is assigned here")
		}
	}
	s := a.Subject
	if s.State == settings.Assigned {
		w.binding(s.Binding)
		w.origin(s)
	}
	if o := s.Outside(); o != nil {
		w.add(o.At, "settings from outside the repository may come in here")
	}
	label := s.Name + " gets its value here"
	if s.State != settings.Assigned {
		label = s.Name + " is assigned nowhere; this is the nearest related place"
	}
	return append(w.list, finding.Step{Place: place, Label: label})
}

// steps gathers places, each once, without the last one.
type steps struct {
	list []finding.Step
	last source.Span
}

func (w *steps) add(at source.Span, label string) {
	seen := slices.ContainsFunc(w.list, func(s finding.Step) bool { return s.Place == at })
	if at.IsZero() || at == w.last || seen || len(w.list) >= maxSteps {
		return
	}
	w.list = append(w.list, finding.Step{Place: at, Label: label})
}

// addLine adds a place unless its line has been told of: to say of each part of
// an expression that the value comes from there tells a reader nothing.
func (w *steps) addLine(at source.Span, label string) {
	told := func(s finding.Step) bool { return lineOf(s.Place) == lineOf(at) }
	if at.IsZero() || lineOf(w.last) == lineOf(at) || slices.ContainsFunc(w.list, told) {
		return
	}
	w.add(at, label)
}

// A line of a file.
type line struct {
	path   string
	number int
}

func lineOf(at source.Span) line {
	start, _ := at.Range()
	return line{at.Path(), start.Line}
}

// binding tells the imports and conditions of an assignment.
func (w *steps) binding(b *value.Binding) {
	for _, at := range b.Via {
		w.add(at, "imported here")
	}
	for _, g := range b.Guards.OutermostFirst() {
		label := "because this holds"
		if !g.Held {
			label = "because this does not hold"
		}
		w.add(g.Test, label)
	}
}

// origin tells what the value was made of: the farthest place first. Of a line
// that asks for a variable that is told, not the default it has.
func (w *steps) origin(s *settings.Setting) {
	all := s.Value.Origin.Steps()
	asks := map[line]bool{}
	for _, o := range all {
		if o.Env != nil {
			asks[lineOf(o.At)] = true
		}
	}
	for _, o := range all {
		for _, at := range o.Via {
			w.addLine(at, "imported here")
		}
		switch {
		case o.Env != nil:
			w.addLine(o.At, "the environment variable "+o.Env.Name+" is asked for here")
		case !asks[lineOf(o.At)]:
			w.addLine(o.At, "the value is made of this")
		}
	}
	w.addLine(s.Binding.At, s.Name+" is assigned here")
}
