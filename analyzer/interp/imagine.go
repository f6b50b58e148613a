package interp

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Most decisions bear on a name or two, by statements that do nothing but bind
// them. The world in which such a decision is taken otherwise need not be run: it
// is the base world but for those names. What they are there comes out by running
// each statement that depends on the decision again on the spot, with the other
// answer, and putting everything back. Where that asks something new, the world of
// the other answer to it is imagined likewise. A decision on which anything else
// depends is open: its world is run.

// lean notes that what comes may depend on decisions.
func (m *machine) lean(keys ...string) {
	switch {
	case !m.imagines || m.imagining != nil:
	case m.watch == nil:
		for _, k := range keys {
			m.open(k)
		}
	default:
		for _, k := range keys {
			if !m.near.known[k] && (m.near.only == nil || m.near.only[k]) {
				m.watch.leans.add(k)
			}
		}
	}
}

// open notes that worlds in which a decision is taken otherwise have to be run.
func (m *machine) open(key string) {
	m.opened[key] = true
	for _, im := range m.imagined[key] {
		im.failed = true
	}
}

// imagineAll runs a statement again for each world in which a decision is taken
// otherwise that it depends on.
func (m *machine) imagineAll(s python.Stmt, keys []string, done *journal) {
	again := map[*imagination]bool{}
	for _, k := range keys {
		_, decided := m.decided[k]
		if _, forced := m.overrides[k]; !decided || forced || m.opened[k] {
			continue
		}
		if ims := m.imagined[k]; len(ims) == 0 || len(ims[0].flips) > 1 {
			m.imagined[k] = append([]*imagination{newImagination(k)}, ims...)
		}
		for _, im := range slices.Clone(m.imagined[k]) {
			if !again[im] && m.restore(im, done) {
				m.imagine(s, im, done)
			}
			again[im] = true
		}
	}
}

// imagine runs a statement as in another world, and as in those that are next to
// that one.
func (m *machine) imagine(s python.Stmt, im *imagination, done *journal) {
	m.save(im)
	if im.failed || m.spentOn[im.flips[0]] > m.near.steps || m.spent > m.Limits.Steps {
		im.failed = true
		return
	}
	before := im.clone()
	m.rerun(s, im, done)
	if im.failed {
		return
	}
	for _, d := range m.news(im, before) {
		if m.further++; m.further > maxFurther {
			return
		}
		next := before.clone()
		next.parent, next.flips, next.taken[d.Key] = im, append(next.flips, d.Key), !d.Taken
		for p := range next.otherwise {
			m.bySpot[p] = append(m.bySpot[p], next)
		}
		for _, k := range next.flips {
			next.failed = next.failed || m.opened[k]
			m.imagined[k] = append(m.imagined[k], next)
		}
		for j := m.journal; j != nil; j = j.outer {
			j.saved = with(j.saved, next, nil)
		}
		m.imagine(s, next, done)
	}
}

// maxFurther is how many worlds are imagined in which more than one decision is
// taken otherwise, and maxIdling how many of those of which it is not known whether
// anything depends on it.
const (
	maxFurther = 200
	maxIdling  = 40
)

// save keeps a world as it is for the statements around the one that ran: they may
// take another way there, on which that one is not met.
func (m *machine) save(im *imagination) {
	for j := m.journal; j != nil; j = j.outer {
		if _, known := j.saved[im]; !known {
			j.saved = with(j.saved, im, im.clone())
		}
	}
}

// restore makes a world what it was before a statement. It reports false for one
// that has been found since.
func (m *machine) restore(im *imagination, done *journal) bool {
	was, touched := done.saved[im]
	switch {
	case !touched:
	case was == nil:
		im.failed = true
		return false
	default:
		failed := im.failed
		*im = *was.clone()
		im.failed = failed
	}
	return true
}

