// Package settings holds the effective settings of one settings module, in all
// the worlds that production can be. It is the only thing that rules see. It
// knows neither syntax nor files beyond the spans of values.
package settings

import (
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A World is what a settings module gives under one set of decisions.
type World struct {
	// Version is the project's version of Django.
	Version django.Version
	// When are the decisions in which the world differs from the base world,
	// which has none.
	When []Condition
	// Project answers what rules ask beyond the settings.
	Project Project

	names    *value.Namespace
	settings []string // the names that are settings
	// reading, where it is not nil, notes what is read; answers are those of Once.
	reading *Reading
	answers map[string]answer
	// anchor is where to point for a setting that is assigned nowhere.
	anchor func(setting string) source.Span
}

// A Project is what rules may ask of the repository around the settings. A
// function that is nil answers Maybe.
type Project struct {
	// Module says whether a module can be imported: No only where the
	// repository has the package that it would be in, and not the module.
	Module func(dotted string) value.Truth
	// Extends says whether the class of a dotted path is another or extends
	// it: No only where all its bases can be seen.
	Extends func(class, base string) value.Truth
	// Development says whether the settings of development have a setting
	// from the statement at a place too.
	Development func(setting string, at source.Span) value.Truth
	// Debug says whether DEBUG is on where a variable has a text, or, with no
	// text, where it is not set.
	Debug func(variable string, text ...string) value.Truth
}

// HasModule says whether a module can be imported.
func (p Project) HasModule(dotted string) value.Truth {
	if p.Module == nil {
		return value.Maybe
	}
	return p.Module(dotted)
}

// ClassExtends says whether the class of a dotted path is another or extends
// it.
func (p Project) ClassExtends(class, base string) value.Truth {
	if p.Extends == nil {
		return value.Maybe
	}
	return p.Extends(class, base)
}

// InDevelopment says whether the settings of development have a setting from
// the statement that assigns it here.
func (p Project) InDevelopment(s *Setting) value.Truth {
	if p.Development == nil || s.Binding == nil {
		return value.Maybe
	}
	return p.Development(s.Name, s.Binding.At)
}

// DebugWith says whether DEBUG is on where a variable has a text, or, with no
// text, where it is not set.
func (p Project) DebugWith(variable string, text ...string) value.Truth {
	if p.Debug == nil {
		return value.Maybe
	}
	return p.Debug(variable, text...)
}

// A Condition is one decision that a world rests on.
type Condition struct {
	// Key identifies the condition across worlds.
	Key string
	// Text says it for people: "DJANGO_HTTPS is set". Otherwise says its
	// opposite: "DJANGO_HTTPS is not set".
	Text, Otherwise string
	// Kind says what the condition is about.
	Kind ConditionKind
	// Variable is the environment variable that it is about, or "".
	Variable string
	// At is the expression that asked.
	At source.Span
}

// ConditionKind says what a decision is about.
type ConditionKind int

// The kinds of conditions.
const (
	// Environmental: an environment variable, which the deployment decides.
	Environmental ConditionKind = iota
	// Arbitrary: something that cannot be known, such as what a function
	// outside the repository returns.
	Arbitrary
	// Assumed: what production is taken to be; its opposite is no
	// production world and is not judged.
	Assumed
)

// AnyOf reports whether any of the conditions is of that kind.
func AnyOf(when []Condition, kind ConditionKind) bool {
	return slices.ContainsFunc(when, func(c Condition) bool { return c.Kind == kind })
}

// NewWorld returns the world of those names. Anchor may be nil.
func NewWorld(v django.Version, names *value.Namespace, anchor func(string) source.Span) *World {
	if anchor == nil {
		anchor = func(string) source.Span { return source.Span{} }
	}
	w := &World{Version: v, names: names, anchor: anchor, answers: map[string]answer{}}
	for _, n := range names.Names() {
		if n == strings.ToUpper(n) && n[0] != '_' {
			w.settings = append(w.settings, n)
		}
	}
	return w
}

// Get returns a setting: assigned, or with Django's default.
func (w *World) Get(name string) *Setting {
	if w.reading != nil {
		w.reading.names[name] = true
	}
	if b := w.names.Lookup(name); b != nil {
		return &Setting{Name: name, Value: b.Value, State: Assigned, Binding: b}
	}
	s := &Setting{Name: name, State: Default, anchor: w.anchor, outside: w.names.Outside}
	v, known := django.Default(name, w.Version)
	switch {
	case w.names.Open != nil:
		s.State = Unsure
		s.Value = value.Value{Data: w.names.Open}
	case known:
		s.Value = v
	default:
		s.State = Absent
	}
	return s
}

// Names returns the names of the settings that the module assigns: those in
// capitals, in order of assignment. The caller must not change the slice.
func (w *World) Names() []string {
	if w.reading != nil {
		w.reading.all = true
	}
	return w.settings
}

// Middleware says whether the request passes a middleware. It asks MIDDLEWARE
// for the dotted path itself.
func (w *World) Middleware(path string) value.Truth { return w.Get("MIDDLEWARE").Contains(path) }

// MiddlewareLike says whether MIDDLEWARE has an entry that is that dotted path,
// whose class extends it, or whose class cannot be seen and is named after it,
// as a subclass usually is: "package.middleware.CustomSessionMiddleware" is like
// SessionMiddleware.
func (w *World) MiddlewareLike(path string) value.Truth {
	return w.anyMiddleware(func(entry string) value.Truth { return w.like(entry, path) })
}

// A StandIn is an entry of MIDDLEWARE that is taken for one of Django's.
type StandIn struct {
	Entry, For string
	// Seen is true where the repository shows that the class extends Django's,
	// and false where only its name says so.
	Seen bool
}

// StandIns returns the entries of MIDDLEWARE that are taken for one of Django's,
// in their order.
func (w *World) StandIns() []StandIn {
	var all []StandIn
	for _, it := range w.Get("MIDDLEWARE").Items() {
		entry, _ := value.Text(it)
		for _, path := range django.Extended {
			if entry != path && w.like(entry, path) == value.Yes {
				all = append(all, StandIn{entry, path, w.Project.ClassExtends(entry, path) == value.Yes})
			}
		}
	}
	return all
}

// anyMiddleware says whether something holds for an entry of MIDDLEWARE.
func (w *World) anyMiddleware(f func(entry string) value.Truth) value.Truth {
	s := w.Get("MIDDLEWARE")
	answer := s.Any(func(entry string) bool { return f(entry) == value.Yes })
	if answer == value.No {
		return s.Any(func(entry string) bool { return f(entry) != value.No }).And(value.Maybe)
	}
	return answer
}

// Precedes says whether MIDDLEWARE has both entries, the first one before the
// second. Entries like the session and CSRF middleware are found; the other
// entries are asked for by their dotted paths.
func (w *World) Precedes(first, second string) value.Truth {
	i, j := w.position(first), w.position(second)
	if i >= 0 && j >= 0 {
		if value.OrderOf(w.Get("MIDDLEWARE").Items()) != nil {
			return value.Maybe
		}
		return value.Of(i < j)
	}
	has := func(path string) value.Truth {
		return w.anyMiddleware(func(entry string) value.Truth { return w.stands(entry, path) })
	}
	return has(first).And(has(second))
}

// stands says whether an entry of MIDDLEWARE stands for a dotted path.
func (w *World) stands(entry, path string) value.Truth {
	if path == django.SessionMiddleware || path == django.CsrfMiddleware {
		return w.like(entry, path)
	}
	return value.Of(entry == path)
}

// position returns the index of the first entry of MIDDLEWARE that stands for a
// dotted path, or -1.
func (w *World) position(path string) int {
	for i, it := range w.Get("MIDDLEWARE").Items() {
		if text, ok := value.Text(it); ok && w.stands(text, path) == value.Yes {
			return i
		}
	}
	return -1
}

// like says whether an entry of MIDDLEWARE is that of a dotted path or does the
// same. Django's own classes are what they are: UpdateCacheMiddleware is no
// CacheMiddleware. One that is named like it and is seen not to extend it may do
// the same or not.
func (w *World) like(entry, path string) value.Truth {
	if strings.HasPrefix(entry, "django.") || django.Lookalike(entry) {
		return value.Of(entry == path)
	}
	extends := w.Project.ClassExtends(entry, path)
	if !strings.HasSuffix(entry, path[strings.LastIndexByte(path, '.')+1:]) {
		return value.Of(extends == value.Yes)
	}
	if extends == value.No {
		return value.Maybe
	}
	return value.Yes
}

// Installed says whether an app is in INSTALLED_APPS, by its package or by an
// AppConfig below it.
func (w *World) Installed(app string) value.Truth {
	config := app + ".apps."
	return w.Get("INSTALLED_APPS").Any(func(entry string) bool {
		return entry == app || strings.HasPrefix(entry, config)
	})
}

// UsesSessions says whether the project has sessions: the session middleware,
// something named like a subclass of it, or the sessions app.
func (w *World) UsesSessions() value.Truth {
	return w.MiddlewareLike(django.SessionMiddleware).Or(w.Installed(django.SessionsApp))
}
