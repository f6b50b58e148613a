package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs305 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS305",
		Name:      "session-cache-unusable",
		Short:     "The cache that sessions are kept in does not keep them.",
		Level:     finding.Error,
		Score:     2.0,
		Precision: "very-high",
		Since:     "1.0.0",
		Page:      page("djs305"),
	},
	Judge: func(w *settings.World) []Answer {
		keeper, caches, c := w.Get("SESSION_ENGINE"), w.Get("CACHES"), sessionCache(w)
		// cached_db reads on from the database where the cache has nothing.
		dummy := engine(w, django.CacheEngine).And(c.is(django.DummyCache))
		held, absent := cacheHeld(w), missing(c).And(c.alias.Assigned().Not())
		inCaches := Answer{
			Subject:  caches,
			Violated: held.And(dummy.Or(absent)),
			Message:  c.say() + " while " + is(keeper) + ": it keeps nothing, so using a session fails with an error",
			At:       c.backend,
			With:     []*settings.Setting{keeper},
		}
		if absent == value.Yes {
			inCaches.Message = "CACHES has no " + Show(c.alias) + " while " + is(keeper) + ": each request fails with a server error"
			inCaches.Fatal = true
		}
		return []Answer{inCaches, {
			Subject:  c.alias,
			Violated: held.And(missing(c)).And(c.alias.Assigned()),
			Message:  is(c.alias) + ", which CACHES does not have: each request fails with a server error",
			With:     []*settings.Setting{caches},
			Fatal:    true,
		}}
	},
}

// missing says whether CACHES lacks the alias.
func missing(c cache) value.Truth { return c.there.Not() }
