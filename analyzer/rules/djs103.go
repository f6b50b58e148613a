package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs103 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS103",
		Name:      "session-cookie-without-samesite",
		Short:     "The session cookie is sent without the SameSite attribute.",
		Level:     finding.Warning,
		Score:     4.3,
		Precision: "very-high",
		CWE:       []int{1275},
		Standards: []string{"OWASP ASVS 5.0 3.3.2"},
		Fixes:     true,
		Risk:      "pages of other sites that embed this one or post to it are no longer sent the session",
		Since:     "1.0.0",
		Page:      page("djs103"),
	},
	Judge: func(w *settings.World) []Answer {
		same := readSameSite(w, "SESSION_COOKIE_SAMESITE")
		return one(Answer{
			Subject:  same.setting,
			Violated: sessionCookie(w).And(same.leftOut()),
			Message:  is(same.setting) + ": the session cookie has no SameSite attribute, so each browser decides when other sites' requests carry it",
			Fix:      `SESSION_COOKIE_SAMESITE = "Lax"`,
		})
	},
}
