package page

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// Sizes of the drawing, in the units of its view box.
const (
	glyph     = 7.3 // of the font's width, at most
	boxHeight = 44
	boxGap    = 14
	layerGap  = 72
	margin    = 4
	maxName   = 44
)

// alike is how many modules that differ in nothing but their names are drawn as
// one.
const alike = 4

// maxNodes is how many boxes are drawn; nobody reads a picture of more.
const maxNodes = 120

// A node is a box of the drawing: a module, or several that are alike.
type node struct {
	Title, What string
	Judged      bool
	to          []int
	layer, row  int
	right       int // where its layer ends
	X, Y, W, H  int
}

// A drawing is how modules take each other over: those that import on the left,
// what they import to the right of them.
type drawing struct {
	Width, Height int
	Nodes         []node
	Arrows        []arrow
	// Left counts the modules that found no room.
	Left int
}

// nodesOf returns the modules with those that are alike put together.
func nodesOf(all []report.ViewImporter) []node {
	imported := map[int]bool{}
	for _, m := range all {
		for _, to := range m.Imports {
			imported[to] = true
		}
	}
	same := map[string][]int{}
	key := func(i int) string {
		if imported[i] {
			return fmt.Sprint(i)
		}
		return fmt.Sprint(all[i].Role, all[i].Judged, all[i].Imports)
	}
	for i := range all {
		same[key(i)] = append(same[key(i)], i)
	}
	var nodes []node
	at := make([]int, len(all))
	for i, m := range all {
		n := node{Title: m.Title, What: m.Role, Judged: m.Judged, to: m.Imports}
		if like := same[key(i)]; len(like) >= alike {
			if at[i] = len(nodes); i != like[0] {
				at[i] = at[like[0]]
				continue
			}
			n.Title, n.What = fmt.Sprintf("%s and %d more", cut(m.Title, maxName-12), len(like)-1), "each "+m.Role
		}
		if m.Judged {
			n.What += ", judged"
		}
		at[i] = len(nodes)
		n.Title = cut(n.Title, maxName)
		nodes = append(nodes, n)
	}
	for i := range nodes {
		var to []int
		for _, j := range nodes[i].to {
			to = append(to, at[j])
		}
		nodes[i].to = to
	}
	return nodes
}

// An arrow is a line from a node to what it imports, or a part of one: the last
// part has the tip.
type arrow struct {
	Path string
	Tip  bool
}

// draw places the nodes in layers and joins them with arrows.
func draw(nodes []node) drawing {
	d := drawing{Left: max(0, len(nodes)-maxNodes)}
	nodes = nodes[:len(nodes)-d.Left]
	boxes := len(nodes)
	for i := range nodes {
		nodes[i].to = slices.DeleteFunc(nodes[i].to, func(j int) bool { return j >= boxes || j == i })
	}
	nodes, layers := layersOf(nodes)
	x := margin
	for _, layer := range layers {
		width := 0
		for row, i := range layer {
			n := &nodes[i]
			n.row, n.H = row, boxHeight
			n.X, n.Y = x, margin+row*(boxHeight+boxGap)
			if i < boxes {
				n.W = int(glyph*float64(max(utf8.RuneCountInString(n.Title), utf8.RuneCountInString(n.What)))) + 24
			}
			width = max(width, n.W)
			d.Height = max(d.Height, n.Y+boxHeight+margin)
		}
		for _, i := range layer {
			nodes[i].right = x + width
		}
		x += width + layerGap
	}
	d.Width = max(0, x-layerGap+margin)
	center(nodes, layers, d.Height)
	d.Nodes = nodes[:boxes]
	for _, n := range nodes {
		for _, j := range n.to {
			d.Arrows = append(d.Arrows, n.lineTo(nodes[j], j < boxes))
		}
	}
	return d
}

// center puts layers that are lower than the highest one into the middle.
func center(nodes []node, layers [][]int, height int) {
	for _, layer := range layers {
		free := height - 2*margin - len(layer)*boxHeight - (len(layer)-1)*boxGap
		for _, i := range layer {
			nodes[i].Y += free / 2
		}
	}
}

