package interp

import (
	"cmp"
	"maps"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// What is kept of worlds that are imagined (imagine.go).

// imaginations are what a run knows of the worlds around its own.
type imaginations struct {
	imagines  bool         // whether it looks at any
	near      *nearness    // at which
	imagining *imagination // the world that a statement is run for, or nil
	// imagined are the worlds by the decisions that are taken otherwise: the one
	// that differs by nothing else comes first.
	imagined map[string][]*imagination
	bySpot   map[spot][]*imagination // those in which a name is bound otherwise
	opened   map[string]bool         // keys of the decisions that are open
	further  int                     // worlds next to those next to this one
	spent    int                     // steps of the statements that were run again
	spentOn  map[string]int          // the same for each decision
	counted  []site                  // those that were come to
	again    map[site]int            // how often they are left to be come to again
	later    map[string]int          // decisions that the statement took here, and not yet there
	since    int                     // the step at which it began
	journal  *journal                // of the statement that runs, or nil
	// ofModules are the namespaces of modules, born the steps at which others
	// were made.
	ofModules map[*value.Namespace]bool
	born      map[*value.Namespace]int
}

// nearness says which worlds around its own a run looks at.
type nearness struct {
	// known are the keys of the decisions of the world next to which this one was
	// found: the other answers to those are next to that one.
	known map[string]bool
	// only are the keys of those that are looked at, nil for all.
	only map[string]bool
	// steps are those that statements may take which are run again for one
	// decision: more than running its worlds is no use.
	steps int
}

// foundFrom is the nearness of a world that was found next to another one.
func foundFrom(w *World) *nearness {
	return &nearness{known: w.asks(), steps: 4 * w.steps}
}

func newImaginations(near *nearness) imaginations {
	if near == nil {
		return imaginations{}
	}
	return imaginations{
		near: near, imagined: map[string][]*imagination{}, bySpot: map[spot][]*imagination{}, opened: map[string]bool{},
		spentOn:   map[string]int{},
		ofModules: map[*value.Namespace]bool{}, born: map[*value.Namespace]int{},
	}
}

// mayImagine reports whether worlds are imagined. The settings of a configuration
// class are made of all that its body does.
func (p *Program) mayImagine() bool {
	return !p.everything && !p.lived && p.Matters != nil && p.Configuration == "" && p.Limits.Worlds > 1
}

// An imagination is a world in which some decisions are taken otherwise.
type imagination struct {
	flips  []string        // keys of these decisions
	taken  map[string]bool // the answers to those that are asked there only
	parent *imagination    // the world next to it, or nil for that of the run
	failed bool            // whether the world has to be run
	steps  int

	// What is otherwise there: names, and what collections hold.
	otherwise map[spot]otherwise
	contents  map[value.Data]value.Data
	// past is what names were bound to there where they were bound to that here, and
	// before those that were not bound here.
	past   map[*value.Binding]*value.Binding
	before map[spot]*value.Binding

	asked   []*Decision     // those that are asked there and not here
	met     map[string]bool // keys of all that was asked by what was run again
	unasked map[string]int  // of what was not, with the step until which it was here
	order   map[string]turn // of what such a statement asked first

	shifts map[site]shift // of the sites that were come to more or less often

	// As in bearings, of what is so there only.
	bearing     map[string]bool
	collections map[value.Data]dependence
	ghosts      map[string]dependence
}

func newImagination(key string) *imagination {
	return &imagination{
		flips: []string{key}, otherwise: map[spot]otherwise{}, contents: map[value.Data]value.Data{},
		past: map[*value.Binding]*value.Binding{}, before: map[spot]*value.Binding{},
		taken: map[string]bool{}, bearing: map[string]bool{}, met: map[string]bool{}, unasked: map[string]int{},
		shifts: map[site]shift{}, order: map[string]turn{},
		collections: map[value.Data]dependence{}, ghosts: map[string]dependence{},
	}
}

func (im *imagination) clone() *imagination {
	return &imagination{
		flips: slices.Clone(im.flips), otherwise: maps.Clone(im.otherwise), contents: maps.Clone(im.contents),
		past: maps.Clone(im.past), before: maps.Clone(im.before),
		asked: slices.Clone(im.asked), taken: maps.Clone(im.taken), bearing: maps.Clone(im.bearing),
		met: maps.Clone(im.met), unasked: maps.Clone(im.unasked), order: maps.Clone(im.order), shifts: maps.Clone(im.shifts),
		collections: maps.Clone(im.collections), ghosts: maps.Clone(im.ghosts), steps: im.steps, parent: im.parent,
	}
}

// A turn is when a decision is taken: in or after the statement that began at a step,
// and among those.
type turn struct{ began, nth int }

// turn returns when a decision is taken there.
func (im *imagination) turn(d *Decision) turn {
	if t, there := im.order[d.Key]; there {
		return t
	}
	return turn{began: d.made}
}

func (t turn) compare(u turn) int {
	return cmp.Or(cmp.Compare(t.began, u.began), cmp.Compare(t.nth, u.nth))
}

// last is the decision in which it differs from the world next to it.
func (im *imagination) last() string { return im.flips[len(im.flips)-1] }

// A spot is where a name is bound.
type spot struct {
	names *value.Namespace
	name  string
}

// otherwise is what a name is bound to there, as long as it is bound to that here.
type otherwise struct {
	here, there *value.Binding
	overlays    int // that had been noted when it was bound
}

// there returns what a name is bound to there where it is bound to that here.
func (im *imagination) there(p spot, here *value.Binding) *value.Binding {
	o, ok := im.otherwise[p]
	if !ok || o.here != here {
		return here
	}
	if o.there != nil && o.there.Outside == nil {
		o.there.Outside = p.names.OverlayAfter(o.overlays)
	}
	return o.there
}

func (m *machine) note(im *imagination, p spot, here, there *value.Binding) {
	m.save(im)
	o, known := im.otherwise[p]
	if !known {
		m.bySpot[p] = append(m.bySpot[p], im)
	} else if o.here == here && o.there == there {
		return
	}
	im.otherwise[p] = otherwise{here, there, p.names.Overlays()}
	if here != nil {
		im.past[here] = there
	} else {
		im.before[p] = there
	}
}

// since returns a binding of this world as it follows there on what the name was
// bound to before.
func (im *imagination) since(p spot, b *value.Binding, depth int) *value.Binding {
	if b == nil || depth > maxCopied {
		return b
	}
	before, other := im.past[b.Before]
	switch {
	case other:
	case b.Before == nil:
		before = im.before[p]
	default:
		before = im.since(p, b.Before, depth+1)
	}
	if before == b.Before {
		return b
	}
	there := *b
	there.Before = before
	return &there
}

// own returns the binding of a name, in another world one of its own.
func (m *machine) own(ns *value.Namespace, name string) *value.Binding {
	b := ns.Lookup(name)
	if m.imagining == nil || b == nil {
		return b
	}
	if _, own := m.journal.spots[spot{ns, name}]; !own {
		m.binds(ns, name)
		b = m.copyBinding(b)
		ns.Suppose(map[string]*value.Binding{name: b})
	}
	return b
}

// part copies the last binding of a chain that was there before: here, it may
// change yet.
func (m *machine) part(b, before *value.Binding) {
	for ; b != nil && b.Before != nil; b = b.Before {
		if b.Before == before {
			b.Before = m.copyBinding(before)
			return
		}
	}
}

func (m *machine) copyBinding(b *value.Binding) *value.Binding {
	if b == nil {
		return nil
	}
	c := *b
	if v, ok := m.variables[b]; ok {
		m.variables[&c] = v
	}
	return &c
}
