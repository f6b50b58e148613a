package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs307 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS307",
		Name:      "session-files-served",
		Short:     "Session files lie in a directory that the web server hands out.",
		Level:     finding.Error,
		Score:     8.2,
		Precision: "very-high",
		CWE:       []int{552},
		Since:     "1.0.0",
		Page:      page("djs307"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("SESSION_FILE_PATH")
		a := Answer{Subject: s, Violated: value.No}
		for _, name := range []string{"MEDIA_ROOT", "STATIC_ROOT", "STATICFILES_DIRS"} {
			root := w.Get(name)
			for _, dir := range directories(root) {
				inside := insideOf(s.Value, dir)
				a.Violated = a.Violated.Or(inside)
				if inside == value.Yes {
					a.Message = is(s) + ", inside " + name + ": the files' names are the session keys, and the web server hands that directory out"
					a.With = []*settings.Setting{root}
				}
			}
		}
		a.Violated = w.UsesSessions().And(engine(w, django.FileEngine)).And(s.Truthy()).And(a.Violated)
		return one(a)
	},
}

// directories returns the directories that a setting names: one, or the items
// of STATICFILES_DIRS, which may be pairs of a prefix and a directory.
func directories(s *settings.Setting) []value.Value {
	if s.Name != "STATICFILES_DIRS" {
		if s.Truthy() == value.No {
			return nil
		}
		return []value.Value{s.Value}
	}
	var dirs []value.Value
	for _, it := range s.Items() {
		if pair, ok := it.Data.(*value.Tuple); ok && len(pair.Items) == 2 {
			it = pair.Items[1]
		}
		dirs = append(dirs, it)
	}
	return dirs
}

// insideOf says whether one path lies in another. One that starts at the root
// and one that does not cannot be compared.
func insideOf(p, dir value.Value) value.Truth {
	inner, okInner := value.PathText(p)
	outer, okOuter := value.PathText(dir)
	if !okInner || !okOuter || inner == "" || outer == "" || (inner[0] == '/') != (outer[0] == '/') {
		return value.Maybe
	}
	return value.Of(within(inner, outer))
}
