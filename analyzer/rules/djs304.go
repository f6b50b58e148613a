package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs304 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS304",
		Name:      "sessions-in-process-memory",
		Short:     "Sessions are cached in the memory of one process, which the others do not see.",
		Level:     finding.Error,
		Score:     5.0,
		Precision: "high",
		CWE:       []int{613},
		Standards: []string{"OWASP ASVS 5.0 7.4.1"},
		Since:     "1.0.0",
		Page:      page("djs304"),
	},
	Judge: judgeProcessMemory,
}

// judgeProcessMemory answers for CACHES where it is set; where it is not, the
// engine is all that there is to point at.
func judgeProcessMemory(w *settings.World) []Answer {
	keeper, caches := w.Get("SESSION_ENGINE"), w.Get("CACHES")
	c := sessionCache(w)
	held := cacheHeld(w).And(c.is(django.LocMemCache))
	message := c.say() + " while " + is(keeper) + ": " + consequenceOfLocMem(w)
	return []Answer{
		{
			Subject: caches, Violated: held.And(caches.Assigned()), Message: message,
			At: c.backend, With: []*settings.Setting{keeper},
		},
		{
			Subject: keeper, Violated: held.And(caches.Assigned().Not()),
			Message: is(keeper) + " while CACHES is not set and defaults to LocMemCache: " + consequenceOfLocMem(w),
		},
	}
}

func consequenceOfLocMem(w *settings.World) string {
	if engine(w, django.CachedDatabaseEngine) == value.Yes {
		return "each process keeps a copy of its own, so a session that was ended in one lives on in the others"
	}
	return "each process has sessions of its own, so users are logged out by chance and at each restart"
}

// cacheHeld says whether the engine keeps sessions in a cache.
func cacheHeld(w *settings.World) value.Truth {
	return w.UsesSessions().And(engine(w, django.CacheEngine).Or(engine(w, django.CachedDatabaseEngine)))
}

// A cache is the entry of CACHES that sessions are kept in.
type cache struct {
	alias *settings.Setting
	// there says whether CACHES has the alias.
	there value.Truth
	// backend is the dotted path of the entry's class, or the zero Value.
	backend value.Value
}

// sessionCache returns the entry that SESSION_CACHE_ALIAS names.
func sessionCache(w *settings.World) cache {
	c := cache{alias: w.Get("SESSION_CACHE_ALIAS")}
	name, ok := value.Text(c.alias.Value)
	dict, isDict := w.Get("CACHES").Value.Data.(*value.Dict)
	if !ok || !isDict {
		return c
	}
	entry, there := dict.GetStr(name)
	c.there = there
	if options, isDict := entry.Data.(*value.Dict); isDict {
		c.backend, _ = options.GetStr("BACKEND")
	}
	return c
}

// is says whether the cache's class is a dotted path, or one of that name
// elsewhere.
func (c cache) is(path string) value.Truth {
	text, ok := value.Text(c.backend)
	if !ok {
		if c.there == value.No {
			return value.No
		}
		return value.Maybe
	}
	return value.Of(text == path || className(text) == className(path))
}

// say says what the cache is, without anything else of CACHES.
func (c cache) say() string {
	alias, _ := value.Text(c.alias.Value)
	text, _ := value.Text(c.backend)
	return "CACHES['" + harmless(alias) + "'] is " + harmless(className(text))
}

func className(path string) string { return path[strings.LastIndexByte(path, '.')+1:] }
