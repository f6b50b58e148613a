package django

import (
	"strings"

	"golang.org/x/net/publicsuffix"
)

// PublicSuffix reports whether anybody can have a host directly below a domain:
// whether it is in the Public Suffix List (https://publicsuffix.org). A name of
// one label that is not there, such as localhost, is nobody's to give away, and there
// are no hosts below an IP address.
func PublicSuffix(domain string) bool {
	domain = strings.ToLower(strings.Trim(domain, "."))
	if domain == "" || EndsInNumber(domain) {
		return false
	}
	suffix, icann := publicsuffix.PublicSuffix(domain)
	return suffix == domain && (icann || strings.Contains(suffix, "."))
}

// EndsInNumber reports whether a host is an IP address to browsers, by its last label
// (https://url.spec.whatwg.org/#ends-in-a-number-checker). It has no dot at its end.
func EndsInNumber(host string) bool {
	return strings.Trim(host[strings.LastIndexByte(host, '.')+1:], "0123456789") == ""
}
