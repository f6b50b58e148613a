package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs109 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS109",
		Name:      "cookie-names-collide",
		Short:     "Two of Django's cookies have the same name and overwrite each other.",
		Level:     finding.Error,
		Score:     3.0,
		Precision: "very-high",
		CWE:       []int{694},
		Since:     "1.0.0",
		Page:      page("djs109"),
	},
	Judge: func(w *settings.World) []Answer {
		cookies := []namedCookie{
			{w.Get("SESSION_COOKIE_NAME"), sessionCookie(w)},
			{w.Get("CSRF_COOKIE_NAME"), csrfCookie(w)},
			{w.Get("LANGUAGE_COOKIE_NAME"), languageCookie(w)},
		}
		var answers []Answer
		for i, c := range cookies {
			answers = append(answers, judgeName(w, c, cookies[:i], cookies[i+1:]))
		}
		return answers
	},
}

type namedCookie struct {
	name *settings.Setting
	used value.Truth
}

// judgeName judges a cookie's name against the others. Of two that collide, the
// one that the project named is judged; where it named both, the later one.
func judgeName(w *settings.World, c namedCookie, before, after []namedCookie) Answer {
	a := Answer{Subject: c.name, Violated: value.No}
	for _, other := range before {
		a.collide(c, other, c.name.Assigned())
	}
	for _, other := range after {
		a.collide(c, other, c.name.Assigned().And(other.name.Assigned().Not()))
	}
	if taken := c.used.And(messagesCookie(w)).And(c.name.Equals(django.MessagesCookie)); taken != value.No {
		a.Violated = a.Violated.Or(taken)
		a.Message = is(c.name) + ": the messages framework uses the same cookie, and each overwrites the other"
	}
	return a
}

// collide adds to the answer what is so of two cookies.
func (a *Answer) collide(c, other namedCookie, judged value.Truth) {
	name, known := value.Text(other.name.Value)
	same := value.Maybe
	if known {
		same = c.name.Equals(name)
	}
	answer := c.used.And(other.used).And(judged).And(same)
	if answer == value.Yes {
		a.Message = is(c.name) + " and so is " + other.name.Name + ": each cookie overwrites the other"
		a.With = []*settings.Setting{other.name}
	}
	a.Violated = a.Violated.Or(answer)
}

// messagesCookie says whether messages are kept in a cookie of their own.
func messagesCookie(w *settings.World) value.Truth {
	s := w.Get("MESSAGE_STORAGE")
	return w.Middleware(django.MessageMiddleware).And(s.Equals(django.CookieMessages).Or(s.Equals(django.FallbackMessages)))
}
