package interp

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/python"
)

// quiet reports whether a statement of a module, whichever way it takes, does
// nothing but bind names, change what names that the caller does not look at are
// bound to, or end the run. What it does on the way that was taken has
// been seen; of the others, only what is sure to be harmless passes. The names
// that it may bind are returned, and those whose collections it may change.
func (m *machine) quiet(s python.Stmt) (bound, changed []string, quiet bool) {
	bound = python.ScopeOf(s).Locals
	if slices.ContainsFunc(bound, isDunder) {
		return nil, nil, false
	}
	q := &quietness{m: m, bound: bound, in: m.frame}
	q.look([]python.Stmt{s})
	quiet = q.stmt(s)
	return bound, q.changed, quiet
}

func isDunder(name string) bool {
	return len(name) > 4 && name[:2] == "__" && name[len(name)-2:] == "__"
}

// quietness looks through the statements of one scope.
type quietness struct {
	m  *machine
	in *frame
	// bound are the names that the statements bind: what they are bound to
	// is not known beforehand.
	bound []string
	// foreign are those of them that are imported from outside the
	// repository, fresh those that are bound to collections which the
	// statements themselves make, and others those that are bound to
	// something else.
	foreign, fresh, others []string
	// changed are the names of the module whose collections may change.
	changed []string
	// loops is how many loops there are around, of the statements.
	loops int
}

func (q *quietness) stmt(s python.Stmt) bool {
	if !q.head(s) {
		return false
	}
	switch s.(type) {
	case *python.For, *python.While:
		q.loops++
		defer func() { q.loops-- }()
	}
	for _, body := range bodies(s) {
		for _, inner := range body {
			if !q.stmt(inner) {
				return false
			}
		}
	}
	return true
}

// head looks at a statement without its blocks.
func (q *quietness) head(s python.Stmt) bool {
	switch s := s.(type) {
	case *python.If:
		return q.expr(s.Test)
	case *python.While:
		return q.expr(s.Test)
	case *python.For:
		return !s.Async && q.expr(s.Iter) && names(s.Target)
	case *python.With:
		return !s.Async && !slices.ContainsFunc(s.Items, func(it python.WithItem) bool {
			return !q.expr(it.Context) || it.Vars != nil && !names(it.Vars)
		})
	case *python.Try:
		return !slices.ContainsFunc(s.Handlers, func(h python.ExceptHandler) bool { return !q.expr(h.Type) })
	}
	return q.simple(s)
}

func (q *quietness) simple(s python.Stmt) bool {
	switch s := s.(type) {
	case *python.ExprStmt:
		return q.expr(s.Value)
	case *python.Assign:
		return q.expr(s.Value) && q.targets(s.Targets...)
	case *python.AnnAssign:
		return q.expr(s.Value) && q.targets(s.Target)
	case *python.AugAssign:
		return q.expr(s.Value) && (q.counts(s) || q.expr(s.Target) && q.changes(s.Target))
	case *python.Return:
		return q.in.kind != moduleFrame && q.expr(s.Value)
	case *python.Raise:
		return q.expr(s.Exc) && q.expr(s.Cause)
	case *python.Assert:
		return q.expr(s.Test) && q.expr(s.Msg)
	case *python.Import:
		return q.importQuiet(s)
	case *python.ImportFrom:
		return q.fromQuiet(s)
	case *python.Break, *python.Continue:
		return q.loops > 0 // elsewhere, it ends a module that is not Python
	case *python.Pass:
		return true
	}
	return false
}

// importQuiet reports whether an import runs nothing of the repository.
func (q *quietness) importQuiet(s *python.Import) bool {
	for _, a := range s.Names {
		if !q.moduleQuiet(a.Name) {
			return false
		}
	}
	return true
}

func (q *quietness) fromQuiet(s *python.ImportFrom) bool {
	if s.Level > 0 || !q.moduleQuiet(s.Module) {
		return false
	}
	return !slices.ContainsFunc(s.Names, func(a python.Alias) bool { return a.Name == "*" })
}

func (q *quietness) moduleQuiet(name string) bool {
	_, ours := q.m.find(firstPart(name))
	return !ours
}
