package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func djs504(l Limits) *Rule {
	return &Rule{
		Rule: finding.Rule{
			ID:        "DJS504",
			Name:      "hsts-missing-or-short",
			Short:     "Browsers are not told to stay with HTTPS, or not for long enough.",
			Level:     finding.Warning,
			Score:     4.0,
			Precision: "high",
			CWE:       []int{523},
			Standards: []string{"OWASP ASVS 5.0 3.4.1"},
			Django:    []string{"security.W004"},
			Fixes:     true,
			Risk:      "browsers that have seen the header refuse plain HTTP for that long, whatever the settings say later",
			Since:     "1.0.0",
			Page:      page("djs504"),
		},
		Judge: func(w *settings.World) []Answer {
			s := w.Get("SECURE_HSTS_SECONDS")
			short := s.Num(func(n float64) bool { return n < float64(l.HSTS) })
			a := Answer{
				Subject:  s,
				Violated: securityMiddleware(w).And(s.Truthy().Not().Or(short)),
				Message:  is(s) + ": browsers are not told to use HTTPS only, so a first request over plain HTTP can be caught",
				Fix:      "SECURE_HSTS_SECONDS = 31536000",
			}
			if s.Truthy() == value.Yes {
				a.Level = finding.Note
				a.Django = []string{} // Any number of seconds is enough for Django.
				a.Message = lasts(s) + ": browsers forget to stay with HTTPS sooner than the " +
					duration(float64(l.HSTS)) + " that the profile asks for"
			}
			return one(a)
		},
	}
}
