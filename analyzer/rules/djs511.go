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
		Standards: []string{"OWASP ASVS 5.0 13.4.2"},
		Django:    []string{"security.W018"},
		Fixes:     true,
		Risk:      "Django answers only for ALLOWED_HOSTS, and no longer serves static files",
		Since:     "1.0.0",
		Page:      page("djs511"),
	},
	Judge: func(w *settings.World) []Answer { return one(judgeDebug(w, w.Get("DEBUG"))) },
}

const debugShows = "error pages show visitors source code, settings and the session's data"

// judgeDebug knows that in a production world a DEBUG made of the environment
// is taken to be False: what it is when nobody sets the variable is then told
// by the variable's default.
func judgeDebug(w *settings.World, s *settings.Setting) Answer {
	a := Answer{Subject: s, Violated: s.Truthy(), Fix: "DEBUG = False"}
	a.Message = is(s) + ": " + debugShows
	env := s.Environment()
	if env == nil || env.Given {
		return a
	}
	name := "the environment variable " + harmless(env.Name)
	a.Fix = ""
	on := onByDefault(s, env)
	if on != value.Yes && aboutDebug(env) && w.Project.DebugWith(env.Name) == value.Yes {
		on = value.Yes
	}
	switch {
	case uncast(s) != nil || anyText(w, s, env):
		a.Violated = value.Yes
		a.Level = finding.Warning
		a.Message = "DEBUG is on for any text of " + name + ", 'False' and '0' too: " + debugShows
		if on == value.Yes {
			a.Level = finding.Error
			a.Message = "DEBUG is on unless " + name + " is empty: any text, 'False' and '0' too, turns it on, and so does none"
		}
	case on == value.Yes:
		a.Violated = value.Yes
		a.Level = finding.Warning
		a.Fix = "DEBUG = False"
		a.Message = "DEBUG is True unless " + name + " turns it off: " + debugShows
	case on == value.No && s.Truthy() != value.Yes:
		a.Violated = value.No
	}
	return a
}

// anyText reports whether a variable that is named after DEBUG turns it on
// whatever it says, as in bool(os.environ.get("DEBUG")).
func anyText(w *settings.World, s *settings.Setting, env *value.Environment) bool {
	if strings.HasPrefix(env.Cast, "bool") || !aboutDebug(env) {
		return false
	}
	for _, off := range []string{"False", "false", "FALSE", "0", "no", "off"} {
		if w.Project.DebugWith(env.Name, off) != value.Yes {
			return false
		}
	}
	return true
}

func aboutDebug(env *value.Environment) bool {
	return strings.Contains(strings.ToUpper(env.Name), "DEBUG")
}

// onByDefault says whether DEBUG is on when the variable is not set. Where the
// program compares the text with words, the default is read as such a word; a
// variable that is not named after DEBUG may say the opposite of it.
func onByDefault(s *settings.Setting, env *value.Environment) value.Truth {
	if env.Default.IsZero() {
		return value.No
	}
	direct := s.Value.Origin != nil && s.Value.Origin.Env == env
	if !direct && !aboutDebug(env) {
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
