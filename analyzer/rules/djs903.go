package rules

import "github.com/django-session-audit/django-session-audit/analyzer/finding"

var djs903 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS903",
		Name:      "suppression-expired",
		Short:     "A comment suppressed a finding until a day that has passed.",
		Level:     finding.Warning,
		Score:     1.0,
		Precision: "very-high",
		Since:     "1.0.0",
		Page:      page("djs903"),
	},
}
