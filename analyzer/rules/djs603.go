package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs603 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS603",
		Name:      "cache-before-vary",
		Short:     "Pages are cached before they are marked as one user's own.",
		Level:     finding.Error,
		Score:     6.5,
		Precision: "very-high",
		CWE:       []int{525},
		Standards: []string{"OWASP ASVS 5.0 14.2.2"},
		Since:     "1.0.0",
		Page:      page("djs603"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("MIDDLEWARE")
		stored := w.Precedes(django.SessionMiddleware, django.UpdateCacheMiddleware)
		fetched := w.Precedes(django.FetchFromCacheMiddleware, django.SessionMiddleware)
		both := w.Precedes(django.SessionMiddleware, django.CacheMiddleware)
		a := Answer{
			Subject:  s,
			Violated: stored.Or(fetched).Or(both),
			At:       entryOf(s, django.SessionMiddleware),
			Message:  "MIDDLEWARE lists SessionMiddleware before UpdateCacheMiddleware: pages are cached before they vary by cookie, so one user can get another's",
		}
		switch {
		case stored == value.Yes:
		case both == value.Yes:
			a.At = entryOf(s, django.CacheMiddleware)
			a.Message = "MIDDLEWARE lists SessionMiddleware before CacheMiddleware: pages are cached before they vary by cookie, so one user can get another's"
		case fetched == value.Yes:
			a.Level = finding.Warning
			a.At = entryOf(s, django.FetchFromCacheMiddleware)
			a.Message = "MIDDLEWARE lists FetchFromCacheMiddleware before SessionMiddleware: it answers from the cache before the session is looked at"
		}
		return one(a)
	},
}

// entryOf returns the entry of a list that is a dotted path or named after its
// class, or the zero Value.
func entryOf(s *settings.Setting, path string) value.Value {
	for _, it := range s.Items() {
		if text, ok := value.Text(it); ok && (text == path || className(text) == className(path)) {
			return it
		}
	}
	return value.Value{}
}
