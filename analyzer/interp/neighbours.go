package interp

import (
	"maps"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// neighbours returns the worlds next to one that has come to its end, by the keys
// of the decisions that are taken otherwise. Those that have to be run are not
// among them.
func (m *machine) neighbours(w *World) map[string]*World {
	defer m.enter(&frame{module: w.Module, globals: w.Module.Names, locals: w.Module.Names})()
	next := map[string]*World{}
	for key, ims := range m.imagined {
		if m.bearing[key] && !m.opened[key] {
			m.around(w, next, ims)
		}
	}
	return next
}

// around makes worlds that follow from one another by one decision each.
func (m *machine) around(w *World, next map[string]*World, ims []*imagination) {
	made := map[*imagination]*World{}
	for _, im := range ims {
		parent, last := w, im.flips[len(im.flips)-1]
		if im.parent != nil {
			parent = made[im.parent]
		}
		if parent == nil || im.parent != nil && !parent.bearing[last] {
			continue
		}
		made[im] = m.neighbour(w, im)
	}
	for _, im := range slices.Backward(ims) {
		// A run names what it comes to by how often it has: what it is told to
		// take otherwise has to be named so, too.
		if n, needed := made[im]; needed && n == nil && im.parent != nil && im.parent.shifted {
			made[im.parent] = nil
		}
	}
	for _, im := range ims {
		into := next
		if im.parent != nil && made[im.parent] != nil {
			into = made[im.parent].next
		}
		if n := made[im]; n != nil && (im.parent == nil || made[im.parent] != nil) {
			into[im.flips[len(im.flips)-1]] = n
		}
	}
}

// neighbour makes a world of what was imagined, or nil if it has to be run.
func (m *machine) neighbour(w *World, im *imagination) *World {
	if im.failed {
		return nil
	}
	n := &World{Module: w.Module, Names: m.namesThere(w.Module.Names, im), next: map[string]*World{}, steps: im.steps}
	n.overrides = maps.Clone(m.overrides)
	if n.overrides == nil {
		n.overrides = map[string]bool{}
	}
	back := refill(im.contents)
	end := m.begin(im, &journal{counted: len(m.counted)})
	asked := len(m.decisions)
	m.finish(n)
	for _, k := range im.flips {
		n.overrides[k] = m.decisions[m.decided[k]].Taken
	}
	n.decisions = slices.DeleteFunc(slices.Clone(m.decisions), func(d Decision) bool {
		until, not := im.unasked[d.Key]
		return not && d.used <= until
	})
	asked -= len(m.decisions)
	end()
	if n.signature == w.signature {
		n.Names, n.Module = nil, nil // it tells nothing new
	} else {
		n.forget()
		n.Names = im.keep(n.Names)
	}
	back()
	n.bearing = maps.Clone(m.bearing)
	maps.Copy(n.bearing, im.bearing)
	n.touched, n.asked = m.touched, m.asked
	if im.failed || asked < 0 {
		return nil
	}
	return n
}

// namesThere returns what the names of a module are bound to there.
func (m *machine) namesThere(names *value.Namespace, im *imagination) *value.Namespace {
	there := names.Only(func(name string, b *value.Binding) *value.Binding {
		return im.there(spot{names, name}, b)
	})
	var ghosts []string
	for p := range im.otherwise {
		if p.names == names && names.Lookup(p.name) == nil {
			ghosts = append(ghosts, p.name)
		}
	}
	for _, name := range slices.Sorted(slices.Values(ghosts)) {
		there.Suppose(map[string]*value.Binding{name: im.there(spot{names, name}, nil)})
	}
	return there
}

// keep copies the collections that hold something else there: here, they are going
// to hold what they do here.
func (im *imagination) keep(names *value.Namespace) *value.Namespace {
	if len(im.contents) == 0 {
		return names
	}
	c := &copier{im.contents, map[value.Data]value.Data{}}
	return names.Only(func(_ string, b *value.Binding) *value.Binding { return c.binding(b, 0) })
}

func (c *copier) binding(b *value.Binding, depth int) *value.Binding {
	v, before := c.copy(b.Value, 0), b.Before
	if before != nil && depth < maxCopied {
		before = c.binding(before, depth+1)
	}
	if v.Data == b.Value.Data && before == b.Before {
		return b
	}
	there := *b
	there.Value, there.Before = v, before
	return &there
}
