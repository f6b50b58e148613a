package interp

import (
	"math"
	"math/big"
	"strconv"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// builtinRound is round(x) and round(x, n), which round a half to the even
// neighbour.
func builtinRound(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	digits, given := args.Get(1, "ndigits")
	if given && digits.Data != (value.None{}) {
		return m.roundTo(v, digits), nil
	}
	if i, ok := value.Integer(v); ok {
		return m.Made(value.Int{Int: i}, v), nil
	}
	if f, ok := v.Data.(value.Float); ok && math.Abs(float64(f)) < 1e15 {
		return m.Made(value.NewInt(int64(math.RoundToEven(float64(f)))), v), nil
	}
	return m.derived("int", "round", v), nil
}

func (m *machine) roundTo(v, digits value.Value) value.Value {
	n, ok := clamp(digits, -400, 400)
	if i, isInt := value.Integer(v); ok && isInt {
		if n < 0 {
			i = roundTens(i, -n)
		}
		return m.Made(value.Int{Int: i}, v, digits)
	}
	f, isFloat := v.Data.(value.Float)
	if !ok || !isFloat || n < 0 {
		return m.derived("float", "round", v, digits)
	}
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(float64(f), 'f', n, 64), 64)
	if err != nil {
		return m.derived("float", "round", v, digits)
	}
	return m.Made(value.Float(rounded), v, digits)
}

// roundTens rounds a number to a multiple of a power of ten.
func roundTens(i *big.Int, zeros int) *big.Int {
	unit := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(zeros)), nil)
	floor, rest := new(big.Int).DivMod(i, unit, new(big.Int))
	half := new(big.Int).Lsh(rest, 1).Cmp(unit)
	if half > 0 || half == 0 && floor.Bit(0) == 1 {
		floor.Add(floor, big.NewInt(1))
	}
	return floor.Mul(floor, unit)
}

// builtinPow is pow(x, y) and pow(x, y, m).
func builtinPow(m *machine, args value.Args) (value.Value, error) {
	x, err := argument(m, args, 0, "base")
	if err != nil {
		return x, err
	}
	y, err := argument(m, args, 1, "exp")
	if err != nil {
		return y, err
	}
	modulus, given := args.Get(2, "mod")
	if !given || modulus.Data == (value.None{}) {
		return m.BinOp("**", x, y)
	}
	a, ok1 := value.Integer(x)
	b, ok2 := value.Integer(y)
	n, ok3 := value.Integer(modulus)
	if !ok1 || !ok2 || !ok3 || b.Sign() < 0 || n.Sign() <= 0 || max(a.BitLen(), b.BitLen(), n.BitLen()) > maxBits {
		return m.derived("int", "pow", x, y, modulus), nil
	}
	return m.Made(value.Int{Int: new(big.Int).Exp(a, b, n)}, x, y, modulus), nil
}
