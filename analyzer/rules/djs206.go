package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs206 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS206",
		Name:      "session-cookie-persists",
		Short:     "The session cookie survives the browser being closed.",
		Level:     finding.Note,
		Score:     2.0,
		Precision: "very-high",
		CWE:       []int{539},
		Standards: []string{"NIST SP 800-63B-4 5.1"},
		Fixes:     true,
		Risk:      "users are logged out when they close the browser",
		Since:     "1.0.0",
		Page:      page("djs206"),
	},
	Optional: true,
	Judge: func(w *settings.World) []Answer {
		s := w.Get("SESSION_EXPIRE_AT_BROWSER_CLOSE")
		return one(Answer{
			Subject:  s,
			Violated: sessionCookie(w).And(s.Truthy().Not()),
			Message:  is(s) + ": the session cookie stays on the disk when the browser is closed, where the next user of the computer has it",
			Fix:      "SESSION_EXPIRE_AT_BROWSER_CLOSE = True",
		})
	},
}
