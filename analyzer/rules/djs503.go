package rules

import (
	"regexp"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs503 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS503",
		Name:      "https-redirect-neutralised",
		Short:     "An exemption keeps every page from being redirected to HTTPS.",
		Level:     finding.Error,
		Score:     5.3,
		Precision: "high",
		CWE:       []int{319},
		Standards: []string{"OWASP ASVS 5.0 12.2.1"},
		Since:     "1.0.0",
		Page:      page("djs503"),
	},
	Judge: func(w *settings.World) []Answer {
		s, redirect := w.Get("SECURE_REDIRECT_EXEMPT"), w.Get("SECURE_SSL_REDIRECT")
		a := Answer{Subject: s, Violated: s.Any(matchesAll), With: []*settings.Setting{redirect}}
		for _, it := range s.Items() {
			if settings.Item(it, matchesAll) == value.Yes {
				a.At = it
				a.Message = s.Name + " has " + ShowItem(s, it) + ", which matches every path: no request over plain HTTP is redirected"
				break
			}
		}
		a.Violated = securityMiddleware(w).And(redirect.Truthy()).And(a.Violated)
		return one(a)
	},
}

// somePaths are paths as SecurityMiddleware gives them to a pattern, without
// the first slash. No pattern of a real exemption matches them all.
var somePaths = []string{"", "accounts/login/", "x", "7/8-9_z.html", "Zürich/~q"}

// matchesAll says whether a pattern matches every path anywhere, as re.search
// does. A pattern that Go does not understand is taken to be a real one.
func matchesAll(pattern string) bool {
	re, err := regexp.Compile(pattern)
	if err != nil {
		return false
	}
	for _, p := range somePaths {
		if !re.MatchString(p) {
			return false
		}
	}
	return true
}
