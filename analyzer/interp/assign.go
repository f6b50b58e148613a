package interp

import (
	"slices"
	"strconv"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

func (m *machine) execAssign(s *python.Assign) error {
	v, err := m.eval(s.Value)
	if err != nil {
		return err
	}
	for _, t := range s.Targets {
		if err := m.assign(t, v, s.Span()); err != nil {
			return err
		}
	}
	return nil
}

func (m *machine) execAnnAssign(s *python.AnnAssign) error {
	if m.frame.kind == classFrame {
		m.annotate(s)
	}
	if s.Value == nil {
		return nil
	}
	v, err := m.eval(s.Value)
	if err != nil {
		return err
	}
	return m.assign(s.Target, v, s.Span())
}

// annotate notes the name and type of a class's field, which dataclasses and
// settings classes of libraries are made of.
func (m *machine) annotate(s *python.AnnAssign) {
	name, ok := s.Target.(*python.Name)
	if !ok {
		return
	}
	typ, err := m.eval(s.Annotation)
	if err != nil {
		typ = m.MakeUnknown("", "is a type that is not known")
	}
	notes, ok := m.frame.locals.Get("__annotations__")
	if !ok {
		notes = m.Made(value.NewDict())
		m.frame.locals.Set("__annotations__", notes)
	}
	if d, ok := notes.Data.(*value.Dict); ok {
		d.Set(m.Made(value.Str(name.ID)), typ)
	}
}

func (m *machine) execAugAssign(s *python.AugAssign) error {
	old, err := m.eval(s.Target)
	if err != nil {
		return err
	}
	right, err := m.eval(s.Value)
	if err != nil {
		return err
	}
	m.frame.site = s.Span()
	v, err := m.inPlace(s.Op, old, right)
	if err != nil {
		return err
	}
	return m.assign(s.Target, v, s.Span())
}

// inPlace is x op= y: lists, sets and dictionaries are changed, so that every
// name for them sees it.
func (m *machine) inPlace(op string, x, y value.Value) (value.Value, error) {
	m.changes(x)
	switch d := x.Data.(type) {
	case *value.List:
		if op == "+" {
			items, err := m.Iterate(y)
			if err != nil {
				return value.Value{}, err
			}
			d.Items = append(d.Items[:len(d.Items):len(d.Items)], items...)
			return m.Made(d, x, y), m.Spend(len(items))
		}
		if items, ok := m.repeated(op, d.Items, y); ok {
			d.Items = items
			return m.Made(d, x, y), m.Spend(len(items))
		}
	case *value.Set:
		if d.Frozen {
			break
		}
		other, ok := setLike(y)
		if ok && op != "|" {
			v, ok := m.setBinOp(op, d, other, x, y)
			if ok {
				*d = *v.Data.(*value.Set)
				return m.Made(d, x, y), nil
			}
		}
		if ok && op == "|" {
			items, err := m.Iterate(y)
			if err != nil {
				return value.Value{}, err
			}
			if err := m.addItems(d, items...); err != nil {
				return value.Value{}, err
			}
			return m.Made(d, x, y), m.Spend(len(items))
		}
	case *value.Dict:
		if op == "|" {
			return m.Made(d, x, y), m.updateDictFrom(d, y)
		}
	}
	return m.BinOp(op, x, y)
}

// assign binds a target to a value; at is the statement that does it.
func (m *machine) assign(target python.Expr, v value.Value, at source.Span) error {
	switch t := target.(type) {
	case *python.Name:
		m.bindName(t.ID, v, at)
		return nil
	case *python.Attribute:
		o, err := m.eval(t.Value)
		if err != nil {
			return err
		}
		return m.SetAttr(o, t.Attr, v)
	case *python.Subscript:
		o, err := m.eval(t.Value)
		if err != nil {
			return err
		}
		key, err := m.evalIndex(t.Index)
		if err != nil {
			return err
		}
		m.frame.site = at
		return m.SetItem(o, key, v)
	case *python.Tuple:
		return m.unpack(t.Elts, v, at)
	case *python.List:
		return m.unpack(t.Elts, v, at)
	case *python.Starred:
		return m.assign(t.Value, v, at)
	}
	return nil
}

// unpack binds several targets to the items of a value.
func (m *machine) unpack(targets []python.Expr, v value.Value, at source.Span) error {
	star := slices.IndexFunc(targets, isStarred)
	items, err := m.itemsToUnpack(v, len(targets), star >= 0)
	if err != nil {
		return err
	}
	if value.HasSplice(items) {
		return m.unpackUnknown(targets, value.UnknownIn(value.Value{Data: &value.List{Items: items}}), v, at)
	}
	if star < 0 && len(items) != len(targets) || star >= 0 && len(items) < len(targets)-1 {
		return m.Raise("ValueError", "wrong number of values to unpack")
	}
	for i, t := range targets {
		var item value.Value
		switch {
		case star < 0 || i < star:
			item = items[i]
		case i == star:
			rest := items[star : len(items)-(len(targets)-1-star)]
			item = m.Made(&value.List{Items: append([]value.Value(nil), rest...)}, v)
		default:
			item = items[len(items)-len(targets)+i]
		}
		if err := m.assign(t, item, at); err != nil {
			return err
		}
	}
	return nil
}

func isStarred(e python.Expr) bool {
	_, ok := e.(*python.Starred)
	return ok
}

// itemsToUnpack takes the items for so many targets. Without a starred one,
// Python takes one more at most, to see that there is none.
func (m *machine) itemsToUnpack(v value.Value, targets int, starred bool) ([]value.Value, error) {
	if starred {
		return m.Iterate(v)
	}
	it, err := m.iter(v)
	if err != nil {
		return nil, err
	}
	var items []value.Value
	for len(items) <= targets {
		item, more, err := it.Next()
		if err != nil || !more {
			return items, err
		}
		items = append(items, item)
	}
	return items, m.Spend(len(items))
}

func (m *machine) unpackUnknown(targets []python.Expr, u *value.Unknown, v value.Value, at source.Span) error {
	for i, t := range targets {
		item := value.Value{Data: itemOf(u, strconv.Itoa(i)), Origin: v.Origin}
		if isStarred(t) {
			item = m.Made(&value.List{Items: []value.Value{{Data: &value.Splice{Of: u}}}}, v)
		}
		if err := m.assign(t, item, at); err != nil {
			return err
		}
	}
	return nil
}

// bindName binds a name in the scope that Python would.
func (m *machine) bindName(name string, v value.Value, at source.Span) {
	m.bindIn(m.scopeOf(name), name, &value.Binding{Value: v, At: at, Guards: m.frame.guards})
}

// bindWalrus binds the name of :=, which is of the scope around comprehensions.
func (m *machine) bindWalrus(name string, v value.Value, at source.Span) {
	inner := m.frame
	defer func() { m.frame = inner }()
	for m.frame.comprehension {
		m.frame = m.frame.outer
	}
	m.bindName(name, v, at)
}

// scopeOf returns the namespace in which an assignment binds a name.
func (m *machine) scopeOf(name string) *value.Namespace {
	f := m.frame
	if f.global[name] {
		return f.globals
	}
	if f.nonlocal[name] {
		for o := f.outer; o != nil; o = o.outer {
			if o.kind == functionFrame && o.locals.Lookup(name) != nil {
				return o.locals
			}
		}
	}
	return f.locals
}

func (m *machine) execDelete(s *python.Delete) error {
	for _, t := range s.Targets {
		if err := m.del(t); err != nil {
			return err
		}
	}
	return nil
}

// unbind removes a name, which is sought among all.
func (m *machine) unbind(ns *value.Namespace, name string) bool {
	m.steps += ns.Len() / 16
	if !m.binds(ns, name) {
		return true
	}
	for _, im := range m.bySpot[spot{ns, name}] {
		im.failed = true
	}
	return ns.Delete(name)
}

func (m *machine) del(target python.Expr) error {
	switch t := target.(type) {
	case *python.Name:
		ns := m.scopeOf(t.ID)
		if !m.unbind(ns, t.ID) && ns.Open == nil {
			if ns == m.frame.locals && m.frame.owns(t.ID) {
				return m.Raise("UnboundLocalError", t.ID)
			}
			return m.Raise("NameError", t.ID)
		}
	case *python.Subscript:
		o, err := m.eval(t.Value)
		if err != nil {
			return err
		}
		key, err := m.evalIndex(t.Index)
		if err != nil {
			return err
		}
		return m.delItem(o, key)
	case *python.Attribute:
		o, err := m.eval(t.Value)
		if err != nil {
			return err
		}
		return m.delAttr(o, t.Attr)
	case *python.Tuple:
		for _, e := range t.Elts {
			if err := m.del(e); err != nil {
				return err
			}
		}
	}
	return nil
}
