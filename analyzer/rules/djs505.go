package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs505 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS505",
		Name:      "hsts-without-subdomains",
		Short:     "HSTS holds for the one host and not for those below it.",
		Level:     finding.Note,
		Score:     2.0,
		Precision: "high",
		CWE:       []int{523},
		Standards: []string{"OWASP ASVS 5.0 3.4.1"},
		Django:    []string{"security.W005"},
		Fixes:     true,
		Risk:      "hosts below this one that have no HTTPS can no longer be reached",
		Since:     "1.0.0",
		Page:      page("djs505"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("SECURE_HSTS_INCLUDE_SUBDOMAINS")
		return one(Answer{
			Subject:  s,
			Violated: hsts(w).And(s.Truthy().Not()),
			Message:  is(s) + ": a host below the site can be asked over plain HTTP and set cookies for it",
			Fix:      "SECURE_HSTS_INCLUDE_SUBDOMAINS = True",
		}.givesWay(wideCookie(w).Or(w.Get("SECURE_HSTS_PRELOAD").Truthy())))
	},
}
