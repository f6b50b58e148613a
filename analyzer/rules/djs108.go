package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs108 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS108",
		Name:      "cookie-prefix-contradicted",
		Short:     "A cookie's name promises what its settings do not keep, so browsers refuse the cookie.",
		Level:     finding.Error,
		Score:     4.0,
		Precision: "very-high",
		CWE:       []int{16},
		Standards: []string{"OWASP ASVS 5.0 3.3.1", "OWASP ASVS 5.0 3.3.3", "NIST SP 800-63B-4 5.1.1"},
		Django:    append(checksOf("SESSION_COOKIE_SECURE"), checksOf("CSRF_COOKIE_SECURE")...),
		Since:     "1.0.0",
		Page:      page("djs108"),
	},
	Judge: func(w *settings.World) []Answer {
		return []Answer{
			judgePrefix(w, "SESSION_COOKIE", sessionCookie(w), "nobody stays logged in"),
			judgePrefix(w, "CSRF_COOKIE", csrfCookie(w), "forms are answered with 403"),
			judgePrefix(w, "LANGUAGE_COOKIE", languageCookie(w), "the chosen language is forgotten"),
		}
	},
}

// judgePrefix judges one cookie: both prefixes ask for Secure, and __Host- also
// for the path "/" and no domain
// (https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis, 4.1.3).
func judgePrefix(w *settings.World, cookie string, used value.Truth, consequence string) Answer {
	name := w.Get(cookie + "_NAME")
	secure, path, domain := w.Get(cookie+"_SECURE"), w.Get(cookie+"_PATH"), w.Get(cookie+"_DOMAIN")
	host := name.Str(hostPrefixed)
	broken := []struct {
		answer  value.Truth
		setting *settings.Setting
	}{
		{name.Str(prefixed).And(secure.Truthy().Not()), secure},
		{host.And(path.Equals("/").Not()), path},
		{host.And(domain.Truthy()), domain},
	}
	a := Answer{Subject: name, Violated: value.No, Django: []string{}}
	var why []string
	for _, b := range broken {
		a.Violated = a.Violated.Or(b.answer)
		if b.answer == value.Yes {
			why = append(why, is(b.setting))
			a.With = append(a.With, b.setting)
		}
		if b.answer != value.No {
			a.Django = append(a.Django, checksOf(b.setting.Name)...)
		}
	}
	a.Violated = used.And(a.Violated)
	a.Message = is(name) + " but " + strings.Join(why, " and ") + ": browsers refuse the cookie, so " + consequence
	return a
}
