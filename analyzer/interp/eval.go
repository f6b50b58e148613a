package interp

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// Site implements value.Host.
func (m *machine) Site() source.Span {
	if m.frame == nil {
		return source.Span{}
	}
	return m.frame.site
}

// Made implements value.Host.
func (m *machine) Made(d value.Data, from ...value.Value) value.Value {
	m.hold(d)
	return value.Value{Data: d, Origin: m.origin(from)}
}

func (m *machine) origin(from []value.Value) *value.Origin {
	o := &value.Origin{At: m.Site()}
	for _, f := range from {
		if f.Origin != nil {
			o.From = append(o.From, f.Origin)
		}
	}
	return o
}

// MakeUnknown implements value.Host.
func (m *machine) MakeUnknown(typ, reason string, from ...value.Value) value.Value {
	u := &value.Unknown{Type: typ, Reason: reason, Key: m.siteKey(), Env: undecidedBy(from)}
	return value.Value{Data: u, Origin: m.origin(from)}
}

// undecidedBy returns the variable whose text is not known and of which the
// values are made, or nil if something else, too, is not known. What is not
// modelled is not up to the environment where all that it is given is known.
func undecidedBy(from []value.Value) *value.Environment {
	var env *value.Environment
	for _, f := range from {
		switch u := value.UnknownIn(f); {
		case u == nil:
		case u.Env == nil:
			return nil
		case env == nil:
			env = u.Env
		}
	}
	return env
}

// derived returns an unknown of a type that follows from unknown inputs: it is
// the same value wherever the same is done with the same inputs.
func (m *machine) derived(typ, operation string, from ...value.Value) value.Value {
	var reason string
	var key strings.Builder
	key.WriteString(operation)
	for _, f := range from {
		key.WriteByte(0)
		if u := value.UnknownIn(f); u != nil {
			if reason == "" {
				reason = u.Reason
			}
			key.WriteString(u.Key)
			continue
		}
		text, ok := value.StableKey(f)
		if !ok {
			text = m.siteKey()
		}
		key.WriteString(text)
	}
	if reason == "" {
		reason = "comes from an operation that is not modelled for these values"
	}
	u := &value.Unknown{Type: typ, Reason: reason, Key: shortKey(key.String()), Env: undecidedBy(from)}
	return value.Value{Data: u, Origin: m.origin(from)}
}

// shortKey keeps keys that are made of keys from growing without end.
func shortKey(key string) string {
	if len(key) <= 160 {
		return key
	}
	h := fnv.New128a()
	h.Write([]byte(key))
	return fmt.Sprintf("%x", h.Sum(nil))
}

// eval evaluates an expression. While it runs, Site is the expression.
func (m *machine) eval(e python.Expr) (value.Value, error) {
	if err := m.Spend(1); err != nil {
		return value.Value{}, err
	}
	outer := m.frame.site
	m.frame.site = e.Span()
	v, err := m.evalHere(e)
	m.frame.site = outer
	m.gave(e, v)
	if m.imagining != nil && m.imagining.failed {
		return v, errBudget // before something is changed that cannot be put back
	}
	return v, err
}

// gave notes what an expression gave, as far as it can be changed by others.
func (m *machine) gave(e python.Expr, v value.Value) {
	switch v.Data.(type) {
	case *value.List, *value.Dict, *value.Set:
		if m.journal != nil {
			m.journal.given = with(m.journal.given, v.Data, true)
		}
		if len(m.collections) > 0 {
			m.reads(v)
		}
	case *value.Iterator:
		switch e.(type) {
		case *python.Attribute, *python.Subscript:
			m.leaks(nil)
		}
	}
}

