package report

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
)

func layoutOf(modules ...*discover.Module) *Scan {
	return &Scan{Report: &analyzer.Report{Layout: &discover.Layout{Django: true, Modules: modules}}}
}

func TestDiagram(t *testing.T) {
	base := &discover.Module{Name: "config.base", Root: ".", Role: discover.Shared}
	local := &discover.Module{Name: "config.local", Root: ".", Role: discover.Development, Imports: []*discover.Module{base}}
	production := &discover.Module{Name: "config.production", Root: ".", Role: discover.Production, Judged: true, Imports: []*discover.Module{base}}
	other := &discover.Module{Name: "shop.settings", Configuration: "Prod", Root: "shop", Role: discover.Production, Judged: true}
	alone := &discover.Module{Name: "config.alone", Root: ".", Role: discover.Test}
	s := layoutOf(alone, base, local, production, other)
	s.Prefix = "backend"
	want := `flowchart LR
  m0["config.base<br>shared"]
  m1["config.production<br>production, judged"]
  m2["shop.settings:Prod<br>production in backend/shop, judged"]
  m3["config.local<br>development"]
  m1 --> m0
  m3 --> m0
  classDef judged stroke:#1f883d,stroke-width:3px
  class m1,m2 judged
`
	if diff := cmp.Diff(want, s.Mermaid()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	want = `digraph settings {
  rankdir=LR
  node [shape=box]
  m0 [label="config.base\nshared"]
  m1 [label="config.production\nproduction, judged" style=bold color="#1f883d"]
  m2 [label="shop.settings:Prod\nproduction in backend/shop, judged" style=bold color="#1f883d"]
  m3 [label="config.local\ndevelopment"]
  m1 -> m0
  m3 -> m0
}
`
	if diff := cmp.Diff(want, s.DOT()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := layoutOf().Mermaid(); got != "flowchart LR\n" {
		t.Errorf("of nothing: %q", got)
	}
}

// Names of a repository speak neither to Mermaid nor to Graphviz nor to the
// page around them.
func TestDiagramIsHarmless(t *testing.T) {
	line := regexp.MustCompile(`^(flowchart LR|digraph settings \{|  rankdir=LR|  node \[shape=box\]|\}|` +
		`  m\d+(\["[\pL\pN_.:/ \x{FFFD}-]*<br>[a-z]+ in [\pL\pN_.:/ \x{FFFD}-]*"\]| \[label="[\pL\pN_.:/ \x{FFFD}-]*\\n[a-z]+ in [\pL\pN_.:/ \x{FFFD}-]*"\]))?$`)
	for _, name := range []string{
		`x"] --> y; click x "https://example.com"`, "a\nclick m0 href \"javascript:alert(1)\"", "`**bold**`", "%%{init: {'securityLevel': 'loose'}}%%",
		"#quot;<img src=x onerror=alert(1)>", "```\n# heading", `\" ; }`, "::error::x", "\x1b[31m\u202e", "@all #1 &amp;", "|", "{", "end",
	} {
		m := &discover.Module{Name: name, Root: name, Role: discover.Test, Imports: []*discover.Module{}}
		m.Imports = append(m.Imports, m)
		s := layoutOf(m)
		for _, text := range []string{s.Mermaid(), s.DOT()} {
			for l := range strings.SplitSeq(text, "\n") {
				if !line.MatchString(l) && l != "  m0 --> m0" && l != "  m0 -> m0" {
					t.Errorf("%q gives the line %q", name, l)
				}
			}
		}
	}
}

// A diagram of many modules stays one that GitHub draws.
func TestDiagramIsBounded(t *testing.T) {
	var modules []*discover.Module
	for i := range 500 {
		modules = append(modules, &discover.Module{Name: strings.Repeat("very.long.", 50) + fmt.Sprint(i), Root: ".", Role: discover.Test, Imports: modules[max(0, i-20):i]})
	}
	judged := &discover.Module{Name: "config.production", Root: ".", Role: discover.Production, Judged: true, Imports: modules[:3]}
	s := layoutOf(append(modules, judged)...)
	text := s.Mermaid()
	if n := strings.Count(text, "-->"); len(text) > 20_000 || n == 0 || n > maxDiagramArrows || !strings.Contains(text, `m3["config.production<br>`) || !strings.Contains(text, "and 441 modules more") {
		t.Errorf("%d bytes, %d arrows:\n%.500s", len(text), n, text)
	}
}
