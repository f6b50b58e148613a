package interp

import (
	"maps"
	"slices"
)

// How a run goes over to another world for a statement, and what it asks there.

// begin goes over to another world; what it returns goes back.
func (m *machine) begin(im *imagination, done *journal) (end func() *journal) {
	decisions := len(m.decisions)
	hidden := m.hide(im)
	m.flip(im)
	m.takeBack(done)
	m.ask(im)
	steps, held, assumptions, read := m.steps, m.held, m.assumptions, m.read
	site, counted, around, acts := m.frame.site, len(m.counted), m.watch, m.acts
	m.countAgain(im, done)
	outer, there := m.journal, newJournal(nil, m.steps, &watch{})
	m.watch, m.imagining, m.journal = nil, im, there
	return func() *journal {
		m.countedThere(im)
		m.imagining, m.journal = nil, outer
		im.asked = nil
		for _, d := range m.decisions[decisions:] {
			delete(m.decided, d.Key)
			if _, here := hidden[d.Key]; !here {
				im.asked = append(im.asked, d)
			}
		}
		m.decisions = m.decisions[:decisions]
		maps.Copy(m.decided, m.later)
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

// takeBack takes back the decisions that the statement has taken here, until it asks
// there.
func (m *machine) takeBack(done *journal) {
	m.later, m.since = map[string]int{}, done.began
	for i := len(m.decisions) - 1; i >= 0 && m.decisions[i].made >= done.began; i-- {
		key := m.decisions[i].Key
		if _, here := m.decided[key]; here {
			m.later[key] = i
			delete(m.decided, key)
		}
	}
}

// takeAgain takes a decision as the statement has taken it here. It reports false for
// one that it has not.
func (m *machine) takeAgain(key string, byDefault bool) (taken, done bool) {
	i, done := m.later[key]
	if !done {
		return false, false
	}
	delete(m.later, key)
	m.decided[key] = i
	taken = m.decisions[i].Taken
	if _, forced := m.overrides[key]; !forced && taken != byDefault && !slices.Contains(m.imagining.flips, key) {
		m.imagining.failed = true
	}
	return taken, true
}

// flip takes the decisions of this world otherwise that are so there.
func (m *machine) flip(im *imagination) {
	for _, k := range im.flips {
		if i, asked := m.decided[k]; asked {
			// Worlds that were found have the same decisions.
			flipped := *m.decisions[i]
			flipped.Taken = !flipped.Taken
			m.decisions[i] = &flipped
		}
	}
}

// ask takes the decisions that were asked there and not here. What has been asked
// here since has to be answered alike.
func (m *machine) ask(im *imagination) {
	for _, d := range im.asked {
		if again, here := m.later[d.Key]; here {
			m.decided[d.Key] = again
			delete(m.later, d.Key)
		}
		if i, here := m.decided[d.Key]; here {
			im.failed = im.failed || m.decisions[i].Taken != d.Taken
			continue
		}
		m.decided[d.Key] = len(m.decisions)
		m.decisions = append(m.decisions, d)
	}
}

// takeTurn notes when something is asked first in another world.
func (m *machine) takeTurn(key string) {
	if im := m.imagining; im != nil {
		im.order[key] = turn{m.since, 1 + len(im.order)}
	}
}

// meet notes that something is asked in another world.
func (m *machine) meet(key string) {
	if m.imagining != nil {
		m.imagining.met[key] = true
	}
}
