package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs508 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS508",
		Name:      "proxy-header-in-shared-settings",
		Short:     "A header that only the proxy may set is believed where no proxy is.",
		Level:     finding.Note,
		Score:     3.0,
		Precision: "medium",
		CWE:       []int{348},
		Since:     "1.0.0",
		Page:      page("djs508"),
	},
	// Where the scan does not look at other modules, there is no question.
	Judge: func(w *settings.World) []Answer {
		if w.Project.Development == nil {
			return nil
		}
		s := w.Get("SECURE_PROXY_SSL_HEADER")
		return one(Answer{
			Subject:  s,
			Violated: s.Assigned().And(s.Truthy()).And(w.Project.InDevelopment(s)),
			Anyway:   true,
			Message:  "SECURE_PROXY_SSL_HEADER is set in a module that development uses too: without a proxy in front, anybody can claim that a request came over HTTPS",
		})
	},
}