func (m *machine) evalHere(e python.Expr) (value.Value, error) {
	switch e := e.(type) {
	case *python.Name:
		return m.lookup(e.ID)
	case *python.NoneLit:
		return m.Made(value.None{}), nil
	case *python.BoolLit:
		return m.Made(value.Bool(e.Value)), nil
	case *python.IntLit:
		return m.Made(value.Int{Int: e.Value}), nil
	case *python.FloatLit:
		return m.Made(value.Float(e.Value)), nil
	case *python.StrLit:
		return m.literal(e), nil
	case *python.BytesLit:
		return m.Made(value.Bytes(e.Value)), nil
	case *python.EllipsisLit:
		return m.Made(value.Ellipsis{}), nil
	case *python.ImagLit:
		return m.MakeUnknown("complex", "is a complex number, which is not modelled"), nil
	case *python.JoinedStr:
		return m.evalJoined(e)
	case *python.List, *python.Tuple, *python.Set, *python.Dict:
		return m.evalDisplay(e)
	case *python.Comp:
		return m.evalComp(e)
	}
	return m.evalOperation(e)
}

func (m *machine) evalOperation(e python.Expr) (value.Value, error) {
	switch e := e.(type) {
	case *python.UnaryOp:
		return m.evalUnary(e)
	case *python.BinOp:
		return m.evalBinOp(e)
	case *python.BoolOp:
		return m.evalBoolOp(e)
	case *python.Compare:
		return m.evalCompare(e)
	case *python.Call:
		return m.evalCall(e)
	case *python.Attribute:
		return m.evalAttribute(e)
	case *python.Subscript:
		return m.evalSubscript(e)
	case *python.IfExp:
		return m.evalIfExp(e)
	case *python.Lambda:
		return m.closure(&closure{name: "<lambda>", params: e.Params, expr: e.Body, scope: e.Scope})
	case *python.NamedExpr:
		v, err := m.eval(e.Value)
		if err == nil {
			m.bindWalrus(e.Target.ID, v, e.Span())
		}
		return v, err
	case *python.Await:
		if _, err := m.eval(e.Value); err != nil {
			return value.Value{}, err
		}
		return m.MakeUnknown("", "comes from an await"), nil
	case *python.Yield:
		return m.evalYield(e)
	case *python.Starred:
		return m.eval(e.Value)
	case *python.BadExpr:
		return m.MakeUnknown("", "is written in a way that is not understood"), nil
	case *python.Slice:
		return m.evalIndex(e)
	}
	panic(fmt.Sprintf("interp: expression %T", e))
}

// isUnderstood reports whether the parser knows what a string literal stands for. It
// puts U+FFFD for \N{…} and for half of a surrogate pair.
func isUnderstood(e *python.StrLit) bool { return !strings.ContainsRune(e.Value, utf8.RuneError) }

// literal is the value of a string literal.
func (m *machine) literal(e *python.StrLit) value.Value {
	if !isUnderstood(e) {
		return m.MakeUnknown("str", "holds a character that is written in a way that is not understood")
	}
	return m.Made(value.Str(e.Value))
}

// evalAll evaluates expressions in order; *x is spread.
func (m *machine) evalAll(exprs []python.Expr) ([]value.Value, error) {
	items := make([]value.Value, 0, len(exprs))
	for _, e := range exprs {
		v, err := m.eval(e)
		if err != nil {
			return nil, err
		}
		if _, starred := e.(*python.Starred); !starred {
			items = append(items, v)
			continue
		}
		spread, err := m.Iterate(v)
		if err != nil {
			return nil, err
		}
		items = append(items, spread...)
		if err := m.Spend(len(spread)); err != nil {
			return nil, err
		}
	}
	return items, nil
}

func (m *machine) display(e python.Expr) (value.Value, error) {
	switch e := e.(type) {
	case *python.List:
		items, err := m.evalAll(e.Elts)
		return m.Made(&value.List{Items: items}), err
	case *python.Tuple:
		items, err := m.evalAll(e.Elts)
		return m.Made(&value.Tuple{Items: items}), err
	case *python.Set:
		items, err := m.evalAll(e.Elts)
		if err != nil {
			return value.Value{}, err
		}
		s, err := m.setOfItems(items)
		return m.Made(s), err
	}
	return m.evalDict(e.(*python.Dict))
}

