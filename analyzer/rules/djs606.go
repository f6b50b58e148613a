package rules

import (
	"strconv"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs606 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS606",
		Name:      "setting-without-effect",
		Short:     "A setting that Django has removed is still set.",
		Level:     finding.Note,
		Score:     1.0,
		Precision: "very-high",
		CWE:       []int{1164},
		Since:     "1.0.0",
		Page:      page("djs606"),
	},
	Judge: func(w *settings.World) []Answer {
		var answers []Answer
		for _, r := range django.Removals {
			s := w.Get(r.Name)
			a := Answer{
				Subject:  s,
				Violated: s.Assigned().And(w.Version.AtLeast(r.Major, r.Minor, 0)).And(unless(onlyClassesOf(w, s))),
				Anyway:   true,
				Message:  s.Name + " does nothing: Django " + release(r) + " removed it",
			}
			if r.Instead != "" {
				a.Message += " in favour of " + r.Instead
			}
			answers = append(answers, a)
		}
		return answers
	},
}

// onlyClassesOf says whether DJS604 speaks of the setting.
func onlyClassesOf(w *settings.World, s *settings.Setting) value.Truth {
	if s.Name != "MIDDLEWARE_CLASSES" {
		return value.No
	}
	return onlyClasses(w)
}

// release names the version that removed a setting.
func release(r django.Removal) string {
	return strconv.Itoa(r.Major) + "." + strconv.Itoa(r.Minor)
}