// news returns the decisions that a world has met for the first time, which the
// world next to it has not, and of many those that bear on it at once. Of another one
// that comes to bear later, the world is run.
func (m *machine) news(im, before *imagination) []*Decision {
	isNew := func(key string) bool {
		return (m.further < maxIdling || im.bearing[key]) && im.met[key] && !before.met[key] && !slices.Contains(im.flips, key)
	}
	if im.parent == nil {
		return slices.DeleteFunc(slices.Clone(im.asked), func(d *Decision) bool { return !isNew(d.Key) })
	}
	var all []*Decision
	for _, d := range im.asked {
		if isNew(d.Key) && !slices.ContainsFunc(im.parent.asked, func(p *Decision) bool { return p.Key == d.Key }) {
			all = append(all, d)
		}
	}
	for _, d := range m.decisions {
		if _, not := im.parent.unasked[d.Key]; not && isNew(d.Key) {
			all = append(all, d)
		}
	}
	return all
}

// miss notes what a statement asked here and not there.
func (m *machine) miss(im *imagination, done *journal) {
	for _, d := range m.decisions {
		if d.used < done.began {
			continue
		}
		if _, before := im.unasked[d.Key]; !im.met[d.Key] && (before || d.made >= done.began) {
			im.unasked[d.Key] = m.steps
		}
	}
	for key := range im.unasked {
		if im.met[key] {
			delete(im.unasked, key)
		}
	}
}

// rerun runs a statement as in another world, and notes what it binds and changes
// there.
func (m *machine) rerun(s python.Stmt, im *imagination, done *journal) {
	here, back := m.suppose(im, done)
	start := map[spot]*value.Binding{}
	for at := range here {
		start[at] = at.names.Lookup(at.name)
	}
	end := m.begin(im, done)
	_, confined, err := m.observed(s)
	there := end()
	im.failed = im.failed || !confined || err != nil
	m.miss(im, done)
	for at, before := range there.spots {
		if _, known := here[at]; !known {
			here[at], start[at], done.spots = before, before, with(done.spots, at, before)
		}
	}
	for d, before := range there.contents {
		im.contents[d] = copyOf(d)
		if _, known := done.contents[d]; !known {
			done.contents = with(done.contents, d, before)
		}
	}
	for at, b := range here {
		there := at.names.Lookup(at.name)
		if there == b {
			continue
		}
		if there != start[at] {
			m.part(there, start[at])
		} else if there == done.spots[at] {
			there = m.copyBinding(there)
		}
		m.note(im, at, b, there)
		at.names.Suppose(map[string]*value.Binding{at.name: b})
	}
	for d := range there.contents {
		fill(d, there.contents[d])
	}
	for d := range there.given {
		done.given = with(done.given, d, true)
	}
	back()
}

// suppose makes names and collections what they are in another world before a
// statement that has been run here. It returns what the names are bound to here.
func (m *machine) suppose(im *imagination, done *journal) (here map[spot]*value.Binding, back func()) {
	supposed := m.supposed(im)
	for at, before := range done.spots {
		there := im.there(at, before)
		if there == before {
			there = im.since(at, before, 0)
		}
		supposed[at.names] = with(supposed[at.names], at.name, there)
	}
	here = map[spot]*value.Binding{}
	var backs []func()
	for names, otherwise := range supposed {
		for name := range otherwise {
			here[spot{names, name}] = names.Lookup(name)
		}
		backs = append(backs, names.Suppose(otherwise))
	}
	for d, before := range done.contents {
		if _, known := im.contents[d]; !known {
			im.contents[d] = before
		}
	}
	backs = append(backs, refill(im.contents))
	return here, func() {
		for _, b := range backs {
			b()
		}
	}
}

// supposed returns the names that are bound otherwise there.
func (m *machine) supposed(im *imagination) map[*value.Namespace]map[string]*value.Binding {
	all := map[*value.Namespace]map[string]*value.Binding{}
	for p := range im.otherwise {
		here := p.names.Lookup(p.name)
		if there := im.there(p, here); there != here {
			all[p.names] = with(all[p.names], p.name, there)
		}
	}
	return all
}
