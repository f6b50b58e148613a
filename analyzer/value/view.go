package value

// A View is what a dictionary's keys(), values() and items() give: it sees what
// happens to the dictionary.
type View struct {
	Of *Dict
	// Kind is the name of Python's type.
	Kind ViewKind
}

// ViewKind says what of its entries a dictionary is viewed by.
type ViewKind string

// The kinds of views.
const (
	Keys   ViewKind = "dict_keys"
	Values ViewKind = "dict_values"
	Items  ViewKind = "dict_items"
)

// TypeName implements Data.
func (v *View) TypeName() string { return string(v.Kind) }

// Item returns what the view gives for an entry.
func (v *View) Item(e Entry) Value {
	switch v.Kind {
	case Keys:
		return e.Key
	case Values:
		return e.Value
	}
	return Value{Data: &Tuple{Items: []Value{e.Key, e.Value}}, Origin: e.Value.Origin}
}

// All returns what the view gives for all entries.
func (v *View) All() []Value {
	items := make([]Value, 0, v.Of.Len())
	for _, e := range v.Of.Entries() {
		items = append(items, v.Item(e))
	}
	return withOpen(items, v.Of.Open)
}

// Set returns the view as a set, which it behaves like, unless it is of the
// values.
func (v *View) Set() (*Set, bool) {
	if v.Kind == Values {
		return nil, false
	}
	return NewSet(v.All()...), true
}

// contains says whether the view gives an item.
func (v *View) contains(item Value) Truth {
	if v.Kind == Keys {
		_, there := v.Of.Get(item)
		return there
	}
	return Contains(Value{Data: &List{Items: v.All()}}, item)
}
