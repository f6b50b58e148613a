package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs113 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS113",
		Name:      "csrf-cookie-without-samesite",
		Short:     "Requests from other sites carry the CSRF cookie.",
		Level:     finding.Warning,
		Score:     3.5,
		Precision: "high",
		CWE:       []int{1275},
		Standards: []string{"OWASP ASVS 5.0 3.3.2"},
		Fixes:     true,
		Risk:      "pages of other sites that embed this one or post to it are no longer sent the cookie",
		Since:     "1.0.0",
		Page:      page("djs113"),
	},
	Judge: func(w *settings.World) []Answer {
		same, secure := readSameSite(w, "CSRF_COOKIE_SAMESITE"), w.Get("CSRF_COOKIE_SECURE")
		a := Answer{
			Subject:  same.setting,
			Violated: csrfCookie(w).And(same.leftOut().Or(same.none())),
			Message:  is(same.setting) + ": the CSRF cookie has no SameSite attribute, so each browser decides when other sites' requests carry it",
			Fix:      `CSRF_COOKIE_SAMESITE = "Lax"`,
		}
		switch {
		case same.none() != value.Yes:
		case secure.Truthy() == value.No:
			a.Level = finding.Error
			a.With = []*settings.Setting{secure}
			a.Message = is(same.setting) + " while " + is(secure) + ": browsers refuse such a cookie, so forms are answered with 403"
		default:
			a.Message = is(same.setting) + ": requests that other sites make carry the CSRF cookie"
		}
		return one(a)
	},
}