func (m *machine) evalDict(e *python.Dict) (value.Value, error) {
	d := value.NewDict()
	for i, k := range e.Keys {
		var key value.Value
		var err error
		if k != nil {
			if key, err = m.eval(k); err != nil {
				return value.Value{}, err
			}
		}
		v, err := m.eval(e.Values[i])
		if err != nil {
			return value.Value{}, err
		}
		if k == nil {
			if err := m.updateDict(d, v); err != nil {
				return value.Value{}, err
			}
			continue
		}
		if err := m.put(d, key, v); err != nil {
			return value.Value{}, err
		}
	}
	return m.Made(d), nil
}

// updateDict is d.update(v) for a mapping v.
func (m *machine) updateDict(d *value.Dict, v value.Value) error {
	switch src := v.Data.(type) {
	case *value.Dict:
		if src.Open != nil {
			d.Blur(src.Open)
		}
		for _, e := range src.Entries() {
			d.Set(e.Key, e.Value)
		}
		return m.Spend(src.Len())
	case *value.Object:
		if inner, ok := embeddedIn(v); ok {
			return m.updateDict(d, inner)
		}
		if ns, ok := src.State.(*namespaceDict); ok {
			m.readsAll(ns.names)
			for _, name := range ns.names.Names() {
				item, _ := ns.names.Get(name)
				d.Set(m.Made(value.Str(name)), item)
			}
			return nil
		}
	case *value.Unknown:
		d.Blur(src)
		return nil
	default:
		return m.Raise("TypeError", "object is not a mapping")
	}
	d.Blur(&value.Unknown{Reason: "is updated from something that is not modelled", Key: m.siteKey()})
	return nil
}

func (m *machine) evalIfExp(e *python.IfExp) (value.Value, error) {
	holds, err := m.test(e.Test)
	if err != nil {
		return value.Value{}, err
	}
	branch := e.Else
	if holds {
		branch = e.Body
	}
	return m.eval(branch)
}

// evalBoolOp is "and" and "or": the value of the operand that decides.
func (m *machine) evalBoolOp(e *python.BoolOp) (value.Value, error) {
	var v value.Value
	var seen []value.Value
	for i, operand := range e.Values {
		var err error
		if v, err = m.eval(operand); err != nil {
			return v, err
		}
		if i == len(e.Values)-1 {
			break
		}
		m.frame.site = operand.Span()
		holds, err := m.Truth(v)
		m.frame.site = e.Span()
		if err != nil {
			return v, err
		}
		if holds == (e.Op == "or") {
			v = m.resolve(v)
			break
		}
		seen = append(seen, v)
	}
	return m.throughOperands(v, seen), nil
}

// throughOperands keeps, in the origin of what "a or b" gives, the variables
// that a was made of.
func (m *machine) throughOperands(v value.Value, seen []value.Value) value.Value {
	from := false
	for _, s := range seen {
		from = from || len(s.Origin.Environments()) > 0
	}
	if !from {
		return v
	}
	o := m.origin(append(seen, v))
	o.At = v.Origin.Span()
	return value.Value{Data: v.Data, Origin: o}
}

// lookup finds a name as Python does: locals, enclosing functions, globals,
// builtins.
func (m *machine) lookup(name string) (value.Value, error) {
	f := m.frame
	if !f.global[name] {
		if b := f.locals.Lookup(name); b != nil {
			return m.readName(b), nil
		}
		if f.owns(name) && f.kind == functionFrame {
			return m.unbound(f, name, "UnboundLocalError")
		}
		// What a class body binds is there or global, not of a function around.
		for o := f.outer; o != nil && !f.owns(name); o = o.outer {
			if o.kind == classFrame {
				continue
			}
			if b := o.locals.Lookup(name); b != nil {
				m.reads(b.Value)
				return b.Value, nil
			}
			if o.owns(name) {
				return m.unbound(o, name, "NameError")
			}
		}
	}
	if b := f.globals.Lookup(name); b != nil {
		return m.readName(b), nil
	}
	m.misses(name)
	if v, ok := m.builtins.Get(name); ok {
		return v, nil
	}
	if v, ok := m.moduleSpecial(f.module, name); ok {
		return v, nil
	}
	for _, open := range []*value.Unknown{f.locals.Open, f.globals.Open} {
		if open != nil {
			return value.Value{Data: &value.Unknown{Reason: open.Reason, Key: "name:" + name + open.Key}, Origin: &value.Origin{At: m.Site()}}, nil
		}
	}
	return value.Value{}, m.Raise("NameError", "name is not defined")
}

