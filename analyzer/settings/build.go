package settings

import (
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Of returns the effective settings of a module that has been evaluated, in a
// project that rules may ask about.
func Of(m *discover.Module, v django.Version, r *interp.Result, project Project) *Effective {
	e := &Effective{Module: m, Version: v, Ended: r.Ended, Assumptions: r.Assumptions, Cut: r.Cut}
	for _, b := range r.Broken {
		e.Broken = append(e.Broken, Broken(b))
	}
	e.Cut = append(e.Cut, r.Skipped...)
	for _, w := range r.Worlds {
		world := NewWorld(v, w.Names, anchors(w))
		if len(e.Worlds) > 0 && slices.Equal(world.settings, e.Worlds[0].settings) {
			world.settings = e.Worlds[0].settings
		}
		world.Project = project
		if w.Names.Open == nil && world.fragment() {
			w.Names.Open = &value.Unknown{Reason: "may be assigned where dynaconf joins the module with others"}
		}
		for _, d := range w.Flipped {
			world.When = append(world.When, condition(d))
		}
		e.Worlds = append(e.Worlds, world)
	}
	return e
}

// fragment reports whether the module says that dynaconf joins it with others.
func (w *World) fragment() bool {
	for _, n := range w.Names() {
		if v, _ := w.names.Get(n); (&Setting{Value: v}).merged() {
			return true
		}
	}
	return false
}

func condition(d interp.Decision) Condition {
	c := Condition{Key: d.Key, Text: d.Text(), At: d.At, Kind: Arbitrary, Variable: d.Env}
	if d.Kind == interp.Environmental {
		c.Kind = Environmental
	}
	d.Taken = !d.Taken
	c.Otherwise = d.Text()
	return c
}

// anchors returns where to point for a setting that a world does not assign:
// another setting of its family, the entry that turns the feature on, the
// import that brings the rest, or the first line; always in the judged module.
func anchors(w *interp.World) func(string) source.Span {
	known := map[string]source.Span{}
	return func(setting string) source.Span {
		family := familyOf(setting)
		at, found := known[family]
		if !found {
			at = anchor(w, families[family])
			known[family] = at
		}
		return at
	}
}

func anchor(w *interp.World, related []string) source.Span {
	if w.Module.File == nil {
		return source.Span{}
	}
	for _, prefix := range related {
		if s := firstOf(w, prefix); !s.IsZero() {
			return firstLine(s)
		}
	}
	for _, collection := range []string{"MIDDLEWARE", "MIDDLEWARE_CLASSES", "INSTALLED_APPS"} {
		if s := entryAnchor(w, collection); !s.IsZero() {
			return s
		}
	}
	return firstLine(importAnchor(w))
}

// families are the prefixes of related settings, the nearest first.
var families = map[string][]string{
	"SESSION_": {"SESSION_", "CSRF_"}, "CSRF_": {"CSRF_", "SESSION_"}, "LANGUAGE_": {"LANGUAGE_", "SESSION_", "CSRF_"},
	"SECURE_": {"SECURE_", "SESSION_", "CSRF_"},
}

// familyOf returns the prefix of a setting's family, or "".
func familyOf(setting string) string {
	for prefix := range families {
		if strings.HasPrefix(setting, prefix) {
			return prefix
		}
	}
	return ""
}

// firstOf returns the first statement of the judged module that assigns a name
// with that prefix.
func firstOf(w *interp.World, prefix string) source.Span {
	var first source.Span
	for _, n := range w.Names.Names() {
		at := w.Names.Lookup(n).At
		if strings.HasPrefix(n, prefix) && at.File == w.Module.File && (first.IsZero() || at.Start < first.Start) {
			first = at
		}
	}
	return first
}

func entryAnchor(w *interp.World, collection string) source.Span {
	v, ok := w.Names.Get(collection)
	if !ok {
		return source.Span{}
	}
	items, _ := value.Spread(v)
	for _, it := range items {
		text, known := value.Text(it)
		if known && it.Origin.Span().File == w.Module.File && strings.Contains(text, "django.contrib.sessions") {
			return it.Origin.Span()
		}
	}
	return source.Span{}
}

// importAnchor returns the first import of the judged module that carries
// settings, or the file's first line.
func importAnchor(w *interp.World) source.Span {
	var first source.Span
	for _, n := range w.Names.Names() {
		b := w.Names.Lookup(n)
		if len(b.Via) > 0 && n == strings.ToUpper(n) && b.Via[0].File == w.Module.File && (first.IsZero() || b.Via[0].Start < first.Start) {
			first = b.Via[0]
		}
	}
	if first.IsZero() {
		return w.Module.File.LineSpan(1)
	}
	return first
}

// firstLine cuts a span at the end of its first line, so that a statement of
// many lines is not marked whole.
func firstLine(s source.Span) source.Span {
	start, end := s.Range()
	if start.Line == end.Line || s.IsZero() {
		return s
	}
	s.End = s.File.LineSpan(start.Line).End
	return s
}
