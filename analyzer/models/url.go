package models

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// urllib.parse, and URLs for the other models.
//
// https://docs.python.org/3/library/urllib.parse.html

// A urlParts is what urllib.parse.urlparse makes of a URL.
type urlParts struct {
	scheme, netloc, path, params, query, fragment string
}

const schemeChars = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-."

// splitURL splits a URL as urllib.parse.urlsplit does.
func splitURL(text string) urlParts {
	var u urlParts
	text = strings.TrimLeft(text, " \x00\x01\x02\x03\x04\x05\x06\x07\x08\t\n\r\x0b\x0c")
	text = strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(text)
	if i := strings.IndexByte(text, ':'); i > 0 && isLetter(text[0]) && strings.Trim(text[:i], schemeChars) == "" {
		u.scheme, text = strings.ToLower(text[:i]), text[i+1:]
	}
	if rest, ok := strings.CutPrefix(text, "//"); ok {
		end := strings.IndexAny(rest, "/?#")
		if end < 0 {
			end = len(rest)
		}
		u.netloc, text = rest[:end], rest[end:]
	}
	text, u.fragment, _ = strings.Cut(text, "#")
	u.path, u.query, _ = strings.Cut(text, "?")
	return u
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// String joins the parts again.
func (u urlParts) String() string {
	s := u.path
	if u.params != "" {
		s += ";" + u.params
	}
	if u.netloc != "" || strings.HasPrefix(s, "//") {
		if s != "" && !strings.HasPrefix(s, "/") {
			s = "/" + s
		}
		s = "//" + u.netloc + s
	}
	if u.scheme != "" {
		s = u.scheme + ":" + s
	}
	if u.query != "" {
		s += "?" + u.query
	}
	if u.fragment != "" {
		s += "#" + u.fragment
	}
	return s
}

// userinfo returns the user and the password of the URL, as they are written.
func (u urlParts) userinfo() (user, password string, hasUser, hasPassword bool) {
	i := strings.LastIndexByte(u.netloc, '@')
	if i < 0 {
		return "", "", false, false
	}
	user, password, hasPassword = strings.Cut(u.netloc[:i], ":")
	return user, password, true, hasPassword
}

// hostPort returns the host in lower case, and the port as it is written.
func (u urlParts) hostPort() (host, port string) {
	hostinfo := u.netloc[strings.LastIndexByte(u.netloc, '@')+1:]
	if rest, ok := strings.CutPrefix(hostinfo, "["); ok {
		host, port, _ = strings.Cut(rest, "]")
		return strings.ToLower(host), strings.TrimPrefix(port, ":")
	}
	host, port, _ = strings.Cut(hostinfo, ":")
	return strings.ToLower(host), port
}

// portNumber returns the port as a number, or ok false for none or a bad one.
func (u urlParts) portNumber() (n int, ok bool) {
	_, port := u.hostPort()
	n, err := strconv.Atoi(port)
	return n, err == nil && n >= 0 && n <= 65535
}

// A queryPair is one name with its first value in a query.
type queryPair struct{ name, value string }

// parseQuery is parse_qs, of which the first value of each name is kept.
func parseQuery(query string) []queryPair {
	var pairs []queryPair
	seen := map[string]bool{}
	for _, p := range strings.Split(query, "&") {
		name, val, ok := strings.Cut(p, "=")
		if !ok || val == "" {
			continue
		}
		name, val = unquotePlus(name), unquotePlus(val)
		if !seen[name] {
			seen[name] = true
			pairs = append(pairs, queryPair{name, val})
		}
	}
	return pairs
}

func unquotePlus(s string) string { return unquote(strings.ReplaceAll(s, "+", " ")) }

// unquote is urllib.parse.unquote: what is no escape stays.
func unquote(s string) string {
	if !strings.Contains(s, "%") {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if n, err := strconv.ParseUint(s[i+1:i+3], 16, 8); err == nil {
				b.WriteByte(byte(n))
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return strings.ToValidUTF8(b.String(), "\uFFFD")
}

// quote is urllib.parse.quote.
func quote(s, safe string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if isLetter(c) || c >= '0' && c <= '9' || strings.IndexByte("_.-~", c) >= 0 || c < 0x80 && strings.IndexByte(safe, c) >= 0 {
			b.WriteByte(c)
		} else {
			b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)|0x100, 16)[1:]))
		}
	}
	return b.String()
}

var urlModules = map[string]module{
	"urllib":                 {names: names{}},
	"urllib.parse":           {names: urlNames},
	"urlparse":               {names: urlNames},
	"urllib.request":         {names: names{"urlopen": unmodelled("urlopen", "", "comes from the network")}},
	"six.moves.urllib.parse": {names: urlNames},
}

