package interp

import (
	"maps"
	"slices"
	"strconv"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// How a run goes over to another world for a statement, and what it asks there.

// begin goes over to another world; what it returns goes back.
func (m *machine) begin(im *imagination, done *journal) (end func() *journal) {
	decisions := len(m.decisions)
	hidden := m.hide(im)
	m.flip(im)
	m.ask(im)
	steps, held, assumptions, read := m.steps, m.held, m.assumptions, m.read
	site, counted, around, acts := m.frame.site, len(m.counted), m.watch, m.acts
	m.again = m.countedSince(done)
	outer, there := m.journal, newJournal(nil, m.steps, &watch{})
	m.watch, m.imagining, m.journal = nil, im, there
	return func() *journal {
		m.imagining, m.journal = nil, outer
		for _, left := range m.again {
			im.shifted = im.shifted || left > 0
		}
		im.asked = nil
		for _, d := range m.decisions[decisions:] {
			delete(m.decided, d.Key)
			if _, here := hidden[d.Key]; !here {
				im.asked = append(im.asked, d)
			}
		}
		m.decisions = m.decisions[:decisions]
		m.flip(im)
		maps.Copy(m.decided, hidden)
		im.steps += m.steps - steps
		m.spent += m.steps - steps
		m.spentOn[im.flips[0]] += m.steps - steps
		m.steps, m.held, m.assumptions, m.read, m.frame.site = steps, held, assumptions, read, site
		m.counted, m.watch, m.acts = m.counted[:counted], around, acts
		return there
	}
}

// hide takes back the decisions that were taken here and not there.
func (m *machine) hide(im *imagination) map[string]int {
	hidden := map[string]int{}
	for key, until := range im.unasked {
		if i, here := m.decided[key]; here && m.decisions[i].used <= until && !slices.Contains(im.flips, key) {
			hidden[key] = i
			delete(m.decided, key)
		}
	}
	return hidden
}

// flip takes the decisions of this world otherwise that are so there.
func (m *machine) flip(im *imagination) {
	for _, k := range im.flips {
		if i, asked := m.decided[k]; asked {
			m.decisions[i].Taken = !m.decisions[i].Taken
		}
	}
}

// ask takes the decisions that were asked there and not here. What has been asked
// here since has to be answered alike.
func (m *machine) ask(im *imagination) {
	for _, d := range im.asked {
		if i, here := m.decided[d.Key]; here {
			im.failed = im.failed || m.decisions[i].Taken != d.Taken
			continue
		}
		m.decided[d.Key] = len(m.decisions)
		m.decisions = append(m.decisions, d)
	}
}

// meet notes that something is asked in another world.
func (m *machine) meet(key string) {
	if m.imagining != nil {
		m.imagining.met[key] = true
	}
}

// countedSince returns how often places were counted by a statement.
func (m *machine) countedSince(done *journal) map[source.Span]int {
	again := map[source.Span]int{}
	for _, at := range m.counted[done.counted:] {
		again[at]++
	}
	return again
}

// countThere names an occasion of coming to a place in another world: as here, as
// long as it has been come to as often here.
func (m *machine) countThere(at source.Span) string {
	im := m.imagining
	if left := m.again[at]; left > 0 {
		m.again[at]--
		return strconv.Itoa(m.counts[at] - left + 1)
	}
	im.extra[at]++
	im.shifted = true
	return "+" + strconv.Itoa(im.extra[at])
}
