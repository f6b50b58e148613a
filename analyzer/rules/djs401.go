package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs401 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS401",
		Name:      "secret-key-in-source",
		Short:     "The key that signs sessions and reset links is written in the source.",
		Level:     finding.Error,
		Score:     8.1,
		Precision: "high",
		CWE:       []int{798},
		Standards: []string{"OWASP ASVS 5.0 13.3.1"},
		Django:    []string{"security.W009", "security.W025"},
		Fixes:     true,
		Risk:      "the server does not start until the variable is set; the old key must not be used again",
		Since:     "1.0.0",
		Page:      page("djs401"),
	},
	Judge: func(w *settings.World) []Answer {
		return []Answer{
			judgeKeyInSource(secretKey(w)).givesWay(forgeable(w, secretKey(w))),
			judgeKeyInSource(fallbackKeys(w)).givesWay(forgeable(w, fallbackKeys(w))),
		}
	},
}

func judgeKeyInSource(k keyed) Answer {
	bad, found := k.first(key.inSource)
	a := Answer{
		Subject:  k.setting,
		Violated: found,
		At:       bad.value,
		Fix:      requires("SECRET_KEY", "DJANGO_SECRET_KEY"),
	}
	if found != value.Yes {
		return a
	}
	what := "is written in the source"
	switch {
	case k.setting.Name != "SECRET_KEY":
		a.Fix = ""
		what = "holds a key that is written in the source"
	case bad.fallsBackOn() != "":
		what = "falls back to a key that is written in the source"
		a.Fix = requires("SECRET_KEY", bad.fallsBackOn())
	}
	a.Django = weakKeyChecks(k, bad)
	if why := bad.why(); why != "" {
		what += ", and the key " + why
	}
	a.Message = k.setting.Name + " " + what + ": whoever can read the repository can sign password-reset links and cookies as the site"
	return a
}
