package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

func djs205(l Limits) *Rule {
	return &Rule{
		Rule: finding.Rule{
			ID:        "DJS205",
			Name:      "browser-close-is-not-a-timeout",
			Short:     "Closing the browser drops the cookie; the session itself lives on.",
			Level:     finding.Note,
			Score:     2.5,
			Precision: "high",
			CWE:       []int{613},
			Standards: []string{"NIST SP 800-63B-4 5.1.1"},
			Since:     "1.0.0",
			Page:      page("djs205"),
		},
		Judge: func(w *settings.World) []Answer {
			s, age := w.Get("SESSION_EXPIRE_AT_BROWSER_CLOSE"), w.Get("SESSION_COOKIE_AGE")
			long := age.Num(func(n float64) bool { return n > float64(l.SessionAge) })
			return one(Answer{
				Subject: s,
				Violated: sessionCookie(w).And(s.Truthy()).
					And(age.Assigned().Not()).
					And(long.Not()).
					And(idlePackage(w).Not()).
					And(spokenIdle(w, l).Not()),
				Message: is(s) + " while SESSION_COOKIE_AGE is not set and defaults to " + seconds(age) +
					": only the cookie ends with the browser, the session itself can be used that long",
				With: []*settings.Setting{age},
			})
		},
	}
}
