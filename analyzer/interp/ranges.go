package interp

import (
	"math"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// maxBound bounds the numbers of a range, so that nothing overflows.
const maxBound = math.MaxInt32

func newRange(m *machine, args value.Args) (value.Value, error) {
	if len(args.Pos) == 0 || len(args.Pos) > 3 || len(args.Named) > 0 {
		return value.Value{}, m.Raise("TypeError", "range expected 1 to 3 arguments")
	}
	bounds := [3]int64{0, 0, 1}
	for i, a := range args.Pos {
		n, ok := value.Integer(a)
		if !ok && a.Known() && !isObject(a) {
			return value.Value{}, m.Raise("TypeError", "object cannot be interpreted as an integer")
		}
		if !ok || !n.IsInt64() || n.Int64() > maxBound || n.Int64() < -maxBound {
			return m.MakeUnknown("range", "is a range whose bounds are not known", args.Pos...), nil
		}
		bounds[i] = n.Int64()
	}
	r := value.Range{Start: bounds[0], Stop: bounds[1], Step: bounds[2]}
	if len(args.Pos) == 1 {
		r = value.Range{Stop: bounds[0], Step: 1}
	}
	if r.Step == 0 {
		return value.Value{}, m.Raise("ValueError", "range() arg 3 must not be zero")
	}
	return m.Made(r, args.Pos...), nil
}

// iterRange makes the numbers one at a time.
func (m *machine) iterRange(v value.Value, r value.Range) *value.Iterator {
	i := int64(-1)
	return &value.Iterator{Kind: "range_iterator", Make: func() (value.Value, bool, error) {
		if i++; i >= r.Len() {
			return value.Value{}, false, nil
		}
		return m.Made(r.At(i), v), true, nil
	}}
}

// rangeItem is r[i], a number, and r[i:j], a range.
func (m *machine) rangeItem(v value.Value, r value.Range, key value.Value) (value.Value, error) {
	if _, unknown := key.Data.(*value.Unknown); unknown {
		return m.derived("", "[]", v, key), nil
	}
	if part, ok := sliceParts(key); ok {
		if err := m.checkSlice(part); err != nil {
			return v, err
		}
		from, to, step, known := sliceBounds(part, int(r.Len()))
		if !known {
			return m.derived("range", "[:]", v, key), nil
		}
		if n, ok := value.Integer(part[2]); ok && n.IsInt64() {
			step = int(min(max(n.Int64(), -maxBound), maxBound))
		}
		return m.Made(value.Range{
			Start: r.Start + int64(from)*r.Step, Stop: r.Start + int64(to)*r.Step, Step: r.Step * int64(step)}, v), nil
	}
	i, ok := index(key, int(r.Len()))
	if !ok {
		return value.Value{}, m.Raise("TypeError", "range indices must be integers or slices")
	}
	if i < 0 || i >= int(r.Len()) {
		return value.Value{}, m.Raise("IndexError", "range object index out of range")
	}
	return m.Made(r.At(int64(i)), v), nil
}

func (m *machine) rangeAttr(v value.Value, r value.Range, name string) (value.Value, bool) {
	n, ok := map[string]int64{"start": r.Start, "stop": r.Stop, "step": r.Step}[name]
	return m.Made(value.NewInt(n), v), ok
}
