package rules

import (
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// deploymentChecks are Django's own checks as it makes them from 4.1 on, told
// as questions of the settings
// (https://github.com/django/django/tree/stable/5.2.x/django/core/checks/security),
// with the rules of which exactly one must fire when the check does.
var deploymentChecks = []struct {
	id    string
	fires func(w *settings.World) value.Truth
	rules string
}{
	{"security.W001", func(w *settings.World) value.Truth { return w.Middleware(django.SecurityMiddleware).Not() }, "DJS501"},
	{"security.W003", func(w *settings.World) value.Truth { return w.Middleware(django.CsrfMiddleware).Not() }, "DJS403"},
	{"security.W004", func(w *settings.World) value.Truth {
		return w.Middleware(django.SecurityMiddleware).And(w.Get("SECURE_HSTS_SECONDS").Truthy().Not())
	}, "DJS504"},
	{"security.W005", func(w *settings.World) value.Truth {
		return hsts(w).And(w.Get("SECURE_HSTS_INCLUDE_SUBDOMAINS").Is(true).Not())
	}, "DJS107 DJS111/SECURE_HSTS_INCLUDE_SUBDOMAINS DJS505 DJS506"},
	{"security.W008", func(w *settings.World) value.Truth {
		return w.Middleware(django.SecurityMiddleware).And(w.Get("SECURE_SSL_REDIRECT").Is(true).Not())
	}, "DJS111/SECURE_SSL_REDIRECT DJS502"},
	{"security.W012", isNotTrue("SESSION_COOKIE_SECURE"), "DJS101 DJS108/SESSION_COOKIE_NAME DJS111/SESSION_COOKIE_SECURE"},
	{"security.W015", isNotTrue("SESSION_COOKIE_HTTPONLY"), "DJS102 DJS111/SESSION_COOKIE_HTTPONLY"},
	{"security.W016", func(w *settings.World) value.Truth {
		return w.Middleware(django.CsrfMiddleware).And(w.Get("CSRF_USE_SESSIONS").Truthy().Not()).
			And(w.Get("CSRF_COOKIE_SECURE").Is(true).Not())
	}, "DJS108/CSRF_COOKIE_NAME DJS111/CSRF_COOKIE_SECURE DJS112"},
	{"security.W018", func(w *settings.World) value.Truth { return w.Get("DEBUG").Truthy() }, "DJS511"},
	{"security.W020", func(w *settings.World) value.Truth {
		// With DEBUG on, DJS511 has more to say, and Django answers localhost.
		return w.Get("ALLOWED_HOSTS").Truthy().Not().And(w.Get("DEBUG").Truthy().Not())
	}, "DJS510"},
}

func isNotTrue(name string) func(*settings.World) value.Truth {
	return func(w *settings.World) value.Truth { return w.UsesSessions().And(w.Get(name).Is(true).Not()) }
}

// agreementWorlds are what deployments set, one change at a time and in pairs.
var agreementWorlds = []set{
	{},
	{"SESSION_COOKIE_SECURE": false}, {"SESSION_COOKIE_SECURE": unset{}}, {"SESSION_COOKIE_SECURE": "False"},
	{"SESSION_COOKIE_SECURE": 1}, {"SESSION_COOKIE_SECURE": ""}, {"SESSION_COOKIE_SECURE": nil},
	{"SESSION_COOKIE_NAME": "__Host-id"}, {"SESSION_COOKIE_NAME": "__Host-id", "SESSION_COOKIE_SECURE": false},
	{"SESSION_COOKIE_HTTPONLY": false}, {"SESSION_COOKIE_HTTPONLY": 1}, {"SESSION_COOKIE_HTTPONLY": "no"},
	{"CSRF_COOKIE_SECURE": unset{}}, {"CSRF_COOKIE_SECURE": 1}, {"CSRF_COOKIE_SECURE": false, "CSRF_USE_SESSIONS": true},
	{"MIDDLEWARE": without(site()["MIDDLEWARE"], django.SecurityMiddleware)},
	{"MIDDLEWARE": without(site()["MIDDLEWARE"], django.CsrfMiddleware)},
	{"SECURE_SSL_REDIRECT": unset{}}, {"SECURE_SSL_REDIRECT": "true"}, {"SECURE_SSL_REDIRECT": 1},
	{"SECURE_HSTS_SECONDS": 0}, {"SECURE_HSTS_SECONDS": 60},
	{"SECURE_HSTS_INCLUDE_SUBDOMAINS": false}, {"SECURE_HSTS_INCLUDE_SUBDOMAINS": 1}, {"SECURE_HSTS_PRELOAD": true},
	{"SESSION_COOKIE_DOMAIN": ".example.com"},
	{"DEBUG": true}, {"ALLOWED_HOSTS": []any{}}, {"ALLOWED_HOSTS": []any{"*"}},
	{"SECURE_PROXY_SSL_HEADER": tuple{"HTTP_X_FORWARDED_PROTO", "https"}},
}

// A rule fires when Django's check does, and one rule only: one cause, one
// finding. An ALLOWED_HOSTS of "*" is more than Django looks at, and so is
// what DJS506 says of a short HSTS.
func TestAgreementWithDjangosChecks(t *testing.T) {
	for _, one := range agreementWorlds {
		for _, other := range agreementWorlds {
			given := site().but(one).but(other)
			w := world(t, "5.2.17", given)
			for _, check := range deploymentChecks {
				compareWithCheck(t, w, check.id, check.fires(w), strings.Fields(check.rules), one, other)
			}
		}
	}
}

func compareWithCheck(t *testing.T, w *settings.World, id string, fires value.Truth, rules []string, one, other set) {
	t.Helper()
	var fired []string
	for _, name := range rules {
		rule, subject, _ := strings.Cut(name, "/")
		for _, a := range ruleByID(t, rule).Judge(w) {
			if a.Violated == value.Yes && (subject == "" || a.Subject.Name == subject) && !beyond(a, rule, w) {
				fired = append(fired, name)
			}
		}
	}
	if (fires == value.Yes) != (len(fired) == 1) || len(fired) > 1 {
		t.Errorf("%s: Django %v, rules %v, with %v and %v", id, fires, fired, one, other)
	}
}

// beyond says whether an answer is about more than Django's check looks at.
func beyond(a Answer, rule string, w *settings.World) bool {
	switch rule {
	case "DJS510":
		return anyHost(w.Get("ALLOWED_HOSTS")) == value.Yes
	case "DJS506":
		return w.Get("SECURE_HSTS_INCLUDE_SUBDOMAINS").Truthy() == value.Yes || wideCookie(w) == value.Yes
	case "DJS108":
		return len(a.With) > 0 && !strings.HasSuffix(a.With[0].Name, "_SECURE")
	}
	return false
}
