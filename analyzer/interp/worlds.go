package interp

import (
	"crypto/sha256"
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
	// world, in the order they were met, without those that only keep it
	// alive.
	Flipped []Decision
	// Cut says which bound the run met, or "".
	Cut string

	next map[string]*World // those worlds next to it that were imagined
	// beside is the world from which an imagined one differs in others.
	beside      *World
	others      map[string]*value.Binding
	decisions   []*Decision
	keys        map[string]bool // of these, once they were asked for
	touched     map[string]int
	bearing     map[string]bool
	asked       map[string]bool
	assumptions []string
	broken      []Broken
	softened    []string
	fails       bool            // whether a strict run ends
	cause       map[string]bool // keys of what the statements depend on that raised something
	overrides   map[string]bool
	ended       string
	revived     []string
	steps, held int
	spent       int // steps of imagining the worlds next to it
	signature   signature
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
	// Kept is about how many bytes the names take that are kept.
	Kept int
	// Steps are the steps that all worlds took, Runs is how many worlds were
	// looked at, those that gave nothing new among them, and Imagined how many
	// of these were not run.
	Steps, Runs, Imagined int
}

// Explore runs the program in its base world and, one flip at a time, in all
// others that its decisions open, up to the limits.
func Explore(p *Program) *Result {
	q := *p
	q.Limits, q.packages = p.Limits.orDefaults(), packagesOf(p.Library)
	if q.Constants == nil {
		q.Constants = NewConstants()
	}
	x := &explorer{program: &q}
	if q.Limits.Worlds == 1 && !q.strictly {
		if x.explore(true); x.single() {
			return x.result()
		}
		x = &explorer{program: &q, steps: x.steps}
	}
	x.explore(false)
	if len(x.living) == 0 {
		ended, steps := x.first.ended, x.steps
		x = &explorer{program: &q, steps: steps}
		x.explore(true)
		if len(x.living) == 0 {
			return &Result{Ended: ended, Broken: x.first.broken, Steps: x.steps, Runs: x.count}
		}
	}
	return x.result()
}

// single reports whether the base world, which was run leniently, need not be run
// strictly: that gives the same where no statement was passed over, and no world where
// the first that was is one of the module itself.
func (x *explorer) single() bool {
	return len(x.living) > 0 && (len(x.first.softened) == 0 || x.first.fails)
}

// explorer holds the worlds of one program.
type explorer struct {
	program *Program
	first   *World   // the first that was run
	living  []*World // those that live and differ in what the caller looks at
	count   int      // of the worlds that were looked at
	spared  int      // of those that were not run
	steps   int
	seen    map[string]bool    // decisions that have been tried
	told    map[signature]bool // signatures of worlds
	kept    int                // steps of the worlds whose values are kept
	taken   int                // bytes that those worlds' names take
	held    int                // bytes of their large values
	cut     []string
}

// explore runs worlds breadth first, from the base world on.
func (x *explorer) explore(lenient bool) {
	x.seen, x.told = map[string]bool{}, map[signature]bool{}
	base := x.base(lenient)
	if base.ended != "" {
		return
	}
	if x.program.Base != nil {
		x.program.Base(base.Names)
	}
	base = x.lookAround(base, lenient)
	x.take(base)
	queue := x.flips(base, nil)
	for len(queue) > 0 {
		if x.met() {
			return
		}
		next := queue[0]
		queue = queue[1:]
		w := next.imagined
		if w == nil {
			w = x.run(next.overrides, lenient, foundFrom(next.parent))
		} else {
			x.count++
			x.spared++
		}
		x.take(w)
		w.revived = next.revived
		if w.ended != "" {
			queue = append(queue, x.revivals(w, next.parent)...)
			continue
		}
		queue = append(queue, x.flips(w, next.parent)...)
	}
}

// maxBase bounds the search for a base world that lives, and maxCauses how many of
// the worlds are tried that differ in what led to the end.
const (
	maxBase   = 64
	maxCauses = 16
)

