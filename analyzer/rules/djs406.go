package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs406 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS406",
		Name:      "secret-key-made-at-start",
		Short:     "SECRET_KEY is made anew at each start, so no two processes share it.",
		Level:     finding.Warning,
		Score:     4.0,
		Precision: "high",
		Fixes:     true,
		Risk:      "the server does not start until the variable is set",
		Since:     "1.0.0",
		Page:      page("djs406"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("SECRET_KEY")
		return one(Answer{
			Subject:  s,
			Violated: madeAtStart(s),
			Message:  "SECRET_KEY is made at random at each start: every worker and every restart has another, so users are logged out and reset links stop working",
			Fix:      requires("SECRET_KEY", variableOf(s, "DJANGO_SECRET_KEY")),
		})
	},
}

// variableOf returns the name of the first variable that a setting is asked of,
// or another name.
func variableOf(s *settings.Setting, otherwise string) string {
	if all := s.Value.Origin.Environments(); len(all) > 0 {
		return all[0].Name
	}
	return otherwise
}

// randomKey begins the Key of an unknown that the evaluation knows to be made
// at random.
const randomKey = "random:"

// madeAtStart says whether a setting is made at random when the process starts.
// What is only not known may be.
func madeAtStart(s *settings.Setting) value.Truth {
	u := s.Unknown()
	switch {
	case u == nil:
		return value.No
	case madeAtRandom(s.Value):
		return value.Yes
	case u.Env != nil || len(s.Value.Origin.Environments()) > 0:
		return value.No
	}
	return value.Maybe
}

// madeAtRandom reports whether a value is known to be made at random.
func madeAtRandom(v value.Value) bool {
	u := value.UnknownIn(v)
	return u != nil && (strings.HasPrefix(u.Key, randomKey) || strings.Contains(u.Reason, "made at random"))
}
