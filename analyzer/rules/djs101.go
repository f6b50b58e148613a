package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs101 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS101",
		Name:      "session-cookie-not-secure",
		Short:     "The session cookie is also sent over plain HTTP.",
		Level:     finding.Error,
		Score:     6.5,
		Precision: "very-high",
		CWE:       []int{614},
		Standards: []string{"OWASP ASVS 5.0 3.3.1", "NIST SP 800-63B-4 5.1.1", "DISA ASD STIG V-222576"},
		Django:    checksOf("SESSION_COOKIE_SECURE"),
		Fixes:     true,
		Since:     "1.0.0",
		Page:      page("djs101"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("SESSION_COOKIE_SECURE")
		return one(Answer{
			Subject:  s,
			Violated: sessionCookie(w).And(s.Truthy().Not()),
			Message:  is(s) + ": the session cookie is also sent over plain HTTP, where anyone on the way can read it",
			Fix:      "SESSION_COOKIE_SECURE = True",
		}.givesWay(refused(w, "SESSION_COOKIE")))
	},
}
