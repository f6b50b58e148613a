package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs402 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS402",
		Name:      "secret-key-weak",
		Short:     "The key that signs sessions and reset links is easy to guess.",
		Level:     finding.Warning,
		Score:     5.9,
		Precision: "very-high",
		CWE:       []int{326},
		Standards: []string{"OWASP ASVS 5.0 11.5.1"},
		Django:    []string{"security.W009", "security.W025"},
		Since:     "1.0.0",
		Page:      page("djs402"),
	},
	Judge: func(w *settings.World) []Answer {
		return []Answer{
			judgeWeakKey(secretKey(w)).givesWay(forgeable(w, secretKey(w))),
			judgeWeakKey(fallbackKeys(w)).givesWay(forgeable(w, fallbackKeys(w))),
		}
	},
}

func judgeWeakKey(k keyed) Answer {
	bad, found := k.first(func(k key) value.Truth { return k.told().And(k.weak()).And(k.inSource().Not()) })
	a := Answer{
		Subject:  k.setting,
		Violated: found,
		At:       bad.value,
	}
	if found != value.Yes {
		return a
	}
	a.Django = weakKeyChecks(k, bad)
	what := " "
	if k.setting.Name != "SECRET_KEY" {
		what = " holds a key that "
	}
	a.Message = k.setting.Name + what + bad.why() + ": who guesses it can sign password-reset links and cookies as the site"
	return a
}

// weakKeyChecks is Django's check for a weak key in that setting, if the key is
// weak.
func weakKeyChecks(k keyed, bad key) []string {
	switch {
	case bad.weak() != value.Yes:
		return []string{}
	case k.setting.Name == "SECRET_KEY":
		return []string{"security.W009"}
	}
	return []string{"security.W025"}
}
