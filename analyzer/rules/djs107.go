package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs107 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS107",
		Name:      "wide-cookie-without-hsts-subdomains",
		Short:     "The session cookie is for all subdomains, HSTS only for the one host.",
		Level:     finding.Warning,
		Score:     4.5,
		Precision: "high",
		CWE:       []int{319},
		Standards: []string{"OWASP ASVS 5.0 3.4.1"},
		Django:    []string{"security.W005"},
		Fixes:     true,
		Risk:      "hosts below this one that have no HTTPS can no longer be reached",
		Since:     "1.0.0",
		Page:      page("djs107"),
	},
	Judge: func(w *settings.World) []Answer {
		s, domain := w.Get("SECURE_HSTS_INCLUDE_SUBDOMAINS"), w.Get("SESSION_COOKIE_DOMAIN")
		return one(Answer{
			Subject:  s,
			Violated: hsts(w).And(s.Truthy().Not()).And(wideCookie(w)),
			Message: is(s) + " while " + is(domain) +
				": a host below it that is asked over plain HTTP can be made to give away or replace the session cookie",
			Fix:  "SECURE_HSTS_INCLUDE_SUBDOMAINS = True",
			With: []*settings.Setting{domain},
		})
	},
}

// hsts says whether Django sends the HSTS header.
func hsts(w *settings.World) value.Truth {
	return securityMiddleware(w).And(w.Get("SECURE_HSTS_SECONDS").Truthy())
}

// wideCookie says whether subdomains get the session cookie.
func wideCookie(w *settings.World) value.Truth {
	return sessionCookie(w).And(w.Get("SESSION_COOKIE_DOMAIN").Str(wide))
}
