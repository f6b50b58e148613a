package interp

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A Decision is an answer that a run took where the program asked something
// that is not known.
type Decision struct {
	// Key identifies the question across worlds.
	Key string
	// Yes and No say the two answers for people, without a full stop.
	Yes, No string
	Kind    DecisionKind
	// At is the expression that asked.
	At source.Span
	// Env is the environment variable asked for, or "".
	Env string
	// Taken is the answer.
	Taken bool

	// made and used are the steps of the run at which it was taken, and at
	// which it was last asked for.
	made, used int
}

// Text says the answer that was taken.
func (d Decision) Text() string {
	if d.Taken {
		return d.Yes
	}
	return d.No
}

// DecisionKind says what a decision is about.
type DecisionKind int

// The kinds of decisions.
const (
	// Environmental: whether a variable is set, and to what.
	Environmental DecisionKind = iota
	// Arbitrary: what code or files outside the repository give.
	Arbitrary
)

// decide returns the answer to a question, the same each time in one world.
func (m *machine) decide(d Decision, byDefault bool) bool {
	if taken, done := m.taken(d.Key); done {
		return taken
	}
	m.answered++
	m.meet(d.Key)
	m.takeTurn(d.Key)
	if taken, done := m.takeAgain(d.Key, byDefault); done {
		m.depends(d.Key)
		return taken
	}
	taken, forced := m.overrides[d.Key]
	if !forced && m.imagining != nil {
		taken, forced = m.imagining.taken[d.Key]
	}
	if !forced {
		taken = byDefault
	}
	d.Taken = taken
	d.made, d.used = m.steps, m.steps
	m.decided[d.Key] = len(m.decisions)
	m.decisions = append(m.decisions, &d)
	m.steps += perDecision
	m.depends(d.Key)
	return taken
}

// isEnv reports whether a question is whether a variable is set. The answer by
// itself changes nothing: it bears on the run where what is made of the variable
// does.
func isEnv(key string) bool { return strings.HasPrefix(key, "env:") }

// depends notes that a question is answered.
func (m *machine) depends(key string) {
	if isEnv(key) {
		m.lean(key)
	} else {
		m.bear(key)
	}
}

// taken returns what was decided on a question, if anything was.
func (m *machine) taken(key string) (taken, done bool) {
	i, done := m.decided[key]
	if !done {
		return false, false
	}
	d := m.decisions[i]
	if m.imagining == nil && !m.over {
		d.used = m.steps
	}
	m.meet(key)
	m.depends(key)
	return d.Taken, true
}

// Truth implements value.Host: bool(v), deciding where it is not known.
func (m *machine) Truth(v value.Value) (bool, error) {
	t, result, err := m.truth(v)
	if t == value.Maybe && err == nil {
		return m.decideUnknown(value.UnknownIn(result)), nil
	}
	return t == value.Yes, err
}

// truthy is bool(v), without a decision.
func (m *machine) truthy(v value.Value) (value.Truth, error) {
	t, _, err := m.truth(v)
	return t, err
}

// truth is bool(v), with what it hangs on: for an object, what its method
// returns.
func (m *machine) truth(v value.Value) (value.Truth, value.Value, error) {
	m.touch(v)
	if o, ok := v.Data.(*value.Object); ok {
		return m.objectTruth(v, o)
	}
	return value.Truthy(m.resolve(v)), v, nil
}

func (m *machine) objectTruth(v value.Value, o *value.Object) (value.Truth, value.Value, error) {
	if ns, ok := o.State.(*namespaceDict); ok {
		m.readsAll(ns.names)
		if len(ns.names.Names()) == 0 && ns.names.Open != nil {
			return value.Maybe, value.Value{Data: ns.names.Open}, nil
		}
		return value.Of(len(ns.names.Names()) > 0), v, nil
	}
	for _, name := range []string{"__bool__", "__len__"} {
		f, found := o.Class.Lookup(name)
		if found == value.Maybe {
			return value.Maybe, value.Value{Data: o.Class.OpaqueReason()}, nil
		}
		if found == value.No {
			continue
		}
		result, err := m.Call(m.bind(v, f), value.Args{})
		if _, number := value.Integer(result); err == nil && result.Known() && !number {
			err = m.Raise("TypeError", name+" should return a number")
		}
		if err != nil {
			return value.Maybe, result, err
		}
		return value.Truthy(m.resolve(result)), result, nil
	}
	if inner, ok := embeddedIn(v); ok {
		return m.truth(inner)
	}
	return value.Yes, v, nil
}

// decideUnknown answers the question whether an unknown value is true.
func (m *machine) decideUnknown(u *value.Unknown) bool {
	if u == nil {
		return true
	}
	if u.Negates != nil {
		return !m.decideUnknown(u.Negates)
	}
	key := u.Key
	if key == "" {
		key = m.siteKey()
	}
	d := Decision{Key: "true:" + key, At: m.Site(), Kind: Arbitrary}
	if u.Env != nil {
		d.Kind, d.Env = Environmental, u.Env.Name
		d.Yes, d.No = u.Env.Name+" is true", u.Env.Name+" is false"
		if u.Type != "bool" || !strings.HasPrefix(strings.ToLower(u.Env.Cast), "bool") || strings.Contains(key, "==") {
			d.Yes = "the condition on " + u.Env.Name + " at " + place(d.At) + " holds"
			d.No = "the condition on " + u.Env.Name + " at " + place(d.At) + " does not hold"
		}
	} else {
		d.Yes = "the condition at " + place(d.At) + " holds"
		d.No = "the condition at " + place(d.At) + " does not hold"
	}
	return m.while.note(d.At, m.decide(d, m.while.byDefault(d.At)))
}

// place names a place shortly: "production.py:12".
func place(s source.Span) string {
	if s.IsZero() {
		return "an unknown place"
	}
	start, _ := s.Range()
	return fmt.Sprintf("%s:%d", path.Base(s.Path()), start.Line)
}

// resolve returns a boolean unknown as the bool that the world decided it to
// be, and the text that production has for DEBUG as False.
func (m *machine) resolve(v value.Value) value.Value {
	if _, text := v.Data.(value.Str); text && m.off[v.Origin] {
		return value.Value{Data: value.Bool(false), Origin: v.Origin}
	}
	u, ok := v.Data.(*value.Unknown)
	if !ok || u.Type != "bool" {
		return v
	}
	negated := false
	for u.Negates != nil {
		u, negated = u.Negates, !negated
	}
	if taken, done := m.taken("true:" + u.Key); done {
		return value.Value{Data: value.Bool(taken != negated), Origin: v.Origin}
	}
	return v
}

// touch notes that the course of the run depends on the variables that v is
// made of.
func (m *machine) touch(v value.Value) {
	if v.Origin == nil {
		return
	}
	asked := v.Origin.Environments()
	for _, e := range asked {
		m.hinges(e.Name)
	}
	if f := m.frame; len(asked) > 0 && f != nil && f.kind == functionFrame && len(f.tested) < maxTested {
		f.tested = append(f.tested, v.Origin)
	}
}

// hinges notes that the course of the run depends on a variable.
func (m *machine) hinges(env string) {
	if m.imagining == nil {
		m.touched[env] = m.steps
	}
	m.bear("env:" + env)
}

// Assume implements value.Host.
func (m *machine) Assume(text string) {
	switch {
	case len(m.assumptions) > maxAssumed || slices.Contains(m.assumptions, text):
		return
	case len(m.assumptions) == maxAssumed:
		text = "more is assumed than is listed"
	}
	m.assumptions = append(m.assumptions, text)
}
