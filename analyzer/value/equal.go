package value

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strconv"
	"strings"
)

// HashKey returns a text that is equal for two values exactly when Python finds
// them equal and hashes them alike. It reports false for what Python cannot
// hash, and for that of which it is not known what it equals: not-a-number is
// found by being the same object.
func HashKey(v Value) (string, bool) { return hashKey(v, 0) }

func hashKey(v Value, depth int) (string, bool) {
	switch d := v.Data.(type) {
	case None:
		return "N", true
	case Bool:
		if d {
			return "i1", true
		}
		return "i0", true
	case Int:
		return "i" + d.String(), true
	case Float:
		return floatKey(float64(d)), d == d
	case Str:
		return "s" + string(d), true
	case Bytes:
		return "b" + string(d), true
	case Path:
		return "p" + string(d), true
	case Timedelta:
		return "t" + strconv.FormatInt(int64(d), 10), true
	case Ellipsis:
		return "E", true
	case Range:
		return d.hashKey(), true
	case *Tuple:
		return tupleKey(d, depth, hashKey)
	case *Set:
		return setKey(d, depth, hashKey)
	case *Object:
		return objectKey(d)
	case *Function, *Class, *Module, *BoundMethod, *Iterator:
		return fmt.Sprintf("@%p", d), true
	}
	return "", false
}

// StableKey is HashKey for values that are told apart from one run to the next
// too. It reports false for what only the run itself can tell apart: functions
// and objects.
func StableKey(v Value) (string, bool) { return stableKey(v, 0) }

func stableKey(v Value, depth int) (string, bool) {
	switch d := v.Data.(type) {
	case *Class:
		return "class " + d.Module + "." + d.Name, true
	case *Module:
		return "module " + d.Name, true
	case *Function, *Object, *BoundMethod, *Iterator:
		return "", false
	case *Tuple:
		return tupleKey(d, depth, stableKey)
	case *Set:
		return setKey(d, depth, stableKey)
	}
	return hashKey(v, depth)
}

// setKey is the key of a frozenset; a set has none.
func setKey(s *Set, depth int, key func(Value, int) (string, bool)) (string, bool) {
	var keys []string
	size := 0
	for _, it := range s.Items() {
		k, ok := key(it, depth+1)
		if size += len(k); !ok || depth > maxDepth || size > maxText {
			return "", false
		}
		keys = append(keys, fmt.Sprintf("%d:%s,", len(k), k))
	}
	slices.Sort(keys)
	return "{" + strings.Join(keys, ""), s.Frozen && s.Open == nil
}

// A Hasher is the state of an object that is found by what it holds.
type Hasher interface {
	HashKey() (string, bool)
}

// objectKey is the key of an object, which is found by being itself unless its
// class says otherwise.
func objectKey(o *Object) (string, bool) {
	if h, ok := o.State.(Hasher); ok {
		return h.HashKey()
	}
	_, compares := o.Class.Lookup("__eq__")
	_, hashes := o.Class.Lookup("__hash__")
	return fmt.Sprintf("@%p", o), compares == No && hashes == No
}

// equalByKey compares an object that says what it is found by.
func equalByKey(a, b Value) Truth {
	ka, okA := HashKey(a)
	kb, okB := HashKey(b)
	if okA && okB && (isHasher(a) || isHasher(b)) {
		return Of(ka == kb)
	}
	return Maybe
}

func isHasher(v Value) bool {
	o, ok := v.Data.(*Object)
	if !ok {
		return false
	}
	_, ok = o.State.(Hasher)
	return ok
}

func floatKey(f float64) string {
	if i, exact := exactInt(f); exact {
		return "i" + i.String()
	}
	return "f" + strconv.FormatFloat(f, 'g', -1, 64)
}

func tupleKey(t *Tuple, depth int, keyOf func(Value, int) (string, bool)) (string, bool) {
	var b strings.Builder
	b.WriteByte('(')
	for _, it := range t.Items {
		k, ok := keyOf(it, depth+1)
		if !ok || depth > maxDepth || b.Len() > maxText {
			return "", false
		}
		fmt.Fprintf(&b, "%d:%s,", len(k), k)
	}
	return b.String(), true
}