// base runs the world of the default decisions. If it ends, the nearest world
// that lives takes its place: the last decision is flipped, then, if that ends
// too, the last one that has not been. Those come first on which the statement
// depends that raised something, and last the variables that had no bearing on an end.
func (x *explorer) base(lenient bool) *World {
	bearing := map[string]bool{}
	w := x.search(lenient, maxCauses, func(w *World) choice {
		return func(d *Decision) bool { return w.cause[d.Key] }
	})
	if w.ended != "" {
		w = x.search(lenient, maxBase, func(w *World) choice {
			for name := range w.touched {
				bearing[name] = true
			}
			return func(d *Decision) bool { return !isEnv(d.Key) || bearing[d.Env] }
		})
	}
	if w.ended != "" {
		w = x.search(lenient, maxBase, func(*World) choice { return func(*Decision) bool { return true } })
	}
	return w
}

// A choice says which decisions of a world that ends are tried otherwise.
type choice func(*Decision) bool

// search runs worlds until one lives or too many have been run. It flips the
// decisions that are chosen.
func (x *explorer) search(lenient bool, most int, choose func(*World) choice) *World {
	w := x.first
	if w == nil {
		w = x.run(nil, lenient, nil)
	}
	for tries := 1; ; tries++ {
		next, ok := w.backtrack(choose(w))
		if w.ended == "" || !ok || tries >= most || x.met() {
			return w
		}
		w = x.run(next, lenient, nil)
	}
}

// backtrack returns the decisions that lead to the nearest world that has not
// been tried.
func (w *World) backtrack(may choice) (map[string]bool, bool) {
	for i := len(w.decisions) - 1; i >= 0; i-- {
		last := w.decisions[i]
		if _, tried := w.overrides[last.Key]; tried || !may(last) {
			continue
		}
		next := map[string]bool{last.Key: !last.Taken}
		for _, d := range w.decisions[:i] {
			if taken, forced := w.overrides[d.Key]; forced {
				next[d.Key] = taken
			}
		}
		return next, true
	}
	return nil, false
}

// met reports whether a bound ends the exploration, and notes it.
func (x *explorer) met() bool {
	limits := x.program.Limits
	switch {
	case x.program.Stopped != nil && x.program.Stopped():
		x.cut = append(x.cut, "the exploration was stopped; the remaining worlds were not looked at")
	case x.count >= limits.Worlds:
		x.cut = append(x.cut, fmt.Sprintf("more than %d worlds would have to be looked at; the rest were not", limits.Worlds))
	case x.kept > maxKept || x.held > maxKeptHeld || x.taken > limits.Kept:
		x.cut = append(x.cut, "the worlds take more memory than is spent on them; the remaining worlds were not looked at")
	case x.steps > limits.TotalSteps:
		x.cut = append(x.cut, fmt.Sprintf("more than %d steps would have to be taken; the remaining worlds were not looked at", limits.TotalSteps))
	default:
		return false
	}
	return true
}

type flip struct {
	overrides map[string]bool
	// parent is the nearest world that lives.
	parent *World
	// revived are the decisions that only keep the world alive.
	revived []string
	// imagined is the world, where it need not be run.
	imagined *World
}

// maxRevivals is how many of the last decisions of a world that ends are tried
// otherwise, and how many together: what the program insists on stands near, and
// where it insists on more, the last of them comes last.
const maxRevivals = 3

// revivals returns worlds near to one that ends: those that differ in one of
// the last decisions that may have led there from the parent, which lives.
func (x *explorer) revivals(w, parent *World) []flip {
	var next []flip
	most := maxRevivals
	if n := len(w.revived); n >= maxRevivals {
		return nil
	} else if n > 0 {
		most = 1
	}
	parted := w.parted(parent)
	for _, d := range slices.Backward(w.decisions) {
		if len(next) == most {
			break
		}
		if _, forced := w.overrides[d.Key]; forced || w.lastUse(d) < parted {
			continue
		}
		if f, isNew := x.flipped(w, d); isNew {
			f.parent = parent
			f.revived = append(f.revived, d.Key)
			next = append(next, f)
		}
	}
	return next
}

// parted returns the step at which w took another way than its parent.
func (w *World) parted(parent *World) int {
	for _, d := range w.decisions {
		_, forced := w.overrides[d.Key]
		if _, also := parent.overrides[d.Key]; forced && !also {
			return d.made
		}
	}
	return 0
}

