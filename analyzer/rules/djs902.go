package rules

import "github.com/django-session-audit/django-session-audit/analyzer/finding"

var djs902 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS902",
		Name:      "suppression-unused",
		Short:     "A comment suppresses a finding that is not there.",
		Level:     finding.Note,
		Score:     0.5,
		Precision: "very-high",
		Since:     "1.0.0",
		Page:      page("djs902"),
	},
}