// layersOf returns the nodes layer by layer: those that nobody imports first,
// and every other one behind all that import it. Of modules that import each
// other one has to come first. At the end of the nodes there are more, which
// only lead arrows through a layer.
func layersOf(nodes []node) ([]node, [][]int) {
	const unseen, open = -1, -2
	for i := range nodes {
		nodes[i].layer = unseen
	}
	importers := importersOf(nodes)
	var place func(i int) int
	place = func(i int) int {
		if nodes[i].layer != unseen {
			return max(nodes[i].layer, 0)
		}
		nodes[i].layer = open
		layer := 0
		for _, by := range importers[i] {
			if nodes[by].layer != open {
				layer = max(layer, place(by)+1)
			}
		}
		nodes[i].layer = layer
		return layer
	}
	deepest := -1
	for i := range nodes {
		deepest = max(deepest, place(i))
	}
	nodes = lead(nodes)
	layers := make([][]int, deepest+1)
	for i, n := range nodes {
		layers[n.layer] = append(layers[n.layer], i)
	}
	untangle(nodes, layers, importersOf(nodes))
	return nodes, layers
}

func importersOf(nodes []node) [][]int {
	importers := make([][]int, len(nodes))
	for i, n := range nodes {
		for _, j := range n.to {
			importers[j] = append(importers[j], i)
		}
	}
	return importers
}

// lead leads arrows that cross a layer through a node of it, so that they do
// not run behind a box. All that lead to one module share them.
func lead(nodes []node) []node {
	type through struct{ to, layer int }
	known := map[through]int{}
	for i := range len(nodes) {
		for k, target := range nodes[i].to {
			from, at := i, k
			for layer := nodes[i].layer + 1; layer < nodes[target].layer; layer++ {
				next, there := known[through{target, layer}]
				if !there {
					next = len(nodes)
					known[through{target, layer}] = next
					nodes = append(nodes, node{layer: layer, to: []int{target}})
				}
				nodes[from].to[at] = next
				if there {
					break
				}
				from, at = next, 0
			}
		}
	}
	return nodes
}

// sweeps is how often layers are put in order after their neighbours.
const sweeps = 4

// untangle orders each layer by where the neighbours of its nodes stand, so
// that fewer arrows cross.
func untangle(nodes []node, layers, importers [][]int) {
	number := func(layer []int) {
		for row, i := range layer {
			nodes[i].row = row
		}
	}
	for _, layer := range layers {
		number(layer)
	}
	for range sweeps {
		for _, layer := range layers {
			slices.SortStableFunc(layer, func(a, b int) int {
				return cmp.Compare(middle(nodes, a, importers[a]), middle(nodes, b, importers[b]))
			})
			number(layer)
		}
	}
}

// middle returns the mean row of what a node is joined with, or its own.
func middle(nodes []node, i int, importers []int) float64 {
	sum, n := 0, 0
	for _, j := range slices.Concat(importers, nodes[i].to) {
		sum += nodes[j].row
		n++
	}
	if n == 0 {
		return float64(nodes[i].row)
	}
	return float64(sum) / float64(n)
}

// lineTo returns the arrow from a node to one that it imports: straight to the
// end of its layer, and then over the gap. One that only leads through has no
// tip.
func (n node) lineTo(to node, tip bool) arrow {
	y1, x2, y2 := n.Y+n.H/2, to.X, to.Y+to.H/2
	bend := max(layerGap/2, (x2-n.right)/2)
	if tip {
		x2 -= 6
	}
	return arrow{fmt.Sprintf("M%d %dH%dC%d %d %d %d %d %d", n.X+n.W, y1, n.right, n.right+bend, y1, x2-bend, y2, x2, y2), tip}
}

// cut shortens a dotted name at its start, since its end tells more.
func cut(name string, n int) string {
	runes := []rune(name)
	if len(runes) <= n {
		return name
	}
	return "…" + strings.TrimLeft(string(runes[len(runes)-n+1:]), ".")
}
