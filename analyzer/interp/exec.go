package interp

import (
	"fmt"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// signal says how a statement ended, besides by an error.
type signal int

const (
	goesOn signal = iota
	breaks
	continues
	returns
)

// outcome is a signal with the value that is returned.
type outcome struct {
	signal signal
	value  value.Value
}

func (m *machine) execAll(body []python.Stmt) (outcome, error) {
	for _, s := range body {
		began := m.steps
		o, err := m.exec(s)
		if err != nil && m.lenient && m.frame.kind == moduleFrame && len(m.handlers) == 0 && m.soften(s, err) {
			m.bearSince(began)
			continue
		}
		if err != nil || o.signal != goesOn {
			return o, err
		}
	}
	return outcome{}, nil
}

// exec runs one statement.
func (m *machine) exec(s python.Stmt) (outcome, error) {
	if err := m.Spend(1); err != nil {
		return outcome{}, err
	}
	if m.watches() {
		return m.watched(s)
	}
	return m.execHere(s)
}

func (m *machine) execHere(s python.Stmt) (outcome, error) {
	m.frame.site = s.Span()
	switch s := s.(type) {
	case *python.If:
		return m.execIf(s)
	case *python.For:
		return m.execFor(s)
	case *python.While:
		return m.execWhile(s)
	case *python.Try:
		return m.execTry(s)
	case *python.With:
		return m.execWith(s)
	case *python.Match:
		return m.execMatch(s)
	case *python.Return:
		return m.execReturn(s)
	case *python.Break:
		return outcome{signal: breaks}, nil
	case *python.Continue:
		return outcome{signal: continues}, nil
	}
	return outcome{}, m.execSimple(s)
}

// execSimple runs a statement that always goes on to the next.
func (m *machine) execSimple(s python.Stmt) error {
	switch s := s.(type) {
	case *python.ExprStmt:
		_, err := m.eval(s.Value)
		return err
	case *python.Assign:
		return m.execAssign(s)
	case *python.AugAssign:
		return m.execAugAssign(s)
	case *python.AnnAssign:
		return m.execAnnAssign(s)
	case *python.Delete:
		return m.execDelete(s)
	case *python.FunctionDef:
		return m.execFunctionDef(s)
	case *python.ClassDef:
		return m.execClassDef(s)
	case *python.Raise:
		return m.execRaise(s)
	case *python.Assert:
		return m.execAssert(s)
	case *python.Import:
		return m.execImport(s)
	case *python.ImportFrom:
		return m.execImportFrom(s)
	case *python.Global:
		m.frame.global = declare(m.frame.global, s.Names)
	case *python.Nonlocal:
		m.frame.nonlocal = declare(m.frame.nonlocal, s.Names)
	case *python.TypeAlias:
		m.bindName(s.Name, m.MakeUnknown("", "is a type alias"), s.Span())
	case *python.BadStmt:
		m.blurTargets(s)
	case *python.Pass:
	default:
		panic(fmt.Sprintf("interp: statement %T", s))
	}
	return nil
}

func declare(set map[string]bool, names []string) map[string]bool {
	if set == nil {
		set = map[string]bool{}
	}
	for _, n := range names {
		set[n] = true
	}
	return set
}

// blurTargets is what is left to do for a statement that is not Python: names
// may be bound there.
func (m *machine) blurTargets(s python.Stmt) {
	if m.frame.locals.Open == nil && m.leaks(m.frame.locals) {
		m.frame.locals.Open = &value.Unknown{Reason: "may be assigned at " + place(s.Span()) + ", which is not Python"}
	}
}

// soften passes over a statement of a module that fails: what it would have
// bound or changed is unknown. It reports false for an error that ends the run.
func (m *machine) soften(s python.Stmt, err error) bool {
	raised, ok := err.(*value.Raised)
	if !ok {
		return false
	}
	m.steps += perSoftened
	if len(m.softened) == 0 {
		m.fails = m.depth == mainDepth && m.frame.module.Name == m.Program.Module
	}
	switch {
	case len(m.softened) < maxSoftened:
		m.softened = append(m.softened, fmt.Sprintf("the statement at %s raises %s at %s and was passed over",
			place(s.Span()), raised.Error(), place(raised.At)))
	case len(m.softened) == maxSoftened:
		m.softened = append(m.softened, "further statements that raise something were passed over")
	}
	reason := fmt.Sprintf("comes from %s, which raises %s", place(s.Span()), raised.Error())
	for _, name := range python.ChangedIn(s) {
		if b := m.frame.locals.Lookup(name); b != nil {
			blurContents(b.Value, &value.Unknown{Reason: reason, Key: m.siteKey()})
		}
	}
	for _, name := range python.ScopeOf(s).Locals {
		m.bindName(name, value.Value{
			Data:   &value.Unknown{Reason: reason, Key: m.siteKey()},
			Origin: &value.Origin{At: s.Span()},
		}, s.Span())
	}
	return true
}

// blurContents says that it is not known any more what a collection holds.
func blurContents(v value.Value, u *value.Unknown) {
	switch d := v.Data.(type) {
	case *value.List:
		d.Items = []value.Value{{Data: &value.Splice{Of: u}, Origin: v.Origin}}
	case *value.Dict:
		d.Clear()
		d.Open = u
	case *value.Set:
		if !d.Frozen {
			*d = value.Set{Open: u}
		}
	}
}

func (m *machine) execReturn(s *python.Return) (outcome, error) {
	if s.Value == nil {
		return outcome{returns, m.Made(value.None{})}, nil
	}
	v, err := m.eval(s.Value)
	return outcome{returns, v}, err
}

// guarded runs a body under a condition that held or not.
func (m *machine) guarded(test source.Span, held bool, body []python.Stmt) (outcome, error) {
	f := m.frame
	outer := f.guards
	f.guards = &value.Guard{Test: test, Held: held, Outer: outer}
	defer func() { f.guards = outer }()
	return m.execAll(body)
}

func (m *machine) execIf(s *python.If) (outcome, error) {
	holds, err := m.test(s.Test)
	if err != nil {
		return outcome{}, err
	}
	if holds {
		return m.guarded(s.Test.Span(), true, s.Body)
	}
	if len(s.Else) == 0 {
		return outcome{}, nil
	}
	return m.guarded(s.Test.Span(), false, s.Else)
}

// test evaluates a condition.
func (m *machine) test(e python.Expr) (bool, error) {
	v, err := m.eval(e)
	if err != nil {
		return false, err
	}
	outer := m.frame.site
	m.frame.site = e.Span()
	defer func() { m.frame.site = outer }()
	return m.Truth(v)
}

func (m *machine) execFor(s *python.For) (outcome, error) {
	iterable, err := m.eval(s.Iter)
	if err != nil {
		return outcome{}, err
	}
	m.frame.site = s.Iter.Span()
	items, err := m.iter(iterable)
	if err != nil {
		return outcome{}, err
	}
	defer m.touch(iterable)
	fresh := m.freshGenerator(s.Iter, items)
	for {
		m.frame.site = s.Iter.Span()
		it, more, err := items.Next()
		if err != nil {
			return outcome{}, err
		}
		if !more {
			return m.execAll(s.Else)
		}
		if err := m.Spend(1); err != nil {
			return outcome{}, err
		}
		if sp, ok := it.Data.(*value.Splice); ok && sp.Orderless {
			defer m.shuffling(sp)()
			continue
		} else if ok {
			if err := m.execLoosely(s, sp.Of, iterable); err != nil {
				return outcome{}, err
			}
			continue
		}
		if err := m.assign(s.Target, it, s.Iter.Span()); err != nil {
			return outcome{}, err
		}
		o, err := m.execAll(s.Body)
		if err == nil && (o.signal == goesOn || o.signal == continues) {
			continue
		}
		if closeErr := m.closeGenerator(fresh); closeErr != nil {
			return outcome{}, closeErr
		}
		if o.signal == breaks {
			return outcome{}, err
		}
		return o, err
	}
}

// execLoosely runs a loop's body for a part of a collection that is not known:
// it may run any number of times. What it appends may be there any number of
// times, and what it assigns may be assigned or not.
func (m *machine) execLoosely(s *python.For, u *value.Unknown, iterable value.Value) error {
	ns := m.frame.locals
	before := map[string]*value.Binding{}
	names := python.ScopeOf(s).Locals
	for _, n := range names {
		before[n] = ns.Lookup(n)
	}
	item := value.Value{Data: itemOf(u, m.siteKey()), Origin: iterable.Origin}
	if err := m.assign(s.Target, item, s.Iter.Span()); err != nil {
		return err
	}
	m.loose++
	_, err := m.execAll(s.Body)
	m.loose--
	for _, n := range names {
		if b := ns.Lookup(n); b != nil && b != before[n] {
			maybe := &value.Unknown{Reason: "is assigned in a loop over something that " + u.Reason, Key: shortKey("loop:" + n + u.Key)}
			m.bindName(n, value.Value{Data: maybe, Origin: b.Value.Origin}, s.Span())
		}
	}
	return err
}

// itemOf returns an unknown item of an unknown collection: the one at a place.
func itemOf(u *value.Unknown, place string) *value.Unknown {
	return &value.Unknown{Reason: u.Reason, Key: shortKey("item:" + place + ":" + u.Key), Env: u.Env}
}

// execWhile runs a loop. A test that is not known holds at most once, and what
// else is not known in a round comes out otherwise in the next: the run has to
// end.
func (m *machine) execWhile(s *python.While) (outcome, error) {
	outer := m.while
	m.while = &while{}
	defer func() { m.while = outer }()
	for round := 0; ; round++ {
		m.while.next()
		test, err := m.eval(s.Test)
		if err != nil {
			return outcome{}, err
		}
		holds, err := m.Truth(test)
		if err != nil {
			return outcome{}, err
		}
		undecided := value.Truthy(test) == value.Maybe
		if !holds || undecided && round > 0 {
			return m.execAll(s.Else)
		}
		if round > maxWhile {
			return outcome{}, errBudget
		}
		o, err := m.guarded(s.Test.Span(), true, s.Body)
		switch {
		case err != nil || o.signal == returns:
			return o, err
		case o.signal == breaks:
			return outcome{}, nil
		}
	}
}

func (m *machine) execWith(s *python.With) (outcome, error) {
	return m.within(s.Items, s.Body)
}

// within runs a body within the contexts of a with statement.
func (m *machine) within(items []python.WithItem, body []python.Stmt) (outcome, error) {
	if len(items) == 0 {
		return m.execAll(body)
	}
	item := items[0]
	v, err := m.eval(item.Context)
	if err != nil {
		return outcome{}, err
	}
	entered, err := m.enterContext(v)
	if err != nil {
		return outcome{}, err
	}
	if item.Vars != nil {
		if err := m.assign(item.Vars, entered, item.Context.Span()); err != nil {
			return outcome{}, err
		}
	}
	if classes := suppressed(v); classes != nil {
		return m.suppressing(classes, items[1:], body)
	}
	var handlers []*value.Class
	if _, ok := exitOf(v); ok {
		handlers = []*value.Class{anyContext}
	}
	o, err := m.withHandlers(handlers, func() (outcome, error) { return m.within(items[1:], body) })
	if err == nil || isRaised(err) {
		return m.exitContext(v, o, err)
	}
	return o, err
}

func isRaised(err error) bool {
	_, ok := err.(*value.Raised)
	return ok
}

// anyContext stands among handlers for what may swallow all that is raised, without
// its being known beforehand: it is the class of no exception.
var anyContext = &value.Class{Name: "with"}

// exitOf returns the method that ends a context, if it has one.
func exitOf(v value.Value) (value.Value, bool) {
	o, ok := v.Data.(*value.Object)
	if !ok {
		return value.Value{}, false
	}
	exit, found := o.Class.Lookup("__exit__")
	return exit, found == value.Yes
}

// exitContext calls __exit__ with what the body raised, if anything, which it
// swallows where it returns something true.
func (m *machine) exitContext(v value.Value, o outcome, err error) (outcome, error) {
	exit, ok := exitOf(v)
	if !ok {
		return o, err
	}
	none := m.Made(value.None{})
	args := []value.Value{none, none, none}
	raised, wasRaised := err.(*value.Raised)
	if wasRaised {
		args = []value.Value{m.typeOf(raised.Exc), raised.Exc, m.MakeUnknown("traceback", "is a traceback")}
	}
	swallows, exitErr := m.Call(m.bind(v, exit), value.Args{Pos: args})
	if exitErr != nil {
		return outcome{}, exitErr
	}
	if !wasRaised {
		return o, err
	}
	done, truthErr := m.truthy(swallows)
	if truthErr != nil {
		return outcome{}, truthErr
	}
	if done == value.Yes {
		return outcome{}, nil
	}
	return o, err
}

func (m *machine) enterContext(v value.Value) (value.Value, error) {
	o, ok := v.Data.(*value.Object)
	if !ok {
		return v, nil
	}
	enter, found := o.Class.Lookup("__enter__")
	if found != value.Yes {
		return v, nil
	}
	return m.Call(m.bind(v, enter), value.Args{})
}

// suppressed returns the exceptions that contextlib.suppress was given, or
// nil for any other context manager. Its model keeps them as its state.
func suppressed(v value.Value) []*value.Class {
	o, ok := v.Data.(*value.Object)
	if !ok {
		return nil
	}
	given, ok := o.State.([]value.Value)
	if !ok || o.Class.Name != "suppress" {
		return nil
	}
	var classes []*value.Class
	for _, g := range given {
		if c, ok := g.Data.(*value.Class); ok {
			classes = append(classes, c)
		}
	}
	return classes
}

// suppressing runs a body in which exceptions of those classes end the body
// and nothing else.
func (m *machine) suppressing(classes []*value.Class, items []python.WithItem, body []python.Stmt) (outcome, error) {
	o, err := m.withHandlers(classes, func() (outcome, error) { return m.within(items, body) })
	if raised, ok := err.(*value.Raised); ok && m.handles(raised, classes) {
		return outcome{}, nil
	}
	return o, err
}

func (m *machine) withHandlers(classes []*value.Class, run func() (outcome, error)) (outcome, error) {
	outer := m.handlers
	m.handlers = append(outer[:len(outer):len(outer)], classes...)
	defer func() { m.handlers = outer }()
	return run()
}

func (m *machine) handles(raised *value.Raised, classes []*value.Class) bool {
	exc, ok := raised.Exc.Data.(*value.Object)
	if !ok {
		return true
	}
	for _, c := range classes {
		if exc.Class.IsSubclass(c) != value.No {
			return true
		}
	}
	return false
}
