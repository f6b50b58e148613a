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

	// What hangs on decisions, with their keys: the values of names,
	// collections, and that names are not bound.
	hangs       map[*value.Origin]dependence
	collections map[value.Data]dependence
	ghosts      map[string]dependence

	quietClosures map[*closure]bool // what was found out of functions

	cause map[string]bool // keys of what the statements depend on that raised something
}

func newBearings() bearings {
	return bearings{
		bearing: map[string]bool{}, hangs: map[*value.Origin]dependence{}, collections: map[value.Data]dependence{},
		ghosts: map[string]dependence{}, quietClosures: map[*closure]bool{},
	}
}

// A dependence is what something depends on: the keys of decisions.
type dependence struct {
	// bears are those that bear on the run if it does.
	bears []string
	// leans are all, those too that are not known to bear on the run: whether a
	// variable is set that is read and only handed on.
	leans []string
}

// A watch gathers what the statement depends on that runs.
type watch struct{ bears, leans keys }

func (w *watch) dependence() dependence { return dependence{w.bears.list, w.leans.list} }

// keys are keys of decisions, each once, in the order in which they came.
type keys struct {
	list []string
	all  map[string]bool
}

func (k *keys) add(key string) {
	if k.all[key] {
		return
	}
	k.list, k.all = append(k.list, key), with(k.all, key, true)
}

func (d dependence) with(e dependence) dependence {
	return dependence{union(d.bears, e.bears), union(d.leans, e.leans)}
}

// bear notes that the course of the run depends on decisions.
func (m *machine) bear(keys ...string) {
	m.lean(keys...)
	m.bearOnly(keys...)
}

// bearOnly is bear for what is known to be the same but for names.
func (m *machine) bearOnly(keys ...string) {
	if m.watch != nil {
		for _, k := range keys {
			m.watch.bears.add(k)
		}
		return
	}
	bearing := m.bearing
	if m.imagining != nil {
		bearing = m.imagining.bearing
	}
	for _, k := range keys {
		bearing[k] = true
	}
}

// depend notes what the course of the run depends on.
func (m *machine) depend(d dependence) {
	m.bearOnly(d.bears...)
	m.lean(d.leans...)
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
	o, _, err := m.observed(s)
	return o, err
}

// observed is watched. It reports whether nothing but names and collections hangs
// on what the statement depends on.
func (m *machine) observed(s python.Stmt) (o outcome, confined bool, err error) {
	outer, acts, on := m.watch, m.acts, &watch{}
	var done *journal
	if m.imagines {
		done = newJournal(m.journal, m.steps, on)
		done.counted, m.journal = len(m.counted), done
	}
	m.watch = on
	o, err = m.execHere(s)
	m.watch = outer
	if done != nil {
		m.close(done)
	}
	if err != nil {
		for _, k := range on.bears.list {
			m.cause = with(m.cause, k, true)
		}
	}
	confined = err == nil && o.signal == goesOn && len(m.handlers) == 0
	quiet := confined && acts == m.acts
	confined = confined && done != nil && !done.leaks && (!done.unsaved || len(on.leans.list) == 0) && m.loose == 0 && m.while == nil
	if len(on.bears.list)+len(on.leans.list) > 0 {
		m.hangOn(s, on.dependence(), quiet, confined, done)
	}
	return o, confined, err
}

// hangOn notes what hangs on the decisions that a statement depends on: by what is
// known of all ways that it could have taken, if it was quiet on its own, and by
// what it has changed, if it was confined to that.
func (m *machine) hangOn(s python.Stmt, on dependence, quiet, confined bool, done *journal) {
	if !quiet || !m.hangBearing(s, on.bears) {
		m.bearOnly(on.bears...)
	}
	if !confined {
		m.lean(on.leans...)
		return
	}
	leans := dependence{leans: on.leans}
	if m.imagining == nil {
		m.imagineAll(s, on.leans, done)
	}
	for at := range done.spots {
		m.hang(at.names, at.name, leans)
	}
	if len(done.contents) > 0 {
		for d := range done.given {
			m.hangCollection(d, leans)
		}
	}
	for d := range done.contents {
		m.hangCollection(d, leans)
	}
}

// hangBearing notes that what a statement binds hangs on decisions. It reports
// false where the caller looks at that, or something else may hang on them.
func (m *machine) hangBearing(s python.Stmt, keys []string) bool {
	bound, changed, quiet := m.quiet(s)
	names, on := append(changed, bound...), dependence{bears: keys}
	if !quiet || slices.ContainsFunc(names, m.Matters) || !m.hangCollections(changed, on) {
		return false
	}
	for _, name := range names {
		m.hang(m.frame.locals, name, on)
	}
	return true
}

// watches reports whether the statement that comes is one to watch.
func (m *machine) watches() bool {
	f := m.frame
	return m.Matters != nil && !m.everything && !m.lenient && f.kind == moduleFrame && f.locals == f.globals
}

// hang notes that the value of a name, and whether it is bound, hangs on
// decisions.
func (m *machine) hang(ns *value.Namespace, name string, on dependence) {
	b := m.own(ns, name)
	if b == nil {
		ghosts := m.ghosts
		if m.imagining != nil {
			ghosts = m.imagining.ghosts
		}
		ghosts[name] = ghosts[name].with(on)
		return
	}
	var o value.Origin
	if b.Value.Origin != nil {
		o = *b.Value.Origin
	}
	m.hangs[&o] = m.hangs[b.Value.Origin].with(on)
	if m.off[b.Value.Origin] {
		m.off[&o] = true
	}
	b.Value.Origin = &o
}

// hangCollections notes that what is in the collections of names hangs on
// decisions. It reports false where there is too much of it.
func (m *machine) hangCollections(names []string, on dependence) bool {
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
			m.hangCollection(d, on)
		}
	}
	return true
}

func (m *machine) hangCollection(d value.Data, on dependence) {
	all := m.collections
	if m.imagining != nil {
		all = m.imagining.collections
	}
	all[d] = all[d].with(on)
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
	all := a[:len(a):len(a)]
	for _, k := range b {
		if !slices.Contains(all, k) {
			all = append(all, k)
		}
	}
	return all
}

// reads notes that the value of a name is read.
func (m *machine) reads(v value.Value) {
	if _, iterator := v.Data.(*value.Iterator); iterator {
		m.leaks(nil) // whoever reads its items takes them from others
	}
	if len(m.hangs) > 0 && v.Origin != nil {
		m.depend(m.hangs[v.Origin])
	}
	if !isCollection(v) {
		return
	}
	m.depend(m.collections[v.Data])
	if m.imagining != nil {
		m.depend(m.imagining.collections[v.Data])
	}
}

// misses notes that a name is not found.
func (m *machine) misses(name string) {
	m.depend(m.ghosts[name])
	if m.imagining != nil {
		m.depend(m.imagining.ghosts[name])
	}
}

// readsName is reads for a name that is sought among those of a namespace.
func (m *machine) readsName(ns *value.Namespace, name string) {
	if v, ok := ns.Get(name); ok {
		m.reads(v)
	} else {
		m.misses(name)
	}
}

// readsAll notes that all names of a namespace are read.
func (m *machine) readsAll(ns *value.Namespace) {
	if ns == nil || len(m.hangs)+len(m.ghosts)+len(m.collections) == 0 {
		return
	}
	for _, name := range ns.Names() {
		m.reads(ns.Lookup(name).Value)
	}
	for _, on := range m.ghosts {
		m.depend(on)
	}
}
