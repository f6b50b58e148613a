package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs102 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS102",
		Name:      "session-cookie-readable-by-scripts",
		Short:     "Scripts in the page can read the session cookie.",
		Level:     finding.Error,
		Score:     6.1,
		Precision: "very-high",
		CWE:       []int{1004},
		Standards: []string{"OWASP ASVS 5.0 3.3.4", "NIST SP 800-63B-4 5.1.1", "DISA ASD STIG V-222575"},
		Django:    checksOf("SESSION_COOKIE_HTTPONLY"),
		Fixes:     true,
		Since:     "1.0.0",
		Page:      page("djs102"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("SESSION_COOKIE_HTTPONLY")
		return one(Answer{
			Subject:  s,
			Violated: sessionCookie(w).And(s.Truthy().Not()),
			Message:  is(s) + ": a script that gets into a page can read the session cookie and send it elsewhere",
			Fix:      "SESSION_COOKIE_HTTPONLY = True",
		})
	},
}
