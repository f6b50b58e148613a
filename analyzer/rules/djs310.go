package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs310 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS310",
		Name:      "sha1-signatures",
		Short:     "Sessions and signed cookies are signed with SHA-1.",
		Level:     finding.Warning,
		Score:     3.7,
		Precision: "very-high",
		CWE:       []int{328},
		Standards: []string{"OWASP ASVS 5.0 11.4.1"},
		Fixes:     true,
		Risk:      "everybody is logged out once, and reset links that were sent stop working",
		Since:     "1.0.0",
		Page:      page("djs310"),
	},
	Judge: func(w *settings.World) []Answer {
		s, v := w.Get("DEFAULT_HASHING_ALGORITHM"), w.Version
		return one(Answer{
			Subject:  s,
			Violated: v.AtLeast(3, 1, 0).And(v.AtLeast(4, 0, 0).Not()).And(s.Equals("sha1")),
			Message:  is(s) + ": sessions, signed cookies and reset links are signed with SHA-1, which is meant for the time of an upgrade only",
			Fix:      `DEFAULT_HASHING_ALGORITHM = "sha256"`,
		})
	},
}
