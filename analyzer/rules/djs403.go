package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs403 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS403",
		Name:      "csrf-middleware-missing",
		Short:     "Other sites can act in the name of a logged-in user: the CSRF middleware is missing.",
		Level:     finding.Error,
		Score:     8.0,
		Precision: "high",
		CWE:       []int{352},
		Standards: []string{"OWASP ASVS 5.0 3.5.1"},
		Django:    []string{"security.W003"},
		Since:     "1.0.0",
		Page:      page("djs403"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("MIDDLEWARE")
		login := w.MiddlewareLike(django.SessionMiddleware).Or(w.Middleware(django.AuthenticationMiddleware))
		return one(Answer{
			Subject:  s,
			Violated: login.And(withoutMiddleware(w, django.CsrfMiddleware)).And(csrfNamed(w).Not()),
			Message:  "MIDDLEWARE has no CsrfViewMiddleware while sessions are on: another site can make a logged-in user's browser send forms",
		})
	},
}

// csrfNamed says whether an entry of MIDDLEWARE is about CSRF by its name, as
// one that takes the place of Django's, or takes it away for some views, is. A
// name proves nothing, so the answer is never Yes.
func csrfNamed(w *settings.World) value.Truth {
	named := w.Get("MIDDLEWARE").Any(func(entry string) bool {
		return strings.Contains(strings.ToLower(entry), "csrf")
	})
	if named == value.Yes {
		return value.Maybe
	}
	return named
}
