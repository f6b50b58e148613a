package interp

import (
	"math/big"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// lazy is an iterator of a builtin type, which makes one item at a time.
func (m *machine) lazy(kind string, next func() (value.Value, bool, error), from ...value.Value) value.Value {
	return m.Made(&value.Iterator{Kind: kind, Make: next}, from...)
}

func newEnumerate(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	items, err := m.iter(v)
	if err != nil {
		return v, err
	}
	n, known := big.NewInt(0), true
	if start, ok := args.Get(1, "start"); ok {
		if n, known = value.Integer(start); !known && start.Known() {
			return v, m.Raise("TypeError", "object cannot be interpreted as an integer")
		}
	}
	return m.lazy("enumerate", func() (value.Value, bool, error) {
		item, more, err := items.Next()
		if _, splice := item.Data.(*value.Splice); splice || !more || err != nil {
			known = known && !splice
			return item, more, err
		}
		place := m.MakeUnknown("int", "is a place in a list that is known in part", v)
		if known {
			place = m.Made(value.Int{Int: n}, v)
			n = new(big.Int).Add(n, big.NewInt(1))
		}
		return m.Made(&value.Tuple{Items: []value.Value{place, item}}, item), true, nil
	}, v), nil
}

func newZip(m *machine, args value.Args) (value.Value, error) {
	columns, err := m.iterAll(args.Pos)
	if err != nil {
		return value.Value{}, err
	}
	strict, _ := args.Get(-1, "strict")
	if args.Open != nil || !strict.IsZero() && value.Truthy(strict) != value.No {
		return m.derived("zip", "zip", args.All()...), nil
	}
	return m.lazy("zip", func() (value.Value, bool, error) {
		row, more, err := m.row(columns)
		if err != nil || !more {
			return value.Value{}, false, err
		}
		if value.HasSplice(row) {
			return row[0], true, nil
		}
		return m.Made(&value.Tuple{Items: row}, row...), true, nil
	}, args.Pos...), nil
}

func (m *machine) iterAll(values []value.Value) ([]*value.Iterator, error) {
	var all []*value.Iterator
	for _, v := range values {
		it, err := m.iter(v)
		if err != nil {
			return nil, err
		}
		all = append(all, it)
	}
	return all, nil
}

// row takes an item of each iterator, until one has none. Where how many there
// are is not known, it is a Splice, and all that follows is not known.
func (m *machine) row(columns []*value.Iterator) ([]value.Value, bool, error) {
	row := make([]value.Value, len(columns))
	for i, c := range columns {
		item, more, err := c.Next()
		if err != nil || !more {
			return nil, false, err
		}
		if sp, splice := item.Data.(*value.Splice); splice && len(columns) > 1 {
			for _, c := range columns {
				c.Blur(sp.Of)
			}
			columns[0].Items, columns[0].Make = nil, nil
			return []value.Value{item}, true, nil
		}
		row[i] = item
	}
	return row, len(columns) > 0, nil
}

func newMap(m *machine, args value.Args) (value.Value, error) {
	if args.Open != nil || len(args.Named) > 0 {
		return m.derived("map", "map", args.All()...), nil
	}
	if len(args.Pos) < 2 {
		return value.Value{}, m.Raise("TypeError", "map() must have at least two arguments")
	}
	columns, err := m.iterAll(args.Pos[1:])
	if err != nil {
		return value.Value{}, err
	}
	return m.lazy("map", func() (value.Value, bool, error) {
		row, more, err := m.row(columns)
		if err != nil || !more {
			return value.Value{}, false, err
		}
		if value.HasSplice(row) {
			return row[0], true, nil
		}
		item, err := m.Call(args.Pos[0], value.Args{Pos: row})
		return item, err == nil, err
	}, args.Pos[1:]...), nil
}

func newFilter(m *machine, args value.Args) (value.Value, error) {
	if args.Open != nil {
		return m.derived("filter", "filter", args.All()...), nil
	}
	if len(args.Pos) != 2 {
		return value.Value{}, m.Raise("TypeError", "filter expected 2 arguments")
	}
	items, err := m.iter(args.Pos[1])
	if err != nil {
		return args.Pos[1], err
	}
	return m.lazy("filter", func() (value.Value, bool, error) {
		for {
			item, more, err := items.Next()
			if _, splice := item.Data.(*value.Splice); splice || !more || err != nil {
				return item, more, err
			}
			passes, err := m.passes(args.Pos[0], item)
			switch {
			case err != nil:
				return item, false, err
			case passes == value.Yes:
				return item, true, nil
			case passes == value.Maybe:
				return m.splice("is filtered by a condition that is not known"), true, nil
			}
			if err := m.Spend(1); err != nil {
				return item, false, err
			}
		}
	}, args.Pos[1]), nil
}

// passes says whether an item passes what filter() is given.
func (m *machine) passes(test, item value.Value) (value.Truth, error) {
	if c, ok := test.Data.(*value.Class); test.Data == (value.None{}) || ok && c == m.classes["bool"] {
		return m.truthy(item)
	}
	answer, err := m.Call(test, value.Args{Pos: []value.Value{item}})
	if err != nil {
		return value.Maybe, err
	}
	return m.truthy(answer)
}

func newReversed(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	switch d := v.Data.(type) {
	case *value.List:
		return m.reversedList(v, d), nil
	case value.Range:
		return m.Made(m.iterRange(v, d.Reversed()), v), nil
	case *value.Tuple, value.Str, value.Bytes, *value.Dict, *value.View:
	case *value.Unknown:
		return m.derived("reversed", "reversed", v), nil
	case *value.Object:
		return m.reversedObject(v, d)
	case *value.Class:
		if _, found := d.Lookup("__class_iter__"); found == value.No {
			return v, m.Raise("TypeError", "object is not reversible")
		}
	default:
		return v, m.Raise("TypeError", "object is not reversible")
	}
	items, err := m.Iterate(v)
	slices.Reverse(items)
	return m.Made(&value.Iterator{Items: items, Kind: reversedKind(v)}, v), err
}

// reversedKind is the type of what reversed() gives.
func reversedKind(v value.Value) string {
	switch d := v.Data.(type) {
	case *value.Dict:
		return "dict_reversekeyiterator"
	case *value.View:
		return strings.Replace(viewIterators[d.Kind], "_", "_reverse", 1)
	}
	return "reversed"
}

// reversedList sees what happens to the list while it is iterated.
func (m *machine) reversedList(v value.Value, l *value.List) value.Value {
	i := len(l.Items)
	return m.lazy("list_reverseiterator", func() (value.Value, bool, error) {
		if i--; i < 0 || i >= len(l.Items) {
			i = 0
			return value.Value{}, false, nil
		}
		return l.Items[i], true, nil
	}, v)
}

func (m *machine) reversedObject(v value.Value, o *value.Object) (value.Value, error) {
	if f, found := o.Class.Lookup("__reversed__"); found == value.Yes {
		return m.Call(m.bind(v, f), value.Args{})
	}
	if inner, ok := embeddedIn(v); ok {
		return newReversed(m, value.Args{Pos: []value.Value{inner}})
	}
	if m.inRepository(o.Class) && !m.has(o, "__getitem__") {
		return v, m.Raise("TypeError", "object is not reversible")
	}
	return m.MakeUnknown("reversed", "comes from reversed() of an object that is not modelled", v), nil
}

// has reports whether a class may have an attribute.
func (m *machine) has(o *value.Object, name string) bool {
	_, found := o.Class.Lookup(name)
	return found != value.No
}

func builtinAny(m *machine, args value.Args) (value.Value, error) {
	return anyOf(m, args, "any", func(t value.Truth) value.Truth { return t })
}

func builtinAll(m *machine, args value.Args) (value.Value, error) {
	v, err := anyOf(m, args, "all", value.Truth.Not)
	if err != nil {
		return v, err
	}
	return m.not(v), nil
}

// anyOf takes items until one settles the matter. Beyond one that is not known
// they are all looked at.
func anyOf(m *machine, args value.Args, name string, of func(value.Truth) value.Truth) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	items, err := m.iter(v)
	if err != nil {
		return v, err
	}
	answer, seen := value.No, []value.Value{}
	for answer != value.Yes {
		it, more, err := items.Next()
		if err != nil {
			return v, err
		}
		if !more {
			break
		}
		if sp, ok := it.Data.(*value.Splice); ok && sp.Orderless {
			continue
		}
		t := value.Maybe
		if _, splice := it.Data.(*value.Splice); !splice {
			if t, err = m.truthy(it); err != nil {
				return v, err
			}
		}
		answer = answer.Or(of(t))
		seen = append(seen, it)
		if err := m.Spend(1); err != nil {
			return v, err
		}
	}
	list := m.Made(&value.List{Items: seen}, v)
	return m.answer(false, name, answer, list, list), nil
}

