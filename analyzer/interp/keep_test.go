package interp_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
)

// What a name and an item of a list take at least.
const (
	perName = 200
	perItem = 24
)

// TestNamesKept holds that of the names that do not matter no more are kept than is
// said, that this is told, and that those that matter are kept in any case, in all
// worlds.
func TestNamesKept(t *testing.T) {
	var text strings.Builder
	text.WriteString("import os\n")
	for i := range 100 {
		fmt.Fprintf(&text, "A%d = %d\n", i, i)
	}
	text.WriteString("LIST = list(range(1000))\nMATTERS = os.environ.get('M', 'm')\nif os.environ.get('OTHER'):\n    MATTERS = OTHERWISE = 1\n")
	explore := func(kept int) *interp.Result {
		p := interptest.Settings(t, text.String())
		p.Matters = func(name string) bool { return name == "MATTERS" }
		p.Limits.Kept = kept
		return interp.Explore(p)
	}
	all := explore(0)
	if len(all.Cut) > 0 || all.Worlds[0].Names.Lookup("A99") == nil || len(all.Worlds) < 2 {
		t.Fatalf("%d worlds, %q", len(all.Worlds), all.Cut)
	}
	if all.Kept < 100*perName+1000*perItem {
		t.Errorf("a hundred names and a list of a thousand items take %d bytes", all.Kept)
	}
	few := explore(10 * perName)
	if !slices.ContainsFunc(few.Cut, func(c string) bool { return strings.Contains(c, "more than is kept") }) {
		t.Errorf("nothing tells that names were left out: %q", few.Cut)
	}
	for _, w := range few.Worlds {
		if w.Names.Lookup("A0") == nil || w.Names.Lookup("A50") != nil || w.Names.Lookup("OTHERWISE") != nil {
			t.Errorf("%q are kept", w.Names.Names())
		}
		if w.Names.Lookup("MATTERS") == nil {
			t.Error("MATTERS is not kept")
		}
	}
}
