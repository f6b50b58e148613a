package report

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// secrets are the settings of which nothing is ever shown.
var secrets = []string{"SECRET_KEY", "SECRET_KEY_FALLBACKS"}

// printable are the settings whose strings may be shown: Django's own that
// bear on sessions and are not secret by nature. Others, such as a project's
// SESSION_REDIS_URL, may hold a password.
var printable = []string{
	"ALLOWED_HOSTS", "AUTHENTICATION_BACKENDS",
	"CSRF_COOKIE_AGE", "CSRF_COOKIE_DOMAIN", "CSRF_COOKIE_HTTPONLY", "CSRF_COOKIE_MASKED", "CSRF_COOKIE_NAME",
	"CSRF_COOKIE_PATH", "CSRF_COOKIE_SAMESITE", "CSRF_COOKIE_SECURE", "CSRF_FAILURE_VIEW", "CSRF_HEADER_NAME",
	"CSRF_TRUSTED_ORIGINS", "CSRF_USE_SESSIONS",
	"DEBUG", "DEFAULT_HASHING_ALGORITHM", "INSTALLED_APPS",
	"LANGUAGE_COOKIE_AGE", "LANGUAGE_COOKIE_DOMAIN", "LANGUAGE_COOKIE_HTTPONLY", "LANGUAGE_COOKIE_NAME",
	"LANGUAGE_COOKIE_PATH", "LANGUAGE_COOKIE_SAMESITE", "LANGUAGE_COOKIE_SECURE",
	"MESSAGE_STORAGE", "MIDDLEWARE", "MIDDLEWARE_CLASSES", "PASSWORD_HASHERS",
	"SECURE_BROWSER_XSS_FILTER", "SECURE_CONTENT_TYPE_NOSNIFF", "SECURE_CROSS_ORIGIN_OPENER_POLICY", "SECURE_CSP",
	"SECURE_CSP_REPORT_ONLY", "SECURE_HSTS_INCLUDE_SUBDOMAINS", "SECURE_HSTS_PRELOAD", "SECURE_HSTS_SECONDS",
	"SECURE_PROXY_SSL_HEADER", "SECURE_REDIRECT_EXEMPT", "SECURE_REFERRER_POLICY", "SECURE_SSL_HOST", "SECURE_SSL_REDIRECT",
	"SESSION_CACHE_ALIAS", "SESSION_COOKIE_AGE", "SESSION_COOKIE_DOMAIN", "SESSION_COOKIE_HTTPONLY",
	"SESSION_COOKIE_NAME", "SESSION_COOKIE_PATH", "SESSION_COOKIE_SAMESITE", "SESSION_COOKIE_SECURE", "SESSION_ENGINE",
	"SESSION_EXPIRE_AT_BROWSER_CLOSE", "SESSION_FILE_PATH", "SESSION_SAVE_EVERY_REQUEST", "SESSION_SERIALIZER",
	"SIGNED_COOKIE_LEGACY_SALT_FALLBACK", "SILENCED_SYSTEM_CHECKS",
	"USE_X_FORWARDED_HOST", "USE_X_FORWARDED_PORT", "X_FRAME_OPTIONS",
}

// secretWords are parts of names that a project gives to its secrets.
var secretWords = []string{"SECRET", "PASSWORD", "PASSWD", "TOKEN", "_KEY", "SALT", "CREDENTIAL"}

// Secret reports whether nothing of a setting's value may be shown.
func Secret(setting string) bool {
	return slices.Contains(secrets, setting) || !Printable(setting) && slices.ContainsFunc(secretWords, func(w string) bool {
		return strings.Contains(setting, w)
	})
}

// Printable reports whether the strings of a setting's value may be shown.
func Printable(setting string) bool { return slices.Contains(printable, setting) }

// Limits of a shown value.
const (
	maxShownDepth = 8
	maxShownItems = 1000
	maxShownJSON  = 1000
)

