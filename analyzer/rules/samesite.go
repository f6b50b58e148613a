package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// sameSite is what a SAMESITE setting does, as set_cookie reads it
// (https://github.com/django/django/blob/stable/5.2.x/django/http/response.py):
// a false value leaves the attribute out, a string is compared without regard
// to case, and all else is an error when the cookie is set.
type sameSite struct {
	setting *settings.Setting
	version value.Truth
	none31  value.Truth
	other   value.Truth
}

func readSameSite(w *settings.World, name string) sameSite {
	return sameSite{
		setting: w.Get(name), version: w.Version.AtLeast(2, 1, 0), none31: w.Version.AtLeast(3, 1, 0), other: sameSiteByOther(w),
	}
}

// sameSiteByOther says whether a middleware of the project reads the settings
// where Django does not, as https://github.com/jotes/django-cookies-samesite
// does.
func sameSiteByOther(w *settings.World) value.Truth {
	named := func(entry string) bool { return strings.Contains(strings.ToLower(entry), "samesite") }
	return w.Get("MIDDLEWARE").Any(named).Or(w.Get("MIDDLEWARE_CLASSES").Any(named))
}

// leftOut says whether the cookie is sent without the attribute although it
// could have one.
func (s sameSite) leftOut() value.Truth { return s.version.And(s.setting.Truthy().Not()) }

// none says whether the attribute is None: the cookie goes along with requests
// from every site.
func (s sameSite) none() value.Truth { return s.none31.And(s.isNone()) }

func (s sameSite) isNone() value.Truth {
	return s.setting.Str(func(t string) bool { return strings.EqualFold(t, "none") })
}

// invalid says whether setting the cookie fails.
func (s sameSite) invalid() value.Truth {
	named := s.setting.Str(func(t string) bool { return strings.EqualFold(t, "lax") || strings.EqualFold(t, "strict") })
	allowed := named.Or(s.none())
	return s.version.And(s.setting.Truthy()).And(allowed.Not())
}

// ignored says whether the setting is set on a Django that does not know it, and
// nothing else in the project does.
func (s sameSite) ignored() value.Truth {
	return s.setting.Assigned().And(s.version.Not()).And(s.other.Not())
}
