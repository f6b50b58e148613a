package interp

import (
	"math"
	"slices"

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
	// counted is how many places siteKey had counted before.
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

// copyOf returns a collection of the same items.
func copyOf(d value.Data) value.Data {
	switch d := d.(type) {
	case *value.List:
		return &value.List{Items: d.Items[:len(d.Items):len(d.Items)]}
	case *value.Dict:
		return d.Copy()
	case *value.Set:
		return d.Copy()
	}
	return d
}

// fill makes a collection hold what a copy holds, which stays a copy.
func fill(d, from value.Data) { pour(d, copyOf(from)) }

// pour makes a collection hold what another one held, which is not used again.
func pour(d, from value.Data) {
	switch d := d.(type) {
	case *value.List:
		*d = *from.(*value.List)
	case *value.Dict:
		*d = *from.(*value.Dict)
	case *value.Set:
		*d = *from.(*value.Set)
	}
}

// poured takes what a collection holds out of it.
func poured(d value.Data) value.Data {
	switch d := d.(type) {
	case *value.List:
		return &value.List{Items: d.Items}
	case *value.Dict:
		held := *d
		return &held
	case *value.Set:
		held := *d
		return &held
	}
	return d
}

// refill makes collections hold something else until the function that it returns
// is called.
func refill(contents map[value.Data]value.Data) (back func()) {
	was := make(map[value.Data]value.Data, len(contents))
	for d, c := range contents {
		was[d] = poured(d)
		fill(d, c)
	}
	return func() {
		for d, c := range was {
			pour(d, c)
		}
	}
}

// A copier copies the collections in values that are among some, and those that
// they lie in; all else stays.
type copier struct {
	among  map[value.Data]value.Data
	copies map[value.Data]value.Data // what has been looked at, with what became of it
}

func (c *copier) copy(v value.Value, depth int) value.Value {
	if depth > maxCopied {
		return v
	}
	if t, ok := v.Data.(*value.Tuple); ok {
		if items, other := c.copyAll(t.Items, depth); other {
			v.Data = &value.Tuple{Items: items}
		}
		return v
	}
	if !isCollection(v) {
		return v
	}
	made, known := c.copies[v.Data]
	if !known {
		c.copies[v.Data] = v.Data // one that holds itself
		made = c.collection(v.Data, depth)
		c.copies[v.Data] = made
	}
	v.Data = made
	return v
}

func (c *copier) collection(d value.Data, depth int) value.Data {
	_, own := c.among[d]
	switch d := d.(type) {
	case *value.List:
		if items, other := c.copyAll(d.Items, depth); other {
			return &value.List{Items: items}
		}
	case *value.Dict:
		var next *value.Dict
		for _, e := range d.Entries() {
			item := c.copy(e.Value, depth+1)
			if item.Data == e.Value.Data {
				continue
			}
			if next == nil {
				next = d.Copy()
			}
			next.Set(e.Key, item)
		}
		if next != nil {
			return next
		}
	}
	if own {
		return copyOf(d)
	}
	return d
}

func (c *copier) copyAll(items []value.Value, depth int) (all []value.Value, other bool) {
	for i, it := range items {
		item := c.copy(it, depth+1)
		if item.Data == it.Data {
			continue
		}
		if !other {
			all, other = slices.Clone(items), true
		}
		all[i] = item
	}
	return all, other
}

// maxCopied is how deeply collections are copied.
const maxCopied = 16
