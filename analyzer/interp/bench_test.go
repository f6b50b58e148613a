package interp_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/interp"
	"github.com/django-session-audit/django-session-audit/analyzer/interp/interptest"
)

// BenchmarkExplore evaluates a settings module of a large project: a thousand
// statements, and twenty questions whose answers are not known.
func BenchmarkExplore(b *testing.B) {
	var s strings.Builder
	s.WriteString("import os\nfrom pathlib import Path\nBASE_DIR = Path(__file__).resolve().parent\nMIDDLEWARE = []\n")
	for i := range 250 {
		fmt.Fprintf(&s, "NAME%d = ['a', 'b', %d]\nPATH%d = BASE_DIR / 'part%d'\n", i, i, i, i)
		fmt.Fprintf(&s, "TABLE%d = {'key': NAME%d[2] + 1, 'text': f'{PATH%d}/x'}\nSUM%d = [n * 2 for n in range(10)]\n", i, i, i, i)
	}
	for i := range 20 {
		fmt.Fprintf(&s, "if os.environ.get('FLAG%d'):\n    MIDDLEWARE += ['part%d.Middleware']\n", i, i)
	}
	p := interptest.Settings(b, s.String())
	p.Matters = func(name string) bool { return name == "MIDDLEWARE" }
	b.ReportAllocs()
	for b.Loop() {
		if r := interp.Explore(p); len(r.Worlds) < 20 || len(r.Cut) > 0 {
			b.Fatalf("%d worlds, cut %q", len(r.Worlds), r.Cut)
		}
	}
}
