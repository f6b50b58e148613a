package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs506 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS506",
		Name:      "hsts-preload-contradicted",
		Short:     "The site asks to be preloaded and does not meet what that needs.",
		Level:     finding.Note,
		Score:     2.0,
		Precision: "very-high",
		CWE:       []int{523},
		Standards: []string{"OWASP ASVS 5.0 3.7.4"},
		Django:    []string{"security.W005"},
		Since:     "1.0.0",
		Page:      page("djs506"),
	},
	Judge: func(w *settings.World) []Answer {
		s, sub, secs := w.Get("SECURE_HSTS_PRELOAD"), w.Get("SECURE_HSTS_INCLUDE_SUBDOMAINS"), w.Get("SECURE_HSTS_SECONDS")
		narrow := sub.Truthy().Not().And(unless(wideCookie(w)))
		short := secs.Num(func(n float64) bool { return n > 0 && n < preloadSeconds })
		a := Answer{
			Subject:  s,
			Violated: hsts(w).And(s.Truthy()).And(narrow.Or(short)),
			Message:  is(s) + " while " + is(sub) + ": the preload list takes only sites whose subdomains are included",
			With:     []*settings.Setting{sub},
		}
		if narrow != value.Yes {
			a.With = []*settings.Setting{secs}
			a.Django = []string{} // Django does not ask for a year.
			a.Message = is(s) + " while " + secs.Name + " is " + seconds(secs) + ": the preload list asks for a year"
		}
		return one(a)
	},
}

// preloadSeconds is what https://hstspreload.org/ asks for: a year.
const preloadSeconds = 31536000