// Equal says what a == b gives.
func Equal(a, b Value) Truth { return equal(a, b, new(walk)) }

func equal(a, b Value, w *walk) Truth {
	defer w.up()
	if !w.down() {
		return Maybe
	}
	ua, aUnknown := a.Data.(*Unknown)
	ub, bUnknown := b.Data.(*Unknown)
	if aUnknown || bUnknown {
		if aUnknown && bUnknown && ua.Key != "" && ua.Key == ub.Key {
			return Yes
		}
		return Maybe
	}
	if isObject(a) || isObject(b) {
		if a.Data == b.Data {
			return Yes
		}
		return equalByKey(a, b)
	}
	switch x := a.Data.(type) {
	case *List:
		if y, ok := b.Data.(*List); ok {
			return equalItems(x.Items, y.Items, w)
		}
		return No
	case *Tuple:
		if y, ok := b.Data.(*Tuple); ok {
			return equalItems(x.Items, y.Items, w)
		}
		return No
	case *Set, *View:
		return equalSetLike(a, b)
	case *Dict:
		if y, ok := b.Data.(*Dict); ok {
			return equalDicts(x, y, w)
		}
		return No
	}
	if isNaN(a) && isNaN(b) && w.depth > 1 {
		return Maybe
	}
	if isNaN(a) || isNaN(b) {
		return No
	}
	ka, okA := HashKey(a)
	kb, okB := HashKey(b)
	if !okA || !okB {
		return Of(a.Data == b.Data)
	}
	return Of(ka == kb)
}

func equalItems(a, b []Value, w *walk) Truth {
	if HasSplice(a) || HasSplice(b) {
		return Maybe
	}
	if len(a) != len(b) {
		return No
	}
	answer := Yes
	for i := range a {
		answer = answer.And(equal(a[i], b[i], w))
	}
	return answer
}

func isObject(v Value) bool {
	_, ok := v.Data.(*Object)
	return ok
}

func isNaN(v Value) bool {
	f, ok := v.Data.(Float)
	return ok && f != f
}

// Same says whether a collection takes a for b: if it is the very same object,
// or equal.
func Same(a, b Value) Truth { return equal(a, b, &walk{depth: 1}) }

// equalSetLike compares sets, and views that behave like them.
func equalSetLike(a, b Value) Truth {
	if a.Data == b.Data {
		return Yes
	}
	x, okX := setOf(a)
	y, okY := setOf(b)
	if !okX || !okY {
		return No
	}
	return equalSets(x, y)
}

func setOf(v Value) (*Set, bool) {
	switch d := v.Data.(type) {
	case *Set:
		return d, true
	case *View:
		return d.Set()
	}
	return nil, false
}

func equalSets(a, b *Set) Truth {
	if a.Open != nil || b.Open != nil {
		return Maybe
	}
	if a.Len() != b.Len() {
		return No
	}
	for _, it := range a.Items() {
		if b.Has(it) != Yes {
			return No
		}
	}
	return Yes
}

func equalDicts(a, b *Dict, w *walk) Truth {
	if a.Open != nil || b.Open != nil {
		return Maybe
	}
	if a.Len() != b.Len() {
		return No
	}
	answer := Yes
	for _, e := range a.Entries() {
		v, there := b.Get(e.Key)
		if there != Yes {
			return No
		}
		answer = answer.And(equal(e.Value, v, w))
	}
	return answer
}

