package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs308 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS308",
		Name:      "session-engine-unwired",
		Short:     "The session engine cannot work as the project is put together.",
		Level:     finding.Error,
		Score:     2.0,
		Precision: "high",
		Since:     "1.0.0",
		Page:      page("djs308"),
	},
	Judge: func(w *settings.World) []Answer {
		s, apps := w.Get("SESSION_ENGINE"), w.Get("INSTALLED_APPS")
		why, broken := engineFault(w, s)
		inDatabase := engine(w, django.DatabaseEngine).Or(engine(w, django.CachedDatabaseEngine))
		return []Answer{
			{
				Subject:  s,
				Violated: w.UsesSessions().And(broken),
				Message:  is(s) + ": " + why,
				Fatal:    true,
			},
			{
				Subject: apps,
				Violated: w.MiddlewareLike(django.SessionMiddleware).And(inDatabase).
					And(apps.Assigned()).And(sessionsApp(w).Not()),
				Message: "INSTALLED_APPS has no " + django.SessionsApp + " while " + is(s) + ": there is no table for sessions, and using one fails",
				With:    []*settings.Setting{s},
				Fatal:   true,
			},
		}
	},
}

// engineFault says what is wrong with the name of an engine: it must be a
// module that has a SessionStore
// (https://docs.djangoproject.com/en/6.0/ref/settings/#session-engine).
func engineFault(w *settings.World, s *settings.Setting) (string, value.Truth) {
	name, ok := value.Text(s.Value)
	switch {
	case !ok:
		return "", s.OfType("str").And(value.Maybe)
	case strings.HasSuffix(name, ".SessionStore"):
		return "Django wants the module, not the class in it, and each request fails", value.Yes
	case name == django.EnginePackage || strings.HasPrefix(name, django.EnginePackage+".") && !own(name):
		return "Django has no such engine, and each request fails", value.Yes
	case own(name) || w.Project.Module == nil:
		return "", value.No // What is installed can be imported.
	}
	return "the repository has no such module, and each request fails", w.Project.HasModule(name).Not()
}

// own says whether an engine is one of Django's.
func own(name string) bool {
	for _, e := range django.Engines {
		if e == name {
			return true
		}
	}
	return false
}

// sessionsApp says whether the sessions app is installed. An entry about
// sessions may be its AppConfig in the project's own clothes.
func sessionsApp(w *settings.World) value.Truth {
	named := w.Get("INSTALLED_APPS").Any(func(entry string) bool {
		return strings.Contains(strings.ToLower(entry), "session")
	})
	return w.Installed(django.SessionsApp).Or(named.And(value.Maybe))
}
