package interp_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
)

func TestBearing(t *testing.T) {
	interptest.Run(t, "testdata/bearing", func(p *interp.Program) {
		p.Matters = func(name string) bool { return strings.HasPrefix(name, "M") }
	})
}

// TestBearingOfAll holds, for every name of all archives, that its values are
// those which it has when all decisions are turned round.
func TestBearingOfAll(t *testing.T) {
	interptest.Each(t, func(t *testing.T, archive *txtar.Archive) {
		bearsAlike(t, interptest.Program(t, archive))
	}, allArchives...)
}

// allArchives are the folders of all archives.
var allArchives = []string{"testdata/eval", "testdata/bearing", "testdata/imagine", "../models/testdata"}

// bearsAlike compares the values of each name with and without turning round
// all decisions.
func bearsAlike(t *testing.T, p *interp.Program) {
	all := *p
	interp.Everything(&all)
	all.Matters = func(string) bool { return true }
	everything := interp.Explore(&all)
	if len(everything.Cut) > 0 || len(everything.Worlds) < 2 || len(everything.Skipped) > 0 {
		return // not all was seen, or a statement fails in every world
	}
	for _, name := range everything.Worlds[0].Names.Names() {
		one := *p
		one.Matters = func(n string) bool { return n == name }
		want, got := valuesOf(everything, name), valuesOf(interp.Explore(&one), name)
		if missing := slices.DeleteFunc(want, func(v string) bool { return slices.Contains(got, v) }); len(missing) > 0 {
			t.Errorf("%s is %q, but never %q", name, got, missing)
		}
	}
}

// valuesOf returns the values that a name has in any world, sorted.
func valuesOf(r *interp.Result, name string) []string {
	values := map[string]bool{}
	for _, w := range r.Worlds {
		if b := w.Names.Lookup(name); b != nil {
			values[interptest.Show(b.Value)] = true
		} else {
			values[fmt.Sprintf("%s is not set", name)] = true
		}
	}
	return slices.Sorted(maps.Keys(values))
}
