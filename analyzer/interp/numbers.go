package interp

import (
	"math"
	"math/big"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// numberBinOp is arithmetic on ints, bools and floats.
func (m *machine) numberBinOp(op string, x, y value.Value) (value.Value, bool, error) {
	a, okA := value.Integer(x)
	b, okB := value.Integer(y)
	if okA && okB {
		return m.integerBinOp(op, a, b, x, y)
	}
	f, okF := float(x)
	g, okG := float(y)
	if !okF || !okG {
		return value.Value{}, false, nil
	}
	return m.floatBinOp(op, f, g, x, y)
}

func float(v value.Value) (float64, bool) {
	if f, ok := v.Data.(value.Float); ok {
		return float64(f), true
	}
	if i, ok := value.Integer(v); ok {
		f, _ := new(big.Float).SetInt(i).Float64()
		return f, true
	}
	return 0, false
}

func (m *machine) integerBinOp(op string, a, b *big.Int, x, y value.Value) (value.Value, bool, error) {
	r := new(big.Int)
	switch op {
	case "+":
		r.Add(a, b)
	case "-":
		r.Sub(a, b)
	case "*":
		if a.BitLen()+b.BitLen() > maxBits {
			return m.hugeNumber(x, y), true, nil
		}
		r.Mul(a, b)
	case "/":
		return m.divide(a, b, x, y)
	case "//", "%":
		return m.floorDivide(op, a, b, x, y)
	case "**":
		return m.power(a, b, x, y)
	case "<<", ">>":
		return m.shift(op, a, b, x, y)
	case "|", "&", "^":
		return m.bitwise(op, a, b, x, y), true, nil
	default:
		return value.Value{}, false, nil
	}
	return m.Made(value.Int{Int: r}, x, y), true, nil
}

func (m *machine) hugeNumber(from ...value.Value) value.Value {
	return m.MakeUnknown("int", "is a larger number than is kept", from...)
}

func (m *machine) divide(a, b *big.Int, x, y value.Value) (value.Value, bool, error) {
	if b.Sign() == 0 {
		return value.Value{}, true, m.Raise("ZeroDivisionError", "division by zero")
	}
	f, _ := new(big.Rat).SetFrac(a, b).Float64()
	if math.IsInf(f, 0) {
		return value.Value{}, true, m.Raise("OverflowError", "result too large for a float")
	}
	return m.Made(value.Float(f), x, y), true, nil
}

func (m *machine) floorDivide(op string, a, b *big.Int, x, y value.Value) (value.Value, bool, error) {
	if b.Sign() == 0 {
		return value.Value{}, true, m.Raise("ZeroDivisionError", "integer division or modulo by zero")
	}
	// Go truncates towards zero, Python floors.
	q, r := new(big.Int).QuoRem(a, b, new(big.Int))
	if r.Sign() != 0 && r.Sign() != b.Sign() {
		q.Sub(q, big.NewInt(1))
		r.Add(r, b)
	}
	if op == "//" {
		return m.Made(value.Int{Int: q}, x, y), true, nil
	}
	return m.Made(value.Int{Int: r}, x, y), true, nil
}

func (m *machine) power(a, b *big.Int, x, y value.Value) (value.Value, bool, error) {
	if b.Sign() < 0 {
		f, _ := float(x)
		g, _ := float(y)
		return m.floatBinOp("**", f, g, x, y)
	}
	if !b.IsInt64() || a.BitLen() > 1 && b.Int64()*int64(a.BitLen()) > maxBits {
		return m.hugeNumber(x, y), true, nil
	}
	return m.Made(value.Int{Int: new(big.Int).Exp(a, b, nil)}, x, y), true, nil
}

func (m *machine) shift(op string, a, b *big.Int, x, y value.Value) (value.Value, bool, error) {
	if b.Sign() < 0 {
		return value.Value{}, true, m.Raise("ValueError", "negative shift count")
	}
	if !b.IsInt64() || op == "<<" && int64(a.BitLen())+b.Int64() > maxBits {
		return m.hugeNumber(x, y), true, nil
	}
	n := uint(min(b.Int64(), 2*maxBits))
	if op == "<<" {
		return m.Made(value.Int{Int: new(big.Int).Lsh(a, n)}, x, y), true, nil
	}
	return m.Made(value.Int{Int: new(big.Int).Rsh(a, n)}, x, y), true, nil
}

// bitwise keeps bools bools, as Python does.
func (m *machine) bitwise(op string, a, b *big.Int, x, y value.Value) value.Value {
	r := new(big.Int)
	switch op {
	case "|":
		r.Or(a, b)
	case "&":
		r.And(a, b)
	case "^":
		r.Xor(a, b)
	}
	_, boolX := x.Data.(value.Bool)
	_, boolY := y.Data.(value.Bool)
	if boolX && boolY {
		return m.Made(value.Bool(r.Sign() != 0), x, y)
	}
	return m.Made(value.Int{Int: r}, x, y)
}

func (m *machine) floatBinOp(op string, f, g float64, x, y value.Value) (value.Value, bool, error) {
	var r float64
	switch op {
	case "+":
		r = f + g
	case "-":
		r = f - g
	case "*":
		r = f * g
	case "**":
		return m.floatPower(f, g, x, y)
	case "/", "//", "%":
		if g == 0 {
			return value.Value{}, true, m.Raise("ZeroDivisionError", "float division by zero")
		}
		switch quotient, rest := floorDivideFloats(f, g); op {
		case "/":
			r = f / g
		case "//":
			r = quotient
		case "%":
			r = rest
		}
	default:
		return value.Value{}, false, nil
	}
	return m.Made(value.Float(r), x, y), true, nil
}

// floorDivideFloats gives f // g and f % g as Python computes them: from the
// exact remainder, which has the sign of g.
func floorDivideFloats(f, g float64) (quotient, rest float64) {
	rest = math.Mod(f, g)
	quotient = (f - rest) / g
	if rest == 0 {
		rest = math.Copysign(0, g)
	} else if (rest < 0) != (g < 0) {
		rest += g
		quotient--
	}
	if quotient == 0 {
		return math.Copysign(0, f/g), rest
	}
	floor := math.Floor(quotient)
	if quotient-floor > 0.5 {
		floor++
	}
	return floor, rest
}

// floatPower is f ** g where the exact result can be had: for a small whole
// exponent, and for a square root. The last digit of others depends on the
// machine's library.
func (m *machine) floatPower(f, g float64, x, y value.Value) (value.Value, bool, error) {
	switch {
	case f == 0 && g < 0:
		return value.Value{}, true, m.Raise("ZeroDivisionError", "0.0 cannot be raised to a negative power")
	case g == 0 || f == 1:
		return m.Made(value.Float(1), x, y), true, nil
	case f == 0:
		return m.Made(value.Float(math.Pow(f, g)), x, y), true, nil
	case g == 0.5 && f > 0:
		return m.Made(value.Float(math.Sqrt(f)), x, y), true, nil
	case g != math.Trunc(g) || math.Abs(g) > 64 || math.IsInf(f, 0) || math.IsNaN(f):
		return m.MakeUnknown("", "is a power that is not computed", x, y), true, nil
	}
	base := new(big.Rat).SetFloat64(f)
	if g < 0 {
		base.Inv(base)
	}
	power := big.NewRat(1, 1)
	for range int(math.Abs(g)) {
		power.Mul(power, base)
	}
	r, _ := power.Float64()
	if math.IsInf(r, 0) {
		return value.Value{}, true, m.Raise("OverflowError", "result too large")
	}
	return m.Made(value.Float(r), x, y), true, nil
}