func builtinIter(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	if len(args.Pos) == 2 {
		return m.Made(m.iterUntil(v, args.Pos[1]), v), nil
	}
	if o, ok := v.Data.(*value.Object); ok && m.inRepository(o.Class) {
		return m.iterOf(v, o)
	}
	it, err := m.iter(v)
	return m.Made(it, v), err
}

func builtinNext(m *machine, args value.Args) (value.Value, error) {
	v, err := first(m, args)
	if err != nil {
		return v, err
	}
	item, err := m.nextOf(v)
	if raised, ok := err.(*value.Raised); ok && len(args.Pos) > 1 && m.handles(raised, []*value.Class{m.classes["StopIteration"]}) {
		return args.Pos[1], nil
	}
	return item, err
}

// nextOf is next(v). An item of those that are not known may be the last one.
func (m *machine) nextOf(v value.Value) (value.Value, error) {
	it, ok := v.Data.(*value.Iterator)
	switch {
	case unknownOperand(v):
		return m.derived("", "next"+m.siteKey(), v), nil
	case !ok:
		next, err := m.GetAttr(v, "__next__")
		if err != nil {
			return v, m.Raise("TypeError", "object is not an iterator")
		}
		return m.Call(next, value.Args{})
	}
	item, more, err := it.Next()
	g, _ := it.State.(*generator)
	if item, err = m.orStop(item, more, err, g); err != nil {
		return item, err
	}
	if sp, ok := item.Data.(*value.Splice); ok {
		it.Blur(&value.Unknown{Reason: sp.Of.Reason, Key: m.siteKey(), Env: sp.Of.Env})
		return value.Value{Data: itemOf(sp.Of, m.siteKey()), Origin: v.Origin}, nil
	}
	return item, nil
}

// iterUntil is iter(f, end): it calls f until that gives the end.
func (m *machine) iterUntil(f, end value.Value) *value.Iterator {
	it := m.iterCalls("callable_iterator", f, value.Args{})
	call := it.Make
	it.Make = func() (value.Value, bool, error) {
		item, more, err := call()
		if err != nil || !more {
			return item, more, err
		}
		same, err := m.compare("==", item, end)
		switch value.Truthy(same) {
		case value.Yes:
			return item, false, err
		case value.Maybe:
			it.Make = nil
			return m.splice("comes from an iterator whose end is not known"), err == nil, err
		}
		return item, err == nil, err
	}
	return it
}
