package interp

import (
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// What an import carries in the worlds around.

// carryOver notes what an import carries in the other worlds, where the name is
// bound otherwise; was is what its new name was bound to before.
func (m *machine) carryOver(from, to spot, was *value.Binding, at source.Span) {
	if m.imagining != nil {
		return
	}
	here := to.names.Lookup(to.name)
	for _, im := range m.bySpot[from] {
		b := from.names.Lookup(from.name)
		switch im.there(from, b) {
		case b:
		case nil:
			m.note(im, to, here, im.there(to, was))
		default:
			there := carriedBy(at, im.there(from, b), m.frame.guards)
			there.Before = m.copyBinding(im.there(to, was))
			m.note(im, to, here, there)
		}
	}
}

// carryGhosts is carryOver for the names that a star import does not find here.
func (m *machine) carryGhosts(mod *value.Module, at source.Span, exported func(name string) bool) {
	var ghosts []string
	for p := range m.bySpot {
		if p.names == mod.Names && p.names.Lookup(p.name) == nil && exported(p.name) {
			ghosts = append(ghosts, p.name)
		}
	}
	for _, name := range ghosts {
		to := spot{m.scopeOf(name), name}
		m.carryOver(spot{mod.Names, name}, to, to.names.Lookup(name), at)
	}
}
