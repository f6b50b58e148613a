package rules

import (
	"strconv"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

func djs201(l Limits) *Rule {
	return &Rule{
		Rule: finding.Rule{
			ID:        "DJS201",
			Name:      "session-lives-too-long",
			Short:     "A session can be used for longer than the profile allows.",
			Level:     finding.Warning,
			Score:     4.0,
			Precision: "very-high",
			CWE:       []int{613},
			Standards: []string{"NIST SP 800-63B-4 2.1.3", "OWASP ASVS 5.0 7.3.2"},
			Fixes:     true,
			Risk:      "users have to log in more often",
			Since:     "1.0.0",
			Page:      page("djs201"),
		},
		Judge: func(w *settings.World) []Answer {
			s := w.Get("SESSION_COOKIE_AGE")
			limit := float64(l.SessionAge)
			return one(Answer{
				Subject:  s,
				Violated: sessionCookie(w).And(s.Num(func(n float64) bool { return n > limit })).And(spokenIdle(w, l).Not()),
				Message:  lasts(s) + ": a stolen session can be used that long, and the limit is " + duration(limit),
				Fix:      "SESSION_COOKIE_AGE = " + strconv.Itoa(l.SessionAge),
			})
		},
	}
}