// owns reports whether a name is a function's own, bound yet or not.
func (f *frame) owns(name string) bool {
	_, own := slices.BinarySearch(f.owned, name)
	return own
}

// unbound is a function's own name that is not bound yet.
func (m *machine) unbound(f *frame, name, class string) (value.Value, error) {
	if open := f.locals.Open; open != nil {
		return value.Value{Data: &value.Unknown{Reason: open.Reason, Key: "name:" + name + open.Key}, Origin: &value.Origin{At: m.Site()}}, nil
	}
	return value.Value{}, m.Raise(class, name)
}

// carried is a name's value with the imports that carried the name on its way.
func (m *machine) readName(b *value.Binding) value.Value {
	m.reads(b.Value)
	return carried(b)
}

func carried(b *value.Binding) value.Value {
	if len(b.Via) == 0 || b.Value.Origin == nil {
		return b.Value
	}
	o := *b.Value.Origin
	o.Via = b.Via
	return value.Value{Data: b.Value.Data, Origin: &o}
}

func absolute(p string) string {
	if p == "." {
		return value.Root
	}
	return value.Root + "/" + p
}

// evalJoined evaluates an f-string.
func (m *machine) evalJoined(e *python.JoinedStr) (value.Value, error) {
	var b strings.Builder
	var from []value.Value
	known := true
	for _, part := range e.Values {
		var text string
		var err error
		ok := true
		switch p := part.(type) {
		case *python.StrLit:
			text, ok = value.Text(m.literal(p))
		case *python.FormattedValue:
			var v value.Value
			text, v, ok, err = m.evalFormatted(p)
			from = append(from, v)
		}
		if err != nil {
			return value.Value{}, err
		}
		if !ok {
			known = false
			text = hole
		}
		b.WriteString(text)
	}
	if known {
		return m.text(b.String(), from...), nil
	}
	if s, ok := m.chosen(b.String(), from); ok && !strings.Contains(s, hole) {
		return m.Made(value.Str(s), from...), nil
	}
	return m.derived("str", "f"+m.siteKey(), from...), nil
}

func (m *machine) evalFormatted(p *python.FormattedValue) (text string, v value.Value, known bool, err error) {
	if v, err = m.eval(p.Value); err != nil {
		return "", v, false, err
	}
	spec := ""
	if p.Format != nil {
		s, err := m.evalJoined(p.Format)
		if err != nil {
			return "", v, false, err
		}
		if spec, known = value.Text(s); !known {
			return "", v, false, nil
		}
	}
	conversion := ""
	if p.Conversion != 0 {
		conversion = string(rune(p.Conversion))
	}
	text, known = m.formatted(v, conversion, spec)
	return text, v, known, nil
}

// evalIndex evaluates what stands in brackets; a slice becomes a tuple of an
// object of class slice.
func (m *machine) evalIndex(e python.Expr) (value.Value, error) {
	s, ok := e.(*python.Slice)
	if !ok {
		return m.eval(e)
	}
	var parts [3]value.Value
	for i, p := range []python.Expr{s.Lower, s.Upper, s.Step} {
		parts[i] = value.Value{Data: value.None{}}
		if p != nil {
			v, err := m.eval(p)
			if err != nil {
				return v, err
			}
			parts[i] = v
		}
	}
	return m.Made(&value.Object{Class: m.classes["slice"], Attrs: value.NewNamespace(), State: parts}), nil
}

func (m *machine) evalSubscript(e *python.Subscript) (value.Value, error) {
	o, err := m.eval(e.Value)
	if err != nil {
		return o, err
	}
	key, err := m.evalIndex(e.Index)
	if err != nil {
		return key, err
	}
	return m.GetItem(o, key)
}

func (m *machine) evalAttribute(e *python.Attribute) (value.Value, error) {
	o, err := m.eval(e.Value)
	if err != nil {
		return o, err
	}
	return m.GetAttr(o, e.Attr)
}
