package settings

import (
	"maps"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// maxAlternatives bounds the list of other values: more than a few say no more
// than that it varies.
const maxAlternatives = 8

// Describe describes a setting by name. Where no world lives, it is not known.
func (e *Effective) Describe(name string) Description {
	if len(e.Worlds) == 0 {
		return Description{Name: name, State: Unsure, Reason: "is not known, because the module ends: " + e.Ended}
	}
	s := e.Worlds[0].Get(name)
	d := Description{Name: name, State: s.State, Value: s.Value, Environment: variable(s)}
	if s.State == Assigned {
		d.Place = s.Place()
		d.Via = s.Binding.Via
		d.Guards = s.Binding.Guards.OutermostFirst()
	}
	if o := s.Outside(); o != nil {
		d.Outside = o.At
	}
	d.Known = true
	if u := s.Unknown(); u != nil {
		d.Known, d.Reason = false, u.Reason
	}
	e.describeOthers(&d, s)
	return d
}

// variable describes the variable that a setting is made of. Where the setting
// is not the variable's own text or cast but made of it, what it comes to
// without the variable is the setting's value; a DEBUG that production is
// assumed to turn off tells nothing of that.
func variable(s *Setting) *value.Environment {
	env := s.Environment()
	if env == nil || env.Given || s.Value.Origin.Env != nil {
		return env
	}
	indirect := *env
	indirect.Default = value.Value{}
	if s.Name != "DEBUG" && s.Value.Known() {
		indirect.Default = s.Value
	}
	return &indirect
}

// describeOthers adds what the other worlds make of a setting.
func (e *Effective) describeOthers(d *Description, base *Setting) {
	for _, w := range e.Worlds[1:] {
		s := w.Get(d.Name)
		if same(s, base) {
			continue
		}
		if AnyOf(w.When, Arbitrary) && d.Known {
			d.Known, d.Reason = false, "depends on something that cannot be known: whether "+texts(w.When)
		}
		d.add(Alternative{Value: s.Value, When: texts(w.When), Place: s.Place()})
	}
}

func (d *Description) add(a Alternative) {
	for _, b := range d.Alternatives {
		if sameValue(a.Value, b.Value) {
			return
		}
	}
	if len(d.Alternatives) < maxAlternatives {
		d.Alternatives = append(d.Alternatives, a)
	}
}

func texts(when []Condition) string {
	var parts []string
	for _, c := range when {
		parts = append(parts, c.Text)
	}
	return strings.Join(parts, " and ")
}

func same(a, b *Setting) bool {
	return a.State == b.State && (a.State == Absent || sameValue(a.Value, b.Value))
}

// sameValue reports whether two values say the same: equal, or unknown for the
// same reason.
func sameValue(a, b value.Value) bool {
	if value.Equal(a, b) == value.Yes {
		return a.Data.TypeName() == b.Data.TypeName()
	}
	u, v := value.UnknownIn(a), value.UnknownIn(b)
	return u != nil && v != nil && u.Reason == v.Reason && u.Type == v.Type
}

// Relevant returns the names of all settings that bear on sessions, assigned or
// with a default, sorted.
func (e *Effective) Relevant() []string {
	names := map[string]bool{}
	for _, n := range django.RelevantDefaults() {
		if _, known := django.Default(n, e.Version); known {
			names[n] = true
		}
	}
	for _, w := range e.Worlds {
		for _, n := range w.Names() {
			if django.Relevant(n) {
				names[n] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// Variables returns the environment variables that a setting depends on, by
// name: those that went into its values, and those that decide between them, of
// which nothing but the name is known.
func (e *Effective) Variables(name string) []*value.Environment {
	var all []*value.Environment
	add := func(v *value.Environment) {
		if !slices.ContainsFunc(all, func(a *value.Environment) bool { return a.Name == v.Name }) {
			all = append(all, v)
		}
	}
	for _, w := range e.Worlds {
		for _, v := range w.Get(name).Value.Origin.Environments() {
			add(v)
		}
	}
	for _, when := range e.decisive(name) {
		for _, c := range when {
			if c.Variable != "" {
				add(&value.Environment{Name: c.Variable})
			}
		}
	}
	slices.SortFunc(all, func(a, b *value.Environment) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// decisive returns the conditions of the worlds in which a setting has another
// value, without those that hold more than is needed for one.
func (e *Effective) decisive(name string) [][]Condition {
	var all [][]Condition
	for _, w := range e.Worlds {
		if !same(w.Get(name), e.Worlds[0].Get(name)) {
			all = append(all, w.When)
		}
	}
	return slices.DeleteFunc(slices.Clone(all), func(more []Condition) bool {
		return slices.ContainsFunc(all, func(less []Condition) bool { return len(less) < len(more) && holds(more, less) })
	})
}

// holds reports whether all of some conditions are among others.
func holds(all, some []Condition) bool {
	for _, c := range some {
		if !slices.ContainsFunc(all, func(a Condition) bool { return a.Key == c.Key && a.Text == c.Text }) {
			return false
		}
	}
	return true
}