var urlNames = names{
	"urlparse": urlFunction("urlparse", true),
	"urlsplit": urlFunction("urlsplit", false),
	"quote": pure("quote", "string, safe=, encoding=, errors=", "str", func(h value.Host, a *arguments) (value.Data, error) {
		return quoted(a, "/", false)
	}),
	"quote_plus": pure("quote_plus", "string, safe=, encoding=, errors=", "str", func(h value.Host, a *arguments) (value.Data, error) {
		return quoted(a, "", true)
	}),
	"unquote": pure("unquote", "string, encoding=, errors=", "str", func(h value.Host, a *arguments) (value.Data, error) {
		s, ok := value.Text(a.value("string"))
		return textIf(unquote(s), ok), nil
	}),
	"unquote_plus": pure("unquote_plus", "string, encoding=, errors=", "str", func(h value.Host, a *arguments) (value.Data, error) {
		s, ok := value.Text(a.value("string"))
		return textIf(unquotePlus(s), ok), nil
	}),
	"urljoin": pure("urljoin", "base, url, allow_fragments=", "str", func(h value.Host, a *arguments) (value.Data, error) {
		base, ok1 := value.Text(a.value("base"))
		ref, ok2 := value.Text(a.value("url"))
		if !ok1 || !ok2 {
			return nil, nil
		}
		return joinedURL(base, ref), nil
	}),
	"urlencode":  pure("urlencode", "query, doseq=, safe=, encoding=, errors=, quote_via=", "str", encodeQuery),
	"parse_qs":   pure("parse_qs", "qs, keep_blank_values=, strict_parsing=, encoding=, errors=, max_num_fields=, separator=", "dict", queryDict),
	"parse_qsl":  unmodelled("parse_qsl", "list", "comes from parse_qsl(), which is not modelled"),
	"urlunparse": pure("urlunparse", "components", "str", unsplit),
	"urlunsplit": pure("urlunsplit", "components", "str", unsplit),
}

// textIf returns a string if it is known.
func textIf(s string, ok bool) value.Data {
	if !ok {
		return nil
	}
	return value.Str(s)
}

func quoted(a *arguments, safe string, plus bool) (value.Data, error) {
	s, ok := value.Text(a.value("string"))
	if b, bytes := a.value("string").Data.(value.Bytes); bytes {
		s, ok = string(b), true
	}
	safe, known := a.textOr("safe", safe)
	if !ok || !known {
		return nil, nil
	}
	if plus {
		return value.Str(strings.ReplaceAll(quote(s, safe+" "), " ", "+")), nil
	}
	return value.Str(quote(s, safe)), nil
}

// joinedURL is urljoin where Go and Python agree: for references below a URL
// of the common schemes.
func joinedURL(base, ref string) value.Data {
	if base == "" {
		return value.Str(ref)
	}
	if ref == "" {
		return value.Str(base)
	}
	b, err1 := url.Parse(base)
	r, err2 := url.Parse(ref)
	if err1 != nil || err2 != nil || b.Scheme != "http" && b.Scheme != "https" && b.Scheme != "" {
		return nil
	}
	if b.Scheme == "" && b.Host == "" {
		if strings.HasPrefix(ref, "/") || r.Scheme != "" {
			return value.Str(ref)
		}
		if strings.Contains(ref, "..") || strings.ContainsAny(ref+base, "?#") {
			return nil
		}
		return value.Str(base[:strings.LastIndex(base, "/")+1] + ref)
	}
	return value.Str(b.ResolveReference(r).String())
}

func encodeQuery(h value.Host, a *arguments) (value.Data, error) {
	var pairs []value.Value
	if d, ok := a.value("query").Data.(*value.Dict); ok {
		for _, e := range d.Entries() {
			pairs = append(pairs, value.Value{Data: &value.Tuple{Items: []value.Value{e.Key, e.Value}}})
		}
	} else if items, ok := value.Spread(a.value("query")); ok {
		pairs = items
	}
	if a.flag("doseq", false) != value.No || len(a.values) > 1 {
		return nil, nil
	}
	var parts []string
	for _, p := range pairs {
		pair, ok := value.Spread(p)
		if !ok || len(pair) != 2 {
			return nil, nil
		}
		k, ok1 := h.Str(pair[0])
		v, ok2 := h.Str(pair[1])
		if !ok1 || !ok2 {
			return nil, nil
		}
		plus := func(s string) string { return strings.ReplaceAll(quote(s, " "), " ", "+") }
		parts = append(parts, plus(k)+"="+plus(v))
	}
	return value.Str(strings.Join(parts, "&")), nil
}

