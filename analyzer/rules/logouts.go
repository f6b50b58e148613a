package rules

import (
	"math"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// idlePackage says whether a package ends the sessions of idle users, after
// whatever time.
func idlePackage(w *settings.World) value.Truth {
	return logsOut(w, django.IdleLogouts, math.Inf(1))
}

// logsOut says whether one of those packages is there and ends sessions within
// so many seconds.
func logsOut(w *settings.World, packages []django.Logout, limit float64) value.Truth {
	answer := value.No
	for _, p := range packages {
		works := w.Middleware(p.Middleware)
		if p.Switch != "" {
			on := w.Get(p.Switch).Truthy()
			if !p.SwitchOn {
				on = on.Not()
			}
			works = works.And(on)
		}
		answer = answer.Or(works.And(timed(w, p).atMost(limit)))
	}
	return answer
}

// A span of time is what a setting says of one: in seconds, or as a timedelta.
type span struct{ setting *settings.Setting }

// timed returns the time that a package is told.
func timed(w *settings.World, p django.Logout) span {
	s := w.Get(p.Seconds)
	switch {
	case p.Key != "":
		return span{inDict(s, p.Key)}
	case s.State != settings.Absent:
		return span{s}
	case p.OtherwiseFrom != "":
		return span{w.Get(p.OtherwiseFrom)}
	case p.Otherwise != 0:
		number := value.Value{Data: value.NewInt(int64(p.Otherwise))}
		return span{&settings.Setting{Name: s.Name, Value: number, State: settings.Default}}
	}
	return span{s}
}

// inDict returns what a dict has for a key, as a setting of its own.
func inDict(s *settings.Setting, key string) *settings.Setting {
	item := &settings.Setting{Name: s.Name, Value: s.Value, State: s.State, Binding: s.Binding}
	if d, ok := s.Value.Data.(*value.Dict); ok {
		v, there := d.GetStr(key)
		switch there {
		case value.Yes:
			item.Value = v
		case value.No:
			item.State = settings.Absent
		default:
			item.Value = value.Value{Data: &value.Unknown{Reason: "is an entry of a dict that is known in part"}}
		}
	}
	return item
}

// atMost says whether the time is set and no longer than so many seconds.
func (s span) atMost(limit float64) value.Truth {
	if d, ok := s.setting.Value.Data.(value.Timedelta); ok && s.setting.State != settings.Absent {
		return value.Of(float64(d)/1e6 <= limit)
	}
	return s.setting.Num(func(n float64) bool { return n <= limit })
}

// ownLogout says whether MIDDLEWARE has an entry of the project's own that may
// end sessions in time, by its name. A name proves nothing, so the answer is
// never Yes.
func ownLogout(w *settings.World) value.Truth {
	named := w.Get("MIDDLEWARE").Any(func(entry string) bool {
		entry = strings.ToLower(entry)
		if strings.HasPrefix(entry, "django.") || known(entry) {
			return false
		}
		for _, word := range []string{"timeout", "idle", "inactiv", "logout", "expir", "lifetime"} {
			if strings.Contains(entry, word) {
				return true
			}
		}
		return false
	})
	if named == value.Yes {
		return value.Maybe
	}
	return named
}

// known reports whether a middleware is that of a package whose times are
// known.
func known(entry string) bool {
	for _, p := range append(django.IdleLogouts[:len(django.IdleLogouts):len(django.IdleLogouts)], django.AbsoluteLogouts...) {
		if strings.EqualFold(entry, p.Middleware) {
			return true
		}
	}
	return false
}
