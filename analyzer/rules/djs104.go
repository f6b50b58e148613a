package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs104 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS104",
		Name:      "session-cookie-samesite-none",
		Short:     "Requests from every other site carry the session cookie.",
		Level:     finding.Warning,
		Score:     4.3,
		Precision: "high",
		CWE:       []int{1275},
		Standards: []string{"OWASP ASVS 5.0 3.3.2"},
		Since:     "1.0.0",
		Page:      page("djs104"),
	},
	Judge: func(w *settings.World) []Answer {
		same, secure := readSameSite(w, "SESSION_COOKIE_SAMESITE"), w.Get("SESSION_COOKIE_SECURE")
		a := Answer{
			Subject:  same.setting,
			Violated: sessionCookie(w).And(same.none()),
			Message:  is(same.setting) + ": requests that other sites make carry the session cookie",
			With:     []*settings.Setting{secure},
		}
		if secure.Truthy() == value.No {
			a.Level = finding.Error
			a.Message = is(same.setting) + " while " + is(secure) + ": browsers refuse such a cookie, so nobody stays logged in"
		}
		return one(a)
	},
}
