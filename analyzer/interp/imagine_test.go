package interp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// TestImaginedWorlds holds, for all archives, that a world which is imagined is
// the one that comes out when it is run.
func TestImaginedWorlds(t *testing.T) {
	interptest.Each(t, func(t *testing.T, archive *txtar.Archive) {
		p := interptest.Program(t, archive)
		p.Limits.Steps = 20_000
		imaginesAlike(t, p)
	}, allArchives...)
}

// imaginesAlike compares what is told of all worlds with and without imagining
// any. More worlds may be looked at where they are imagined: what bears on those is
// not known as exactly.
func imaginesAlike(t *testing.T, p *interp.Program) {
	for _, matters := range []func(string) bool{
		func(string) bool { return true },
		func(name string) bool { return len(name)%2 == 0 },
		func(name string) bool { return strings.ContainsAny(name, "AEM") },
	} {
		imagined := *p
		imagined.Matters = matters
		lived := imagined
		interp.Lived(&lived)
		some, all := interp.Explore(&imagined), interp.Explore(&lived)
		if len(some.Cut)+len(all.Cut) > 0 {
			continue // a bound that was met hides worlds
		}
		if got, want := told(some), told(all); !slices.Equal(got, want) {
			t.Errorf("imagined:\n%s\nrun:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
		if some.Runs < all.Runs {
			t.Errorf("%d worlds were looked at, and %d where all are run", some.Runs, all.Runs)
		}
	}
}

// told returns what is told of each world of a result.
func told(r *interp.Result) []string {
	var all []string
	for _, w := range r.Worlds {
		var b strings.Builder
		for _, d := range w.Flipped {
			fmt.Fprintf(&b, "when %s at %s\n", d.Text(), at(d.At))
		}
		for _, name := range slices.Sorted(slices.Values(w.Names.Names())) {
			fmt.Fprintf(&b, "%s%s\n", name, binding(w.Names.Lookup(name)))
		}
		if w.Names.Open != nil {
			b.WriteString("open " + w.Names.Open.Reason)
		}
		all = append(all, b.String())
	}
	slices.Sort(r.Skipped)
	return append(all, fmt.Sprint(r.Ended, r.Asked, r.Assumptions, r.Cut, r.Skipped))
}

func binding(b *value.Binding) string {
	text := fmt.Sprintf(" is %s at %s", interptest.Show(b.Value), at(b.At))
	for _, via := range b.Via {
		text += " via " + at(via)
	}
	for _, g := range b.Guards.OutermostFirst() {
		text += fmt.Sprintf(" if %s is %t", at(g.Test), g.Held)
	}
	for _, o := range b.Value.Origin.Steps() {
		text += " from " + at(o.At)
	}
	for _, e := range b.Value.Origin.Environments() {
		text += " of " + e.Name
	}
	if b.Before != nil {
		text += " before" + binding(b.Before)
	}
	if b.Outside != nil {
		text += " unless " + b.Outside.Without
	}
	return text
}

func at(s source.Span) string { return fmt.Sprintf("%s:%d-%d", s.Path(), s.Start, s.End) }

// TestSingle holds, for all archives, that a program of which only the base world is
// asked for gives what it does when it is run strictly first.
func TestSingle(t *testing.T) {
	interptest.Each(t, func(t *testing.T, a *txtar.Archive) { singleAlike(t, interptest.Program(t, a)) }, allArchives...)
}

// singleAlike compares what is told of the base world alone, whether it is run
// strictly or leniently first.
func singleAlike(t *testing.T, p *interp.Program) {
	p.Matters, p.Limits.Worlds = func(string) bool { return true }, 1
	strictly := *p
	interp.Strictly(&strictly)
	got, want := interp.Explore(p), interp.Explore(&strictly)
	got.Cut, want.Cut = nil, nil // other worlds are left out in any case
	if got, want := told(got), told(want); !slices.Equal(got, want) {
		t.Errorf("leniently first:\n%s\nstrictly:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestImagine(t *testing.T) {
	interptest.Run(t, "testdata/imagine", func(p *interp.Program) {
		p.Matters = func(name string) bool { return strings.HasPrefix(name, "M") }
	})
}
