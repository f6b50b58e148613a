package value

import (
	"cmp"
	"maps"
	"slices"
)

// A List is a Python list. An item may be a Splice.
type List struct{ Items []Value }

// A Tuple is a Python tuple. An item may be a Splice.
type Tuple struct{ Items []Value }

// A Dict is a Python dict, in insertion order.
type Dict struct {
	entries []Entry
	index   map[string]int // it may hold keys of other dicts, beyond the entries
	// lent says that another dict has the same entries: they must stay as they
	// are. A borrower must not add to them either.
	lent, borrowed bool
	// Open is set when keys that cannot be seen may be there too. A key that
	// is not found is then unknown, not missing.
	Open *Unknown
}

// An Entry is one key of a dict with its value.
type Entry struct{ Key, Value Value }

// A Set is a Python set or frozenset, in insertion order.
type Set struct {
	dict   Dict
	Frozen bool
	// Open is set when items that cannot be seen may be there too.
	Open *Unknown
}

// TypeName implements Data.
func (*List) TypeName() string  { return "list" }
func (*Tuple) TypeName() string { return "tuple" }
func (*Dict) TypeName() string  { return "dict" }
func (s *Set) TypeName() string {
	if s.Frozen {
		return "frozenset"
	}
	return "set"
}

// NewDict returns a dict of those entries; later ones win.
func NewDict(entries ...Entry) *Dict {
	d := &Dict{}
	for _, e := range entries {
		d.Set(e.Key, e.Value)
	}
	return d
}

// Len returns the number of known entries.
func (d *Dict) Len() int { return len(d.entries) }

// Entries returns the known entries in order; the caller must not change them.
func (d *Dict) Entries() []Entry { return d.entries }

// Get returns the value of a known key. The answer is Maybe where the key may
// be among those that cannot be seen.
func (d *Dict) Get(key Value) (Value, Truth) {
	k, hashable := HashKey(key)
	if !hashable {
		return Value{}, Maybe
	}
	if i, ok := d.place(k); ok {
		return d.entries[i].Value, Yes
	}
	if d.Open != nil {
		return Value{}, Maybe
	}
	return Value{}, No
}

// GetStr is Get for a string key.
func (d *Dict) GetStr(key string) (Value, Truth) { return d.Get(Value{Data: Str(key)}) }

// Set binds a key, and reports whether the key could be: one that is not known
// opens the dict instead, since it may be any key.
func (d *Dict) Set(key, v Value) bool {
	k, hashable := HashKey(key)
	if !hashable {
		d.Blur(cmp.Or(UnknownIn(key), &Unknown{Reason: "has a key of which it is not known what it equals"}))
		return false
	}
	if i, ok := d.place(k); ok {
		d.part()
		d.entries[i].Value = v
		return true
	}
	if d.borrowed {
		d.part()
	}
	if d.index == nil {
		d.index = map[string]int{}
	}
	d.index[k] = len(d.entries)
	d.entries = append(d.entries, Entry{key, v})
	return true
}

// Blur says that any key may have been bound or bound anew.
func (d *Dict) Blur(u *Unknown) {
	d.Open = u
	d.part()
	for i := range d.entries {
		d.entries[i].Value = Value{Data: u, Origin: d.entries[i].Value.Origin}
	}
}

// Delete removes a key and reports whether it was there.
func (d *Dict) Delete(key Value) Truth {
	_, there := d.Get(key)
	if there != Yes {
		return there
	}
	k, _ := HashKey(key)
	i, _ := d.place(k)
	d.entries = append(d.entries[:i:i], d.entries[i+1:]...)
	d.index, d.lent, d.borrowed = map[string]int{}, false, false
	for i, e := range d.entries {
		k, _ := HashKey(e.Key)
		d.index[k] = i
	}
	return Yes
}

