package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/policy"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func djs701(l Limits) *Rule {
	return &Rule{
		Rule: finding.Rule{
			ID:        "DJS701",
			Name:      "requirement-not-met",
			Short:     "A setting is not what a profile or the policy requires.",
			Level:     finding.Warning,
			Score:     4.0,
			Precision: "very-high",
			Fixes:     true,
			Risk:      "it changes what the policy asks for, which the project may rely on",
			Since:     "1.0.0",
			Page:      page("djs701"),
		},
		Judge: func(w *settings.World) []Answer {
			var answers []Answer
			seen := map[string]bool{}
			for _, r := range l.Require {
				if !seen[r.Setting] {
					seen[r.Setting] = true
					answers = append(answers, judgeRequired(w, l, r.Setting))
				}
			}
			return answers
		},
	}
}

// judgeRequired judges all lines about one setting.
func judgeRequired(w *settings.World, l Limits, name string) Answer {
	s := w.Get(name)
	a := Answer{Subject: s, Violated: value.No}
	var asked []string
	for _, r := range l.Require {
		if r.Setting != name {
			continue
		}
		unmet := Holds(w, r).Not().And(spoken(w, l, r).Not())
		a.Violated = a.Violated.Or(unmet)
		if unmet == value.Yes {
			asked = append(asked, r.Asker+" asks for "+clip(r.Text))
			if a.Asker == "" {
				a.Asker, a.Fix = r.Asker, fixOf(r)
			}
		}
	}
	a.Message = lasts(s) + ": " + strings.Join(asked, ", and ")
	if !strings.HasSuffix(name, "_AGE") && !strings.HasSuffix(name, "_SECONDS") {
		a.Message = is(s) + ": " + strings.Join(asked, ", and ")
	}
	return a
}

// speakers are the rules that say of a setting what a require line about it
// would say again, by setting.
var speakers = map[string][]string{
	"SESSION_COOKIE_SECURE":           {"DJS101", "DJS108"},
	"SESSION_COOKIE_HTTPONLY":         {"DJS102"},
	"SESSION_COOKIE_SAMESITE":         {"DJS103", "DJS104", "DJS105"},
	"SESSION_COOKIE_AGE":              {"DJS201", "DJS207"},
	"SESSION_COOKIE_DOMAIN":           {"DJS106"},
	"SESSION_EXPIRE_AT_BROWSER_CLOSE": {"DJS206"},
	"CSRF_COOKIE_SECURE":              {"DJS112"},
	"CSRF_COOKIE_SAMESITE":            {"DJS113", "DJS105"},
	"LANGUAGE_COOKIE_SECURE":          {"DJS114"},
	"SECURE_SSL_REDIRECT":             {"DJS502"},
	"SECURE_HSTS_SECONDS":             {"DJS504"},
	"SECURE_HSTS_INCLUDE_SUBDOMAINS":  {"DJS505", "DJS107"},
	"DEBUG":                           {"DJS511"},
}

// spoken says whether another rule that is on says already that the setting is
// wrong. Of an age, only a limit that is as strict says the same.
func spoken(w *settings.World, l Limits, r policy.Requirement) value.Truth {
	if limit, number := r.Values[0].(float64); r.Setting == "SESSION_COOKIE_AGE" && number && limit < float64(l.SessionAge) {
		return value.No
	}
	answer := value.No
	for _, rule := range speaking(l) {
		if !contains(speakers[r.Setting], rule.ID) || !l.On(rule) {
			continue
		}
		for _, a := range rule.Judge(w) {
			if a.Subject.Name == r.Setting {
				answer = answer.Or(a.Violated)
			}
		}
	}
	return answer
}

// speaking are the rules that speakers names.
func speaking(l Limits) []*Rule {
	return []*Rule{
		djs101, djs102, djs103, djs104, djs105, djs106, djs107, djs108, djs112, djs113, djs114,
		djs201(l), djs206, djs207, djs502, djs504(l), djs505, djs511,
	}
}

func contains(ids []string, id string) bool {
	for _, i := range ids {
		if i == id {
			return true
		}
	}
	return false
}

// maxShownLine is where a require line is cut in a message.
const maxShownLine = 120

// clip returns a require line for a message.
func clip(text string) string {
	if r := []rune(text); len(r) > maxShownLine {
		return string(r[:maxShownLine-1]) + "…"
	}
	return text
}
