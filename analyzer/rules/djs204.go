package rules

import (
	"cmp"
	"math"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

func djs204(l Limits) *Rule {
	return &Rule{
		Rule: finding.Rule{
			ID:        "DJS204",
			Name:      "no-absolute-lifetime",
			Short:     "A session that is used all the time never ends.",
			Level:     finding.Note,
			Score:     2.5,
			Precision: "medium",
			CWE:       []int{613},
			Standards: []string{"OWASP ASVS 5.0 7.3.2", "NIST SP 800-63B-4 2.2.3"},
			Since:     "1.0.0",
			Page:      page("djs204"),
		},
		Optional: true,
		Judge: func(w *settings.World) []Answer {
			s := w.Get("SESSION_SAVE_EVERY_REQUEST")
			limit := cmp.Or(float64(l.Absolute), math.Inf(1))
			return one(Answer{
				Subject: s,
				Violated: sessionCookie(w).And(s.Truthy()).
					And(logsOut(w, django.AbsoluteLogouts, limit).Not()).
					And(ownLogout(w).Not()),
				Message: is(s) + ": each request starts the time anew, and nothing ends a session for good" + inTime(l.Absolute) +
					", so whoever has a stolen one can keep it",
			})
		},
	}
}

// inTime says a limit, if there is one.
func inTime(limit int) string {
	if limit == 0 {
		return ""
	}
	return " within " + duration(float64(limit))
}
