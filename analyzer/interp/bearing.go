package interp

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// What a decision bears on: only one that could change what the caller looks at
// is worth another world.
//
// A decision bears on the run where something is done because of it. The
// exception is a statement of a module that does nothing but bind names which
// the caller does not look at: what it asks bears on those names, and on the run
// only when one of them is read, by a statement that is no such exception.

// bearings are what a run knows of that.
type bearings struct {
	watch   *watch          // of the statement of a module that runs, or nil
	bearing map[string]bool // keys of decisions that bear on what the caller looks at
	acts    int             // changes of anything but names of the running frame
	exposed bool            // whether something may have read all names of a module

	// What hangs on decisions, with their keys: the values of names,
	// collections, and that names are not bound.
	hangs       map[*value.Origin][]string
	collections map[value.Data][]string
	ghosts      map[string][]string

	quietClosures map[*closure]bool // what was found out of functions
}

func newBearings() bearings {
	return bearings{
		bearing: map[string]bool{}, hangs: map[*value.Origin][]string{}, collections: map[value.Data][]string{},
		ghosts: map[string][]string{}, quietClosures: map[*closure]bool{},
	}
}

// A watch gathers the decisions that the statement bears on which runs.
type watch struct{ keys []string }

// bear notes that the course of the run depends on decisions.
func (m *machine) bear(keys ...string) {
	if m.watch == nil {
		for _, k := range keys {
			m.bearing[k] = true
		}
		return
	}
	for _, k := range keys {
		if !slices.Contains(m.watch.keys, k) {
			m.watch.keys = append(m.watch.keys, k)
		}
	}
}

// bearSince notes that the course of the run depends on what was asked since a
// step: whether something that is caught is raised may hang on it, without its
// being looked at.
func (m *machine) bearSince(step int) {
	for _, d := range m.decisions {
		if d.used >= step {
			m.bear(d.Key)
		}
	}
}

// watched runs a statement of a module, and finds out what its decisions bear
// on.
func (m *machine) watched(s python.Stmt) (outcome, error) {
	outer, acts := m.watch, m.acts
	inner := &watch{}
	m.watch = inner
	o, err := m.execHere(s)
	m.watch = outer
	if len(inner.keys) == 0 {
		return o, err
	}
	if err == nil && acts == m.acts && !m.exposed && len(m.handlers) == 0 {
		if bound, changed, quiet := m.quiet(s); quiet && m.hangCollections(changed, inner.keys) {
			m.hang(append(changed, bound...), inner.keys)
			return o, err
		}
	}
	m.bear(inner.keys...)
	return o, err
}

// watches reports whether the statement that comes is one to watch.
func (m *machine) watches() bool {
	f := m.frame
	return m.Matters != nil && !m.everything && !m.lenient && !m.exposed && f.kind == moduleFrame && f.locals == f.globals
}

// hang notes that the values of names, and whether they are bound, hang on
// decisions.
func (m *machine) hang(names, keys []string) {
	for _, name := range names {
		b := m.frame.locals.Lookup(name)
		if b == nil {
			m.ghosts[name] = append(m.ghosts[name], keys...)
			continue
		}
		var o value.Origin
		if b.Value.Origin != nil {
			o = *b.Value.Origin
		}
		m.hangs[&o] = union(m.hangs[b.Value.Origin], keys)
		if m.off[b.Value.Origin] {
			m.off[&o] = true
		}
		b.Value.Origin = &o
	}
}

// hangCollections notes that what is in the collections of names hangs on
// decisions. It reports false where there is too much of it.
func (m *machine) hangCollections(names, keys []string) bool {
	for _, name := range names {
		v, ok := m.frame.locals.Get(name)
		if !ok {
			continue
		}
		seen := map[value.Data]bool{}
		if !gather(v, seen) {
			return false
		}
		for d := range seen {
			m.collections[d] = union(m.collections[d], keys)
		}
	}
	return true
}

// maxHanging is how many collections may hang on a statement.
const maxHanging = 1000

// gather gathers a collection and those in it.
func gather(v value.Value, seen map[value.Data]bool) bool {
	if !isCollection(v) || seen[v.Data] {
		if t, ok := v.Data.(*value.Tuple); ok {
			return gatherAll(t.Items, seen)
		}
		return true
	}
	if seen[v.Data] = true; len(seen) > maxHanging {
		return false
	}
	switch d := v.Data.(type) {
	case *value.Dict:
		for _, e := range d.Entries() {
			if !gather(e.Value, seen) {
				return false
			}
		}
	case *value.List:
		return gatherAll(d.Items, seen)
	}
	return true
}

func gatherAll(items []value.Value, seen map[value.Data]bool) bool {
	for _, it := range items {
		if !gather(it, seen) {
			return false
		}
	}
	return true
}

func union(a, b []string) []string {
	all := slices.Clone(a)
	for _, k := range b {
		if !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	return all
}

// reads notes that the value of a name is read.
func (m *machine) reads(v value.Value) {
	if len(m.hangs) > 0 && v.Origin != nil {
		m.bear(m.hangs[v.Origin]...)
	}
	if len(m.collections) > 0 && isCollection(v) {
		m.bear(m.collections[v.Data]...)
	}
}

// misses notes that a name is not found.
func (m *machine) misses(name string) { m.bear(m.ghosts[name]...) }

// expose notes that something may read all names of a module at once.
func (m *machine) expose() {
	m.exposed = true
	for _, keys := range m.hangs {
		m.bear(keys...)
	}
	for _, keys := range m.ghosts {
		m.bear(keys...)
	}
	for _, keys := range m.collections {
		m.bear(keys...)
	}
	m.hangs, m.ghosts = map[*value.Origin][]string{}, map[string][]string{}
}

// acted notes that something else than a name of the running frame is changed.
func (m *machine) acted() { m.acts++ }
