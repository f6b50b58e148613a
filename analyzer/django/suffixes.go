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
	last := domain[strings.LastIndexByte(domain, '.')+1:]
	if strings.Trim(last, "0123456789") == "" || strings.Contains(last, ":") {
		return false // also where it is empty (https://url.spec.whatwg.org/#ends-in-a-number-checker)
	}
	suffix, icann := publicsuffix.PublicSuffix(domain)
	return suffix == domain && (icann || strings.Contains(suffix, "."))
}
