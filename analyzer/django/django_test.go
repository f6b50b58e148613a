package django

import (
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func version(t *testing.T, text string) Version {
	t.Helper()
	if text == "" {
		return Version{}
	}
	lowest, atLeast := strings.CutPrefix(text, ">=")
	v, err := ParseVersion(lowest, !atLeast)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestDefault(t *testing.T) {
	const gone, unknown = "no default", "unknown"
	cases := []struct{ name, version, want string }{
		{"SESSION_COOKIE_SECURE", "", "False"},
		{"SESSION_COOKIE_AGE", "2.2", "1209600"},
		{"SESSION_COOKIE_SAMESITE", "2.0", gone},
		{"SESSION_COOKIE_SAMESITE", "2.1", "'Lax'"},
		{"SESSION_COOKIE_SAMESITE", "", "'Lax'"},
		{"SECURE_CONTENT_TYPE_NOSNIFF", "2.2", "False"},
		{"SECURE_CONTENT_TYPE_NOSNIFF", "3.0", "True"},
		{"SECURE_REFERRER_POLICY", "2.2", gone},
		{"SECURE_REFERRER_POLICY", "3.0", "None"},
		{"SECURE_REFERRER_POLICY", "3.1", "'same-origin'"},
		{"X_FRAME_OPTIONS", "2.2", "'SAMEORIGIN'"},
		{"X_FRAME_OPTIONS", ">=2.2", unknown},
		{"X_FRAME_OPTIONS", ">=3.0", "'DENY'"},
		{"SECRET_KEY_FALLBACKS", "3.2", gone},
		{"SECRET_KEY_FALLBACKS", "4.1", "[]"},
		{"SECRET_KEY_FALLBACKS", "", unknown},
		{"CSRF_COOKIE_MASKED", "4.0", gone},
		{"CSRF_COOKIE_MASKED", "4.2", "False"},
		{"CSRF_COOKIE_MASKED", "5.0", gone},
		{"SECURE_BROWSER_XSS_FILTER", "3.2", "False"},
		{"SECURE_BROWSER_XSS_FILTER", "4.0", gone},
		{"SECURE_CSP", "5.2", gone},
		{"SECURE_CSP", "6.0", "{}"},
		{"SIGNED_COOKIE_LEGACY_SALT_FALLBACK", "5.2.14", gone},
		{"SIGNED_COOKIE_LEGACY_SALT_FALLBACK", "5.2.15", "True"},
		{"SIGNED_COOKIE_LEGACY_SALT_FALLBACK", "6.0.5", gone},
		{"SIGNED_COOKIE_LEGACY_SALT_FALLBACK", "6.0.6", "True"},
		{"SIGNED_COOKIE_LEGACY_SALT_FALLBACK", "6.1", "False"},
		{"MIDDLEWARE_CLASSES", "", gone},
		{"PASSWORD_RESET_TIMEOUT", "7.0", "259200"},
		{"CACHES", "5.2", "{'default': {'BACKEND': 'django.core.cache.backends.locmem.LocMemCache'}}"},
		{"SHOP_NAME", "5.2", gone},
	}
	for _, c := range cases {
		got := gone
		if v, ok := Default(c.name, version(t, c.version)); ok {
			if got, ok = value.Repr(v); !ok {
				got = unknown
			}
		}
		if got != c.want {
			t.Errorf("%s on %q: %s, want %s", c.name, c.version, got, c.want)
		}
	}
}

// The rows of a setting stand together, oldest first, and start somewhere.
func TestDefaultsAreInOrder(t *testing.T) {
	for name, rows := range byName {
		for i, r := range rows {
			r.build() // panics for a type it does not know
			if i > 0 && slices.Compare(rows[i-1].from[:], r.from[:]) >= 0 {
				t.Errorf("%s: the row from %v stands after %v", name, r.from, rows[i-1].from)
			}
			if r.from != always && r.source == "" {
				t.Errorf("%s: the row from %v has no source", name, r.from)
			}
		}
		if rows[0].from != always {
			t.Errorf("%s has no first row", name)
		}
	}
}

func TestDefaultIsTheCallersOwn(t *testing.T) {
	a, _ := Default("CACHES", Version{})
	a.Data.(*value.Dict).Clear()
	if b, _ := Default("CACHES", Version{}); b.Data.(*value.Dict).Len() == 0 {
		t.Error("changing a default changes the next one")
	}
}

func TestAtLeast(t *testing.T) {
	cases := []struct {
		version             string
		major, minor, patch int
		want                value.Truth
	}{
		{"5.2.4", 5, 2, 4, value.Yes},
		{"5.2.4", 5, 2, 5, value.No},
		{">=4.2", 4, 1, 0, value.Yes},
		{">=4.2", 5, 0, 0, value.Maybe},
		{"", 3, 1, 0, value.Yes},
		{"", 4, 0, 0, value.Maybe},
	}
	for _, c := range cases {
		if got := version(t, c.version).AtLeast(c.major, c.minor, c.patch); got != c.want {
			t.Errorf("%q at least %d.%d.%d: %v, want %v", c.version, c.major, c.minor, c.patch, got, c.want)
		}
	}
}

func TestNames(t *testing.T) {
	for _, name := range []string{"SESSION_REDIS", "CSRF_COOKIE_NAME", "SECURE_CSP", "LANGUAGE_COOKIE_AGE", "DEBUG"} {
		if !Relevant(name) {
			t.Errorf("%s bears on sessions", name)
		}
	}
	for _, name := range []string{"SESSIONS", "DATABASES", "LANGUAGE_CODE"} {
		if Relevant(name) {
			t.Errorf("%s does not bear on sessions", name)
		}
	}
	for _, name := range []string{"SECRET_KEY", "SECRET_KEY_FALLBACKS", "CACHES", "SESSION_REDIS_PASSWORD", "SESSION_REDIS", "SHOP_NAME"} {
		if Printable(name) {
			t.Errorf("the strings in %s may not be shown", name)
		}
	}
	for _, name := range []string{"SESSION_COOKIE_NAME", "ALLOWED_HOSTS", "MIDDLEWARE", "PASSWORD_HASHERS"} {
		if !Printable(name) {
			t.Errorf("the strings in %s may be shown", name)
		}
	}
	for _, r := range Removals {
		if _, still := Default(r.Name, Version{Major: r.Major, Minor: r.Minor, Exact: true}); still {
			t.Errorf("%s has a default in %d.%d, which removed it", r.Name, r.Major, r.Minor)
		}
	}
}

func TestPublicSuffix(t *testing.T) {
	for domain, want := range map[string]bool{
		"com": true, ".co.uk": true, "herokuapp.com": true, "HEROKUAPP.COM": true,
		"github.io": true, "de": true, "shop.co.uk": false, "localhost": false, "internal": false, "127.0.0.1": false, "[::1]": false, "example.com": false, "shop.herokuapp.com": false, "": false,
	} {
		if got := PublicSuffix(domain); got != want {
			t.Errorf("%q: %v, want %v", domain, got, want)
		}
	}
}
