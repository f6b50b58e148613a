package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs111 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS111",
		Name:      "cookie-flag-not-boolean",
		Short:     "A flag is a string or a number where Django expects True or False.",
		Level:     finding.Warning,
		Score:     3.0,
		Precision: "very-high",
		CWE:       []int{704},
		Django: []string{
			"security.W005", "security.W008", "security.W010", "security.W011", "security.W012",
			"security.W013", "security.W014", "security.W015", "security.W016",
		},
		Since: "1.0.0",
		Page:  page("djs111"),
	},
	Judge: func(w *settings.World) []Answer {
		var answers []Answer
		for _, f := range flags {
			s := w.Get(f.name)
			answers = append(answers, judgeFlag(s, f.used(w), f.guarded))
		}
		return answers
	},
}

// flags are the settings that are True or False, with what must be there for
// them to matter, and whether another rule speaks when they are off. DEBUG is
// DJS511's.
var flags = []struct {
	name    string
	used    func(*settings.World) value.Truth
	guarded bool
}{
	{"SESSION_COOKIE_SECURE", sessionCookie, true},
	{"SESSION_COOKIE_HTTPONLY", sessionCookie, true},
	{"SESSION_EXPIRE_AT_BROWSER_CLOSE", sessionCookie, false},
	{"SESSION_SAVE_EVERY_REQUEST", sessionCookie, false},
	{"CSRF_COOKIE_SECURE", csrfCookie, true},
	{"CSRF_COOKIE_HTTPONLY", csrfCookie, false},
	{"CSRF_USE_SESSIONS", func(w *settings.World) value.Truth { return w.MiddlewareLike(django.CsrfMiddleware) }, false},
	{"LANGUAGE_COOKIE_SECURE", languageCookie, false},
	{"LANGUAGE_COOKIE_HTTPONLY", languageCookie, false},
	{"SECURE_SSL_REDIRECT", securityMiddleware, true},
	{"SECURE_HSTS_INCLUDE_SUBDOMAINS", hsts, true},
}

// securityMiddleware says whether the SECURE_ settings have an effect.
func securityMiddleware(w *settings.World) value.Truth {
	return w.MiddlewareLike(django.SecurityMiddleware)
}

// judgeFlag fires for what turns a flag on without being True, or will when a
// variable is set. What turns it off, such as an empty string, is left to the
// rule about that flag where there is one.
func judgeFlag(s *settings.Setting, used value.Truth, guarded bool) Answer {
	a := Answer{Subject: s, Django: checksOf(s.Name)}
	env := uncast(s)
	switch {
	case env != nil:
		a.Violated = used
		if guarded && s.Truthy() == value.No {
			a.Violated = value.No
		}
		a.Message = s.Name + " is the text of the environment variable " + harmless(env.Name) +
			": any text, 'False' and '0' too, turns it on"
	case text(s) == value.Yes:
		a.Violated = used.And(s.Truthy().Or(value.Of(s.Unknown() != nil)))
		a.Message = s.Name + " is a string: any text, 'False' and '0' too, turns it on"
	default:
		number := s.OfType("int", "float")
		a.Violated = used.And(number.Or(text(s))).And(s.Truthy())
		a.Message = is(s) + ": it turns the flag on, but Django's deployment check asks for True itself"
		a.Level = finding.Note
	}
	return a
}

// text says whether a setting is a string, known or not.
func text(s *settings.Setting) value.Truth {
	if u, unknown := s.Value.Data.(*value.Unknown); unknown && u.Type == "str" && s.State == settings.Assigned {
		return value.Yes
	}
	return s.OfType("str")
}
