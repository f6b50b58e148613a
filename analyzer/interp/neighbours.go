package interp

import (
	"maps"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// isSetting reports whether Django takes a name of the module for a setting.
func isSetting(name string) bool { return name == strings.ToUpper(name) }

// A setting is a name of the module at its end.
type setting struct {
	name string
	raw  *value.Binding
	// undecided says that a decision makes the value, holds that there are
	// collections in it.
	undecided, holds bool
}

// neighbours returns the worlds next to one that has come to its end, by the keys
// of the decisions that are taken otherwise. Those that have to be run are not
// among them.
func (m *machine) neighbours(w *World) map[string]*World {
	defer m.enter(&frame{module: w.Module, globals: w.Module.Names, locals: w.Module.Names})()
	m.account(w)
	all := m.settings(w)
	next := map[string]*World{}
	for key, ims := range m.imagined {
		if m.bearing[key] && !m.opened[key] {
			m.around(w, all, next, ims)
		}
	}
	return next
}

func (m *machine) settings(w *World) []setting {
	var all []setting
	for _, name := range w.Module.Names.Names() {
		if isSetting(name) || m.Matters(name) {
			raw := w.Module.Names.Lookup(name)
			all = append(all, setting{
				name: name, raw: raw, undecided: isUndecided(raw.Value), holds: holds(raw),
			})
		}
	}
	return all
}

// around makes worlds that follow from one another by one decision each.
func (m *machine) around(w *World, all []setting, next map[string]*World, ims []*imagination) {
	made := map[*imagination]*World{nil: w}
	for _, im := range ims {
		parent := made[im.parent]
		if parent != nil && parent.bearing[im.last()] {
			made[im] = m.neighbour(w, all, im)
		}
	}
	for _, im := range slices.Backward(ims) {
		parent, n := made[im.parent], made[im]
		switch {
		case parent == nil || n == nil:
		case im.parent == nil:
			next[im.last()] = n
		default:
			parent.next[im.last()] = n
		}
	}
}

// neighbour makes a world of what was imagined, or nil if it has to be run.
func (m *machine) neighbour(w *World, all []setting, im *imagination) *World {
	if im.failed {
		return nil
	}
	n := &World{next: map[string]*World{}, overrides: map[string]bool{}, steps: im.steps}
	maps.Copy(n.overrides, m.overrides)
	back := refill(im.contents)
	end := m.begin(im, &journal{began: m.steps, counted: len(m.counted)})
	asked := len(m.decisions)
	m.tell(n, w, all, im)
	for _, k := range im.flips {
		n.overrides[k] = m.decisions[m.decided[k]].Taken
	}
	n.decisions = slices.DeleteFunc(slices.Clone(m.decisions), func(d *Decision) bool {
		until, not := im.unasked[d.Key]
		return not && d.used <= until
	})
	slices.SortStableFunc(n.decisions, func(a, b *Decision) int { return im.turn(a).compare(im.turn(b)) })
	more := len(m.decisions) > asked
	end()
	back()
	n.bearing = maps.Clone(m.bearing)
	maps.Copy(n.bearing, im.bearing)
	n.touched, n.asked = m.touched, m.asked
	if im.failed || more {
		return nil
	}
	return n
}

// tell fills in what the names of a module are bound to there at the end, if that
// tells anything new.
func (m *machine) tell(n, w *World, all []setting, im *imagination) {
	others := m.others(w.Module.Names, all, im)
	n.signature = w.signature
	for _, name := range slices.Sorted(maps.Keys(others)) {
		n.signature.add(m.signName(name, w.Names.Lookup(name)))
		n.signature.add(m.signName(name, others[name]))
	}
	if n.signature == w.signature {
		return
	}
	n.Module, n.Names = w.Module.Bare(), w.Names.Over(others)
	n.beside, n.others = w, others
}

// others returns the settings that are bound otherwise there, or hold something
// else, as they are told.
func (m *machine) others(names *value.Namespace, all []setting, im *imagination) map[string]*value.Binding {
	others, c := map[string]*value.Binding{}, &copier{im.contents, map[value.Data]value.Data{}}
	tell := func(name string, b *value.Binding) {
		if b != nil && m.Matters(name) {
			b = m.final(b)
		}
		if isSetting(name) {
			others[name] = c.binding(b, 0)
		}
	}
	for _, s := range all {
		p := spot{names, s.name}
		b := im.there(p, s.raw)
		if b == s.raw {
			b = im.since(p, b, 0)
		}
		if b != s.raw || s.undecided || s.holds && c.binding(b, 0) != b {
			tell(s.name, b)
		}
	}
	for p := range im.otherwise {
		if p.names == names && names.Lookup(p.name) == nil && (isSetting(p.name) || m.Matters(p.name)) {
			if b := im.there(p, nil); b != nil {
				tell(p.name, b)
			}
		}
	}
	return others
}

// holds reports whether there may be collections in what a name is or was bound
// to.
func holds(b *value.Binding) bool {
	for depth := 0; b != nil && depth < maxCopied; b, depth = b.Before, depth+1 {
		if _, tuple := b.Value.Data.(*value.Tuple); tuple || isCollection(b.Value) {
			return true
		}
	}
	return false
}

// isUndecided reports whether a value is what a decision makes of it.
func isUndecided(v value.Value) bool {
	switch d := v.Data.(type) {
	case *value.Unknown:
		return d.Type == "bool"
	case *value.Iterator:
		return true
	}
	return false
}

// binding copies a binding if it leads to a collection that is among those.
func (c *copier) binding(b *value.Binding, depth int) *value.Binding {
	if b == nil || len(c.among) == 0 {
		return b
	}
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
