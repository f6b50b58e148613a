package interp

import "github.com/django-session-audit/django-session-audit/analyzer/value"

// maxOwnItems bounds how many items the program's own iterators are asked for.
const maxOwnItems = 2000

// isIterator reports whether an object of the program has __next__.
func isIterator(v value.Value) bool {
	o, ok := v.Data.(*value.Object)
	if !ok {
		return false
	}
	_, found := o.Class.Lookup("__next__")
	return found == value.Yes
}

// advance is next(v) for such an object.
func (m *machine) advance(v value.Value) (value.Value, error) {
	f, err := m.GetAttr(v, "__next__")
	if err != nil {
		return f, err
	}
	return m.Call(f, value.Args{})
}

// drain asks such an object for its items until it raises StopIteration. One
// that goes on for long may never end: its items are not known.
func (m *machine) drain(v value.Value) ([]value.Value, error) {
	var items []value.Value
	for len(items) < maxOwnItems {
		it, err := m.advance(v)
		if raised, ok := err.(*value.Raised); ok && m.handles(raised, []*value.Class{m.exceptionClass("StopIteration")}) {
			return items, nil
		}
		if err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	return []value.Value{{Data: &value.Splice{Of: &value.Unknown{
		Reason: "comes from an iterator that goes on for long", Key: m.siteKey()}}}}, nil
}

// ownIterator is iter(v) where the program's own __iter__ returns an iterator of
// its own.
func (m *machine) ownIterator(v value.Value) (value.Value, bool, error) {
	if isIterator(v) {
		return v, true, nil
	}
	o, ok := v.Data.(*value.Object)
	if !ok {
		return v, false, nil
	}
	f, found := o.Class.Lookup("__iter__")
	if found != value.Yes {
		return v, false, nil
	}
	it, err := m.Call(m.bind(v, f), value.Args{})
	if err != nil || isIterator(it) {
		return it, err == nil, err
	}
	items, err := m.Iterate(it)
	return m.Made(&value.Iterator{Items: items, Kind: "iterator"}, v), err == nil, err
}

// nextOwn is next() of such an iterator, with its default.
func (m *machine) nextOwn(v value.Value, args value.Args) (value.Value, error) {
	it, err := m.advance(v)
	fallback, given := args.Get(1, "default")
	if raised, ok := err.(*value.Raised); ok && given && m.handles(raised, []*value.Class{m.exceptionClass("StopIteration")}) {
		return fallback, nil
	}
	return it, err
}
