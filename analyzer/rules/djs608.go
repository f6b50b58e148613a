package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs608 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS608",
		Name:      "secure-value-overridden",
		Short:     "A secure value is set and later replaced by an insecure one.",
		Level:     finding.Note,
		Score:     2.0,
		Precision: "high",
		Since:     "1.0.0",
		Page:      page("djs608"),
	},
	Judge: func(w *settings.World) []Answer {
		var answers []Answer
		for _, g := range guarded {
			answers = append(answers, judgeOverride(w, g.name, g.used(w)))
		}
		return answers
	},
}

// guarded are the settings of which a true value is the secure one.
var guarded = []struct {
	name string
	used func(*settings.World) value.Truth
}{
	{"SESSION_COOKIE_SECURE", sessionCookie},
	{"SESSION_COOKIE_HTTPONLY", sessionCookie},
	{"SESSION_COOKIE_SAMESITE", sessionCookie},
	{"CSRF_COOKIE_SECURE", csrfCookie},
	{"SECURE_SSL_REDIRECT", securityMiddleware},
	{"SECURE_HSTS_SECONDS", securityMiddleware},
	{"SECURE_HSTS_INCLUDE_SUBDOMAINS", securityMiddleware},
	{"SECURE_CONTENT_TYPE_NOSNIFF", securityMiddleware},
}

// judgeOverride judges the earlier, secure line: the rule about the setting
// speaks of the later one already.
func judgeOverride(w *settings.World, name string, used value.Truth) Answer {
	s := w.Get(name)
	before := earlier(s)
	for ; before != nil; before = earlier(before) {
		if before.Truthy() == value.Yes {
			break
		}
	}
	if before == nil {
		return Answer{Subject: s, Violated: value.No}
	}
	return Answer{
		Subject:  before,
		Violated: used.And(s.Truthy().Not()),
		Message:  is(before) + " here, and a later line makes it " + Show(s) + ": the secure value never reaches production",
		With:     []*settings.Setting{s},
	}
}
