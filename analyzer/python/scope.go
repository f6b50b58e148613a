package python

import (
	"maps"
	"slices"
	"strings"
)

// A Scope says of a function's body what Python finds out before it runs it.
type Scope struct {
	// Locals are the names that the body binds: in it they are never those of
	// the scopes around.
	Locals []string
	// Yields is true for a generator.
	Yields bool
}

// ScopeOf looks through statements, but not into what has a scope of its own.
func ScopeOf(body ...Stmt) Scope {
	w := &scoper{elsewhere: map[string]bool{}}
	w.stmts(body)
	return w.scope()
}

// ChangedIn returns the names of what a statement may change in place: what it
// assigns a part of, has a method called, or hands to something that is called.
func ChangedIn(s Stmt) []string {
	w := &scoper{elsewhere: map[string]bool{}, changed: map[string]bool{}}
	w.stmts([]Stmt{s})
	return slices.Sorted(maps.Keys(w.changed))
}

// NamesIn returns the names that a pattern binds.
func NamesIn(p Pattern) []string {
	w := &scoper{elsewhere: map[string]bool{}}
	w.pattern(p)
	return w.scope().Locals
}

func (w *scoper) scope() Scope {
	w.Locals = slices.DeleteFunc(w.Locals, func(name string) bool { return w.elsewhere[name] })
	slices.Sort(w.Locals)
	w.Locals = slices.Compact(w.Locals)
	return w.Scope
}

type scoper struct {
	Scope
	elsewhere map[string]bool // names that are declared global or nonlocal
	changed   map[string]bool // names of what may change in place, if asked for
}

func (w *scoper) bind(names ...string) {
	for _, n := range names {
		if n != "" {
			w.Locals = append(w.Locals, n)
		}
	}
}

func (w *scoper) declare(names []string) {
	for _, n := range names {
		w.elsewhere[n] = true
	}
}

func (w *scoper) stmts(body []Stmt) {
	for _, s := range body {
		w.stmt(s)
	}
}

func (w *scoper) stmt(s Stmt) {
	switch s := s.(type) {
	case *ExprStmt:
		w.expr(s.Value)
	case *Assign:
		w.expr(s.Value)
		w.targets(s.Targets...)
	case *AugAssign:
		w.expr(s.Value)
		w.targets(s.Target)
	case *AnnAssign:
		w.expr(s.Value)
		w.targets(s.Target)
	case *Delete:
		w.targets(s.Targets...)
	case *Return:
		w.expr(s.Value)
	case *Raise:
		w.exprs(s.Exc, s.Cause)
	case *Assert:
		w.exprs(s.Test, s.Msg)
	case *Global:
		w.declare(s.Names)
	case *Nonlocal:
		w.declare(s.Names)
	case *TypeAlias:
		w.bind(s.Name)
	case *Import:
		w.aliases(s.Names)
	case *ImportFrom:
		w.aliases(s.Names)
	default:
		w.compound(s)
	}
}

func (w *scoper) compound(s Stmt) {
	switch s := s.(type) {
	case *If:
		w.expr(s.Test)
		w.stmts(s.Body)
		w.stmts(s.Else)
	case *For:
		w.expr(s.Iter)
		w.targets(s.Target)
		w.stmts(s.Body)
		w.stmts(s.Else)
	case *While:
		w.expr(s.Test)
		w.stmts(s.Body)
		w.stmts(s.Else)
	case *Try:
		w.stmts(s.Body)
		for _, h := range s.Handlers {
			w.expr(h.Type)
			w.bind(h.Name)
			w.stmts(h.Body)
		}
		w.stmts(s.Else)
		w.stmts(s.Finally)
	case *With:
		for _, it := range s.Items {
			w.expr(it.Context)
			w.targets(it.Vars)
		}
		w.stmts(s.Body)
	case *Match:
		w.expr(s.Subject)
		for _, c := range s.Cases {
			w.pattern(c.Pattern)
			w.expr(c.Guard)
			w.stmts(c.Body)
		}
	case *FunctionDef:
		w.bind(s.Name)
		w.exprs(s.Decorators...)
		w.exprs(defaultsOf(s.Params)...)
	case *ClassDef:
		w.bind(s.Name)
		w.exprs(s.Decorators...)
		w.exprs(s.Bases...)
		w.exprs(valuesOf(s.Keywords)...)
	}
}

func (w *scoper) aliases(list []Alias) {
	for _, a := range list {
		switch first, _, _ := strings.Cut(a.Name, "."); {
		case a.AsName != "":
			w.bind(a.AsName)
		case first != "*":
			w.bind(first)
		}
	}
}

// targets binds the names of what is assigned to, and looks into the rest.
func (w *scoper) targets(list ...Expr) {
	for _, e := range list {
		switch e := e.(type) {
		case *Name:
			w.bind(e.ID)
		case *Starred:
			w.targets(e.Value)
		case *Tuple:
			w.targets(e.Elts...)
		case *List:
			w.targets(e.Elts...)
		default:
			w.change(e)
			w.expr(e)
		}
	}
}

// change notes the name that an expression is, or is a part of.
func (w *scoper) change(list ...Expr) {
	for _, e := range list {
		switch e := e.(type) {
		case *Name:
			if w.changed != nil {
				w.changed[e.ID] = true
			}
		case *Attribute:
			w.change(e.Value)
		case *Subscript:
			w.change(e.Value)
		case *Starred:
			w.change(e.Value)
		}
	}
}

// looking are the builtin functions that change nothing that they are given.
var looking = strings.Fields("all any bool dict enumerate float frozenset hasattr id int isinstance issubclass len list max min print range repr reversed set sorted str sum tuple type zip")

// changedBy notes what a call may change.
func (w *scoper) changedBy(e *Call) {
	if name, ok := e.Func.(*Name); w.changed == nil || ok && slices.Contains(looking, name.ID) {
		return
	}
	w.change(e.Func)
	w.change(e.Args...)
	for _, k := range e.Keywords {
		w.change(k.Value)
	}
}

func (w *scoper) pattern(p Pattern) {
	switch p := p.(type) {
	case *MatchAs:
		w.bind(p.Name)
		w.pattern(p.Pattern)
	case *MatchStar:
		w.bind(p.Name)
	case *MatchOr:
		w.patterns(p.Patterns)
	case *MatchSequence:
		w.patterns(p.Patterns)
	case *MatchMapping:
		w.patterns(p.Patterns)
		w.bind(p.Rest)
	case *MatchClass:
		w.patterns(p.Patterns)
	}
}

func (w *scoper) patterns(list []Pattern) {
	for _, p := range list {
		w.pattern(p)
	}
}

func (w *scoper) exprs(list ...Expr) {
	for _, e := range list {
		w.expr(e)
	}
}

func (w *scoper) expr(e Expr) {
	switch e := e.(type) {
	case *Yield:
		w.Yields = true
	case *NamedExpr:
		w.bind(e.Target.ID)
	case *Call:
		w.changedBy(e)
	case *Lambda:
		w.exprs(defaultsOf(e.Params)...)
		return
	}
	w.exprs(Children(e)...)
}
