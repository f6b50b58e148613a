package interp

import (
	"math"
	"math/big"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/models"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func (m *machine) evalUnary(e *python.UnaryOp) (value.Value, error) {
	v, err := m.eval(e.Operand)
	if err != nil {
		return v, err
	}
	if e.Op == "not" {
		return m.negated(v)
	}
	if u, ok := v.Data.(*value.Unknown); ok {
		return m.derived(u.Type, e.Op, v), nil
	}
	switch d := v.Data.(type) {
	case value.Int, value.Bool:
		i, _ := value.Integer(v)
		switch e.Op {
		case "-":
			return m.Made(value.Int{Int: new(big.Int).Neg(i)}, v), nil
		case "~":
			return m.Made(value.Int{Int: new(big.Int).Not(i)}, v), nil
		}
		return m.Made(value.Int{Int: i}, v), nil
	case value.Float:
		if e.Op == "~" {
			break
		}
		if e.Op == "-" {
			return m.Made(-d, v), nil
		}
		return v, nil
	case value.Timedelta:
		if e.Op == "-" {
			return m.Made(-d, v), nil
		}
		return v, nil
	}
	if o, ok := v.Data.(*value.Object); ok {
		if f, found := o.Class.Lookup(unaryMethods[e.Op]); found == value.Yes {
			return m.Call(m.bind(v, f), value.Args{})
		}
		return m.MakeUnknown("", "comes from an operator that is not modelled", v), nil
	}
	return value.Value{}, m.Raise("TypeError", "bad operand type for unary operator")
}

var unaryMethods = map[string]string{"-": "__neg__", "+": "__pos__", "~": "__invert__"}

// negated is "not v" for any v: an object's method may be asked, and may raise.
func (m *machine) negated(v value.Value) (value.Value, error) {
	if !isObject(v) {
		return m.not(v), nil
	}
	_, result, err := m.truth(v)
	if isObject(result) {
		return m.Made(value.Bool(false), v), err
	}
	return m.not(result), err
}

// not is "not v", which stays tied to v where v is unknown.
func (m *machine) not(v value.Value) value.Value {
	m.touch(v)
	switch t := value.Truthy(m.resolve(v)); t {
	case value.Yes, value.No:
		return m.Made(value.Bool(t == value.No), v)
	}
	u := value.UnknownIn(v)
	if u == nil {
		u = &value.Unknown{Reason: "is an object whose truth is not known", Key: m.siteKey()}
	}
	return m.Made(&value.Unknown{Type: "bool", Reason: u.Reason, Key: shortKey("not " + u.Key), Env: u.Env, Negates: u}, v)
}

func (m *machine) evalBinOp(e *python.BinOp) (value.Value, error) {
	// The left side of a long chain is a deep tree; it is walked in a loop.
	var chain []*python.BinOp
	var left python.Expr = e
	for {
		b, ok := left.(*python.BinOp)
		if !ok {
			break
		}
		chain = append(chain, b)
		left = b.Left
	}
	x, err := m.eval(left)
	if err != nil {
		return x, err
	}
	for i := len(chain) - 1; i >= 0; i-- {
		y, err := m.eval(chain[i].Right)
		if err != nil {
			return y, err
		}
		m.frame.site = chain[i].Span()
		if x, err = m.BinOp(chain[i].Op, x, y); err != nil {
			return x, err
		}
		if err := m.Spend(1); err != nil {
			return x, err
		}
	}
	return x, nil
}

// BinOp implements value.Host.
func (m *machine) BinOp(op string, x, y value.Value) (value.Value, error) {
	if err := m.spendOn(x, y); err != nil {
		return value.Value{}, err
	}
	if unknownOperand(x) || unknownOperand(y) {
		return m.unknownBinOp(op, x, y)
	}
	if v, ok := m.objectBinOp(op, x, y); ok {
		return v.value, v.err
	}
	if v, ok := m.collectionBinOp(op, x, y); ok {
		return v, nil
	}
	if v, ok := m.textBinOp(op, x, y); ok {
		return v, nil
	}
	if v, ok := m.timeBinOp(op, x, y); ok {
		return v, nil
	}
	if v, ok, err := m.numberBinOp(op, x, y); ok || err != nil {
		return v, err
	}
	if v, ok, err := m.viewBinOp(op, x, y); ok {
		return v, err
	}
	if op == "|" && (isClass(x) || isClass(y)) {
		return m.MakeUnknown("UnionType", "is a type, of which nothing else is modelled", x, y), nil
	}
	return value.Value{}, m.Raise("TypeError", "unsupported operand types")
}

