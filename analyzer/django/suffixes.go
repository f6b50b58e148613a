package django

import (
	"net/netip"
	"strings"

	"golang.org/x/net/publicsuffix"
)

// PublicSuffix reports whether anybody can have a host directly below a domain:
// whether it is in the Public Suffix List (https://publicsuffix.org). A name of
// one label that is not there, such as localhost, is nobody's to give away, and there
// are no hosts below an IP address.
func PublicSuffix(domain string) bool {
	domain = strings.ToLower(strings.Trim(domain, "."))
	if _, err := netip.ParseAddr(strings.Trim(domain, "[]")); err == nil {
		return false
	}
	suffix, icann := publicsuffix.PublicSuffix(domain)
	return domain != "" && suffix == domain && (icann || strings.Contains(suffix, "."))
}
