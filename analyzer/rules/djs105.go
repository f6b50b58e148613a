package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs105 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS105",
		Name:      "session-cookie-samesite-invalid",
		Short:     "The SameSite setting has a value that Django cannot use.",
		Level:     finding.Error,
		Score:     2.0,
		Precision: "very-high",
		Standards: []string{"OWASP ASVS 5.0 3.3.2"},
		Fixes:     true,
		Since:     "1.0.0",
		Page:      page("djs105"),
	},
	Judge: func(w *settings.World) []Answer {
		return []Answer{
			judgeInvalidSameSite(w, "SESSION_COOKIE_SAMESITE", sessionCookie(w)),
			judgeInvalidSameSite(w, "CSRF_COOKIE_SAMESITE", csrfCookie(w)),
		}
	},
}

func judgeInvalidSameSite(w *settings.World, name string, used value.Truth) Answer {
	same := readSameSite(w, name)
	a := Answer{
		Subject:  same.setting,
		Violated: used.And(same.invalid().Or(same.ignored())),
		Message:  is(same.setting) + ": Django takes only 'Lax', 'Strict' and 'None', and answers with a server error where it sets the cookie",
		Fix:      name + ` = "Lax"`,
	}
	switch {
	case same.ignored() == value.Yes:
		a.Level = finding.Warning
		a.Anyway = true
		a.Message = name + " is set: Django knows the setting from 2.1 on, so here it does nothing"
		a.Fix = ""
	case same.isNone() == value.Yes:
		a.Message = is(same.setting) + ": Django takes the string 'None' from 3.1 on, and answers with a server error before"
	}
	return a
}
