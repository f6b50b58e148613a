package page

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// layout says for each module which layer it is in, and how many arrows there
// are.
func layout(d drawing) string {
	var b strings.Builder
	for _, n := range d.Nodes {
		fmt.Fprintf(&b, "%s/%d ", n.Title, n.layer)
	}
	fmt.Fprintf(&b, "%d arrows", len(d.Arrows))
	if d.Left > 0 {
		fmt.Fprintf(&b, ", %d left", d.Left)
	}
	return b.String()
}

func importers(imports ...[]int) []report.ViewImporter {
	var all []report.ViewImporter
	for i, to := range imports {
		all = append(all, report.ViewImporter{Title: string(rune('a' + i)), Role: "production", Imports: to})
	}
	return all
}

func TestLayers(t *testing.T) {
	for name, c := range map[string]struct {
		modules []report.ViewImporter
		want    string
	}{
		"nothing":                        {nil, "0 arrows"},
		"alone":                          {importers(nil), "a/0 0 arrows"},
		"a chain":                        {importers([]int{1}, []int{2}, nil), "a/0 b/1 c/2 2 arrows"},
		"behind all that import it":      {importers([]int{1, 2}, []int{2}, nil), "a/0 b/1 c/2 4 arrows"},
		"itself":                         {importers([]int{0}), "a/0 0 arrows"},
		"each other":                     {importers([]int{1}, []int{0}), "a/1 b/0 2 arrows"},
		"three that differ in names":     {importers([]int{3}, []int{3}, []int{3}, nil), "a/0 b/0 c/0 d/1 3 arrows"},
		"four that differ in names":      {importers([]int{4}, []int{4}, []int{4}, []int{4}, nil), "a and 3 more/0 e/1 1 arrows"},
		"four that are imported":         {importers([]int{1, 2, 3, 4}, nil, nil, nil, nil), "a/0 b/1 c/1 d/1 e/1 4 arrows"},
		"imported ones after those like": {importers([]int{5}, []int{5}, []int{5}, []int{5}, []int{6}, []int{6}, nil), "a and 3 more/0 e/0 f/1 g/2 4 arrows"},
	} {
		if got := layout(draw(nodesOf(c.modules))); got != c.want {
			t.Errorf("%s: got %s, want %s", name, got, c.want)
		}
	}
}

func TestDrawingHasRoomForAll(t *testing.T) {
	var imports [][]int
	for i := range 60 {
		imports = append(imports, []int{60 + i%7, 67 + i%3})
	}
	for range 7 {
		imports = append(imports, []int{67})
	}
	imports = append(imports, nil, nil, nil)
	d := draw(nodesOf(importers(imports...)))
	for i, n := range d.Nodes {
		if n.X < 0 || n.Y < 0 || n.X+n.W > d.Width || n.Y+n.H > d.Height {
			t.Errorf("%s is outside", n.Title)
		}
		for _, m := range d.Nodes[:i] {
			if n.X < m.X+m.W && m.X < n.X+n.W && n.Y < m.Y+m.H && m.Y < n.Y+n.H {
				t.Errorf("%s and %s lie on each other", m.Title, n.Title)
			}
		}
		for _, to := range n.to {
			if to < len(d.Nodes) && d.Nodes[to].X <= n.X {
				t.Errorf("%s is not to the right of %s", d.Nodes[to].Title, n.Title)
			}
		}
	}
}

// Arrows bend between the layers only, and cross a layer where no box is.
func TestArrowsRunBehindNoBox(t *testing.T) {
	d := draw(nodesOf(importers([]int{4}, []int{4, 3}, []int{4}, []int{4}, []int{5}, nil)))
	tips := 0
	for _, a := range d.Arrows {
		var x, y, right, x1, y1, x2, y2, end, last int
		if _, err := fmt.Sscanf(a.Path, "M%d %dH%dC%d %d %d %d %d %d", &x, &y, &right, &x1, &y1, &x2, &y2, &end, &last); err != nil {
			t.Fatalf("%s: %v", a.Path, err)
		}
		if a.Tip {
			tips++
		}
		for _, n := range d.Nodes {
			if n.X < right && x < n.X+n.W && n.Y < y && y < n.Y+n.H {
				t.Errorf("%s runs behind %s", a.Path, n.Title)
			}
			if n.X < end && right < n.X+n.W {
				t.Errorf("%s bends over the layer of %s", a.Path, n.Title)
			}
		}
	}
	if tips != 4 {
		t.Errorf("%d tips, want one each from b to d, from d and from the others to e, and from e to f", tips)
	}
}

func TestDrawingIsBounded(t *testing.T) {
	imports := [][]int{}
	for i := range 2 * maxNodes {
		imports = append(imports, []int{i + 1})
	}
	d := draw(nodesOf(importers(append(imports, nil)...)))
	if len(d.Nodes) != maxNodes || d.Left != maxNodes+1 || len(d.Arrows) != maxNodes-1 {
		t.Errorf("%d nodes, %d left, %d arrows", len(d.Nodes), d.Left, len(d.Arrows))
	}
}

// Arrows of neighbours do not cross where that is easy to see.
func TestUntangled(t *testing.T) {
	d := draw(nodesOf(importers([]int{3}, []int{2}, nil, nil)))
	a, b := d.Nodes[0], d.Nodes[1]
	if (a.Y < b.Y) != (d.Nodes[3].Y < d.Nodes[2].Y) {
		t.Error("the arrows of a and b cross")
	}
}

func TestCut(t *testing.T) {
	for name, want := range map[string]string{"": "", "abcdef": "abcdef", "abcdefg": "…cdefg", "a.bcd.ef": "…cd.ef", "abc.defg": "…defg", "äöüäöüä": "…üäöüä"} {
		if got := cut(name, 6); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func TestTitlesAreBounded(t *testing.T) {
	modules := importers(nil, nil, nil, nil, nil)
	for i := range modules {
		modules[i].Title = strings.Repeat("long.", 40) + "name"
	}
	modules[4].Role = "test"
	var got []string
	for _, n := range nodesOf(modules) {
		got = append(got, n.Title+", "+n.What)
	}
	want := []string{"…g.long.long.long.long.long.name and 3 more, each production", "…ong.long.long.long.long.long.long.long.name, test"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
