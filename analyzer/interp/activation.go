package interp

import (
	"fmt"
	"hash/fnv"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// What is not known needs a name that is the same in all worlds. It is named by the
// expression that it comes from, how often that has been come to, and the call of a
// function in which that was: what a call does more often in another world leaves
// the names alone that others give.

// An activation is a call of a function of the repository.
type activation struct {
	caller *activation // nil for what is outside of all functions
	at     source.Span
	number int // of the caller's calls there
	name   string
	counts map[source.Span]int
	// of is the world that it was imagined for, or nil.
	of *imagination
}

// A site is an expression in a call.
type site struct {
	in *activation
	at source.Span
}

// activation returns the call that runs.
func (m *machine) activation() *activation {
	if m.frame == nil || m.frame.in == nil {
		return &m.outermost
	}
	return m.frame.in
}

// activate notes a call.
func (m *machine) activate(at source.Span) *activation {
	by := m.activation()
	return &activation{caller: by, at: at, number: m.count(site{by, at}), of: m.imagining}
}

// siteKey names the current expression and how often it has been evaluated, so
// that the same run has the same keys each time.
func (m *machine) siteKey() string {
	s := site{m.activation(), m.Site()}
	return fmt.Sprintf("%s:%d-%d#%d%s", s.at.Path(), s.at.Start, s.at.End, m.count(s), s.in.suffix())
}

// suffix tells a call from all others.
func (a *activation) suffix() string {
	if a.caller != nil && a.name == "" {
		h := fnv.New64a()
		fmt.Fprintf(h, "%s:%d-%d#%d%s", a.at.Path(), a.at.Start, a.at.End, a.number, a.caller.suffix())
		a.name = fmt.Sprintf("@%x", h.Sum(nil))
	}
	return a.name
}

// count returns how often a site has been come to, this time included.
func (m *machine) count(s site) int {
	switch {
	case m.imagining == nil && m.imagines:
		m.counted = append(m.counted, s)
	case m.imagining != nil && s.in.of == nil:
		return m.countThere(s)
	case m.imagining != s.in.of:
		m.imagining.failed = true
	}
	if s.in.counts == nil {
		s.in.counts = map[source.Span]int{}
	}
	s.in.counts[s.at]++
	return s.in.counts[s.at]
}

// A shift says how much more often a site was come to in another world, until it had
// been come to that often here.
type shift struct{ by, until int }

// countThere is count in another world: as here, as long as it has been come to as
// often here.
func (m *machine) countThere(s site) int {
	sh := m.imagining.shifts[s]
	if left := m.again[s]; left > 0 {
		m.again[s]--
		return s.count() - left + 1 + sh.by
	}
	m.shiftThere(s, 1)
	return s.count() + sh.by + 1
}

func (s site) count() int { return s.in.counts[s.at] }

func (m *machine) shiftThere(s site, by int) {
	m.imagining.shifts[s] = shift{m.imagining.shifts[s].by + by, s.count()}
}

// countAgain goes back to before a statement. What has been come to here since the
// last one that ran there, and by none that ran there, would have other names there.
func (m *machine) countAgain(im *imagination, done *journal) {
	m.again = map[site]int{}
	for _, s := range m.counted[done.counted:] {
		m.again[s]++
	}
	for s, sh := range im.shifts {
		im.failed = im.failed || sh.by != 0 && s.count()-m.again[s] > sh.until
	}
}

// countedThere notes the sites that a statement came to less often there.
func (m *machine) countedThere(im *imagination) {
	for s, left := range m.again {
		if _, shifted := im.shifts[s]; shifted || left > 0 {
			m.shiftThere(s, -left)
		}
	}
}
