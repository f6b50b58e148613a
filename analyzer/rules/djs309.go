package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs309 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS309",
		Name:      "legacy-cookie-salt",
		Short:     "Signed cookies are also accepted with the old, ambiguous salt.",
		Level:     finding.Warning,
		Score:     3.1,
		Precision: "medium",
		CWE:       []int{345},
		Fixes:     true,
		Risk:      "cookies that old versions of Django signed are no longer accepted",
		Since:     "1.0.0",
		Page:      page("djs309"),
	},
	Judge: func(w *settings.World) []Answer {
		s, v := w.Get("SIGNED_COOKIE_LEGACY_SALT_FALLBACK"), w.Version
		known := v.AtLeast(6, 0, 6).Or(v.AtLeast(5, 2, 15).And(v.AtLeast(6, 0, 0).Not()))
		// Nothing in the settings tells whether views sign cookies; the
		// form wizard does (https://django-formtools.readthedocs.io/en/latest/wizard.html).
		used := s.Assigned().Or(w.Installed("formtools"))
		a := Answer{
			Subject:  s,
			Violated: known.And(s.Truthy()).And(used),
			Message:  is(s) + ": a signed cookie of one name can be passed off as another's (CVE-2026-6873)",
			Fix:      "SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False",
		}
		if v.AtLeast(6, 1, 0) != value.Yes {
			a.Level = finding.Note
		}
		return one(a)
	},
}
