package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/nearest"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs605 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS605",
		Name:      "setting-misspelt",
		Short:     "A setting's name is nearly that of a session setting, so Django does not see it.",
		Level:     finding.Warning,
		Score:     4.0,
		Precision: "high",
		CWE:       []int{16},
		Since:     "1.0.0",
		Page:      page("djs605"),
	},
	Judge: func(w *settings.World) []Answer {
		var answers []Answer
		for _, name := range w.Names() {
			if near := meant(w, name); near != "" {
				answers = append(answers, Answer{
					Subject:  w.Get(name),
					Violated: value.Yes,
					Anyway:   true,
					Message:  harmless(name) + " is no setting of Django: it looks like " + near + ", which this line does not set",
				})
			}
		}
		return answers
	},
}

// meant returns the setting that a name nobody knows was probably to be, or "".
func meant(w *settings.World, name string) string {
	if django.Known(name) {
		return ""
	}
	best, fewest := "", 3
	for _, known := range django.Spellable() {
		if d := edits(name, known); d < fewest && misspells(name, known) && !derived(w, name, known) {
			best, fewest = known, d
		}
	}
	return best
}

// misspells says whether the difference can be a slip: at most two edits, and
// in a word of up to four letters one. PORT is not a slip for HOST.
func misspells(name, known string) bool {
	a, b := strings.Split(name, "_"), strings.Split(known, "_")
	if len(a) != len(b) {
		return edits(name, known) <= 2
	}
	for i := range a {
		if len(b[i]) <= 4 && edits(a[i], b[i]) > 1 {
			return false
		}
	}
	return edits(name, known) <= 2
}

// derived says whether the name is a plural of a setting that is set as well: a
// project's own, such as SESSION_COOKIE_NAMES beside SESSION_COOKIE_NAME.
func derived(w *settings.World, name, known string) bool {
	return name == known+"S" && w.Get(known).Assigned() == value.Yes
}

// edits returns how many letters must be inserted, removed, changed or swapped
// with their neighbour to make b of a: at most 3, which stands for more.
func edits(a, b string) int {
	return nearest.Within(a, b, 2)
}
