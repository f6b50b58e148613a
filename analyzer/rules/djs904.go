package rules

import "github.com/django-session-audit/django-session-audit/analyzer/finding"

var djs904 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS904",
		Name:      "file-not-understood",
		Short:     "A file that a judged settings module needs is no valid Python or cannot be read.",
		Level:     finding.Warning,
		Score:     1.0,
		Precision: "very-high",
		Since:     "1.0.0",
		Page:      page("djs904"),
	},
}
