package rules

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

var djs507 = &Rule{
	Rule: finding.Rule{
		ID:        "DJS507",
		Name:      "proxy-header-malformed",
		Short:     "SECURE_PROXY_SSL_HEADER can never match, so Django takes every request for plain HTTP.",
		Level:     finding.Error,
		Score:     4.0,
		Precision: "very-high",
		CWE:       []int{16},
		Fixes:     true,
		Risk:      "anybody can claim HTTPS unless the proxy sets the header itself or removes it",
		Since:     "1.0.0",
		Page:      page("djs507"),
	},
	Judge: func(w *settings.World) []Answer {
		s := w.Get("SECURE_PROXY_SSL_HEADER")
		why, violated := proxyHeaderFault(s)
		return one(Answer{
			Subject:  s,
			Violated: violated,
			Message:  is(s) + ": " + why,
			Fix:      `SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")`,
		})
	},
}

// proxyHeaderFault says what is wrong with the setting, as request.scheme reads
// it (https://docs.djangoproject.com/en/6.0/ref/settings/#secure-proxy-ssl-header).
func proxyHeaderFault(s *settings.Setting) (why string, violated value.Truth) {
	if set := s.Truthy(); set != value.Yes {
		return "", set
	}
	items, pair := s.Items(), s.OfType("tuple", "list")
	if pair == value.Maybe || value.HasSplice(items) {
		return "", value.Maybe
	}
	if pair == value.No || len(items) != 2 {
		return "Django needs a pair of a header and a value, and answers each request with a server error", value.Yes
	}
	header, okHeader := value.Text(items[0])
	want, okWant := value.Text(items[1])
	switch {
	case !items[0].Known() || !items[1].Known():
		return "", value.Maybe
	case !okHeader || !okWant:
		return "both must be strings, so no request matches and none counts as secure", value.Yes
	case !headerKey(header):
		return "Django looks for the header as HTTP_X_FORWARDED_PROTO is written, so no request matches and none counts as secure", value.Yes
	case protocolHeader(header) && want != "https" && strings.EqualFold(strings.TrimSpace(want), "https"):
		return "proxies send 'https' in small letters and Django compares exactly, so no request counts as secure", value.Yes
	}
	return "", value.No
}

// headerKey says whether a name can be in request.META: headers stand there in
// capitals with HTTP_ before them. Names of the server itself, such as HTTPS or
// wsgi.url_scheme, can be there too.
func headerKey(name string) bool {
	if strings.Contains(name, ".") {
		return true
	}
	if name != strings.ToUpper(name) || strings.ContainsAny(name, "- ") {
		return false
	}
	return strings.HasPrefix(name, "HTTP_") || !strings.HasPrefix(name, "X_") && !strings.HasPrefix(name, "FORWARDED")
}

// protocolHeader says whether a header's value is the name of a protocol.
func protocolHeader(name string) bool {
	return strings.HasSuffix(name, "_PROTO") || strings.HasSuffix(name, "_SCHEME") || strings.HasSuffix(name, "_PROTOCOL")
}
