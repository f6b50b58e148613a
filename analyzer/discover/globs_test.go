package discover

import (
	"testing"

	"github.com/bmatcuk/doublestar/v4"
)

// TestMatchDefault holds that looking for words first changes nothing: over paths
// of up to three parts, the default globs match what they match by themselves.
func TestMatchDefault(t *testing.T) {
	parts := []string{
		"settings", "my_settings", "config", "configs", "conf", "conf.d", "configuration", "appconfig", "env", "envs",
		"environments", "prod", "product", "production", "staging", "live", "alive", "app", "settings.d",
	}
	matched := 0
	check := func(name string) {
		want := false
		for _, d := range defaultGlobs {
			want = want || doublestar.MatchUnvalidated(d.glob, name)
		}
		if got := matchDefault(name); got != want {
			t.Errorf("matchDefault(%q) is %t, the globs say %t", name, got, want)
		}
		if want {
			matched++
		}
	}
	for _, base := range parts {
		for _, ext := range []string{".py", ".pyc", ""} {
			check(base + ext)
			for _, dir := range parts {
				check(dir + "/" + base + ext)
				for _, top := range parts {
					check(top + "/" + dir + "/" + base + ext)
				}
			}
		}
	}
	if matched == 0 {
		t.Error("nothing matches")
	}
}