// JSON returns a setting's value as JSON. It reports false if it may not be
// shown, or is nothing that JSON can hold.
func JSON(setting string, v value.Value) (json.RawMessage, bool) {
	if Secret(setting) {
		return nil, false
	}
	if setting == "CACHES" {
		v = onlyBackends(v)
	}
	if !fits(v) {
		return nil, false
	}
	plain, ok := plainData(v.Data, Printable(setting) || setting == "CACHES", 0)
	if !ok {
		return nil, false
	}
	return encode(plain), true
}

// describe describes a setting as it is shown. Of CACHES that is the backends,
// which may be known where the rest is not.
func describe(e *settings.Effective, name string) settings.Description {
	d := e.Describe(name)
	caches, ok := d.Value.Data.(*value.Dict)
	if name != "CACHES" || d.Known || !ok || caches.Open != nil {
		return d
	}
	shown := onlyBackends(d.Value)
	if u := value.UnknownIn(d.Value); u != nil && u.Reason == d.Reason && value.UnknownIn(shown) == nil {
		d.Value, d.Known, d.Reason = shown, true, ""
	}
	return d
}

// onlyBackends returns CACHES with nothing but the BACKEND of each alias:
// locations and options hold credentials.
func onlyBackends(v value.Value) value.Value {
	caches, ok := v.Data.(*value.Dict)
	if !ok {
		return value.Value{Data: &value.Unknown{}}
	}
	shown := value.NewDict()
	for _, alias := range caches.Entries() {
		backends := value.NewDict()
		if options, ok := alias.Value.Data.(*value.Dict); ok {
			if backend, there := options.GetStr("BACKEND"); there == value.Yes {
				backends.Set(value.Value{Data: value.Str("BACKEND")}, backend)
			}
		}
		shown.Set(alias.Key, value.Value{Data: backends})
	}
	return value.Value{Data: shown}
}

// fits reports whether a value has no more items than are shown, with those of
// the collections in it: a few lists that hold each other twice have millions.
func fits(v value.Value) bool {
	left := 10 * maxShownItems
	var count func(v value.Value, depth int) bool
	count = func(v value.Value, depth int) bool {
		if left--; left < 0 || depth > maxShownDepth {
			return left >= 0
		}
		var items []value.Value
		switch d := v.Data.(type) {
		case *value.Dict:
			return !slices.ContainsFunc(d.Entries(), func(e value.Entry) bool { return !count(e.Key, depth+1) || !count(e.Value, depth+1) })
		case *value.List, *value.Tuple, *value.Set:
			items, _ = value.Spread(v)
		}
		return !slices.ContainsFunc(items, func(it value.Value) bool { return !count(it, depth+1) })
	}
	return count(v, 0)
}

// plainData returns data as encoding/json takes it.
func plainData(d value.Data, strings bool, depth int) (any, bool) {
	if depth > maxShownDepth {
		return nil, false
	}
	switch d := d.(type) {
	case value.None:
		return nil, true
	case value.Bool:
		return bool(d), true
	case value.Int:
		return json.Number(d.String()), true
	case value.Float:
		if f := float64(d); !math.IsInf(f, 0) && !math.IsNaN(f) {
			return f, true
		}
		return nil, false
	case value.Timedelta:
		return map[string]any{"timedelta": float64(d) / 1e6}, true
	case value.Str:
		return Cut(harmlessInside(string(d)), maxShownJSON), strings
	case value.Path:
		return Cut(harmlessInside(string(d)), maxShownJSON), strings
	case *value.List:
		return plainItems(d.Items, strings, depth)
	case *value.Tuple:
		return plainItems(d.Items, strings, depth)
	case *value.Set:
		if d.Open != nil {
			return nil, false
		}
		return plainItems(d.Items(), strings, depth)
	case *value.Dict:
		return plainEntries(d, strings, depth)
	}
	return nil, false
}

func plainItems(items []value.Value, strings bool, depth int) (any, bool) {
	plain := []any{}
	if len(items) > maxShownItems {
		return nil, false
	}
	for _, it := range items {
		p, ok := plainData(it.Data, strings, depth+1)
		if !ok {
			return nil, false
		}
		plain = append(plain, p)
	}
	return plain, true
}

