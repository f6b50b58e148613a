package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs207 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS207",
		Name:      "session-age-invalid",
		Short:     "SESSION_COOKIE_AGE is no number of seconds that Django can use.",
		Level:     finding.Error,
		Score:     3.0,
		Precision: "very-high",
		CWE:       []int{704},
		Since:     "1.0.0",
		Page:      page("djs207"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("SESSION_COOKIE_AGE")
		over := s.Num(func(n float64) bool { return n <= 0 })
		a := Answer{
			Subject:  s,
			Violated: sessionCookie(w).And(over.Or(text(s)).Or(s.OfType("NoneType", "timedelta"))),
			Message:  s.Name + " is " + kind(s.Value) + ": Django needs a number of seconds and answers each login with a server error",
		}
		env := uncast(s)
		if n, isNumber := number(s); env != nil && isNumber && n > 0 {
			a.Violated = sessionCookie(w)
			a.Level = finding.Warning
			a.Message = s.Name + " is the text of the environment variable " + harmless(env.Name) +
				" where that is set: Django needs a number of seconds and then answers each login with a server error"
		}
		if over == value.Yes {
			a.Message = is(s) + ": browsers delete the session cookie at once, so nobody stays logged in"
		}
		return one(a)
	},
}
