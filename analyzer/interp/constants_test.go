package interp_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
)

// TestConstants holds, for all archives, that a program gives the same, in as many
// steps, when the constants of its trees are known from before.
func TestConstants(t *testing.T) {
	interptest.Each(t, func(t *testing.T, archive *txtar.Archive) {
		p := interptest.Program(t, archive)
		p.Constants = interp.NewConstants()
		first, again := interp.Explore(p), interp.Explore(p)
		if first.Steps != again.Steps {
			t.Errorf("%d steps, then %d", first.Steps, again.Steps)
		}
		if got, want := told(again), told(first); !slices.Equal(got, want) {
			t.Errorf("at first:\n%s\nagain:\n%s", strings.Join(want, "\n"), strings.Join(got, "\n"))
		}
	}, allArchives...)
}
