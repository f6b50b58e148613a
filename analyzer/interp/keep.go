package interp

import "github.com/django-session-audit/django-session-audit/analyzer/value"

// keep keeps a world that lives and is new.
func (x *explorer) keep(w *World) {
	x.living = append(x.living, w)
	if x.program.Matters == nil {
		return
	}
	base, all := x.living[0].Names, w.Names.Len()
	if w.beside != nil && w.beside.Names != nil {
		for name, b := range w.others {
			if b != nil {
				w.others[name] = x.lessOf(name, b, base.Lookup(name))
			}
		}
		w.Names = w.beside.Names.Over(w.others)
		x.taken += len(w.others) * perEntry
		return
	}
	w.Names = w.Names.Only(func(name string, b *value.Binding) *value.Binding { return x.lessOf(name, b, base.Lookup(name)) })
	x.taken += all * perEntry
	if w.Names.Len() < all && len(x.living) == 1 {
		x.cut = append(x.cut, "the module assigns more than is kept: of the names that no rule asks for, the rest is not looked at")
	}
}

// lessOf returns what is kept of a name in a world that is kept, whose base world
// has the first binding. Where only the place of a name counts, the base world's
// value does for all; and of such names there may be too many.
func (x *explorer) lessOf(name string, b, first *value.Binding) *value.Binding {
	matters, base := x.program.Matters(name), len(x.living) == 1
	if !matters && (base || first == nil) && x.taken >= x.program.Limits.Kept {
		return nil
	}
	if base || b != first {
		x.taken += weight(b)
	}
	if matters || first == nil || b == first && b.Before == nil {
		return b
	}
	shared := *b
	shared.Value, shared.Before = first.Value, nil
	return &shared
}

// What takes about how many bytes: a name among others, a binding, a value, an
// item or an entry that holds one, and something with names of its own.
const (
	perEntry   = 40
	perBinding = 160
	perValue   = 64
	perItem    = 24
	perPair    = 120
	perObject  = 1500

	// maxWeighed is how many values are weighed of one binding: it may hold
	// itself a million times.
	maxWeighed = 20_000
)

// weight is about how many bytes a binding takes, with what came before.
func weight(b *value.Binding) int {
	s := scales{}
	for ; b != nil; b = b.Before {
		s.bytes += perBinding
		s.weigh(b.Value, 0)
	}
	return s.bytes
}

type scales struct{ bytes, weighed int }

func (s *scales) weigh(v value.Value, depth int) {
	if s.weighed++; s.weighed > maxWeighed || depth > maxCallDepth {
		return
	}
	s.bytes += perValue
	switch d := v.Data.(type) {
	case value.Str:
		s.bytes += len(d)
	case value.Bytes:
		s.bytes += len(d)
	case *value.Class, *value.Function, *value.Object, *value.Module:
		s.bytes += perObject
	case *value.List:
		s.weighItems(d.Items, depth)
	case *value.Tuple:
		s.weighItems(d.Items, depth)
	case *value.Set:
		s.weighItems(d.Items(), depth)
	case *value.Dict:
		for _, e := range d.Entries() {
			s.bytes += perPair
			s.weigh(e.Value, depth+1)
		}
	}
}

func (s *scales) weighItems(items []value.Value, depth int) {
	s.bytes += len(items) * perItem
	for _, it := range items {
		s.weigh(it, depth+1)
	}
}
