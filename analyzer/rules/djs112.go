package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs112 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS112",
		Name:      "csrf-cookie-not-secure",
		Short:     "The CSRF cookie is also sent over plain HTTP.",
		Level:     finding.Warning,
		Score:     4.3,
		Precision: "very-high",
		CWE:       []int{614},
		Standards: []string{"OWASP ASVS 5.0 3.3.1"},
		Django:    checksOf("CSRF_COOKIE_SECURE"),
		Fixes:     true,
		Since:     "1.0.0",
		Page:      page("djs112"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("CSRF_COOKIE_SECURE")
		return one(Answer{
			Subject:  s,
			Violated: csrfCookie(w).And(s.Truthy().Not()),
			Message:  is(s) + ": the CSRF cookie is also sent over plain HTTP, where anyone on the way can read the token",
			Fix:      "CSRF_COOKIE_SECURE = True",
		}.givesWay(refused(w, "CSRF_COOKIE")))
	},
}