// Copy returns a dict of the same entries. They are copied when either changes
// them.
func (d *Dict) Copy() *Dict {
	d.lent = true
	return &Dict{entries: d.entries[:len(d.entries):len(d.entries)], index: d.index, lent: true, borrowed: true, Open: d.Open}
}

// part makes the entries the dict's own.
func (d *Dict) part() {
	if d.lent {
		d.entries, d.index = slices.Clone(d.entries), maps.Clone(d.index)
		d.lent, d.borrowed = false, false
		maps.DeleteFunc(d.index, func(_ string, i int) bool { return i >= len(d.entries) })
	}
}

// place returns where the entry of a key is.
func (d *Dict) place(k string) (int, bool) {
	i, ok := d.index[k]
	return i, ok && i < len(d.entries)
}

// Clear removes all entries.
func (d *Dict) Clear() { *d = Dict{} }

// NewSet returns a set of those items. Items that are not known open it.
func NewSet(items ...Value) *Set {
	s := &Set{}
	for _, it := range items {
		s.Add(it)
	}
	return s
}

// Add adds an item; one that is not known opens the set.
func (s *Set) Add(it Value) {
	if sp, ok := it.Data.(*Splice); ok {
		if !sp.Orderless {
			s.Open = sp.Of
		}
		return
	}
	if !s.dict.Set(it, it) {
		s.Open, s.dict.Open = s.dict.Open, nil
	}
}

// Copy returns a set of the same items.
func (s *Set) Copy() *Set { return &Set{*s.dict.Copy(), s.Frozen, s.Open} }

// Remove removes an item and reports whether it was there. One that is not known
// may be any of them: what is left is not known.
func (s *Set) Remove(it Value) Truth {
	if _, hashable := HashKey(it); !hashable {
		*s = Set{Frozen: s.Frozen, Open: cmp.Or(UnknownIn(it), s.Open, &Unknown{Reason: "has lost an item that is not known"})}
		return Maybe
	}
	t := s.dict.Delete(it)
	if t == No && s.Open != nil {
		return Maybe
	}
	return t
}

// Has reports whether an item is in the set.
func (s *Set) Has(it Value) Truth {
	_, t := s.dict.Get(it)
	if t == No && s.Open != nil {
		return Maybe
	}
	return t
}

// Len returns the number of known items.
func (s *Set) Len() int { return s.dict.Len() }

// Items returns the known items in order.
func (s *Set) Items() []Value {
	items := make([]Value, 0, s.dict.Len())
	for _, e := range s.dict.Entries() {
		items = append(items, e.Key)
	}
	return items
}

// Spread returns the items of a list, tuple, set, dict (its keys), view, range,
// string or iterator; whatever is not known stands in it as a Splice. It reports false
// for a value that Python cannot iterate, and for an Unknown.
func Spread(v Value) ([]Value, bool) {
	switch d := v.Data.(type) {
	case *List:
		return d.Items, true
	case *Tuple:
		return d.Items, true
	case *Iterator:
		return d.ahead(), true
	case *Set:
		return withOpen(Orderless(d.Items(), "is in the order of a set, which is not certain"), d.Open), true
	case *Dict:
		keys := make([]Value, 0, d.Len())
		for _, e := range d.entries {
			keys = append(keys, e.Key)
		}
		return withOpen(keys, d.Open), true
	case *View:
		return d.All(), true
	case Range:
		return d.spread(v.Origin), true
	case Str:
		var runes []Value
		for _, r := range string(d) {
			runes = append(runes, Value{Str(string(r)), v.Origin})
		}
		return runes, true
	case Bytes:
		var bytes []Value
		for i := 0; i < len(d); i++ {
			bytes = append(bytes, Value{NewInt(int64(d[i])), v.Origin})
		}
		return bytes, true
	}
	return nil, false
}

func withOpen(items []Value, open *Unknown) []Value {
	if open != nil {
		items = append(items, Value{Data: &Splice{Of: open}})
	}
	return items
}
