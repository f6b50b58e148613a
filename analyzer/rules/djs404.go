package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs404 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS404",
		Name:      "csrf-sessions-unwired",
		Short:     "The CSRF token is to be kept in the session, which is not there yet when it is needed.",
		Level:     finding.Error,
		Score:     3.0,
		Precision: "very-high",
		CWE:       []int{352},
		Since:     "1.0.0",
		Page:      page("djs404"),
	},
	Judge: func(w *settings.World) []Answer {
		s, middleware := w.Get("CSRF_USE_SESSIONS"), w.Get("MIDDLEWARE")
		csrf := w.MiddlewareLike(django.CsrfMiddleware)
		early := w.Precedes(django.CsrfMiddleware, django.SessionMiddleware)
		without := withoutMiddleware(w, django.SessionMiddleware).And(sessionNamed(w).Not()).And(unless(needsSessions(w)))
		return one(Answer{
			Subject:  s,
			Violated: s.Truthy().And(csrf).And(early.Or(without)),
			Message:  is(s) + " while MIDDLEWARE has no SessionMiddleware before CsrfViewMiddleware: each request fails with a server error",
			With:     []*settings.Setting{middleware},
			Fatal:    true,
		})
	},
}
