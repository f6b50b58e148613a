package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs302 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS302",
		Name:      "cookie-held-sessions",
		Short:     "Sessions live in the user's cookie, where logging out does not end them.",
		Level:     finding.Warning,
		Score:     5.5,
		Precision: "very-high",
		CWE:       []int{613},
		Standards: []string{"OWASP ASVS 5.0 7.4.1"},
		Fixes:     true,
		Risk:      "everybody is logged out once, and the sessions need a table in the database and a cache",
		Since:     "1.0.0",
		Page:      page("djs302"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("SESSION_ENGINE")
		return one(Answer{
			Subject:  s,
			Violated: w.UsesSessions().And(s.Equals(django.CookieEngine)),
			Message:  is(s) + ": a copied cookie works on after logout, and its holder can read what the session says",
			Fix:      `SESSION_ENGINE = "` + django.CachedDatabaseEngine + `"`,
		})
	},
}
