package rules

import (
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs607 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS607",
		Name:      "session-checks-silenced",
		Short:     "Django is told not to report a check about sessions.",
		Level:     finding.Note,
		Score:     1.0,
		Precision: "very-high",
		Since:     "1.0.0",
		Page:      page("djs607"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("SILENCED_SYSTEM_CHECKS")
		a := Answer{Subject: s, Violated: s.Any(silences)}
		var hidden []string
		for _, it := range s.Items() {
			if settings.Item(it, silences) != value.Yes {
				continue
			}
			if hidden == nil {
				a.At = it
			}
			id, _ := value.Text(it)
			hidden = append(hidden, id)
		}
		a.Message = s.Name + " has " + strings.Join(hidden, ", ") + ": 'manage.py check --deploy' no longer reports " + them(len(hidden))
		return one(a)
	},
}

func them(n int) string {
	if n > 1 {
		return "them"
	}
	return "it"
}

// checks are Django's checks about sessions, cookies, keys and transport that
// the rules cover too
// (https://docs.djangoproject.com/en/6.0/ref/checks/#security).
var checks = []string{
	"security.W001", "security.W003", "security.W004", "security.W005", "security.W008",
	"security.W009", "security.W010", "security.W011", "security.W012", "security.W013",
	"security.W014", "security.W015", "security.W016", "security.W018", "security.W020",
	"security.W025",
}

func silences(id string) bool { return slices.Contains(checks, id) }
