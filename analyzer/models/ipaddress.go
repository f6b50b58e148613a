package models

import (
	"net/netip"
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Addresses and networks of ipaddress: whether a text is one, and its normal
// form.
//
// https://docs.python.org/3/library/ipaddress.html

var addressModules = map[string]module{
	"ipaddress": {names: names{
		"ip_address": function("ip_address", "address", func(h value.Host, a *arguments) (value.Value, error) {
			return parsedAddress(h, a, a.value("address"), "Address", addressText)
		}),
		"ip_network": function("ip_network", "address, strict=", func(h value.Host, a *arguments) (value.Value, error) {
			strict := a.flag("strict", true)
			return parsedAddress(h, a, a.value("address"), "Network", func(text string) (netip.Prefix, string, value.Truth) {
				return networkText(text, strict)
			})
		}),
	}},
}

// parsedAddress makes an object of a text that is an address or a network, and
// raises ValueError for one that is none.
func parsedAddress(h value.Host, a *arguments, v value.Value, kind string, parse func(string) (netip.Prefix, string, value.Truth)) (value.Value, error) {
	text, ok := value.Text(v)
	if !ok {
		if u := value.UnknownIn(v); u != nil {
			return derived(h, "", a.function, u, a.given...), nil
		}
		return h.MakeUnknown("", "comes from "+a.function+"() of what is not modelled", a.given...), nil
	}
	p, shown, valid := parse(text)
	switch {
	case valid == value.No:
		return value.Value{}, h.Raise("ValueError", "not an address or a network")
	case valid == value.Maybe:
		return h.MakeUnknown("", "comes from "+a.function+"() of a form that is not modelled", a.given...), nil
	case p.Addr().Is4():
		return h.Made(object(addressClasses["IPv4"+kind], shown), a.given...), nil
	}
	return h.Made(object(addressClasses["IPv6"+kind], shown), a.given...), nil
}

// addressText parses an address as ipaddress does.
func addressText(text string) (netip.Prefix, string, value.Truth) {
	ip, err := netip.ParseAddr(text)
	switch {
	case err != nil:
		return netip.Prefix{}, "", value.No
	case ip.Zone() != "" || ip.Is4In6():
		return netip.Prefix{}, "", value.Maybe
	}
	return netip.PrefixFrom(ip, ip.BitLen()), ip.String(), value.Yes
}

// networkText parses a network; strictly, no bits of a host may be set. A mask
// in place of the length is not modelled.
func networkText(text string, strict value.Truth) (netip.Prefix, string, value.Truth) {
	host, length, sized := strings.Cut(text, "/")
	p, _, valid := addressText(host)
	if valid != value.Yes {
		return p, "", valid
	}
	if sized {
		bits, err := strconv.ParseUint(length, 10, 16)
		switch {
		case strings.Contains(length, ".") && p.Addr().Is4():
			return p, "", value.Maybe
		case err != nil || int(bits) > p.Addr().BitLen():
			return p, "", value.No
		}
		p = netip.PrefixFrom(p.Addr(), int(bits))
	}
	whole := p.Masked()
	switch {
	case whole == p || strict == value.No:
		return whole, whole.String(), value.Yes
	case strict == value.Yes:
		return p, "", value.No
	}
	return p, "", value.Maybe
}

var addressClasses = map[string]*value.Class{
	"IPv4Address": address4, "IPv6Address": address6,
	"IPv4Network": networkClass("IPv4Network"), "IPv6Network": networkClass("IPv6Network"),
}

var address4, address6 = addressClass("IPv4Address"), addressClass("IPv6Address")

func addressClass(name string) *value.Class {
	return class("ipaddress", name, names{
		"__str__": method("__str__", "", func(h value.Host, a *arguments) (value.Value, error) {
			text, ok := a.self().State.(string)
			if !ok {
				return h.MakeUnknown("str", "is an address that is not known", a.given...), nil
			}
			return str(h, text, a.given...), nil
		}),
		"__eq__": method("__eq__", "other", func(h value.Host, a *arguments) (value.Value, error) {
			other, ok := a.value("other").Data.(*value.Object)
			if !ok && !a.value("other").Known() {
				return h.MakeUnknown("bool", "compares an address with what is not known", a.given...), nil
			}
			same := ok && other.Class == a.self().Class && other.State == a.self().State
			return h.Made(value.Bool(same), a.given...), nil
		}),
	})
}

func networkClass(name string) *value.Class {
	c := addressClass(name)
	networkMethods.bind(c.Attrs)
	return c
}

var networkMethods = names{
	"__iter__":     method("__iter__", "", func(h value.Host, a *arguments) (value.Value, error) { return addressesIn(h, a, false), nil }),
	"hosts":        method("hosts", "", func(h value.Host, a *arguments) (value.Value, error) { return addressesIn(h, a, true), nil }),
	"__getitem__":  unmodelled("__getitem__", "", "is an address of a network, which is not modelled"),
	"__contains__": method("__contains__", "other", isInNetwork),
}

// maxHostBits bounds the networks whose addresses are made one by one.
const maxHostBits = 12

// addressesIn iterates the addresses of a network; those of hosts are without
// the first and the last, unless there are two or fewer.
func addressesIn(h value.Host, a *arguments, hosts bool) value.Value {
	text, _ := a.self().State.(string)
	p, err := netip.ParsePrefix(text)
	if err != nil || hosts && !p.Addr().Is4() {
		return h.MakeUnknown("", "is a network that is not known", a.given...)
	}
	if p.Addr().BitLen()-p.Bits() > maxHostBits {
		many := value.Value{Data: &value.Splice{Of: &value.Unknown{Reason: "is one of the many addresses of a network"}}}
		return h.Made(&value.Iterator{Kind: "generator", Items: []value.Value{many}}, a.given...)
	}
	next := p.Addr()
	trimmed := hosts && p.Bits() < 31
	if trimmed {
		next = next.Next()
	}
	c := address4
	if !p.Addr().Is4() {
		c = address6
	}
	return h.Made(&value.Iterator{Kind: "generator", Make: func() (value.Value, bool, error) {
		at := next
		if !at.IsValid() || !p.Contains(at) || trimmed && !p.Contains(at.Next()) {
			return value.Value{}, false, nil
		}
		next = at.Next()
		return h.Made(object(c, at.String()), a.given...), true, h.Spend(1)
	}}, a.given...)
}

func isInNetwork(h value.Host, a *arguments) (value.Value, error) {
	text, _ := a.self().State.(string)
	p, err := netip.ParsePrefix(text)
	other, isObject := a.value("other").Data.(*value.Object)
	if err != nil || !isObject {
		return h.MakeUnknown("bool", "asks a network for what is not known", a.given...), nil
	}
	address, _ := other.State.(string)
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return h.MakeUnknown("bool", "asks a network for what is not known", a.given...), nil
	}
	return h.Made(value.Bool(p.Contains(ip)), a.given...), nil
}
