package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// one is the answers of a rule with one subject.
func one(a Answer) []Answer { return []Answer{a} }

// sessionCookie says whether Django sets a session cookie. It does not where
// the session middleware is missing although it is needed (DJS601), and where
// MIDDLEWARE_CLASSES is all there is (DJS604): those findings come first.
func sessionCookie(w *settings.World) value.Truth {
	return w.Once("sessionCookie", func(w *settings.World) value.Truth {
		return w.UsesSessions().And(unless(needsSessions(w))).And(unless(onlyClasses(w)))
	})
}

// unless is for one rule that gives way to another: it does only where the
// other one is sure to speak, so that not knowing silences neither.
func unless(other value.Truth) value.Truth { return value.Of(other != value.Yes) }

// givesWay returns an answer as it is where another rule is sure to speak of the
// same.
func (a Answer) givesWay(other value.Truth) Answer {
	if other == value.Yes {
		a.Elsewhere = a.Violated != value.No
		a.Violated = value.No
	}
	return a
}

// csrfCookie says whether Django sets a CSRF cookie.
func csrfCookie(w *settings.World) value.Truth {
	return w.Once("csrfCookie", func(w *settings.World) value.Truth {
		return w.MiddlewareLike(django.CsrfMiddleware).And(w.Get("CSRF_USE_SESSIONS").Truthy().Not())
	})
}

// languageCookie says whether the project has languages to remember.
func languageCookie(w *settings.World) value.Truth {
	return w.MiddlewareLike(django.LocaleMiddleware)
}

// hasMiddleware says whether the module sets MIDDLEWARE. One that does not is
// no whole project, and says nothing about what is missing from it.
func hasMiddleware(w *settings.World) value.Truth { return w.Get("MIDDLEWARE").Assigned() }

// withoutMiddleware says whether MIDDLEWARE is set and has nothing like an
// entry.
func withoutMiddleware(w *settings.World, path string) value.Truth {
	return hasMiddleware(w).And(w.MiddlewareLike(path).Not())
}

// needsSessions says whether something needs the session middleware and it is
// not there.
func needsSessions(w *settings.World) value.Truth {
	messages := w.Middleware(django.MessageMiddleware).
		And(w.Get("MESSAGE_STORAGE").Equals(django.CookieMessages).Not())
	needed := w.Middleware(django.AuthenticationMiddleware).
		Or(w.Installed(django.AdminApp)).
		Or(messages)
	return needed.And(withoutMiddleware(w, django.SessionMiddleware)).
		And(sessionNamed(w).Not())
}

// sessionNamed says whether an entry of MIDDLEWARE is about sessions by its
// name; it may do what the session middleware does. A name proves nothing, so
// the answer is never Yes.
func sessionNamed(w *settings.World) value.Truth {
	named := w.Get("MIDDLEWARE").Any(func(entry string) bool {
		return strings.Contains(strings.ToLower(entry), "session")
	})
	if named == value.Yes {
		return value.Maybe
	}
	return named
}

// onlyClasses says whether the middleware is listed where Django 2.0 and later
// do not look for it.
func onlyClasses(w *settings.World) value.Truth {
	return w.Get("MIDDLEWARE_CLASSES").Assigned().
		And(hasMiddleware(w).Not()).
		And(w.Version.AtLeast(2, 0, 0))
}

// engine says whether the sessions are kept by that engine.
func engine(w *settings.World, path string) value.Truth {
	return w.Get("SESSION_ENGINE").Equals(path)
}

// refused says whether browsers refuse a cookie because its name promises
// Secure and the flag is not on; DJS108 then speaks instead of the rule about
// the flag.
func refused(w *settings.World, cookie string) value.Truth {
	return w.Get(cookie + "_NAME").Str(prefixed).And(w.Get(cookie + "_SECURE").Truthy().Not())
}

// prefixed says whether a cookie's name makes browsers ask for Secure. They
// compare the prefix without regard to case
// (https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis, 5.7).
func prefixed(name string) bool { return hostPrefixed(name) || hasPrefixFold(name, "__Secure-") }

func hostPrefixed(name string) bool { return hasPrefixFold(name, "__Host-") }

func hasPrefixFold(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// uncast returns the variable whose text the setting is, as it is, where that
// is set, or nil. Unset, it has the default, of whatever type.
func uncast(s *settings.Setting) *value.Environment {
	o := s.Value.Origin
	if s.State != settings.Assigned || o == nil || o.Env == nil || o.Env.Given {
		return nil
	}
	if o.Env.Cast != "" && o.Env.Cast != "str" {
		return nil
	}
	return o.Env
}

// earlier returns the setting as it was bound before, if it was.
func earlier(s *settings.Setting) *settings.Setting {
	if s.State != settings.Assigned || s.Binding == nil || s.Binding.Before == nil {
		return nil
	}
	before := s.Binding.Before
	return &settings.Setting{Name: s.Name, Value: before.Value, State: settings.Assigned, Binding: before}
}