// Compare orders two values as Python's < does: negative, zero or positive. It
// reports false where Python raises TypeError and where one is not known.
func Compare(a, b Value) (int, bool) {
	switch x := a.Data.(type) {
	case Str:
		if y, ok := b.Data.(Str); ok {
			return strings.Compare(string(x), string(y)), true
		}
	case Bytes:
		if y, ok := b.Data.(Bytes); ok {
			return strings.Compare(string(x), string(y)), true
		}
	case Timedelta:
		if y, ok := b.Data.(Timedelta); ok {
			return int(sign(int64(x) - int64(y))), true
		}
	case *Tuple:
		if y, ok := b.Data.(*Tuple); ok {
			return compareItems(x.Items, y.Items)
		}
	case *List:
		if y, ok := b.Data.(*List); ok {
			return compareItems(x.Items, y.Items)
		}
	}
	if c, ok := compareInfinite(a, b); ok {
		return c, true
	}
	x, okX := Number(a)
	y, okY := Number(b)
	if !okX || !okY {
		return 0, false
	}
	return x.Cmp(y), true
}

// compareInfinite compares numbers of which one is infinite.
func compareInfinite(a, b Value) (int, bool) {
	x, okX := approximate(a)
	y, okY := approximate(b)
	if !okX || !okY || !math.IsInf(x, 0) && !math.IsInf(y, 0) {
		return 0, false
	}
	return cmp.Compare(x, y), true
}

// approximate returns a number as a float; not-a-number is none.
func approximate(v Value) (float64, bool) {
	if f, ok := v.Data.(Float); ok {
		return float64(f), !math.IsNaN(float64(f))
	}
	n, ok := Number(v)
	if !ok {
		return 0, false
	}
	f, _ := n.Float64()
	return max(min(f, math.MaxFloat64), -math.MaxFloat64), true
}

func sign(n int64) int64 {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

func compareItems(a, b []Value) (int, bool) {
	for i := 0; i < len(a) && i < len(b); i++ {
		switch Equal(a[i], b[i]) {
		case Yes:
			continue
		case Maybe:
			return 0, false
		}
		return Compare(a[i], b[i])
	}
	if HasSplice(a) || HasSplice(b) {
		return 0, false
	}
	return len(a) - len(b), true
}

// Number returns a bool, int or finite float as an exact number.
func Number(v Value) (*big.Float, bool) {
	switch d := v.Data.(type) {
	case Bool:
		if d {
			return big.NewFloat(1), true
		}
		return big.NewFloat(0), true
	case Int:
		return new(big.Float).SetInt(d.Int), true
	case Float:
		if f := float64(d); math.IsNaN(f) || math.IsInf(f, 0) {
			return nil, false
		}
		return big.NewFloat(float64(d)), true
	}
	return nil, false
}

// Integer returns a bool or int as an integer.
func Integer(v Value) (*big.Int, bool) {
	switch d := v.Data.(type) {
	case Bool:
		if d {
			return big.NewInt(1), true
		}
		return big.NewInt(0), true
	case Int:
		return d.Int, true
	}
	return nil, false
}

// Text returns the text of a known string.
func Text(v Value) (string, bool) {
	s, ok := v.Data.(Str)
	return string(s), ok
}

// PathText returns the text of a known string or path.
func PathText(v Value) (string, bool) {
	if p, ok := v.Data.(Path); ok {
		return string(p), true
	}
	return Text(v)
}

// Contains says what "item in v" gives, for collections and strings.
func Contains(v, item Value) Truth {
	switch d := v.Data.(type) {
	case *Dict:
		_, t := d.Get(item)
		return t
	case *Set:
		return d.Has(item)
	case Str:
		s, ok := Text(item)
		if !ok {
			return Maybe
		}
		return Of(strings.Contains(string(d), s))
	case *View:
		return d.contains(item)
	case Range:
		return d.contains(item)
	case *List, *Tuple, *Iterator:
		items, _ := Spread(v)
		answer := No
		for _, it := range AnyOrder(items) {
			if _, splice := it.Data.(*Splice); splice {
				answer = answer.Or(Maybe)
			} else {
				answer = answer.Or(Same(it, item))
			}
		}
		return answer
	}
	return Maybe
}

// exactInt returns the integer that a float is, if it is one.
func exactInt(f float64) (*big.Int, bool) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return nil, false
	}
	i, accuracy := big.NewFloat(f).Int(nil)
	return i, accuracy == big.Exact
}
