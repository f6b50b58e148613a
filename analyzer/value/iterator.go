package value

// An Iterator is what can be iterated once: a generator, map, zip, iter(). As
// in Python, an item is made when it is asked for.
type Iterator struct {
	// Items are those that are made already and come first.
	Items []Value
	// Make makes the next item once Items are used up, or reports that there
	// is none; nil where there is none. A Splice stands for any number.
	Make func() (item Value, more bool, err error)
	// Kind is the name of Python's type, such as "generator".
	Kind string
	// State is its maker's own, opaque to everybody else.
	State any
}

// TypeName implements Data.
func (it *Iterator) TypeName() string { return it.Kind }

// Next takes the next item; more is false where there is none. An iterator
// that has ended stays so.
func (it *Iterator) Next() (item Value, more bool, err error) {
	if len(it.Items) > 0 {
		item, it.Items = it.Items[0], it.Items[1:]
		return item, true, nil
	}
	if it.Make == nil {
		return Value{}, false, nil
	}
	item, more, err = it.Make()
	if !more && err == nil {
		it.Make = nil
	}
	return item, more, err
}

// Blur says that it is not known any more which items follow.
func (it *Iterator) Blur(u *Unknown) {
	it.Items, it.Make = []Value{{Data: &Splice{Of: u}}}, nil
}

// ahead returns the items that follow, without taking them.
func (it *Iterator) ahead() []Value {
	if it.Make == nil {
		return it.Items
	}
	return append(it.Items[:len(it.Items):len(it.Items)],
		Value{Data: &Splice{Of: &Unknown{Reason: "is made only when it is iterated"}}})
}
