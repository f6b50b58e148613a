package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs601 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS601",
		Name:      "session-middleware-missing",
		Short:     "Something needs sessions, and the session middleware is missing.",
		Level:     finding.Error,
		Score:     3.0,
		Precision: "very-high",
		Django:    []string{"admin.E410"},
		Since:     "1.0.0",
		Page:      page("djs601"),
	},
	Judge: func(w *settings.World) []Answer {
		s, apps := w.Get("MIDDLEWARE"), w.Get("INSTALLED_APPS")
		a := Answer{Subject: s, Violated: needsSessions(w)}
		who := "MessageMiddleware"
		switch {
		case w.Middleware(django.AuthenticationMiddleware) == value.Yes:
			who = "AuthenticationMiddleware"
			a.At = entryOf(s, django.AuthenticationMiddleware)
		case w.Installed(django.AdminApp) == value.Yes:
			who = "the admin"
			a.With = []*settings.Setting{apps}
		default:
			a.At = entryOf(s, django.MessageMiddleware)
		}
		a.Message = "MIDDLEWARE has no SessionMiddleware, which " + who + " needs: nobody can log in"
		return one(a)
	},
}
