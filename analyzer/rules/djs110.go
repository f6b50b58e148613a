package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
)

// hostPrefix is the cookie prefix with which browsers tie a cookie to its host.
const hostPrefix = "__Host-"

func djs110(l Limits) *Rule {
	return &Rule{
		Rule: finding.Rule{
			ID:        "DJS110",
			Name:      "cookie-without-prefix",
			Short:     "The session cookie has no name that makes browsers insist on its protection.",
			Level:     finding.Note,
			Score:     2.0,
			Precision: "very-high",
			CWE:       []int{16},
			Standards: []string{"OWASP ASVS 5.0 3.3.1", "OWASP ASVS 5.0 3.3.3", "NIST SP 800-63B-4 5.1.1"},
			Fixes:     true,
			Risk:      "everybody is logged out once",
			Since:     "1.0.0",
			Page:      page("djs110"),
		},
		Optional: true,
		Judge: func(w *settings.World) []Answer {
			s, domain := w.Get("SESSION_COOKIE_NAME"), w.Get("SESSION_COOKIE_DOMAIN")
			named, prefix := s.Str(prefixed), "__Secure-"
			if l.Prefix == hostPrefix {
				// A cookie that is meant for several hosts cannot have it.
				prefix = hostPrefix
				named = s.Str(hostPrefixed).Or(s.Str(prefixed).And(domain.Truthy()))
			}
			return one(Answer{
				Subject:  s,
				Violated: sessionCookie(w).And(named.Not()),
				Message: is(s) + ": without the prefix " + prefix + " browsers also take the cookie from where it may have been planted, " +
					"such as plain HTTP" + otherHosts(prefix),
				Fix: `SESSION_COOKIE_NAME = "` + prefix + `sessionid"`,
			})
		},
	}
}

func otherHosts(prefix string) string {
	if prefix == hostPrefix {
		return " or another host of the domain"
	}
	return ""
}