func queryDict(h value.Host, a *arguments) (value.Data, error) {
	qs, ok := value.Text(a.value("qs"))
	if !ok || len(a.values) > 1 {
		return nil, nil
	}
	d := value.NewDict()
	for _, p := range strings.Split(qs, "&") {
		name, val, _ := strings.Cut(p, "=")
		if val == "" {
			continue
		}
		key := str(h, unquotePlus(name), a.given...)
		list, there := d.Get(key)
		if there != value.Yes {
			list = h.Made(&value.List{}, a.given...)
			d.Set(key, list)
		}
		l := list.Data.(*value.List)
		l.Items = append(l.Items, str(h, unquotePlus(val), a.given...))
	}
	return d, nil
}

func unsplit(h value.Host, a *arguments) (value.Data, error) {
	items, ok := value.Spread(a.value("components"))
	if !ok {
		return nil, nil
	}
	var parts []string
	for _, it := range items {
		s, _ := value.Text(it)
		parts = append(parts, s)
	}
	switch len(parts) {
	case 5:
		return value.Str(urlParts{parts[0], parts[1], parts[2], "", parts[3], parts[4]}.String()), nil
	case 6:
		return value.Str(urlParts{parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]}.String()), nil
	}
	return nil, nil
}

func urlFunction(name string, params bool) *value.Function {
	return function(name, "url, scheme=, allow_fragments=", func(h value.Host, a *arguments) (value.Value, error) {
		v := a.value("url")
		text, ok := value.Text(v)
		if !ok {
			if u := value.UnknownIn(v); u != nil {
				return derived(h, "ParseResult", name, u, v), nil
			}
			return h.MakeUnknown("ParseResult", "comes from "+name+"() of what is no text", v), nil
		}
		u := splitURL(text)
		if fallback, given := value.Text(a.value("scheme")); given && u.scheme == "" {
			u.scheme = fallback
		}
		if params {
			last := u.path[strings.LastIndex(u.path, "/")+1:]
			if i := strings.Index(last, ";"); i >= 0 {
				at := len(u.path) - len(last) + i
				u.path, u.params = u.path[:at], u.path[at+1:]
			}
		}
		return parsedURL(h, u, v), nil
	})
}

// parsedURL returns a ParseResult.
func parsedURL(h value.Host, u urlParts, from ...value.Value) value.Value {
	return resultOf(h, parseResultClass, u, from)
}

func resultOf(h value.Host, c *value.Class, u urlParts, from []value.Value) value.Value {
	o := object(c, &u)
	set := func(name string, d value.Data) { o.Attrs.Set(name, h.Made(d, from...)) }
	textOrNone := func(s string, there bool) value.Data {
		if there {
			return value.Str(s)
		}
		return value.None{}
	}
	user, password, hasUser, hasPassword := u.userinfo()
	host, _ := u.hostPort()
	set("scheme", value.Str(u.scheme))
	set("netloc", value.Str(u.netloc))
	set("path", value.Str(u.path))
	set("params", value.Str(u.params))
	set("query", value.Str(u.query))
	set("fragment", value.Str(u.fragment))
	set("username", textOrNone(user, hasUser))
	set("password", textOrNone(password, hasPassword))
	set("hostname", textOrNone(host, host != ""))
	if n, ok := u.portNumber(); ok {
		set("port", value.NewInt(int64(n)))
	} else {
		set("port", value.None{})
	}
	return h.Made(o, from...)
}

var parseResultClass = class("urllib.parse", "ParseResult", names{
	"geturl": method("geturl", "", func(h value.Host, a *arguments) (value.Value, error) {
		return str(h, stateOf[urlParts](a).String(), a.given...), nil
	}),
	"_replace": method("_replace", "**parts", func(h value.Host, a *arguments) (value.Value, error) {
		u := *stateOf[urlParts](a)
		fields := map[string]*string{"scheme": &u.scheme, "netloc": &u.netloc, "path": &u.path, "params": &u.params, "query": &u.query, "fragment": &u.fragment}
		for _, n := range a.named {
			text, ok := value.Text(n.Value)
			if !ok || fields[n.Name] == nil {
				return h.MakeUnknown("ParseResult", "is a URL that is not known", a.given...), nil
			}
			*fields[n.Name] = text
		}
		return resultOf(h, a.self().Class, u, a.given), nil
	}),
	"__iter__": method("__iter__", "", urlTuple),
	"__getitem__": method("__getitem__", "key", func(h value.Host, a *arguments) (value.Value, error) {
		t, err := urlTuple(h, a)
		if err != nil {
			return t, err
		}
		return h.GetItem(t, a.value("key"))
	}),
})

func urlTuple(h value.Host, a *arguments) (value.Value, error) {
	u := stateOf[urlParts](a)
	return h.Made(&value.Tuple{Items: texts(h, []string{u.scheme, u.netloc, u.path, u.params, u.query, u.fragment}, a.given...)}, a.given...), nil
}
