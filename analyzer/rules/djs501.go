package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs501 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS501",
		Name:      "security-middleware-missing",
		Short:     "SecurityMiddleware is missing, so no SECURE_ setting has an effect.",
		Level:     finding.Error,
		Score:     5.9,
		Precision: "high",
		CWE:       []int{319},
		Standards: []string{"OWASP ASVS 5.0 3.4.1"},
		Django:    []string{"security.W001"},
		Fixes:     true,
		Risk:      "SECURE_ settings that had no effect have one: Django may redirect, and browsers may be told to refuse plain HTTP",
		Since:     "1.0.0",
		Page:      page("djs501"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("MIDDLEWARE")
		a := Answer{
			Subject:  s,
			Violated: withoutMiddleware(w, django.SecurityMiddleware),
			Message:  "MIDDLEWARE has no SecurityMiddleware: Django neither redirects to HTTPS nor tells browsers to stay with it",
			Level:    finding.Warning,
			Fix:      `MIDDLEWARE = ["` + django.SecurityMiddleware + `", *MIDDLEWARE]`,
		}
		if dead := deadSettings(w); len(dead) > 0 {
			a.Level = finding.Error
			a.With = dead
			a.Message = "MIDDLEWARE has no SecurityMiddleware: " + names(dead) + " and the other SECURE_ settings do nothing"
		}
		return one(a)
	},
}

// deadSettings returns the settings that the module sets for SecurityMiddleware
// (https://docs.djangoproject.com/en/6.0/ref/middleware/#security-middleware).
// SECURE_PROXY_SSL_HEADER works without it.
func deadSettings(w *settings.World) []*settings.Setting {
	var dead []*settings.Setting
	for _, name := range w.Names() {
		if strings.HasPrefix(name, "SECURE_") && name != "SECURE_PROXY_SSL_HEADER" && django.Known(name) {
			dead = append(dead, w.Get(name))
		}
	}
	return dead
}

// names lists the names of up to two settings.
func names(list []*settings.Setting) string {
	var parts []string
	for _, s := range list[:min(2, len(list))] {
		parts = append(parts, s.Name)
	}
	return strings.Join(parts, ", ")
}
