package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs502 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS502",
		Name:      "no-https-redirect",
		Short:     "Django answers plain HTTP requests instead of redirecting them to HTTPS.",
		Level:     finding.Warning,
		Score:     4.8,
		Precision: "medium",
		CWE:       []int{319},
		Standards: []string{"OWASP ASVS 5.0 12.2.1"},
		Django:    []string{"security.W008"},
		Fixes:     true,
		Risk:      "a proxy that does not tell Django about HTTPS (SECURE_PROXY_SSL_HEADER) makes every request a redirect without end",
		Since:     "1.0.0",
		Page:      page("djs502"),
	},
	Judge: func(w *settings.World) []Answer {
		s, proxy := w.Get("SECURE_SSL_REDIRECT"), w.Get("SECURE_PROXY_SSL_HEADER")
		a := Answer{
			Subject:  s,
			Violated: securityMiddleware(w).And(s.Truthy().Not()),
			Message:  is(s) + ": requests over plain HTTP are answered, cookies and passwords in them included",
			Fix:      "SECURE_SSL_REDIRECT = True",
		}
		if proxy.Truthy() == value.Yes {
			a.Level = finding.Note
			a.With = []*settings.Setting{proxy}
			a.Message = is(s) + " while SECURE_PROXY_SSL_HEADER is set: whether plain HTTP is redirected is left to the proxy"
		}
		return one(a)
	},
}