// lastUse returns the last step of the run that depended on a decision: for a
// variable's being set, the last on whose outcome the variable bore.
func (w *World) lastUse(d *Decision) int {
	if isEnv(d.Key) {
		return w.touched[d.Env]
	}
	return d.used
}

// flipped returns the world that differs from w by one decision, and whether it
// has not been looked at.
func (x *explorer) flipped(w *World, d *Decision) (flip, bool) {
	overrides := maps.Clone(w.overrides)
	if overrides == nil {
		overrides = map[string]bool{}
	}
	overrides[d.Key] = !d.Taken
	key := keyOf(overrides)
	isNew := !x.seen[key]
	x.seen[key] = true
	return flip{overrides, w, slices.Clone(w.revived), w.next[d.Key]}, isNew
}

// asks returns the keys of the decisions that a world came to; nil came to none.
func (w *World) asks() map[string]bool {
	if w == nil {
		return nil
	}
	if w.keys == nil {
		w.keys = make(map[string]bool, len(w.decisions))
		for _, d := range w.decisions {
			w.keys[d.Key] = true
		}
	}
	return w.keys
}

// flips returns the worlds that differ from w by one decision which its parent
// did not have.
func (x *explorer) flips(w, parent *World) []flip {
	known := parent.asks()
	var next []flip
	for _, d := range w.decisions {
		if len(next) == x.program.Limits.Worlds {
			break // none of the others would be run
		}
		if _, forced := w.overrides[d.Key]; forced || known[d.Key] || !x.matters(w, d) {
			continue
		}
		if f, isNew := x.flipped(w, d); isNew {
			next = append(next, f)
		}
	}
	return next
}

// matters reports whether the other answer could change a name that the caller
// looks at.
func (x *explorer) matters(w *World, d *Decision) bool { return w.ended != "" || w.bearing[d.Key] }

func keyOf(overrides map[string]bool) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(overrides)) {
		fmt.Fprintf(&b, "%q=%t;", k, overrides[k])
	}
	return b.String()
}

// run runs one world.
func (x *explorer) run(overrides map[string]bool, lenient bool, near *nearness) *World {
	w := newMachine(x.program, overrides, lenient, near).runProgram()
	if x.first == nil {
		x.first, x.program.Ahead = w, nil
	}
	x.count++
	x.steps += w.steps + w.spent
	return w
}

// lookAround runs the base world once more, and imagines the worlds next to it
// whose decisions are known to bear by now.
func (x *explorer) lookAround(base *World, lenient bool) *World {
	only := map[string]bool{}
	for _, d := range base.decisions {
		if _, forced := base.overrides[d.Key]; !forced && x.matters(base, d) {
			only[d.Key] = true
		}
	}
	if len(only) < 2 || lenient || !x.program.mayImagine() {
		return base
	}
	again := x.run(base.overrides, lenient, &nearness{only: only, steps: 4 * base.steps})
	x.count--
	return again
}

// take keeps a world, or what others need to know of it: of most, nothing is new
// that the caller looks at.
func (x *explorer) take(w *World) {
	if w.ended == "" && !x.told[w.signature] {
		x.keep(w)
		x.kept += w.steps
		x.held += w.held
	} else {
		w.Names, w.Module = nil, nil
	}
	x.told[w.signature] = true
}

// A signature stands for all that the caller can see of a world: two worlds of the
// same signature give the same answers.
type signature [sha256.Size]byte

// add adds a part to a signature, or takes it out if it is in it. The order of the
// parts does not matter.
func (s *signature) add(part signature) {
	for i := range s {
		s[i] ^= part[i]
	}
}

func (m *machine) sign(names *value.Namespace) signature {
	var all signature
	for _, n := range names.Names() {
		if isSetting(n) {
			all.add(m.signName(n, names.Lookup(n)))
		}
	}
	if names.Open != nil {
		all.add(sha256.Sum256([]byte("open " + names.Open.Reason)))
	}
	return all
}

type named struct {
	name string
	to   *value.Binding
}

