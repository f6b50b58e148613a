package interp

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A World is what one run gave.
type World struct {
	// Names are the module's names at its end, or the settings of its
	// configuration class.
	Names *value.Namespace
	// Module is the module that ran.
	Module *value.Module
	// Flipped are the decisions in which this world differs from the base
	// world, in the order they were met.
	Flipped []Decision
	// Cut says which bound the run met, or "".
	Cut string

	decisions   []Decision
	touched     map[string]bool
	asked       map[string]bool
	assumptions []string
	broken      []Broken
	softened    []string
	overrides   map[string]bool
	ended       string
	steps       int
}

// A Result is a program in all its worlds.
type Result struct {
	// Worlds are those that live, the base world first.
	Worlds []*World
	// Ended says how the base run ended where no world lives.
	Ended string
	// Asked are the variables that were told and that the base world asked
	// for, sorted.
	Asked []string
	// Assumptions are what the worlds rest on, in the order they were met.
	Assumptions []string
	// Cut are the bounds that were met.
	Cut []string
	// Broken are the files that were not understood.
	Broken []Broken
	// Skipped says which statements fail in every world, and were passed
	// over so that the rest could be evaluated.
	Skipped []string
}

// Explore runs the program in its base world and, one flip at a time, in all
// others that its decisions open, up to the limits.
func Explore(p *Program) *Result {
	q := *p
	q.Limits = p.Limits.orDefaults()
	x := &explorer{program: &q}
	x.explore(false)
	if len(x.living()) == 0 {
		ended := x.worlds[0].ended
		x = &explorer{program: &q}
		x.explore(true)
		if len(x.living()) == 0 {
			return &Result{Ended: ended, Broken: x.worlds[0].broken}
		}
	}
	return x.result()
}

// explorer holds the worlds of one program.
type explorer struct {
	program *Program
	worlds  []*World
	seen    map[string]bool
	steps   int
	cut     []string
}

// explore runs worlds breadth first. While no world lives, the flips of the
// last decisions are tried first: they are nearest to the base world.
func (x *explorer) explore(lenient bool) {
	x.seen = map[string]bool{"": true}
	base := x.run(nil, lenient)
	queue := x.flips(base, nil)
	if base.ended != "" {
		slices.Reverse(queue)
	}
	for len(queue) > 0 {
		if x.met() {
			return
		}
		next := queue[0]
		queue = queue[1:]
		w := x.run(next.overrides, lenient)
		queue = append(queue, x.flips(w, next.parent)...)
	}
}

// met reports whether a bound ends the exploration, and notes it.
func (x *explorer) met() bool {
	limits := x.program.Limits
	switch {
	case len(x.worlds) >= limits.Worlds:
		x.cut = append(x.cut, fmt.Sprintf("more than %d worlds would have to be looked at; the rest were not", limits.Worlds))
	case x.steps > limits.TotalSteps:
		x.cut = append(x.cut, fmt.Sprintf("more than %d steps would have to be taken; the remaining worlds were not looked at", limits.TotalSteps))
	default:
		return false
	}
	return true
}

type flip struct {
	overrides map[string]bool
	parent    *World
}

// flips returns the worlds that differ from w by one decision which its parent
// did not have.
func (x *explorer) flips(w, parent *World) []flip {
	known := map[string]bool{}
	if parent != nil {
		for _, d := range parent.decisions {
			known[d.Key] = true
		}
	}
	var next []flip
	for _, d := range w.decisions {
		if _, forced := w.overrides[d.Key]; forced || known[d.Key] || !x.matters(w, d) {
			continue
		}
		overrides := maps.Clone(w.overrides)
		if overrides == nil {
			overrides = map[string]bool{}
		}
		overrides[d.Key] = !d.Taken
		if signature := sign(overrides); !x.seen[signature] {
			x.seen[signature] = true
			next = append(next, flip{overrides, w})
		}
	}
	return next
}

