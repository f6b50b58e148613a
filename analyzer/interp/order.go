package interp

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// shuffling begins a loop over items whose order is not known, and returns what
// ends it: lists to which the loop has added several items have them in an order
// that is not known, either.
func (m *machine) shuffling(mark *value.Splice) (end func()) {
	f := m.frame
	type seen struct {
		list *value.List
		n    int
	}
	before := map[string]seen{}
	each := func(visit func(name string, l *value.List)) {
		for _, ns := range []*value.Namespace{f.locals, f.globals} {
			for _, n := range ns.Names() {
				v, _ := ns.Get(n)
				if l, ok := v.Data.(*value.List); ok {
					visit(n, l)
				}
			}
		}
	}
	each(func(name string, l *value.List) { before[name] = seen{l, len(l.Items)} })
	return func() {
		each(func(name string, l *value.List) {
			was := before[name]
			if len(l.Items) > was.n+1 && value.OrderOf(l.Items) == nil {
				m.changes(value.Value{Data: l})
				l.Items = slices.Insert(slices.Clone(l.Items), 0, value.Value{Data: mark})
			}
		})
	}
}
