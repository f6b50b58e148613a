package interp

import (
	"math"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A journal is what a statement changes, so that it can be put back.
type journal struct {
	outer *journal // of the statement around
	began int      // the step
	// spots are what names of modules were bound to before, contents what
	// collections held.
	spots    map[spot]*value.Binding
	contents map[value.Data]value.Data
	// given are the collections that expressions gave: those that are changed
	// lie in them.
	given map[value.Data]bool
	// leaks says that something else was changed, unsaved that a collection was
	// which is not among contents.
	leaks, unsaved bool
	// on is what the statement depends on so far.
	on *watch
	// counted is how many sites had been come to before.
	counted int
	// saved are the worlds around as they were before, nil for those that have
	// been found since.
	saved map[*imagination]*imagination
}

func newJournal(outer *journal, began int, on *watch) *journal {
	return &journal{outer: outer, began: began, on: on}
}

// with is a map with one more entry.
func with[K comparable, V any](all map[K]V, k K, v V) map[K]V {
	if all == nil {
		all = map[K]V{}
	}
	all[k] = v
	return all
}

// close adds what a statement has changed to the journal of the one around.
func (m *machine) close(j *journal) {
	m.journal = j.outer
	if j.outer == nil {
		return
	}
	for at, before := range j.spots {
		if _, known := j.outer.spots[at]; !known {
			j.outer.spots = with(j.outer.spots, at, before)
		}
	}
	for d, before := range j.contents {
		if _, known := j.outer.contents[d]; !known {
			j.outer.contents = with(j.outer.contents, d, before)
		}
	}
	for d := range j.given {
		j.outer.given = with(j.outer.given, d, true)
	}
	j.outer.unsaved = j.outer.unsaved || j.unsaved
}

// binds notes that a name is bound or unbound. It reports false where it must not
// be: another world is imagined, and it could not be put back.
func (m *machine) binds(ns *value.Namespace, name string) bool {
	j := m.journal
	switch {
	case j == nil:
	case m.ofModules[ns]:
		at := spot{ns, name}
		if _, known := j.spots[at]; !known {
			j.spots = with(j.spots, at, ns.Lookup(name))
		}
	case ns != m.frame.locals:
		return m.leaks(ns)
	}
	return true
}

// changes notes that what a collection holds is changed.
func (m *machine) changes(v value.Value) {
	j := m.journal
	if j == nil || !isCollection(v) {
		return
	}
	if _, known := j.contents[v.Data]; known {
		return
	}
	steps, _ := extent(v.Data)
	if steps > maxIdle && m.imagining == nil && !j.leans() {
		j.unsaved = true
		return
	}
	m.spent += steps
	j.contents = with(j.contents, v.Data, copyOf(v.Data))
}

// maxIdle is how large a collection may be, in steps, that is kept as it was for a
// statement which does not depend on anything yet.
const maxIdle = 25

// leans reports whether a statement depends on a decision, or one around it.
func (j *journal) leans() bool {
	for ; j != nil; j = j.outer {
		if len(j.on.leans.list) > 0 {
			return true
		}
	}
	return false
}

// leaks notes that something is changed that cannot be put back, unless the
// statement has made it. It reports false where it must not be.
func (m *machine) leaks(ns *value.Namespace) bool {
	born, known := m.born[ns]
	if !known {
		born = math.MinInt
	}
	for j := m.journal; j != nil && born < j.began; j = j.outer {
		j.leaks = true
		if m.imagining != nil && j.outer == nil {
			m.imagining.failed = true
			return false
		}
	}
	return true
}

// Changes implements value.Host.
func (m *machine) Changes(v value.Value) error {
	if isCollection(v) {
		m.changes(v)
		return nil
	}
	var attributes *value.Namespace
	if o, ok := v.Data.(*value.Object); ok {
		attributes = o.Attrs
	}
	if !m.leaks(attributes) {
		return errBudget
	}
	return nil
}

// makes notes when a namespace was made.
func (m *machine) makes(ns *value.Namespace) *value.Namespace {
	if m.journal != nil {
		m.born[ns] = m.steps
	}
	return ns
}
