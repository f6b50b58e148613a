package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs106 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS106",
		Name:      "session-cookie-domain-wide",
		Short:     "Every host below a domain gets the session cookie.",
		Level:     finding.Warning,
		Score:     4.5,
		Precision: "high",
		CWE:       []int{668, 384},
		Standards: []string{"OWASP ASVS 5.0 3.3.3"},
		Since:     "1.0.0",
		Page:      page("djs106"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("SESSION_COOKIE_DOMAIN")
		a := Answer{Subject: s, Violated: sessionCookie(w).And(s.Str(wide))}
		domain, _ := value.Text(s.Value)
		domain = strings.Trim(domain, ".")
		a.Message = is(s) + ": every host below it gets the session cookie, and can set one for the site"
		switch hosts := hostsBelow(w, domain); {
		case django.PublicSuffix(domain):
			a.Level = finding.Error
			a.Message = is(s) + ": anybody can have a host below it, and browsers refuse a cookie for it"
		case len(hosts) > 1:
			a.Level = finding.Error
			a.With = []*settings.Setting{w.Get("ALLOWED_HOSTS")}
			a.Message = is(s) + ": every host below it gets the session cookie, " + harmless(hosts[0]) + " and " + harmless(hosts[1]) + " among them"
		}
		return one(a)
	},
}

// wide says whether a cookie's domain opens it to other hosts. An address or a
// machine's own name has none below it.
func wide(domain string) bool {
	domain = strings.Trim(domain, ".")
	return domain != "" && !django.EndsInNumber(domain) && domain != "localhost" && !strings.HasSuffix(domain, ".localhost")
}

// hostsBelow returns the hosts in ALLOWED_HOSTS below a domain, but for "www",
// which is the same site by custom.
func hostsBelow(w *settings.World, domain string) []string {
	var hosts []string
	for _, it := range w.Get("ALLOWED_HOSTS").Items() {
		host, ok := value.Text(it)
		if ok && strings.HasSuffix(host, "."+domain) && host[0] != '.' && host != "www."+domain {
			hosts = append(hosts, host)
		}
	}
	return hosts
}
