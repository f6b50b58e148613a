package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

// shortAge is the longest age, in seconds, that is meant as an inactivity
// timeout.
const shortAge = 3600

func djs203(l Limits) *Rule {
	return &Rule{
		Rule: finding.Rule{
			ID:        "DJS203",
			Name:      "age-is-not-an-inactivity-timeout",
			Short:     "A short session age counts from the last change of the session, not from the last request.",
			Level:     finding.Note,
			Score:     2.0,
			Precision: "high",
			CWE:       []int{613},
			Standards: []string{"OWASP ASVS 5.0 7.3.1"},
			Fixes:     true,
			Risk:      "each request stores the session",
			Since:     "1.0.0",
			Page:      page("djs203"),
		},
		Judge: func(w *settings.World) []Answer {
			s, every := w.Get("SESSION_COOKIE_AGE"), w.Get("SESSION_SAVE_EVERY_REQUEST")
			short := s.Num(func(n float64) bool { return n > 0 && n <= shortAge })
			return one(Answer{
				Subject: s,
				Violated: sessionCookie(w).And(short).
					And(every.Truthy().Not()).
					And(idlePackage(w).Not()).
					And(spokenIdle(w, l).Not()),
				Message: lasts(s) + " while " + is(every) +
					": the time counts from the last change of the session, so a user who only reads is logged out while active",
				Fix:  "SESSION_SAVE_EVERY_REQUEST = True",
				With: []*settings.Setting{every},
			})
		},
	}
}
