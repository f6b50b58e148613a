package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs511 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS511",
		Name:      "debug-on",
		Short:     "DEBUG is on in production, or is unless a variable turns it off.",
		Level:     finding.Error,
		Score:     7.5,
		Precision: "high",
		CWE:       []int{489},
		Standards: []string{"OWASP ASVS 5.0 13.4.2", "DISA ASD STIG V-222656"},
		Django:    []string{"security.W018"},
		Since:     "1.0.0",
		Page:      page("djs511"),
	},
	Judge: func(w *settings.World) []Answer { return one(judgeDebug(w.Get("DEBUG"))) },
}

const debugShows = "error pages show visitors source code, settings and the session's data"

// judgeDebug knows that in a production world a DEBUG made of the environment
// is taken to be False: what it is when nobody sets the variable is then told
// by the variable's default.
func judgeDebug(s *settings.Setting) Answer {
	a := Answer{Subject: s, Violated: s.Truthy(), Fix: "DEBUG = False"}
	a.Message = is(s) + ": " + debugShows
	env := s.Environment()
	if env == nil || env.Given {
		return a
	}
	name := "the environment variable " + harmless(env.Name)
	a.Fix = ""
	switch on := onByDefault(s, env); {
	case uncast(s) != nil:
		a.Violated = value.Yes
		a.Level = finding.Warning
		a.Message = "DEBUG is the text of " + name + ": any text, 'False' and '0' too, turns it on"
		if on == value.Yes {
			a.Level = finding.Error
			a.Message = "DEBUG is on unless " + name + " is empty: any text, 'False' and '0' too, turns it on, and so does none"
		}
	case on == value.Yes:
		a.Violated = value.Yes
		a.Level = finding.Warning
		a.Message = "DEBUG is True unless " + name + " turns it off: " + debugShows
	case on == value.No && s.Truthy() != value.Yes:
		a.Violated = value.No
	}
	return a
}

// onByDefault says whether DEBUG is on when the variable is not set. Where the
// program compares the text with words, the default is read as such a word; a
// variable that is not named after DEBUG may say the opposite of it.
func onByDefault(s *settings.Setting, env *value.Environment) value.Truth {
	if env.Default.IsZero() {
		return value.No
	}
	direct := s.Value.Origin != nil && s.Value.Origin.Env == env
	if !direct && !strings.Contains(strings.ToUpper(env.Name), "DEBUG") {
		return s.Truthy()
	}
	text, isText := value.Text(env.Default)
	if !isText || uncast(s) != nil {
		return value.Truthy(env.Default)
	}
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "true", "1", "yes", "on", "t", "y":
		return value.Yes
	}
	return value.No
}
