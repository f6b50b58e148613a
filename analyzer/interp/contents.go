package interp

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// How what collections hold is kept, put back and copied.

// copyOf returns a collection of the same items.
func copyOf(d value.Data) value.Data {
	switch d := d.(type) {
	case *value.List:
		return &value.List{Items: d.Items[:len(d.Items):len(d.Items)]}
	case *value.Dict:
		return d.Copy()
	case *value.Set:
		return d.Copy()
	}
	return d
}

// fill makes a collection hold what a copy holds, which stays a copy.
func fill(d, from value.Data) { pour(d, copyOf(from)) }

// pour makes a collection hold what another one held, which is not used again.
func pour(d, from value.Data) {
	switch d := d.(type) {
	case *value.List:
		*d = *from.(*value.List)
	case *value.Dict:
		*d = *from.(*value.Dict)
	case *value.Set:
		*d = *from.(*value.Set)
	}
}

// poured takes what a collection holds out of it.
func poured(d value.Data) value.Data {
	switch d := d.(type) {
	case *value.List:
		return &value.List{Items: d.Items}
	case *value.Dict:
		held := *d
		return &held
	case *value.Set:
		held := *d
		return &held
	}
	return d
}

// refill makes collections hold something else until the function that it returns
// is called.
func refill(contents map[value.Data]value.Data) (back func()) {
	was := make(map[value.Data]value.Data, len(contents))
	for d, c := range contents {
		was[d] = poured(d)
		fill(d, c)
	}
	return func() {
		for d, c := range was {
			pour(d, c)
		}
	}
}

// A copier copies the collections in values that are among some, and those that
// they lie in; all else stays.
type copier struct {
	among  map[value.Data]value.Data
	copies map[value.Data]value.Data // what has been looked at, with what became of it
}

func (c *copier) copy(v value.Value, depth int) value.Value {
	if depth > maxCopied {
		return v
	}
	if t, ok := v.Data.(*value.Tuple); ok {
		if items, other := c.copyAll(t.Items, depth); other {
			v.Data = &value.Tuple{Items: items}
		}
		return v
	}
	if !isCollection(v) {
		return v
	}
	made, known := c.copies[v.Data]
	if !known {
		c.copies[v.Data] = v.Data // one that holds itself
		made = c.collection(v.Data, depth)
		c.copies[v.Data] = made
	}
	v.Data = made
	return v
}

func (c *copier) collection(d value.Data, depth int) value.Data {
	_, own := c.among[d]
	switch d := d.(type) {
	case *value.List:
		if items, other := c.copyAll(d.Items, depth); other {
			return &value.List{Items: items}
		}
	case *value.Dict:
		var next *value.Dict
		for _, e := range d.Entries() {
			item := c.copy(e.Value, depth+1)
			if item.Data == e.Value.Data {
				continue
			}
			if next == nil {
				next = d.Copy()
			}
			next.Set(e.Key, item)
		}
		if next != nil {
			return next
		}
	}
	if own {
		return copyOf(d)
	}
	return d
}

func (c *copier) copyAll(items []value.Value, depth int) (all []value.Value, other bool) {
	for i, it := range items {
		item := c.copy(it, depth+1)
		if item.Data == it.Data {
			continue
		}
		if !other {
			all, other = slices.Clone(items), true
		}
		all[i] = item
	}
	return all, other
}

// maxCopied is how deeply collections are copied.
const maxCopied = 16
