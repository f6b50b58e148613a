package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Checks returns those of Django's checks that Django gives for what an answer
// found. Its checks look for middleware and apps by exactly their names, and
// ask some questions only where they found it.
func (a Answer) Checks(r *Rule, w *settings.World) []string {
	named := a.Django
	if named == nil {
		named = r.Django
	}
	var given []string
	for _, id := range named {
		if asked, conditional := askedOf[id]; !conditional || asked(w) != value.No {
			given = append(given, id)
		}
	}
	return given
}

// askedOf says, of the deployment checks that ask more than what the rules do
// that name them, whether they come to complain
// (https://github.com/django/django/tree/stable/5.2.x/django/core/checks/security).
var askedOf = map[string]func(*settings.World) value.Truth{
	"security.W004": hasSecurity,
	"security.W005": func(w *settings.World) value.Truth {
		return hasSecurity(w).And(notTrue(w, "SECURE_HSTS_INCLUDE_SUBDOMAINS"))
	},
	"security.W008": func(w *settings.World) value.Truth { return hasSecurity(w).And(notTrue(w, "SECURE_SSL_REDIRECT")) },
	"security.W010": func(w *settings.World) value.Truth { return appOnly(w).And(off(w, "SESSION_COOKIE_SECURE")) },
	"security.W011": func(w *settings.World) value.Truth { return middlewareOnly(w).And(off(w, "SESSION_COOKIE_SECURE")) },
	"security.W012": func(w *settings.World) value.Truth { return appAndMiddleware(w).And(off(w, "SESSION_COOKIE_SECURE")) },
	"security.W013": func(w *settings.World) value.Truth { return appOnly(w).And(off(w, "SESSION_COOKIE_HTTPONLY")) },
	"security.W014": func(w *settings.World) value.Truth { return middlewareOnly(w).And(off(w, "SESSION_COOKIE_HTTPONLY")) },
	"security.W015": func(w *settings.World) value.Truth { return appAndMiddleware(w).And(off(w, "SESSION_COOKIE_HTTPONLY")) },
	"security.W016": func(w *settings.World) value.Truth {
		return w.Middleware(django.CsrfMiddleware).And(off(w, "CSRF_COOKIE_SECURE"))
	},
}

func hasSecurity(w *settings.World) value.Truth { return w.Middleware(django.SecurityMiddleware) }

func appOnly(w *settings.World) value.Truth {
	return hasApp(w).And(w.Middleware(django.SessionMiddleware).Not())
}

func middlewareOnly(w *settings.World) value.Truth {
	return hasApp(w).Not().And(w.Middleware(django.SessionMiddleware))
}

func appAndMiddleware(w *settings.World) value.Truth {
	return hasApp(w).And(w.Middleware(django.SessionMiddleware))
}

func hasApp(w *settings.World) value.Truth {
	return w.Get("INSTALLED_APPS").Contains(django.SessionsApp)
}

func notTrue(w *settings.World, flag string) value.Truth { return w.Get(flag).Is(true).Not() }

// off says whether Django takes the flag of a cookie to be off: from 4.1 on,
// where it is not True itself.
func off(w *settings.World, flag string) value.Truth {
	return w.Get(flag).Truthy().Not().Or(w.Version.AtLeast(4, 1, 0).And(notTrue(w, flag)))
}

// flagChecks are the deployment checks of a flag: that of Django's three for
// each flag of the session cookie which fits what is installed.
var flagChecks = map[string][]string{
	"SESSION_COOKIE_SECURE":          {"security.W010", "security.W011", "security.W012"},
	"SESSION_COOKIE_HTTPONLY":        {"security.W013", "security.W014", "security.W015"},
	"CSRF_COOKIE_SECURE":             {"security.W016"},
	"SECURE_SSL_REDIRECT":            {"security.W008"},
	"SECURE_HSTS_INCLUDE_SUBDOMAINS": {"security.W005"},
}

// checksOf returns the deployment checks of a flag; an empty list, not nil, if
// there is none.
func checksOf(flag string) []string { return append([]string{}, flagChecks[flag]...) }
