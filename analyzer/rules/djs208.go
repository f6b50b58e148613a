package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

var djs208 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS208",
		Name:      "sliding-session-in-page-cache",
		Short:     "The page cache can hand one user's session cookie to another.",
		Level:     finding.Error,
		Score:     5.9,
		Precision: "high",
		CWE:       []int{384, 525},
		Standards: []string{"OWASP ASVS 5.0 14.2.2"},
		Since:     "1.0.0",
		Page:      page("djs208"),
	},
	Judge: func(w *settings.World) []Answer {
		s, middleware := w.Get("SESSION_SAVE_EVERY_REQUEST"), w.Get("MIDDLEWARE")
		cached := w.Middleware(django.UpdateCacheMiddleware).Or(w.Middleware(django.CacheMiddleware))
		v := w.Version
		mended := v.AtLeast(6, 0, 5).Or(v.AtLeast(5, 2, 14).And(v.AtLeast(6, 0, 0).Not()))
		return one(Answer{
			Subject:  s,
			Violated: sessionCookie(w).And(s.Truthy()).And(cached).And(mended.Not()),
			Message:  is(s) + " while pages are cached: this version of Django can store a page with one user's session cookie and hand it to others (CVE-2026-35192)",
			With:     []*settings.Setting{middleware},
		})
	},
}
