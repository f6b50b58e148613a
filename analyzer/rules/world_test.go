package rules

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A set is settings by name. Values are what python turns into Python's.
type set map[string]any

// Stand-ins for what is not a plain value.
type (
	unset   struct{}          // take the setting away
	tuple   []any             // a tuple
	delta   int64             // a timedelta of so many seconds
	folder  string            // a pathlib path
	unknown string            // an unknown of that type, or of none
	random  string            // an unknown of that type that is made at random
	secret  string            // what the variable SECRET gives: nobody knows
	fromEnv value.Environment // a value made of a variable: its default
	history []any             // what a name was bound to, the last one last
)

// site is a site that no rule has anything to say about.
func site() set {
	return set{
		"DEBUG":         false,
		"SECRET_KEY":    secret("DJANGO_SECRET_KEY"),
		"ALLOWED_HOSTS": []any{"shop.example.com"},
		"INSTALLED_APPS": []any{
			"django.contrib.admin", "django.contrib.auth", "django.contrib.contenttypes",
			django.SessionsApp, "django.contrib.messages", "django.contrib.staticfiles", "shop",
		},
		"MIDDLEWARE": []any{
			django.SecurityMiddleware, django.SessionMiddleware, django.LocaleMiddleware,
			"django.middleware.common.CommonMiddleware", django.CsrfMiddleware,
			django.AuthenticationMiddleware, django.MessageMiddleware,
			"django.middleware.clickjacking.XFrameOptionsMiddleware",
		},
		"SESSION_COOKIE_SECURE":          true,
		"CSRF_COOKIE_SECURE":             true,
		"SECURE_SSL_REDIRECT":            true,
		"SECURE_HSTS_SECONDS":            31536000,
		"SECURE_HSTS_INCLUDE_SUBDOMAINS": true,
		"STATIC_ROOT":                    "/srv/shop/static",
		"MEDIA_ROOT":                     "/srv/shop/media",
	}
}

// api is a site without sessions, cookies or log-in.
func api() set {
	s := site()
	s["INSTALLED_APPS"] = []any{"django.contrib.contenttypes", "rest_framework", "shop"}
	s["MIDDLEWARE"] = []any{django.SecurityMiddleware, "django.middleware.common.CommonMiddleware"}
	delete(s, "SESSION_COOKIE_SECURE")
	delete(s, "CSRF_COOKIE_SECURE")
	return s
}

// but returns the settings with others in their place.
func (s set) but(others set) set {
	s = maps.Clone(s)
	for name, v := range others {
		if _, gone := v.(unset); gone {
			delete(s, name)
			continue
		}
		s[name] = v
	}
	return s
}

// without returns a list without an entry.
func without(list any, entry string) []any {
	return slices.DeleteFunc(slices.Clone(list.([]any)), func(x any) bool { return x == entry })
}

// world builds the world of settings and a version: "" is 5.2.17, "none" is not
// known, ">=4.2" is the lowest allowed.
func world(t testing.TB, version string, s set) *settings.World {
	t.Helper()
	var v django.Version
	if version == "" {
		version = "5.2.17"
	}
	if version != "none" {
		var err error
		lowest, atLeast := strings.CutPrefix(version, ">=")
		if v, err = django.ParseVersion(lowest, !atLeast); err != nil {
			t.Fatal(err)
		}
	}
	names := value.NewNamespace()
	for _, name := range slices.Sorted(maps.Keys(s)) {
		if bound, ok := s[name].(history); ok {
			for _, x := range bound {
				names.Set(name, python(x))
			}
			continue
		}
		names.Set(name, python(s[name]))
	}
	return settings.NewWorld(v, names, nil)
}

func python(x any) value.Value {
	switch x := x.(type) {
	case fromEnv:
		env := value.Environment(x)
		return value.Value{Data: env.Default.Data, Origin: &value.Origin{Env: &env}}
	case secret:
		env := &value.Environment{Name: string(x)}
		u := &value.Unknown{Reason: "comes from a variable", Type: "str", Env: env}
		return value.Value{Data: u, Origin: &value.Origin{Env: env}}
	case value.Value:
		return x
	}
	return value.Value{Data: data(x)}
}

func data(x any) value.Data {
	switch x := x.(type) {
	case nil:
		return value.None{}
	case bool:
		return value.Bool(x)
	case int:
		return value.NewInt(int64(x))
	case float64:
		return value.Float(x)
	case string:
		return value.Str(x)
	case folder:
		return value.Path(x)
	case delta:
		return value.Timedelta(int64(x) * 1e6)
	case unknown:
		return &value.Unknown{Reason: "comes from vault.get(), which is not modelled", Type: string(x)}
	case random:
		return &value.Unknown{Reason: "comes from secrets.token_hex()", Type: string(x), Key: randomKey + "1"}
	case []any:
		return &value.List{Items: items(x)}
	case tuple:
		return &value.Tuple{Items: items(x)}
	case set:
		d := value.NewDict()
		for _, key := range slices.Sorted(maps.Keys(x)) {
			d.Set(python(key), python(x[key]))
		}
		return d
	case *value.Splice:
		return x
	}
	panic("no Python value")
}

func items(list []any) []value.Value {
	var out []value.Value
	for _, x := range list {
		out = append(out, python(x))
	}
	return out
}

// splice stands for items of a list that are not known.
var splice = &value.Splice{Of: &value.Unknown{Reason: "is not known"}}

// ruleByID returns a rule.
func ruleByID(t testing.TB, id string) *Rule {
	t.Helper()
	for _, r := range All() {
		if r.ID == id {
			return r
		}
	}
	t.Fatalf("there is no rule %s", id)
	return nil
}
