package rules

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs306 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS306",
		Name:      "session-files-in-temp",
		Short:     "Session files lie in a temporary directory, and their names are the session keys.",
		Level:     finding.Warning,
		Score:     5.5,
		Precision: "high",
		CWE:       []int{552},
		Since:     "1.0.0",
		Page:      page("djs306"),
	},
	Judge: func(w *settings.World) []Answer {
		keeper, s := w.Get("SESSION_ENGINE"), w.Get("SESSION_FILE_PATH")
		held := w.UsesSessions().And(engine(w, django.FileEngine))
		unset := s.Truthy().Not()
		a := Answer{
			Subject:  s,
			Violated: held.And(unset.Or(inTemp(s))),
			Message:  is(s) + " while " + is(keeper) + ": the files' names are the session keys, and others on the machine can list that directory",
			With:     []*settings.Setting{keeper},
		}
		if unset == value.Yes {
			a.Message = is(s) + " while " + is(keeper) +
				": the files lie in the system's temporary directory, and their names are the session keys"
		}
		return one(a)
	},
}

// inTemp says whether a directory is one that everybody on the machine shares.
func inTemp(s *settings.Setting) value.Truth {
	dir, ok := value.PathText(s.Value)
	if !ok {
		return s.OfType("str", "PosixPath")
	}
	return value.Of(within(dir, "/tmp") || within(dir, "/var/tmp") || within(dir, "/dev/shm"))
}

// within says whether a path is a directory or lies below it.
func within(p, dir string) bool {
	p, dir = path.Clean(p), path.Clean(dir)
	return p == dir || strings.HasPrefix(p, strings.TrimSuffix(dir, "/")+"/")
}
