package interp

import (
	"errors"
	"iter"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A generator is a body that is run from one yield to the next. Python leaves
// it in the midst of loops and try statements, and comes back to it; so the
// body runs in a coroutine, which takes turns with who asks for the items: only
// one of the two runs at any time. What the machine knows of where it is goes
// with each.
type generator struct {
	frame *frame
	body  func() (value.Value, error)
	// origin grows by what the items are made of.
	origin *value.Origin

	next  func() (value.Value, bool)
	stop  func()
	yield func(value.Value) bool

	// handlers and loops are the machine's at the yield; loops are the
	// body's own, beyond those that are around who asks for the items.
	handlers      []*value.Class
	loops, around int

	// lost is set when the generator was let go of in the midst of something.
	running, ended, lost bool
	// sent and thrown are what the yield gives or raises.
	sent   value.Value
	thrown error
	// result is what the body returned, err what it raised.
	result value.Value
	err    error
}

// maxSuspended bounds the generators of a run that are in the midst of
// something. Beyond it the oldest are let go of: most will never be asked again,
// as in next(x for x in y); what would follow in the others is not known.
const maxSuspended = 200

var errClosed = errors.New("the run is at its end")

// generate returns the iterator that a generator's body is before its first
// step.
func (m *machine) generate(f *frame, body func() (value.Value, error), from ...value.Value) value.Value {
	v := m.Made(nil, from...)
	g := &generator{frame: f, body: body, origin: v.Origin}
	f.generator = g
	v.Data = &value.Iterator{Kind: "generator", State: g, Make: func() (value.Value, bool, error) {
		return m.resume(g, m.none(), nil)
	}}
	return v
}

// resume runs a generator up to its next yield; more is false if it ends.
func (m *machine) resume(g *generator, sent value.Value, thrown error) (item value.Value, more bool, err error) {
	switch {
	case g.running:
		return item, false, m.Raise("ValueError", "generator already executing")
	case g.lost:
		g.lost = false
		return m.splice("comes from more generators at once than are run"), true, nil
	case g.ended:
		return item, false, thrown
	case g.next == nil && thrown != nil:
		g.ended = true
		return item, false, thrown
	case m.depth > maxCallDepth:
		m.end(g)
		return m.splice("comes from calls that are nested too deeply"), true, nil
	case g.next == nil:
		if len(m.suspended) >= maxSuspended {
			m.loseOldest()
		}
		g.next, g.stop = iter.Pull(m.coroutine(g))
		g.handlers = m.handlers
		m.suspended = append(m.suspended, g)
	}
	g.sent, g.thrown, g.around, g.running = sent, thrown, m.loose, true
	handlers, leave := m.handlers, m.enter(g.frame)
	m.handlers, m.loose = g.handlers, m.loose+g.loops
	item, more = g.next()
	g.handlers, g.loops = m.handlers, m.loose-g.around
	m.handlers, m.loose = handlers, g.around
	leave()
	g.running = false
	if more {
		return item, true, nil
	}
	m.end(g)
	return item, false, g.err
}

// coroutine is a generator's body as it is run by turns.
func (m *machine) coroutine(g *generator) iter.Seq[value.Value] {
	return func(yield func(value.Value) bool) {
		g.yield = yield
		g.result, g.err = g.body()
		if raised, ok := g.err.(*value.Raised); ok && m.handles(raised, []*value.Class{m.classes["StopIteration"]}) {
			g.err = m.Raise("RuntimeError", "generator raised StopIteration")
		}
	}
}

func (m *machine) end(g *generator) {
	g.ended = true
	m.suspended = slices.DeleteFunc(m.suspended, func(other *generator) bool { return other == g })
}

// closeGenerators lets go of what is in the midst of something when the run
// ends.
func (m *machine) closeGenerators() {
	for _, g := range slices.Clone(m.suspended) {
		m.lose(g)
	}
}

func (m *machine) loseOldest() {
	for _, g := range m.suspended {
		if !g.running {
			m.lose(g)
			return
		}
	}
}

// lose ends a generator's coroutine, which leaves what it is in the midst of
// without running anything more of the body.
func (m *machine) lose(g *generator) {
	m.end(g)
	g.lost = true
	handlers, loose := m.handlers, m.loose
	leave := m.enter(g.frame)
	g.stop()
	leave()
	m.handlers, m.loose = handlers, loose
}

// hand gives an item to who asked for it, and returns what the generator is
// sent when it is asked again.
func (m *machine) hand(g *generator, item value.Value) (value.Value, error) {
	if m.loose > g.around {
		item = m.added(item)
	}
	g.origin.From = append(g.origin.From, g.frame.tested...)
	if item.Origin != nil {
		g.origin.From = append(g.origin.From, item.Origin)
	}
	g.frame.tested = nil
	if !g.yield(item) {
		return value.Value{}, errClosed
	}
	return g.sent, g.thrown
}

func (m *machine) evalYield(e *python.Yield) (value.Value, error) {
	g := m.frame.generator
	item := m.none()
	if e.Value != nil {
		var err error
		if item, err = m.eval(e.Value); err != nil {
			return item, err
		}
	}
	switch {
	case g == nil:
		return m.MakeUnknown("", "comes from a yield that is not in a function"), nil
	case e.From:
		return m.yieldFrom(g, item)
	}
	return m.hand(g, item)
}

// yieldFrom hands on what another iterator makes. It gives what that returns,
// if it is a generator.
func (m *machine) yieldFrom(g *generator, v value.Value) (value.Value, error) {
	it, err := m.iter(v)
	if err != nil {
		return value.Value{}, err
	}
	inner, isGenerator := it.State.(*generator)
	sent, thrown := m.none(), error(nil)
	for {
		if thrown != nil && (!isGenerator || !isRaised(thrown)) {
			return value.Value{}, thrown
		}
		var item value.Value
		var more bool
		if isGenerator {
			item, more, err = m.resume(inner, sent, thrown)
		} else {
			item, more, err = it.Next()
		}
		if err != nil || !more {
			break
		}
		sent, thrown = m.hand(g, item)
	}
	if isGenerator && err == nil && !inner.result.IsZero() {
		return inner.result, nil
	}
	return m.none(), err
}

// generatorMethods are the methods that only generators have.
func generatorMethods() map[string]method {
	return map[string]method{
		"send": func(m *machine, self value.Value, args value.Args) (value.Value, error) {
			sent, err := first(m, args)
			g, ok := generatorOf(self)
			if err != nil || !ok {
				return sent, err
			}
			if g.next == nil && sent.Data != (value.None{}) {
				return sent, m.Raise("TypeError", "can't send non-None value to a just-started generator")
			}
			item, more, err := m.resume(g, sent, nil)
			return m.orStop(item, more, err, g)
		},
		"throw": func(m *machine, self value.Value, args value.Args) (value.Value, error) {
			thrown, err := first(m, args)
			if err != nil {
				return thrown, err
			}
			g, ok := generatorOf(self)
			raised := m.raiseValue(thrown)
			if !ok || !isRaised(raised) {
				return thrown, raised
			}
			item, more, err := m.resume(g, m.none(), raised)
			return m.orStop(item, more, err, g)
		},
		"close": func(m *machine, self value.Value, _ value.Args) (value.Value, error) {
			g, _ := generatorOf(self)
			return m.none(), m.closeGenerator(g)
		},
	}
}

// closeGenerator is g.close(); g may be nil.
func (m *machine) closeGenerator(g *generator) error {
	if g == nil || g.ended {
		return nil
	}
	_, more, err := m.resume(g, m.none(), m.Raise("GeneratorExit", ""))
	if more {
		return m.Raise("RuntimeError", "generator ignored GeneratorExit")
	}
	if raised, ok := err.(*value.Raised); ok && m.handles(raised, []*value.Class{m.classes["GeneratorExit"]}) {
		return nil
	}
	return err
}

// freshGenerator returns the generator of a loop that nobody else has: Python
// closes it when the loop is left.
func (m *machine) freshGenerator(e python.Expr, it *value.Iterator) *generator {
	_, called := e.(*python.Call)
	_, displayed := e.(*python.Comp)
	g, ok := it.State.(*generator)
	if !ok || !called && !displayed || g.next != nil {
		return nil
	}
	return g
}

func generatorOf(v value.Value) (*generator, bool) {
	it, ok := v.Data.(*value.Iterator)
	if !ok {
		return nil, false
	}
	g, ok := it.State.(*generator)
	return g, ok
}

// orStop is an item, or the StopIteration that carries what the generator
// returned.
func (m *machine) orStop(item value.Value, more bool, err error, g *generator) (value.Value, error) {
	if err != nil || more {
		return item, err
	}
	stop := m.Raise("StopIteration", "")
	if o, ok := stop.(*value.Raised).Exc.Data.(*value.Object); ok && g != nil && !g.result.IsZero() {
		o.Attrs.Set("value", g.result)
		g.result = value.Value{}
	} else if ok {
		o.Attrs.Set("value", m.none())
	}
	return item, stop
}