func isClass(v value.Value) bool {
	_, ok := v.Data.(*value.Class)
	return ok
}

func unknownOperand(v value.Value) bool {
	switch v.Data.(type) {
	case *value.Unknown, nil:
		return true
	}
	return false
}

// unknownBinOp keeps what is known of a collection that something unknown is
// added to.
func (m *machine) unknownBinOp(op string, x, y value.Value) (value.Value, error) {
	if op == "+" {
		left, leftOK := m.addend(x, y)
		right, rightOK := m.addend(y, x)
		if leftOK && rightOK {
			items := append(left[:len(left):len(left)], right...)
			if _, tuple := x.Data.(*value.Tuple); tuple {
				return m.Made(&value.Tuple{Items: items}, x, y), nil
			}
			if _, tuple := y.Data.(*value.Tuple); tuple {
				return m.Made(&value.Tuple{Items: items}, x, y), nil
			}
			return m.Made(&value.List{Items: items}, x, y), nil
		}
	}
	if v, ok := m.chosenSum(op, x, y); ok {
		return v, nil
	}
	if d, ok := x.Data.(*value.Dict); ok && op == "|" {
		c := d.Copy()
		return m.Made(c, x, y), m.updateDict(c, y)
	}
	v := m.derived(m.typeOfBinOp(op, x, y), op, x, y)
	if op == "/" {
		v = models.LeadTo(v, x, y)
	}
	return v, nil
}

// chosenSum is the sum of two texts of which one is not known but names the
// environment.
func (m *machine) chosenSum(op string, x, y value.Value) (value.Value, bool) {
	a, okA := value.Text(x)
	b, okB := value.Text(y)
	if op != "+" || okA == okB {
		return value.Value{}, false
	}
	if !okA {
		a = hole
	}
	if !okB {
		b = hole
	}
	s, ok := m.chosen(a+b, []value.Value{x, y})
	return m.Made(value.Str(s), x, y), ok
}

// addend returns the items of one side of an addition whose other side is a
// list or tuple; an unknown side is a Splice.
func (m *machine) addend(v, other value.Value) ([]value.Value, bool) {
	switch d := v.Data.(type) {
	case *value.List:
		return d.Items, true
	case *value.Tuple:
		return d.Items, true
	case *value.Unknown:
		if _, unknown := other.Data.(*value.Unknown); !unknown {
			return []value.Value{{Data: &value.Splice{Of: d}, Origin: v.Origin}}, true
		}
	}
	return nil, false
}

func (m *machine) typeOfBinOp(op string, x, y value.Value) string {
	for _, v := range []value.Value{x, y} {
		name := v.Data.TypeName()
		switch {
		case name == "str" && (op == "+" || op == "%"), name == "PosixPath" && op == "/":
			return name
		case name == "int" && x.Data.TypeName() == y.Data.TypeName() && op != "/":
			return name
		}
	}
	return ""
}

type result struct {
	value value.Value
	err   error
}

// objectBinOp asks objects for their own operators.
func (m *machine) objectBinOp(op string, x, y value.Value) (result, bool) {
	names, ok := operatorMethods[op]
	if !ok {
		return result{}, false
	}
	for i, pair := range [][2]value.Value{{x, y}, {y, x}} {
		o, ok := pair[0].Data.(*value.Object)
		if !ok {
			continue
		}
		f, found := o.Class.Lookup(names[i])
		switch found {
		case value.Yes:
			v, err := m.Call(m.bind(pair[0], f), value.Args{Pos: []value.Value{pair[1]}})
			return result{v, err}, true
		case value.Maybe:
			return result{m.MakeUnknown("", o.Class.OpaqueReason().Reason, x, y), nil}, true
		}
	}
	if _, ok := x.Data.(*value.Object); ok {
		return result{m.MakeUnknown("", "comes from an operator that is not modelled", x, y), nil}, true
	}
	if _, ok := y.Data.(*value.Object); ok {
		return result{m.MakeUnknown("", "comes from an operator that is not modelled", x, y), nil}, true
	}
	return result{}, false
}

