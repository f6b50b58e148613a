package value

// Truth is the answer to a question about a value that may be unknown. The
// zero Truth is Maybe, so that forgetting to answer claims nothing.
type Truth int8

// The three answers.
const (
	Maybe Truth = iota
	Yes
	No
)

// Of returns the answer for a question that could be decided.
func Of(b bool) Truth {
	if b {
		return Yes
	}
	return No
}

// Not returns the opposite answer; Maybe stays Maybe.
func (t Truth) Not() Truth {
	switch t {
	case Yes:
		return No
	case No:
		return Yes
	}
	return Maybe
}

// And is Kleene's conjunction: No wins, then Maybe.
func (t Truth) And(u Truth) Truth {
	switch {
	case t == No || u == No:
		return No
	case t == Yes && u == Yes:
		return Yes
	}
	return Maybe
}

// Or is Kleene's disjunction: Yes wins, then Maybe.
func (t Truth) Or(u Truth) Truth { return t.Not().And(u.Not()).Not() }

// String returns "yes", "no" or "maybe".
func (t Truth) String() string {
	return [...]string{"maybe", "yes", "no"}[t]
}

// Truthy says what bool(v) gives.
func Truthy(v Value) Truth {
	switch d := v.Data.(type) {
	case None:
		return No
	case Bool:
		return Of(bool(d))
	case Int:
		return Of(d.Sign() != 0)
	case Float:
		return Of(d != 0)
	case Str:
		return Of(d != "")
	case Bytes:
		return Of(d != "")
	case Timedelta:
		return Of(d != 0)
	case *List:
		return nonEmpty(d.Items)
	case *Tuple:
		return nonEmpty(d.Items)
	case *Set:
		return openNonEmpty(d.Len(), d.Open)
	case *Dict:
		return openNonEmpty(d.Len(), d.Open)
	case *View:
		return openNonEmpty(d.Of.Len(), d.Of.Open)
	case Range:
		return Of(d.Len() > 0)
	case *Unknown, *Object, nil:
		return Maybe
	}
	return Yes
}

func nonEmpty(items []Value) Truth {
	items = AnyOrder(items)
	splices := 0
	for _, it := range items {
		if _, ok := it.Data.(*Splice); ok {
			splices++
		}
	}
	switch {
	case len(items) > splices:
		return Yes
	case splices > 0:
		return Maybe
	}
	return No
}

func openNonEmpty(n int, open *Unknown) Truth {
	switch {
	case n > 0:
		return Yes
	case open != nil:
		return Maybe
	}
	return No
}
