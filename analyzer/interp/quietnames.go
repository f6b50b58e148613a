package interp

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// look gathers what the names are bound to.
func (q *quietness) look(body []python.Stmt) {
	q.lookInto(body)
	q.fresh = slices.DeleteFunc(q.fresh, func(name string) bool { return slices.Contains(q.others, name) })
}

func (q *quietness) lookInto(body []python.Stmt) {
	for _, s := range body {
		switch s := s.(type) {
		case *python.Assign:
			if name, ok := s.Targets[0].(*python.Name); ok && len(s.Targets) == 1 && makesCollection(s.Value) {
				q.fresh = append(q.fresh, name.ID)
				continue
			}
			q.others = append(q.others, python.ScopeOf(s).Locals...)
		case *python.Import:
			if q.importQuiet(s) {
				q.foreign = append(q.foreign, python.ScopeOf(s).Locals...)
			}
		case *python.ImportFrom:
			if q.fromQuiet(s) {
				q.foreign = append(q.foreign, python.ScopeOf(s).Locals...)
			}
		case *python.For:
			q.others = append(q.others, python.ScopeOf(&python.Assign{Targets: []python.Expr{s.Target}}).Locals...)
		case *python.Try:
			for _, h := range s.Handlers {
				q.others = append(q.others, h.Name)
			}
		case *python.AugAssign, *python.If, *python.While, *python.ExprStmt:
		default:
			q.others = append(q.others, python.ScopeOf(s).Locals...)
		}
		for _, b := range bodies(s) {
			q.lookInto(b)
		}
	}
}

// makesCollection reports whether an expression makes a new list, set or dict.
func makesCollection(e python.Expr) bool {
	switch e := e.(type) {
	case *python.List, *python.Set, *python.Dict:
		return true
	case *python.Comp:
		return e.Kind != '('
	case *python.Call:
		name, ok := e.Func.(*python.Name)
		return ok && slices.Contains([]string{"list", "set", "dict", "sorted"}, name.ID)
	}
	return false
}

// bodies returns the blocks of a compound statement.
func bodies(s python.Stmt) [][]python.Stmt {
	switch s := s.(type) {
	case *python.If:
		return [][]python.Stmt{s.Body, s.Else}
	case *python.For:
		return [][]python.Stmt{s.Body, s.Else}
	case *python.While:
		return [][]python.Stmt{s.Body, s.Else}
	case *python.With:
		return [][]python.Stmt{s.Body}
	case *python.Try:
		all := [][]python.Stmt{s.Body, s.Else, s.Finally}
		for _, h := range s.Handlers {
			all = append(all, h.Body)
		}
		return all
	}
	return nil
}

// targets reports whether assigning to targets changes nothing but names and
// collections of names.
func (q *quietness) targets(targets ...python.Expr) bool {
	for _, t := range targets {
		if s, ok := t.(*python.Subscript); ok && q.expr(s) && q.changes(s.Value) {
			continue
		}
		if !names(t) {
			return false
		}
	}
	return true
}

// changes reports whether the only collections that change with one are those
// of a name that the caller does not look at.
func (q *quietness) changes(e python.Expr) bool {
	whole := e
	for inner := itemOwner(e); inner != nil; inner = itemOwner(e) {
		e = inner
	}
	deep := e != whole
	name, ok := e.(*python.Name)
	if !ok {
		return false
	}
	if q.in.kind != moduleFrame {
		return !deep && slices.Contains(q.fresh, name.ID)
	}
	if q.m.Matters(name.ID) {
		return false
	}
	switch v, ok := q.in.locals.Get(name.ID); {
	case slices.Contains(q.others, name.ID), slices.Contains(q.fresh, name.ID) && deep:
		return false
	case !slices.Contains(q.fresh, name.ID) && (!ok || !isCollection(v)):
		return false
	}
	q.changed = append(q.changed, name.ID)
	return true
}

// itemOwner returns what an expression takes an item of, or nil: x of x["k"],
// x.get("k") and x.setdefault("k", {}).
func itemOwner(e python.Expr) python.Expr {
	switch e := e.(type) {
	case *python.Subscript:
		return e.Value
	case *python.Call:
		if a, ok := e.Func.(*python.Attribute); ok && (a.Attr == "get" || a.Attr == "setdefault") {
			return a.Value
		}
	}
	return nil
}

func isCollection(v value.Value) bool {
	switch v.Data.(type) {
	case *value.List, *value.Dict, *value.Set:
		return true
	}
	return false
}

// names reports whether targets are names and nothing else.
func names(targets ...python.Expr) bool {
	for _, t := range targets {
		switch t := t.(type) {
		case *python.Name:
			continue
		case *python.Tuple:
			if names(t.Elts...) {
				continue
			}
		case *python.List:
			if names(t.Elts...) {
				continue
			}
		case *python.Starred:
			if names(t.Value) {
				continue
			}
		}
		return false
	}
	return true
}

// counts reports whether x += y makes a new value, and does not change the
// collection that x is.
func (q *quietness) counts(s *python.AugAssign) bool {
	name, ok := s.Target.(*python.Name)
	if !ok {
		return false
	}
	switch s.Value.(type) {
	case *python.IntLit, *python.FloatLit:
		return true
	}
	if q.in.kind != moduleFrame {
		return false
	}
	v, ok := q.in.locals.Get(name.ID)
	return ok && immutable(v)
}

func immutable(v value.Value) bool {
	switch v.Data.(type) {
	case value.None, value.Bool, value.Int, value.Float, value.Str, value.Bytes, value.Path, value.Timedelta, *value.Tuple:
		return true
	}
	return false
}