var operatorMethods = map[string][2]string{
	"+": {"__add__", "__radd__"}, "-": {"__sub__", "__rsub__"}, "*": {"__mul__", "__rmul__"},
	"/": {"__truediv__", "__rtruediv__"}, "//": {"__floordiv__", "__rfloordiv__"},
	"%": {"__mod__", "__rmod__"}, "|": {"__or__", "__ror__"}, "&": {"__and__", "__rand__"},
	"^": {"__xor__", "__rxor__"}, "**": {"__pow__", "__rpow__"},
	"<<": {"__lshift__", "__rlshift__"}, ">>": {"__rshift__", "__rrshift__"}, "@": {"__matmul__", "__rmatmul__"},
}

func (m *machine) collectionBinOp(op string, x, y value.Value) (value.Value, bool) {
	if _, ok := value.Integer(x); ok && op == "*" {
		x, y = y, x
	}
	switch a := x.Data.(type) {
	case *value.List:
		if b, ok := y.Data.(*value.List); ok && op == "+" {
			return m.Made(&value.List{Items: joined(a.Items, b.Items)}, x, y), true
		}
		if items, ok := m.repeated(op, a.Items, y); ok {
			return m.Made(&value.List{Items: items}, x, y), true
		}
	case *value.Tuple:
		if b, ok := y.Data.(*value.Tuple); ok && op == "+" {
			return m.Made(&value.Tuple{Items: joined(a.Items, b.Items)}, x, y), true
		}
		if items, ok := m.repeated(op, a.Items, y); ok {
			return m.Made(&value.Tuple{Items: items}, x, y), true
		}
	case *value.Dict:
		if _, ok := y.Data.(*value.Dict); ok && op == "|" {
			c := a.Copy()
			m.updateDict(c, y)
			return m.Made(c, x, y), true
		}
	case *value.Set:
		if b, ok := y.Data.(*value.Set); ok {
			return m.setBinOp(op, a, b, x, y)
		}
	}
	return value.Value{}, false
}

func joined(a, b []value.Value) []value.Value { return append(a[:len(a):len(a)], b...) }

func (m *machine) repeated(op string, items []value.Value, times value.Value) ([]value.Value, bool) {
	n, ok := value.Integer(times)
	if !ok || op != "*" {
		return nil, false
	}
	if n.Sign() > 0 && (!n.IsInt64() || n.Int64() > maxItems/int64(max(len(items), 1))) {
		return []value.Value{{Data: &value.Splice{Of: &value.Unknown{Reason: "is longer than is kept", Key: m.siteKey()}}}}, true
	}
	var all []value.Value
	for i := int64(0); n.Sign() > 0 && i < n.Int64(); i++ {
		all = append(all, items...)
	}
	return all, true
}

func (m *machine) setBinOp(op string, a, b *value.Set, x, y value.Value) (value.Value, bool) {
	s := &value.Set{Frozen: a.Frozen}
	keep := func(from *value.Set, when func(value.Value) value.Truth) {
		for _, it := range from.Items() {
			switch when(it) {
			case value.Yes:
				s.Add(it)
			case value.Maybe:
				s.Open = &value.Unknown{Reason: "depends on items that are not known", Key: m.siteKey()}
			}
		}
		if from.Open != nil {
			s.Open = from.Open
		}
	}
	always := func(value.Value) value.Truth { return value.Yes }
	switch op {
	case "|":
		keep(a, always)
		keep(b, always)
	case "&": // the items are those of the smaller set, as 1 and True are equal
		if b.Len() > a.Len() {
			keep(a, b.Has)
		} else {
			keep(b, a.Has)
		}
	case "-":
		keep(a, func(v value.Value) value.Truth { return b.Has(v).Not() })
	case "^":
		keep(a, func(v value.Value) value.Truth { return b.Has(v).Not() })
		keep(b, func(v value.Value) value.Truth { return a.Has(v).Not() })
	default:
		return value.Value{}, false
	}
	return m.Made(s, x, y), true
}

