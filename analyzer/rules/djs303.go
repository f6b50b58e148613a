package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs303 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS303",
		Name:      "forgeable-sessions",
		Short:     "Sessions live in a cookie that is signed with a key others know or can guess.",
		Level:     finding.Error,
		Score:     9.1,
		Precision: "high",
		CWE:       []int{798, 345},
		Standards: []string{"OWASP ASVS 5.0 13.3.1"},
		Django:    []string{"security.W009", "security.W025"},
		Since:     "1.0.0",
		Page:      page("djs303"),
	},
	Judge: func(w *settings.World) []Answer {
		return []Answer{judgeForgeable(w, secretKey(w)), judgeForgeable(w, fallbackKeys(w))}
	},
}

func judgeForgeable(w *settings.World, k keyed) Answer {
	keeper := w.Get("SESSION_ENGINE")
	bad, _ := k.first(func(k key) value.Truth { return k.inSource().Or(k.weak()) })
	a := Answer{
		Subject:  k.setting,
		Violated: forgeable(w, k),
		At:       bad.value,
		With:     []*settings.Setting{keeper},
	}
	if a.Violated == value.Yes {
		a.Django = weakKeyChecks(k, bad)
	}
	what := k.setting.Name + " is written in the source"
	switch {
	case bad.inSource() != value.Yes:
		what = k.setting.Name + " " + bad.why()
	case bad.fallsBackOn() != "":
		what = k.setting.Name + " falls back to a key that is written in the source"
	}
	a.Message = what + " while " + is(keeper) + ": whoever knows the key can write a session for any user"
	return a
}
