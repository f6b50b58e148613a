package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs114 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS114",
		Name:      "language-cookie-not-secure",
		Short:     "The cookie with the user's language is also sent over plain HTTP.",
		Level:     finding.Note,
		Score:     1.5,
		Precision: "very-high",
		CWE:       []int{614},
		Standards: []string{"OWASP ASVS 5.0 3.3.1"},
		Fixes:     true,
		Since:     "1.0.0",
		Page:      page("djs114"),
	},
	Optional: true,
	Judge: func(w *settings.World) []Answer {
		s := w.Get("LANGUAGE_COOKIE_SECURE")
		return one(Answer{
			Subject: s,
			Violated: languageCookie(w).And(w.Version.AtLeast(3, 0, 0)).
				And(s.Truthy().Not()).And(refused(w, "LANGUAGE_COOKIE").Not()),
			Message: is(s) + ": the language cookie is also sent over plain HTTP, where anyone on the way can read and change it",
			Fix:     "LANGUAGE_COOKIE_SECURE = True",
		})
	},
}
