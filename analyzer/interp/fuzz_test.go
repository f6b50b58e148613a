package interp_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
)

// FuzzExplore holds that evaluation ends within its budget on any text, never
// panics, and gives the same worlds each time.
func FuzzExplore(f *testing.F) {
	for _, seed := range seeds(f, "testdata/eval/*.txtar") {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<14 {
			t.Skip("longer than is interesting")
		}
		first := interp.Explore(bounded(interptest.Settings(t, text)))
		second := interp.Explore(bounded(interptest.Settings(t, text)))
		if a, b := names(first), names(second); a != b {
			t.Errorf("two runs differ:\n%s\n%s", a, b)
		}
		if limits := bounded(&interp.Program{}).Limits; len(first.Worlds) > limits.Worlds || first.Steps > limits.TotalSteps+2*limits.Steps {
			t.Errorf("%d worlds took %d steps", len(first.Worlds), first.Steps)
		}
	})
}

func bounded(p *interp.Program) *interp.Program {
	p.Limits = interp.Limits{Worlds: 6, Steps: 20_000, TotalSteps: 60_000}
	return p
}

// names is what a result says, in a form that can be compared.
func names(r *interp.Result) string {
	text := r.Ended
	for _, w := range r.Worlds {
		for _, n := range w.Names.Names() {
			text += n + "=" + interptest.Show(w.Names.Lookup(n).Value) + "\n"
		}
		for _, d := range w.Flipped {
			text += "when " + d.Text() + "\n"
		}
	}
	return text
}

// FuzzBearing holds that no value of a name is missed by turning round only the
// decisions that bear on it.
func FuzzBearing(f *testing.F) { fuzzWorlds(f, bearsAlike) }

// FuzzImagined holds that every world which is imagined is the one that comes out
// when it is run.
func FuzzImagined(f *testing.F) { fuzzWorlds(f, imaginesAlike) }

// FuzzSingle holds that a world which is run leniently first is the one that comes out
// when it is run strictly first.
func FuzzSingle(f *testing.F) { fuzzWorlds(f, singleAlike) }

// fuzzWorlds runs a test of all worlds of a program on any text.
func fuzzWorlds(f *testing.F, test func(*testing.T, *interp.Program)) {
	for _, folder := range []string{"bearing", "imagine", "eval"} {
		for _, seed := range seeds(f, "testdata/"+folder+"/*.txtar") {
			f.Add(seed)
		}
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<13 {
			t.Skip("longer than is interesting")
		}
		p := interptest.Settings(t, text)
		p.Limits = interp.Limits{Worlds: 40, Steps: 20_000, TotalSteps: 200_000}
		test(t, p)
	})
}

func seeds(f *testing.F, pattern string) []string {
	archives, err := filepath.Glob(pattern)
	if err != nil {
		f.Fatal(err)
	}
	var seeds []string
	for _, name := range archives {
		content, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range txtar.Parse(content).Files {
			seeds = append(seeds, string(file.Data))
		}
	}
	return seeds
}
