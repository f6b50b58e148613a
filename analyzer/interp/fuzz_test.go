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
	for _, seed := range evalSeeds(f) {
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

func evalSeeds(f *testing.F) []string {
	archives, err := filepath.Glob("testdata/eval/*.txtar")
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