func plainEntries(d *value.Dict, strings bool, depth int) (any, bool) {
	plain := map[string]any{}
	if d.Open != nil || d.Len() > maxShownItems || !strings && d.Len() > 0 {
		return nil, false
	}
	for _, e := range d.Entries() {
		k, known := value.String(e.Key)
		p, ok := plainData(e.Value.Data, strings, depth+1)
		if !known || !ok {
			return nil, false
		}
		plain[Cut(harmlessInside(k), maxShownJSON)] = p
	}
	return plain, true
}

// inRepository returns a path below the repository relative to its root, since
// the absolute one is of our own making.
func inRepository(p string) string {
	if rest, ok := strings.CutPrefix(p, value.Root+"/"); ok {
		return rest
	}
	if p == value.Root {
		return "."
	}
	return p
}

// Show returns a setting's value as people read it in Python, cut at a length.
// What may not be shown is "…".
func Show(setting string, v value.Value, limit int) string {
	if Secret(setting) {
		return mark
	}
	if setting == "CACHES" {
		v = onlyBackends(v)
	}
	var b strings.Builder
	writeData(&b, v.Data, Printable(setting) || setting == "CACHES", limit, 0)
	return Cut(Harmless(b.String()), limit)
}

func writeData(b *strings.Builder, d value.Data, strs bool, limit, depth int) {
	if depth > maxShownDepth || b.Len() > 4*limit {
		b.WriteString(mark)
		return
	}
	switch d := d.(type) {
	case value.Str:
		if !strs && d != "" {
			b.WriteString("'" + mark + "'")
			return
		}
		b.WriteString(quoted(inRepository(string(d))))
	case value.Path:
		if !strs {
			b.WriteString("'" + mark + "'")
			return
		}
		b.WriteString(quoted(inRepository(string(d))))
	case value.Timedelta:
		b.WriteString("timedelta(seconds=" + strconv.FormatFloat(float64(d)/1e6, 'f', -1, 64) + ")")
	case *value.List:
		writeItems(b, "[", d.Items, "]", strs, limit, depth)
	case *value.Tuple:
		closing := ")"
		if len(d.Items) == 1 {
			closing = ",)"
		}
		writeItems(b, "(", d.Items, closing, strs, limit, depth)
	case *value.Set:
		writeItems(b, "{", d.Items(), "}", strs, limit, depth)
	case *value.Dict:
		writeEntries(b, d, strs, limit, depth)
	case value.None, value.Bool, value.Int, value.Float, value.Ellipsis:
		text, _ := value.Repr(value.Value{Data: d})
		b.WriteString(text)
	default:
		b.WriteString(mark) // unknown, bytes, code
	}
}

func writeItems(b *strings.Builder, open string, items []value.Value, closing string, strs bool, limit, depth int) {
	b.WriteString(open)
	for i, it := range items {
		if i > 0 {
			b.WriteString(", ")
		}
		writeData(b, it.Data, strs, limit, depth+1)
	}
	b.WriteString(closing)
}

func writeEntries(b *strings.Builder, d *value.Dict, strs bool, limit, depth int) {
	b.WriteByte('{')
	for i, e := range d.Entries() {
		if i > 0 {
			b.WriteString(", ")
		}
		writeData(b, e.Key.Data, strs, limit, depth+1)
		b.WriteString(": ")
		writeData(b, e.Value.Data, strs, limit, depth+1)
	}
	if d.Open != nil {
		b.WriteString(", " + mark)
	}
	b.WriteByte('}')
}

func quoted(s string) string {
	text, _ := value.Repr(value.Value{Data: value.Str(s)})
	return text
}

// addTexts gathers the strings of a value.
func addTexts(texts map[string]bool, v value.Value, depth int) {
	if depth > maxShownDepth || depth == 0 && !fits(v) {
		return
	}
	switch d := v.Data.(type) {
	case value.Str:
		texts[string(d)] = true
	case *value.List, *value.Tuple, *value.Set:
		items, _ := value.Spread(v)
		for _, it := range items {
			addTexts(texts, it, depth+1)
		}
	case *value.Dict:
		for _, e := range d.Entries() {
			addTexts(texts, e.Key, depth+1)
			addTexts(texts, e.Value, depth+1)
		}
	}
}