// signName stands for a name and what can be told of its value.
func (m *machine) signName(name string, b *value.Binding) signature {
	if b == nil {
		return signature{}
	}
	at := named{name, b}
	part, known := m.signed[at]
	if !known {
		var text strings.Builder
		text.WriteString(name)
		if m.Matters == nil || m.Matters(name) {
			text.WriteByte('=')
			value.Fingerprint(&text, b.Value)
		}
		part = sha256.Sum256([]byte(text.String()))
		m.signed[at] = part
	}
	return part
}

// result puts the living worlds together; the first of them is the base world.
func (x *explorer) result() *Result {
	r := &Result{Worlds: x.living, Cut: x.cut, Kept: x.taken, Steps: x.steps, Runs: x.count, Imagined: x.spared}
	base := r.Worlds[0]
	for _, w := range r.Worlds {
		w.Flipped = w.differsFrom(base)
	}
	for _, w := range r.Worlds {
		w.decisions, w.keys, w.touched, w.bearing, w.cause, w.next = nil, nil, nil, nil, nil, nil
		w.beside, w.others = nil, nil
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
		if slices.Contains(w.revived, d.Key) {
			continue
		}
		if same, also := base.overrides[d.Key]; forced && (!also || same != d.Taken) {
			flipped = append(flipped, *d)
		}
	}
	return flipped
}

// runProgram runs the module to its end.
func (m *machine) runProgram() *World {
	defer m.closeGenerators()
	mod, err := m.runMain()
	w := &World{Module: mod, overrides: m.overrides}
	if mod != nil {
		w.Names = mod.Names
	}
	if m.Configuration != "" && err == nil {
		w.Names, err = m.configurationSettings(mod)
	}
	defer m.account(w)
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
	if m.imagines && w.Cut == "" {
		w.next = m.neighbours(w)
	}
	if m.Matters != nil {
		w.Module = w.Module.Bare() // its names lead to all that the run has made
	}
	return w
}

// finish resolves what the world decided, notes the variables that went into the
// names the caller looks at, and drops the names that are no settings.
func (m *machine) finish(w *World) {
	m.over = true
	defer m.enter(&frame{module: w.Module, globals: w.Module.Names, locals: w.Module.Names})()
	w.Names = w.Names.Only(func(name string, b *value.Binding) *value.Binding {
		if m.Matters == nil || m.Matters(name) {
			b = m.final(b)
		}
		if m.Matters != nil && !isSetting(name) {
			return nil
		}
		return b
	})
	w.signature = m.sign(w.Names)
}

// final returns a binding as it is at the end of a run.
func (m *machine) final(b *value.Binding) *value.Binding {
	if m.Matters != nil {
		m.settle(b.Value)
	}
	last := &watch{}
	m.watch = last
	resolved := *b
	resolved.Value = m.resolve(b.Value)
	m.touchDeep(resolved.Value, 0)
	m.watch = nil
	m.bearOnly(last.bears.list...)
	return &resolved
}

// settle makes the items of an iterator that is the value of a name: whoever
// reads the name is the first to iterate it.
func (m *machine) settle(v value.Value) {
	it, ok := v.Data.(*value.Iterator)
	if !ok {
		return
	}
	var items []value.Value
	for {
		item, more, err := it.Next()
		if err != nil || len(items) > maxSettled {
			items, more = []value.Value{m.splice("comes from an iterator that is not seen to end")}, false
		}
		if !more {
			it.Items, it.Make = items, nil
			return
		}
		items = append(items, item)
	}
}

// maxSettled is how many items of an iterator are looked at when a run ends.
const maxSettled = 1000

// account notes what the run went through.
func (m *machine) account(w *World) {
	w.decisions, w.touched, w.bearing, w.asked = m.decisions, m.touched, m.bearing, m.asked
	w.assumptions, w.broken, w.softened, w.fails = m.assumptions, m.broken, m.softened, m.fails
	w.cause = m.cause
	w.steps, w.held, w.spent = m.steps, m.held, m.spent
}

func (m *machine) touchDeep(v value.Value, depth int) {
	m.touch(v)
	m.reads(v)
	if m.walked++; depth > 6 || m.walked > maxItems {
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
