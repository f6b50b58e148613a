package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs602 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS602",
		Name:      "session-middleware-misordered",
		Short:     "A middleware that needs the session comes before the session middleware.",
		Level:     finding.Error,
		Score:     3.0,
		Precision: "very-high",
		Django:    []string{"admin.E410"},
		Since:     "1.0.0",
		Page:      page("djs602"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("MIDDLEWARE")
		a := Answer{Subject: s, Violated: value.No}
		for _, n := range needers(w) {
			early := n.needs.And(w.Precedes(n.path, django.SessionMiddleware))
			if early == value.Yes && a.Violated != value.Yes {
				a.At = entryOf(s, n.path)
				a.Message = "MIDDLEWARE lists " + className(n.path) + " before SessionMiddleware: " + n.consequence
			}
			a.Violated = a.Violated.Or(early)
		}
		return one(a)
	},
}

type needer struct {
	path, consequence string
	needs             value.Truth
}

// needers are the middleware that read the session of a request
// (https://docs.djangoproject.com/en/6.0/ref/middleware/#middleware-ordering).
// CsrfViewMiddleware is DJS404's. LocaleMiddleware looked into the session
// until 4.0 (https://docs.djangoproject.com/en/4.0/releases/4.0/#features-removed-in-4-0).
func needers(w *settings.World) []needer {
	fails := "it finds no session and answers each request with a server error"
	return []needer{
		{django.AuthenticationMiddleware, fails, value.Yes},
		{django.MessageMiddleware, fails, w.Get("MESSAGE_STORAGE").Equals(django.CookieMessages).Not()},
		{django.LocaleMiddleware, "the language that a user chose is not found in the session", w.Version.AtLeast(4, 0, 0).Not()},
	}
}
