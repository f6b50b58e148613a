package interp

import "github.com/django-session-audit/django-session-audit/analyzer/value"

// keep keeps a world that lives and is new.
func (x *explorer) keep(w *World) {
	x.living = append(x.living, w)
	if x.program.Matters == nil {
		return
	}
	base, all := x.living[0].Names, w.Names.Len()
	w.Names = w.Names.Only(func(name string, b *value.Binding) *value.Binding { return x.lessOf(name, b, base.Lookup(name)) })
	x.named += all / namesInOne
	if w.Names.Len() < all && len(x.living) == 1 {
		x.cut = append(x.cut, "the module assigns more names than are kept: of those that no rule asks for, the rest is not looked at")
	}
}

// lessOf returns what is kept of a name in a world that is kept, whose base world
// has the first binding. Where only the place of a name counts, the base world's
// value does for all; and of such names there may be too many.
func (x *explorer) lessOf(name string, b, first *value.Binding) *value.Binding {
	matters, base := x.program.Matters(name), len(x.living) == 1
	if !matters && (base || first == nil) && x.named >= x.program.Limits.Names {
		return nil
	}
	if base || b != first {
		x.named += weight(b.Value)
	}
	if matters || first == nil || b == first && b.Before == nil {
		return b
	}
	shared := *b
	shared.Value, shared.Before = first.Value, nil
	return &shared
}

// maxWeight is the most that a value weighs: it may hold itself a million times.
const maxWeight = 20_000

// weight is about how many names of a number take as much memory as one of v.
func weight(v value.Value) int {
	w := 0
	weigh(v, &w, 0)
	return min(w, maxWeight)
}

func weigh(v value.Value, w *int, depth int) {
	if *w++; *w > maxWeight || depth > maxCallDepth {
		return
	}
	each := func(items []value.Value) {
		for _, it := range items {
			weigh(it, w, depth+1)
		}
	}
	switch d := v.Data.(type) {
	case value.Str:
		*w += len(d) / 256
	case *value.Class, *value.Function, *value.Object, *value.Module:
		*w += 5
	case *value.List:
		each(d.Items)
	case *value.Tuple:
		each(d.Items)
	case *value.Set:
		each(d.Items())
	case *value.Dict:
		for _, e := range d.Entries() {
			weigh(e.Value, w, depth+1)
			*w++ // for its key
		}
	}
}
