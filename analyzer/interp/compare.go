package interp

import (
	"math"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func (m *machine) evalCompare(e *python.Compare) (value.Value, error) {
	left, err := m.eval(e.Left)
	if err != nil {
		return left, err
	}
	var v value.Value
	for i, c := range e.Comparators {
		right, err := m.eval(c)
		if err != nil {
			return right, err
		}
		if v, err = m.compare(e.Ops[i], left, right); err != nil {
			return v, err
		}
		if i == len(e.Comparators)-1 {
			break
		}
		holds, err := m.Truth(v)
		if err != nil || !holds {
			return v, err
		}
		left = right
	}
	return v, nil
}

// compare is one comparison of two values.
func (m *machine) compare(op string, x, y value.Value) (value.Value, error) {
	if err := m.spendOn(x, y); err != nil {
		return value.Value{}, err
	}
	if v, ok := m.compareAssuming(op, x, y); ok {
		return v, nil
	}
	switch op {
	case "==", "!=":
		return m.equality(op, x, y)
	case "is", "is not":
		return m.answer(op == "is not", op, identical(x, y), x, y), nil
	case "in", "not in":
		return m.membership(op, x, y)
	}
	return m.ordering(op, x, y)
}

// answer makes a bool of a Truth; Maybe gives an unknown that is the same for
// the same comparison.
func (m *machine) answer(negate bool, op string, t value.Truth, x, y value.Value) value.Value {
	if t == value.Maybe {
		positive := m.derived("bool", positiveOp[op], x, y)
		if negate {
			return m.not(positive)
		}
		return m.resolve(positive)
	}
	return m.Made(value.Bool((t == value.Yes) != negate), x, y)
}

var positiveOp = map[string]string{
	"==": "==", "!=": "==", "is": "is", "is not": "is", "in": "in", "not in": "in",
	"<": "<", ">=": "<", ">": ">", "<=": ">",
}

// compareAssuming answers comparisons of an environment variable with words
// for production.
func (m *machine) compareAssuming(op string, x, y value.Value) (value.Value, bool) {
	asked, with := x, []value.Value{y}
	switch op {
	case "==", "!=", "is", "is not":
		if m.assumable(x) == nil {
			asked, with = y, []value.Value{x}
		}
	case "in", "not in":
		items, ok := value.Spread(y)
		if _, text := y.Data.(value.Str); !ok || text {
			return value.Value{}, false
		}
		with = items
	default:
		return value.Value{}, false
	}
	t := m.namesEnvironment(asked, with)
	if t == value.Maybe {
		return value.Value{}, false
	}
	negate := op == "!=" || op == "is not" || op == "not in"
	return m.Made(value.Bool((t == value.Yes) != negate), x, y), true
}

func (m *machine) equality(op string, x, y value.Value) (value.Value, error) {
	for _, pair := range [][2]value.Value{{x, y}, {y, x}} {
		o, ok := pair[0].Data.(*value.Object)
		if !ok {
			continue
		}
		if f, found := o.Class.Lookup("__eq__"); found == value.Yes {
			v, err := m.Call(m.bind(pair[0], f), value.Args{Pos: []value.Value{pair[1]}})
			if err != nil || op == "==" {
				return v, err
			}
			return m.not(v), nil
		} else if found == value.No && m.comparesIdentity(o) && pair[1].Known() {
			return m.answer(op == "!=", op, value.Of(pair[0].Data == pair[1].Data), x, y), nil
		}
	}
	return m.answer(op == "!=", op, value.Equal(x, y), x, y), nil
}

// identical says what "x is y" gives. For values that Python may or may not
// share, only a difference in type or content is certain.
func identical(x, y value.Value) value.Truth {
	for _, v := range []value.Value{x, y} {
		if u, ok := v.Data.(*value.Unknown); ok {
			return identicalToUnknown(u, x, y)
		}
	}
	switch x.Data.(type) {
	case value.None, value.Bool, value.Ellipsis:
		return value.Of(x.Data == y.Data)
	case value.Str, value.Int, value.Float, value.Bytes, value.Path, value.Timedelta:
		if x.Data.TypeName() != y.Data.TypeName() {
			return value.No
		}
		return value.Equal(x, y)
	}
	return value.Of(x.Data == y.Data)
}

func identicalToUnknown(u *value.Unknown, x, y value.Value) value.Truth {
	other := y
	if x.Data != value.Data(u) {
		other = x
	}
	if o, ok := other.Data.(*value.Unknown); ok {
		if o.Key == u.Key && u.Key != "" {
			return value.Yes
		}
		return value.Maybe
	}
	if u.Type != "" && u.Type != other.Data.TypeName() {
		return value.No
	}
	return value.Maybe
}

func (m *machine) membership(op string, item, in value.Value) (value.Value, error) {
	if o, ok := in.Data.(*value.Object); ok {
		return m.objectMembership(op, item, in, o)
	}
	if it, ok := in.Data.(*value.Iterator); ok {
		return m.among(op, item, in, it)
	}
	switch in.Data.(type) {
	case *value.Dict, *value.Set:
		if _, set := in.Data.(*value.Set); set {
			item = frozen(item)
		}
		if err := m.hashable(item); err != nil {
			return item, err
		}
	}
	t := value.Contains(in, item)
	if s, ok := in.Data.(value.Bytes); ok {
		if b, ok := item.Data.(value.Bytes); ok {
			t = value.Contains(value.Value{Data: value.Str(s)}, value.Value{Data: value.Str(b)})
		}
	}
	switch in.Data.(type) {
	case value.None, value.Bool, value.Int, value.Float:
		return value.Value{}, m.Raise("TypeError", "argument is not iterable")
	}
	return m.answer(op == "not in", op, t, item, in), nil
}

// among takes items from an iterator until one is the item.
func (m *machine) among(op string, item, in value.Value, it *value.Iterator) (value.Value, error) {
	answer := value.No
	for answer != value.Yes {
		other, more, err := it.Next()
		if err != nil {
			return item, err
		}
		if !more {
			break
		}
		if sp, ok := other.Data.(*value.Splice); ok && sp.Orderless {
			continue
		}
		same := value.Maybe
		if _, splice := other.Data.(*value.Splice); !splice {
			equal, err := m.compare("==", other, item)
			if err != nil {
				return item, err
			}
			same = value.Truthy(equal)
		}
		if same == value.Maybe {
			it.Blur(&value.Unknown{Reason: "is left of an iterator, after an item that is not known", Key: m.siteKey()})
			return m.answer(op == "not in", op, value.Maybe, item, in), nil
		}
		answer = same
		if err := m.Spend(1); err != nil {
			return item, err
		}
	}
	return m.answer(op == "not in", op, answer, item, in), nil
}

func (m *machine) objectMembership(op string, item, in value.Value, o *value.Object) (value.Value, error) {
	if ns, ok := o.State.(*namespaceDict); ok {
		name, known := value.Text(item)
		if m.readsName(ns.names, name); !known {
			m.readsAll(ns.names)
		}
		t := value.Of(ns.names.Lookup(name) != nil)
		if !known || t == value.No && ns.names.Open != nil {
			t = value.Maybe
		}
		return m.answer(op == "not in", op, t, item, in), nil
	}
	f, found := o.Class.Lookup("__contains__")
	if found == value.Yes {
		v, err := m.Call(m.bind(in, f), value.Args{Pos: []value.Value{item}})
		if err != nil || op == "in" {
			return v, err
		}
		return m.not(v), nil
	}
	if inner, ok := embeddedIn(in); ok {
		return m.membership(op, item, inner)
	}
	it, err := m.iter(in)
	if err != nil {
		return value.Value{}, m.Raise("TypeError", "argument is not iterable")
	}
	return m.among(op, item, in, it)
}

// orderingMethods are asked of the left operand, and mirrored of the right one.
var orderingMethods = map[string][2]string{
	"<": {"__lt__", "__gt__"}, "<=": {"__le__", "__ge__"}, ">": {"__gt__", "__lt__"}, ">=": {"__ge__", "__le__"},
}

func (m *machine) objectOrdering(op string, x, y value.Value) (value.Value, bool, error) {
	for i, pair := range [][2]value.Value{{x, y}, {y, x}} {
		o, ok := pair[0].Data.(*value.Object)
		if !ok {
			continue
		}
		if f, found := o.Class.Lookup(orderingMethods[op][i]); found == value.Yes {
			v, err := m.Call(m.bind(pair[0], f), value.Args{Pos: []value.Value{pair[1]}})
			return v, true, err
		}
	}
	return value.Value{}, false, nil
}

func (m *machine) ordering(op string, x, y value.Value) (value.Value, error) {
	if unknownOperand(x) || unknownOperand(y) {
		before := value.Maybe
		if sameInt(x, y) {
			before = value.No
		}
		return m.answer(op == "<=" || op == ">=", op, before, x, y), nil
	}
	if a, ok := setLike(x); ok {
		if b, ok := setLike(y); ok {
			return m.subset(op, a, b, x, y), nil
		}
	}
	if v, done, err := m.objectOrdering(op, x, y); done {
		return v, err
	}
	c, ok := value.Compare(x, y)
	if !ok {
		if f, g, numbers := floats(x, y); numbers && (math.IsNaN(f) || math.IsNaN(g)) {
			return m.Made(value.Bool(false), x, y), nil
		}
		if value.UnknownIn(x) != nil || value.UnknownIn(y) != nil || isObject(x) || isObject(y) {
			return m.MakeUnknown("bool", "comes from a comparison that is not modelled", x, y), nil
		}
		return value.Value{}, m.Raise("TypeError", "not supported between instances")
	}
	holds := map[string]bool{"<": c < 0, "<=": c <= 0, ">": c > 0, ">=": c >= 0}[op]
	return m.Made(value.Bool(holds), x, y), nil
}

// sameInt reports whether both are one number, whichever it is. Of what is not
// known to be an int, that says nothing: a NaN is not equal to itself.
func sameInt(x, y value.Value) bool {
	u, ok := x.Data.(*value.Unknown)
	return ok && u.Type == "int" && value.Equal(x, y) == value.Yes
}

// floats returns two numbers as floats.
func floats(x, y value.Value) (f, g float64, ok bool) {
	f, okF := float(x)
	g, okG := float(y)
	return f, g, okF && okG
}

func isObject(v value.Value) bool {
	_, ok := v.Data.(*value.Object)
	return ok
}

func (m *machine) subset(op string, a, b *value.Set, x, y value.Value) value.Value {
	if op == ">" || op == ">=" {
		a, b = b, a
	}
	t := value.Yes
	for _, it := range a.Items() {
		t = t.And(b.Has(it))
	}
	if a.Open != nil {
		t = t.And(value.Maybe)
	}
	if (op == "<" || op == ">") && t == value.Yes {
		t = value.Of(a.Len() < b.Len())
	}
	return m.answer(false, "==", t, x, y)
}

// comparesIdentity reports whether an object without a method of its own is
// equal to itself only. Dataclasses and what derives from a builtin type
// compare what they hold.
func (m *machine) comparesIdentity(o *value.Object) bool {
	_, annotated := o.Class.Lookup("__annotations__")
	return o.State == nil && annotated == value.No && (m.inRepository(o.Class) || o.Class == m.classes["object"]) &&
		o.Class.IsSubclass(m.classes["tuple"]) == value.No
}
