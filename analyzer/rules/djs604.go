package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs604 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS604",
		Name:      "middleware-classes-ignored",
		Short:     "The middleware is listed where Django 2.0 and later do not look for it.",
		Level:     finding.Error,
		Score:     6.0,
		Precision: "very-high",
		CWE:       []int{16},
		Django:    []string{"1_10.W001", "security.W001", "security.W003"},
		Since:     "1.0.0",
		Page:      page("djs604"),
	},
	Judge: func(w *settings.World) []Answer {
		return one(Answer{
			Subject:  w.Get("MIDDLEWARE_CLASSES"),
			Violated: onlyClasses(w),
			Message:  "MIDDLEWARE_CLASSES is set and MIDDLEWARE is not: Django has ignored it since 2.0, so no middleware runs, neither for sessions nor against forged requests",
		})
	},
}
