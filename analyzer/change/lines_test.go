package change_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/analyzer/change"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

func TestHunks(t *testing.T) {
	numbers := func(changed int, text string) []byte {
		var b strings.Builder
		for i := 1; i <= 20; i++ {
			if i == changed {
				b.WriteString(text)
				continue
			}
			fmt.Fprintln(&b, i)
		}
		return []byte(b.String())
	}
	for _, c := range []struct {
		name          string
		before, after []byte
		want          []change.Hunk
	}{
		{"nothing", numbers(0, ""), numbers(0, ""), nil},
		{"a line in the middle", numbers(0, ""), numbers(10, "ten\n"), []change.Hunk{{7, 7, []string{" 7", " 8", " 9", "-10", "+ten", " 11", " 12", " 13"}}}},
		{"the last line goes", numbers(0, ""), numbers(20, ""), []change.Hunk{{17, 17, []string{" 17", " 18", " 19", "-20"}}}},
		{"a new file", nil, []byte("a\r\nb"), []change.Hunk{{0, 1, []string{"+a", "+b"}}}},
		{"what looks like a head", []byte("+++ \n@@ -1,1 +1,1 @@\n"), []byte("+++ \n@@ -2,2 +2,2 @@\n"),
			[]change.Hunk{{1, 1, []string{" +++ ", "-@@ -1,1 +1,1 @@", "+@@ -2,2 +2,2 @@"}}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if d := cmp.Diff(c.want, change.Hunks(c.before, c.after)); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// Findings that are new where the diff shows nothing are told; those in sight
// and those of old are not.
func TestUnshown(t *testing.T) {
	far := strings.Repeat("X = 1\n", 10)
	for _, c := range []struct {
		name          string
		before, after map[string]string
		want          string
	}{
		{"in sight", project(secure, nil), project(secure+"SESSION_COOKIE_HTTPONLY = False\n", nil), ""},
		{"of old", project(secure+"SESSION_COOKIE_HTTPONLY = False\n"+far, nil), project(secure+"SESSION_COOKIE_HTTPONLY = False\n"+far+"Y = 2\n", nil), ""},
		{"far from what changes", project(secure+"HTTPS = True\n"+far+"SESSION_COOKIE_HTTPONLY = HTTPS or False\n", nil),
			project(secure+"HTTPS = False\n"+far+"SESSION_COOKIE_HTTPONLY = HTTPS or False\n", nil), "DJS102"},
		{"in a file that does not change", project("from .flags import HTTPS\n"+secure+"SESSION_COOKIE_HTTPONLY = HTTPS or False\n", map[string]string{"shop/flags.py": "HTTPS = True\n"}),
			project("from .flags import HTTPS\n"+secure+"SESSION_COOKIE_HTTPONLY = HTTPS or False\n", map[string]string{"shop/flags.py": "HTTPS = False\n"}), "DJS102"},
	} {
		t.Run(c.name, func(t *testing.T) {
			base := fstest.MapFS{}
			for name, text := range c.before {
				base[name] = &fstest.MapFile{Data: []byte(text)}
			}
			var got []string
			for _, f := range change.Between(scan(t, c.before), scan(t, c.after)).Unshown(source.Over(base)) {
				got = append(got, f.Rule.ID)
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("unshown are %v, want %q", got, c.want)
			}
		})
	}
}
