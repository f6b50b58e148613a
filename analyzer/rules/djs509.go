package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs509 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS509",
		Name:      "forwarded-host-with-any-host",
		Short:     "The host is taken from a header that visitors can send, and any host will do.",
		Level:     finding.Warning,
		Score:     5.3,
		Precision: "high",
		CWE:       []int{346},
		Standards: []string{"OWASP ASVS 5.0 4.1.3"},
		Since:     "1.0.0",
		Page:      page("djs509"),
	},
	Judge: func(w *settings.World) []Answer {
		s, hosts := w.Get("USE_X_FORWARDED_HOST"), w.Get("ALLOWED_HOSTS")
		return one(Answer{
			Subject:  s,
			Violated: hostFromProxy(w),
			Message:  is(s) + " while " + is(hosts) + ": links in mails and pages can be made to lead elsewhere with an X-Forwarded-Host header",
			With:     []*settings.Setting{hosts},
		})
	},
}
