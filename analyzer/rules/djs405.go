package rules

import (
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs405 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS405",
		Name:      "csrf-origins-too-wide",
		Short:     "CSRF_TRUSTED_ORIGINS trusts more than the site, or nothing at all.",
		Level:     finding.Warning,
		Score:     5.3,
		Precision: "high",
		CWE:       []int{346},
		Standards: []string{"OWASP ASVS 5.0 3.5.1"},
		Django:    []string{"4_0.E001"},
		Since:     "1.0.0",
		Page:      page("djs405"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("CSRF_TRUSTED_ORIGINS")
		a := Answer{Subject: s, Violated: value.No}
		more := 0
		for _, it := range s.Items() {
			why, wrong := originFault(w, it)
			if wrong == value.Yes && a.Violated == value.Yes {
				more++
			} else if wrong == value.Yes {
				a.At = it
				a.Message = s.Name + " has " + ShowItem(s, it) + ": " + why
			}
			a.Violated = a.Violated.Or(wrong)
		}
		if more > 0 {
			a.Message += ", and so on for " + strconv.Itoa(more) + " more"
		}
		a.Violated = w.MiddlewareLike(django.CsrfMiddleware).And(a.Violated.Or(openEnded(s)))
		return one(a)
	},
}

// openEnded says Maybe of a setting that is not known at all.
func openEnded(s *settings.Setting) value.Truth {
	if s.Items() == nil && s.Unknown() != nil {
		return value.Maybe
	}
	return value.No
}

// originFault says what is wrong with a trusted origin
// (https://docs.djangoproject.com/en/6.0/ref/settings/#csrf-trusted-origins).
func originFault(w *settings.World, it value.Value) (string, value.Truth) {
	origin, ok := value.Text(it)
	if !ok {
		return "", settings.Item(it, func(string) bool { return false })
	}
	scheme, host, found := strings.Cut(origin, "://")
	switch {
	case origin == "":
		return "", value.No // What splitting an empty variable gives trusts nobody.
	case !found:
		return "from Django 4.0 on an origin without a scheme matches nothing, and forms from it are answered with 403", w.Version.AtLeast(4, 0, 0)
	}
	host, _, _ = strings.Cut(strings.ToLower(host), ":")
	switch suffix, wild := strings.CutPrefix(host, "*."); {
	case host == "*" || wild && django.PublicSuffix(suffix):
		return "anybody can have a host that it matches, and send forms in the name of the site's users", value.Yes
	case scheme == "http" && !local(host):
		return "whoever can change plain HTTP on the way can send forms in the name of the site's users", value.Yes
	}
	return "", value.No
}

// local says whether a host is one of development or of a private network.
func local(host string) bool {
	host = strings.TrimPrefix(host, "*.")
	if strings.HasPrefix(host, "[") || !strings.Contains(host, ".") {
		return true
	}
	for _, suffix := range []string{".localhost", ".local", ".test", ".internal", ".lan", ".example", ".invalid"} {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return strings.HasPrefix(host, "127.") || strings.HasPrefix(host, "10.") ||
		strings.HasPrefix(host, "192.168.") || host == "0.0.0.0"
}
