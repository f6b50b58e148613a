package settings

import (
	"maps"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A Reading is what was read of a world: of one in which all that is the same,
// the same can be said.
type Reading struct {
	world *World
	names map[string]bool
	all   bool // whether it was read which names there are
}

// Read calls f with the world and returns what f reads of it.
func (w *World) Read(f func(*World)) *Reading {
	watched := *w
	watched.reading = &Reading{world: w, names: map[string]bool{}}
	f(&watched)
	return watched.reading
}

// Once returns what a function says of the world, which is asked but once. The name
// tells the function from all others that are asked so.
func (w *World) Once(name string, ask func(*World) value.Truth) value.Truth {
	known, asked := w.answers[name]
	if !asked {
		known.read = w.Read(func(w *World) { known.truth = ask(w) })
		w.answers[name] = known
	}
	if w.reading != nil {
		maps.Copy(w.reading.names, known.read.names)
		w.reading.all = w.reading.all || known.read.all
	}
	return known.truth
}

// An answer is what a function says of a world, with what it has read of it.
type answer struct {
	truth value.Truth
	read  *Reading
}

// Same reports whether another world is the same in what was read: the very same
// bindings, not only values that are equal.
func (r *Reading) Same(other *World) bool {
	a, b := r.world.names, other.names
	if a.Open != b.Open || a.Outside != b.Outside || r.world.Version != other.Version {
		return false
	}
	for name := range r.names {
		if a.Lookup(name) != b.Lookup(name) {
			return false
		}
	}
	return !r.all || slices.Equal(r.world.Names(), other.Names())
}