// matters reports whether the other answer could change a name that the caller
// looks at: always, except for a variable that neither bears on the course of
// the run nor went into such a name.
func (x *explorer) matters(w *World, d Decision) bool {
	return d.Kind != Environmental || !strings.HasPrefix(d.Key, "env:") || w.ended != "" || w.touched[d.Env]
}

func sign(overrides map[string]bool) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(overrides)) {
		fmt.Fprintf(&b, "%q=%t;", k, overrides[k])
	}
	return b.String()
}

// run runs one world.
func (x *explorer) run(overrides map[string]bool, lenient bool) *World {
	m := newMachine(x.program, overrides, lenient)
	w := m.runProgram()
	x.steps += m.steps
	x.worlds = append(x.worlds, w)
	return w
}

func (x *explorer) living() []*World {
	var living []*World
	for _, w := range x.worlds {
		if w.ended == "" {
			living = append(living, w)
		}
	}
	return living
}

// result puts the living worlds together; the first of them is the base world.
func (x *explorer) result() *Result {
	r := &Result{Worlds: x.living(), Cut: x.cut}
	base := r.Worlds[0]
	for _, w := range r.Worlds {
		w.Flipped = w.differsFrom(base)
		if w.Cut != "" && !slices.Contains(r.Cut, w.Cut) {
			r.Cut = append(r.Cut, w.Cut)
		}
	}
	r.Asked = slices.Sorted(maps.Keys(base.asked))
	r.Assumptions, r.Broken, r.Skipped = base.assumptions, base.broken, base.softened
	return r
}

// differsFrom returns the decisions that w was made to take otherwise.
func (w *World) differsFrom(base *World) []Decision {
	var flipped []Decision
	for _, d := range w.decisions {
		_, forced := w.overrides[d.Key]
		if same, also := base.overrides[d.Key]; forced && (!also || same != d.Taken) {
			flipped = append(flipped, d)
		}
	}
	return flipped
}

// runProgram runs the module to its end.
func (m *machine) runProgram() *World {
	mod, err := m.runMain()
	w := &World{
		Module: mod, decisions: m.decisions, touched: m.touched, asked: m.asked, overrides: m.overrides,
		assumptions: m.assumptions, broken: m.broken, softened: m.softened, steps: m.steps,
	}
	if mod != nil {
		w.Names = mod.Names
	}
	if m.Configuration != "" && err == nil {
		w.Names, err = m.configurationSettings(mod)
	}
	switch {
	case errors.Is(err, errBudget):
		w.Cut = errBudget.Error() + "; what comes after is not known"
		if w.Names != nil {
			w.Names.Open = &value.Unknown{Reason: "is assigned where evaluation had to stop"}
		}
	case err != nil:
		w.ended = m.describeEnd(err)
		return w
	}
	if w.Names == nil {
		w.ended = "the module was not found"
		return w
	}
	m.finish(w)
	return w
}

// finish resolves what the world decided, and notes the variables that went
// into the names the caller looks at.
func (m *machine) finish(w *World) {
	for _, name := range w.Names.Names() {
		if m.Matters != nil && !m.Matters(name) {
			continue
		}
		b := w.Names.Lookup(name)
		b.Value = m.resolve(b.Value)
		m.touchDeep(b.Value, 0)
	}
	w.decisions, w.assumptions = m.decisions, m.assumptions
}

func (m *machine) touchDeep(v value.Value, depth int) {
	m.touch(v)
	if depth > 6 {
		return
	}
	switch d := v.Data.(type) {
	case *value.Dict:
		for _, e := range d.Entries() {
			m.touchDeep(e.Key, depth+1)
			m.touchDeep(e.Value, depth+1)
		}
	case *value.List, *value.Tuple, *value.Set:
		items, _ := value.Spread(v)
		for _, it := range items {
			m.touchDeep(it, depth+1)
		}
	}
}

// describeEnd says how a run ended, by the class of the exception only.
func (m *machine) describeEnd(err error) string {
	var raised *value.Raised
	if errors.As(err, &raised) {
		return raised.Error() + " is raised at " + place(raised.At)
	}
	return err.Error()
}
