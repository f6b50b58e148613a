package interp_test

import (
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
)

// TestKindOfDecision tells what the environment decides from what is only made of
// a variable that is not set: what a function gives that is not modelled.
func TestKindOfDecision(t *testing.T) {
	for name, c := range map[string]struct {
		condition string
		kind      interp.DecisionKind
	}{
		"a variable":                            {`os.environ["A"]`, interp.Environmental},
		"a variable in capitals":                {`os.environ["A"].upper()`, interp.Environmental},
		"another program, given a known text":   {`subprocess.run(os.environ.get("A", "x"))`, interp.Arbitrary},
		"a method of it":                        {`subprocess.run(os.environ.get("A", "x")).get("b")`, interp.Arbitrary},
		"a foreign function of a variable":      {`vault.read(os.environ["A"])`, interp.Arbitrary},
		"a foreign object's item of a variable": {`vault.all[os.environ["A"]]`, interp.Arbitrary},
	} {
		t.Run(name, func(t *testing.T) {
			r := explore(t, "import os, subprocess, vault\nX = 1 if "+c.condition+" else 2\n")
			if len(r.Worlds) != 2 || len(r.Worlds[1].Flipped) != 1 {
				t.Fatalf("%d worlds, want one for each value of X", len(r.Worlds))
			}
			if d := r.Worlds[1].Flipped[0]; d.At.Text() != c.condition || d.Kind != c.kind {
				t.Errorf("%s is decided as kind %d, want %d", d.At.Text(), d.Kind, c.kind)
			}
		})
	}
}
