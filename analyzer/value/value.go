// Package value holds Python values as an evaluation without execution knows
// them: known, known in part, or unknown with a reason, each with the way it
// came. It knows nothing of syntax, files beyond their spans, or Django.
//
// The kinds of Data:
//
//	None Bool Int Float Str Bytes Ellipsis   as in Python
//	*List *Tuple *Set *Dict                  may be known in part (Splice, Open)
//	*View Range                              a dict's keys(), values(), items(); range()
//	*Iterator                                what iter(), map() or a generator gives
//	Path Timedelta                           pathlib paths, datetime.timedelta
//	*Function *BoundMethod *Class *Object    code of the repository, or modelled in Go
//	*Module                                  a module of the repository or a modelled one
//	*Unknown                                 anything else, with its reason
//	*Splice                                  only inside a list or tuple: unknown many items
package value

import (
	"math/big"
)

// A Value is a Python value and the way it came. The zero Value is invalid:
// no Python value at all.
type Value struct {
	Data   Data
	Origin *Origin
}

// IsZero reports whether v is no value at all.
func (v Value) IsZero() bool { return v.Data == nil }

// Known reports whether the value is known, at least in part: it is not
// an Unknown. Whole reports whether it is known to the last item.
func (v Value) Known() bool {
	_, unknown := v.Data.(*Unknown)
	return v.Data != nil && !unknown
}

// Data is what a value is, without where it came from. It is sealed: the kinds
// are those of the package comment.
type Data interface {
	// TypeName is the name of Python's type, such as "bool" or "list".
	TypeName() string
	data()
}

// Scalars.
type (
	// None is Python's None.
	None struct{}
	// Bool is True or False.
	Bool bool
	// Int is an integer of any size. Build it with NewInt.
	Int struct{ *big.Int }
	// Float is a float.
	Float float64
	// Str is a string.
	Str string
	// Bytes is a bytes object, one byte a byte.
	Bytes string
	// Ellipsis is "...".
	Ellipsis struct{}
	// Path is a pathlib path, in its text form.
	Path string
	// Timedelta is a datetime.timedelta in microseconds.
	Timedelta int64
)

// NewInt returns the integer n.
func NewInt(n int64) Int { return Int{big.NewInt(n)} }

// TypeName implements Data.
func (None) TypeName() string      { return "NoneType" }
func (Bool) TypeName() string      { return "bool" }
func (Int) TypeName() string       { return "int" }
func (Float) TypeName() string     { return "float" }
func (Str) TypeName() string       { return "str" }
func (Bytes) TypeName() string     { return "bytes" }
func (Ellipsis) TypeName() string  { return "ellipsis" }
func (Path) TypeName() string      { return "PosixPath" }
func (Timedelta) TypeName() string { return "timedelta" }

func (None) data()         {}
func (Bool) data()         {}
func (Int) data()          {}
func (Float) data()        {}
func (Str) data()          {}
func (Bytes) data()        {}
func (Ellipsis) data()     {}
func (Path) data()         {}
func (Timedelta) data()    {}
func (*List) data()        {}
func (*Tuple) data()       {}
func (*Set) data()         {}
func (*Dict) data()        {}
func (*Iterator) data()    {}
func (*View) data()        {}
func (Range) data()        {}
func (*Function) data()    {}
func (*BoundMethod) data() {}
func (*Class) data()       {}
func (*Object) data()      {}
func (*Module) data()      {}
func (*Unknown) data()     {}
func (*Splice) data()      {}