func (m *machine) textBinOp(op string, x, y value.Value) (value.Value, bool) {
	switch a := x.Data.(type) {
	case value.Str:
		switch b := y.Data.(type) {
		case value.Str:
			if op == "+" {
				return m.text(string(a)+string(b), x, y), true
			}
		case value.Int, value.Bool:
			if op == "*" {
				return m.repeatText(string(a), x, y), true
			}
		}
		if op == "%" {
			return m.percent(string(a), x, y), true
		}
	case value.Bytes:
		if b, ok := y.Data.(value.Bytes); ok && op == "+" {
			if len(a)+len(b) > maxText {
				return m.MakeUnknown("bytes", "is longer than is kept", x, y), true
			}
			return m.Made(a+b, x, y), true
		}
		if _, ok := value.Integer(y); ok && op == "*" || op == "%" {
			return m.MakeUnknown("bytes", "comes from an operator on bytes that is not modelled", x, y), true
		}
	case value.Int, value.Bool:
		if b, ok := y.Data.(value.Str); ok && op == "*" {
			return m.repeatText(string(b), y, x), true
		}
		if _, ok := y.Data.(value.Bytes); ok && op == "*" {
			return m.MakeUnknown("bytes", "comes from an operator on bytes that is not modelled", x, y), true
		}
	case value.Path:
		if b, ok := value.PathText(y); ok && op == "/" {
			if len(a)+len(b) > maxPath {
				return m.MakeUnknown("PosixPath", "is longer than is kept", x, y), true
			}
			return m.Made(value.Path(joinPath(string(a), b)), x, y), true
		}
	}
	if b, ok := y.Data.(value.Path); ok && op == "/" {
		if a, ok := value.Text(x); ok {
			return m.Made(value.Path(joinPath(a, string(b))), x, y), true
		}
	}
	return value.Value{}, false
}

func (m *machine) repeatText(s string, x, y value.Value) value.Value {
	n, _ := value.Integer(y)
	if n.Sign() < 0 {
		return m.Made(value.Str(""), x, y)
	}
	if !n.IsInt64() || n.Int64() > maxText || int64(len(s))*n.Int64() > maxText {
		return m.MakeUnknown("str", "is longer than is kept", x, y)
	}
	return m.Made(value.Str(strings.Repeat(s, int(n.Int64()))), x, y)
}

func joinPath(a, b string) string {
	if strings.HasPrefix(b, "/") || a == "" || a == "." {
		return cleanPath(b)
	}
	return cleanPath(a + "/" + b)
}

// cleanPath does what pathlib does when it reads a path: it drops double
// slashes and single dots, and keeps "..".
func cleanPath(p string) string {
	var kept []string
	for _, part := range strings.Split(p, "/") {
		if part != "" && part != "." {
			kept = append(kept, part)
		}
	}
	text := strings.Join(kept, "/")
	if strings.HasPrefix(p, "/") {
		return "/" + text
	}
	if text == "" {
		return "."
	}
	return text
}

func (m *machine) timeBinOp(op string, x, y value.Value) (value.Value, bool) {
	a, okA := x.Data.(value.Timedelta)
	b, okB := y.Data.(value.Timedelta)
	switch {
	case okA && okB && op == "+":
		return m.Made(a+b, x, y), true
	case okA && okB && op == "-":
		return m.Made(a-b, x, y), true
	case okA && okB && op == "/" && b != 0:
		return m.Made(value.Float(float64(a)/float64(b)), x, y), true
	case okA && okB && op == "//" && b != 0:
		return m.Made(value.NewInt(int64(math.Floor(float64(a)/float64(b)))), x, y), true
	case okA && op == "*":
		return m.scaleTime(a, x, y)
	case okB && op == "*":
		return m.scaleTime(b, y, x)
	case okA && op == "/":
		if n, ok := value.Number(y); ok && n.Sign() != 0 {
			f, _ := n.Float64()
			return m.Made(value.Timedelta(math.RoundToEven(float64(a)/f)), x, y), true
		}
	}
	return value.Value{}, false
}

func (m *machine) scaleTime(t value.Timedelta, x, y value.Value) (value.Value, bool) {
	n, ok := value.Number(y)
	if !ok {
		return value.Value{}, false
	}
	f, _ := n.Float64()
	return m.Made(value.Timedelta(math.RoundToEven(float64(t)*f)), x, y), true
}
