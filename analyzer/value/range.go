package value

import "fmt"

// A Range is Python's range: its numbers are not made before they are asked
// for. Step is not zero.
type Range struct{ Start, Stop, Step int64 }

// TypeName implements Data.
func (Range) TypeName() string { return "range" }

// Len returns how many numbers there are.
func (r Range) Len() int64 {
	from, to, step := r.Start, r.Stop, r.Step
	if step < 0 {
		from, to, step = to, from, -step
	}
	if from >= to {
		return 0
	}
	return (to-from-1)/step + 1
}

// At returns the number at a place.
func (r Range) At(i int64) Int { return NewInt(r.Start + i*r.Step) }

// Reversed returns the same numbers from the last to the first.
func (r Range) Reversed() Range {
	n := r.Len()
	return Range{r.Start + (n-1)*r.Step, r.Start - r.Step, -r.Step}
}

// hashKey is equal for ranges of the same numbers.
func (r Range) hashKey() string {
	switch n := r.Len(); n {
	case 0:
		return "r"
	case 1:
		return fmt.Sprintf("r%d", r.Start)
	default:
		return fmt.Sprintf("r%d,%d,%d", r.Start, n, r.Step)
	}
}

// contains says whether a number is among those of the range, as a whole
// float or a bool may be.
func (r Range) contains(item Value) Truth {
	if u := UnknownIn(item); u != nil {
		return Maybe
	}
	n, ok := Integer(item)
	if f, isFloat := item.Data.(Float); isFloat {
		n, ok = exactInt(float64(f))
	}
	if _, isObject := item.Data.(*Object); isObject {
		return Maybe
	}
	if !ok || !n.IsInt64() || r.Len() == 0 {
		return No
	}
	i := n.Int64() - r.Start
	return Of(i%r.Step == 0 && i/r.Step >= 0 && i/r.Step < r.Len())
}

// maxSpread bounds the numbers that Spread makes of a range.
const maxSpread = 100_000

func (r Range) spread(o *Origin) []Value {
	n := min(r.Len(), maxSpread)
	items := make([]Value, n)
	for i := range n {
		items[i] = Value{r.At(i), o}
	}
	if n < r.Len() {
		items = append(items, Value{Data: &Splice{Of: &Unknown{Reason: "is longer than is kept"}}})
	}
	return items
}

func (r Range) text() string {
	if r.Step == 1 {
		return fmt.Sprintf("range(%d, %d)", r.Start, r.Stop)
	}
	return fmt.Sprintf("range(%d, %d, %d)", r.Start, r.Stop, r.Step)
}
