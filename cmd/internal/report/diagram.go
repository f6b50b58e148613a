package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
)

// Limits of a diagram. GitHub draws none of more than 50,000 characters or 500
// arrows (https://mermaid.js.org/config/schema-docs/config.html), and nobody
// reads one of as many.
const (
	maxDiagramModules = 60
	// A summary is read from top to bottom, and has more to say.
	maxSummaryDiagram = 20
	maxDiagramArrows  = 200
	maxDiagramName    = 60
)

// A diagram is how settings modules take each other over.
type diagram struct {
	boxes  []box
	arrows [][2]int // from the importing module to the imported one
	// left counts the modules that found no room.
	left int
}

// A box is a module.
type box struct {
	name, what string
	judged     bool
}

// diagram returns the modules that take others over or are taken over, and
// those that are judged; what judged ones are made of, and these, first.
func (s *Scan) diagram(limit int) diagram {
	modules := s.connected()
	rank := func(m *discover.Module) int {
		switch {
		case m.Judged:
			return 1
		case slices.ContainsFunc(modules, func(by *discover.Module) bool { return by.Judged && slices.Contains(by.Imports, m) }):
			return 0
		}
		return 2
	}
	ranks := map[*discover.Module]int{}
	for _, m := range modules {
		ranks[m] = rank(m)
	}
	slices.SortStableFunc(modules, func(a, b *discover.Module) int { return cmp.Compare(ranks[a], ranks[b]) })
	d := diagram{left: max(0, len(modules)-limit)}
	modules = modules[:len(modules)-d.left]
	for _, m := range modules {
		b := box{name: plainName(Title(m)), what: plainName(string(m.Role)), judged: m.Judged}
		if m.Root != "." {
			b.what += " in " + plainName(s.Path(m.Root))
		}
		if m.Judged {
			b.what += ", judged"
		}
		d.boxes = append(d.boxes, b)
	}
	for i, m := range modules {
		for _, to := range m.Imports {
			if j := slices.Index(modules, to); j >= 0 && len(d.arrows) < maxDiagramArrows {
				d.arrows = append(d.arrows, [2]int{i, j})
			}
		}
	}
	return d
}

// connected returns the modules that are judged or have to do with others.
func (s *Scan) connected() []*discover.Module {
	var all []*discover.Module
	add := func(m *discover.Module) {
		if !slices.Contains(all, m) {
			all = append(all, m)
		}
	}
	for _, m := range s.Layout.Modules {
		if m.Judged || len(m.Imports) > 0 {
			add(m)
		}
		for _, to := range m.Imports {
			add(to)
		}
	}
	return all
}

// Mermaid returns how the settings modules take each other over, as the text of
// a Mermaid diagram.
func (s *Scan) Mermaid() string { return s.diagram(maxDiagramModules).mermaid() }

func (d diagram) mermaid() string {
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	var judged []string
	for i, x := range d.boxes {
		fmt.Fprintf(&b, "  m%d[\"%s<br>%s\"]\n", i, x.name, x.what)
		if x.judged {
			judged = append(judged, fmt.Sprintf("m%d", i))
		}
	}
	for _, a := range d.arrows {
		fmt.Fprintf(&b, "  m%d --> m%d\n", a[0], a[1])
	}
	if d.left > 0 {
		fmt.Fprintf(&b, "  more[\"and %s more\"]\n", plural(d.left, "module"))
	}
	if len(judged) > 0 {
		b.WriteString("  classDef judged stroke:#1f883d,stroke-width:3px\n  class " + strings.Join(judged, ",") + " judged\n")
	}
	return b.String()
}

// DOT returns the same for Graphviz.
func (s *Scan) DOT() string {
	d := s.diagram(maxDiagramModules)
	var b strings.Builder
	b.WriteString("digraph settings {\n  rankdir=LR\n  node [shape=box]\n")
	for i, x := range d.boxes {
		bold := ""
		if x.judged {
			bold = " style=bold color=\"#1f883d\""
		}
		fmt.Fprintf(&b, "  m%d [label=\"%s\\n%s\"%s]\n", i, x.name, x.what, bold)
	}
	for _, a := range d.arrows {
		fmt.Fprintf(&b, "  m%d -> m%d\n", a[0], a[1])
	}
	if d.left > 0 {
		fmt.Fprintf(&b, "  more [label=\"and %s more\"]\n", plural(d.left, "module"))
	}
	b.WriteString("}\n")
	return b.String()
}

// plainName returns a name of letters, digits and the marks of dotted names and
// paths, for where every other character may mean something.
func plainName(s string) string {
	return tail(strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_.-/: ", r) || r == '…' {
			return r
		}
		return unicode.ReplacementChar
	}, s), maxDiagramName)
}
