package rules

import "github.com/django-session-audit/django-session-audit/analyzer/finding"

var djs901 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS901",
		Name:      "suppression-without-reason",
		Short:     "A comment that should suppress a finding lacks its reason, or cannot be understood.",
		Level:     finding.Warning,
		Score:     1.0,
		Precision: "very-high",
		Since:     "1.0.0",
		Page:      page("djs901"),
	},
}
