package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs301 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS301",
		Name:      "pickle-sessions",
		Short:     "Sessions are stored as pickles, which run code when they are read.",
		Level:     finding.Error,
		Score:     7.5,
		Precision: "high",
		CWE:       []int{502},
		Standards: []string{"OWASP ASVS 5.0 1.5.2"},
		Fixes:     true,
		Risk:      "sessions that hold what JSON cannot are no longer stored, and those that are stored are lost",
		Since:     "1.0.0",
		Page:      page("djs301"),
	},
	Judge: func(w *settings.World) []Answer {
		s, keeper := w.Get("SESSION_SERIALIZER"), w.Get("SESSION_ENGINE")
		a := Answer{
			Subject:  s,
			Violated: w.UsesSessions().And(s.Str(namesPickle)),
			Message:  is(s) + ": whoever can write to the session store, or learns SECRET_KEY, can run code on the server",
			Fix:      `SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"`,
		}
		removed := s.Equals(django.PickleSerializer).And(w.Version.AtLeast(5, 0, 0))
		switch {
		case removed == value.Yes:
			a.Message = is(s) + ": Django 5.0 removed it, so each request that uses the session fails"
		case engine(w, django.CookieEngine) == value.Yes:
			a.Message = is(s) + " while " + is(keeper) + ": whoever learns SECRET_KEY can run code on the server with a cookie"
			a.With = []*settings.Setting{keeper}
		}
		return one(a)
	},
}

// namesPickle says whether a serializer's dotted path names pickle.
func namesPickle(path string) bool { return strings.Contains(strings.ToLower(path), "pickle") }
