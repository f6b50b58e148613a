package python

import "iter"

// Children returns the expressions that an expression is made of, in source
// order: those of a comprehension and the body of a lambda, which have scopes of
// their own, too. Where Python leaves one out, it is nil.
func Children(e Expr) []Expr {
	switch e := e.(type) {
	case *Yield:
		return []Expr{e.Value}
	case *NamedExpr:
		return []Expr{e.Value}
	case *Lambda:
		return append(defaultsOf(e.Params), e.Body)
	case *Await:
		return []Expr{e.Value}
	case *UnaryOp:
		return []Expr{e.Operand}
	case *BinOp:
		return []Expr{e.Left, e.Right}
	case *BoolOp:
		return e.Values
	case *Compare:
		return append([]Expr{e.Left}, e.Comparators...)
	case *Call:
		return append(append([]Expr{e.Func}, e.Args...), valuesOf(e.Keywords)...)
	case *Attribute:
		return []Expr{e.Value}
	case *Subscript:
		return []Expr{e.Value, e.Index}
	case *Slice:
		return []Expr{e.Lower, e.Upper, e.Step}
	case *Starred:
		return []Expr{e.Value}
	case *IfExp:
		return []Expr{e.Body, e.Test, e.Else}
	}
	return childrenOfDisplay(e)
}

// childrenOfDisplay is Children for what makes strings and collections.
func childrenOfDisplay(e Expr) []Expr {
	switch e := e.(type) {
	case *List:
		return e.Elts
	case *Tuple:
		return e.Elts
	case *Set:
		return e.Elts
	case *Dict:
		var all []Expr
		for i, k := range e.Keys {
			all = append(all, k, e.Values[i])
		}
		return all
	case *JoinedStr:
		return e.Values
	case *FormattedValue:
		if e.Format == nil {
			return []Expr{e.Value}
		}
		return []Expr{e.Value, e.Format}
	case *Comp:
		all := []Expr{e.Elt, e.Value}
		for _, g := range e.Generators {
			all = append(append(all, g.Iter), g.Ifs...)
		}
		return all
	}
	return nil
}

func defaultsOf(p Params) []Expr {
	var all []Expr
	for param := range p.All() {
		all = append(all, param.Default)
	}
	return all
}

// All returns the parameters that have a default or could have one, in source
// order: all but *args and **kwargs.
func (p Params) All() iter.Seq[Param] {
	return func(yield func(Param) bool) {
		for _, list := range [][]Param{p.PosOnly, p.Args, p.KwOnly} {
			for _, param := range list {
				if !yield(param) {
					return
				}
			}
		}
	}
}

func valuesOf(list []Keyword) []Expr {
	var all []Expr
	for _, k := range list {
		all = append(all, k.Value)
	}
	return all
}
