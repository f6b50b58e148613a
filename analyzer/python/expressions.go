package python

// expr converts an expression, a target of an assignment, or an element of
// either: the grammar has two kinds for each, which differ in name only.
func (c *converter) expr(i int) Expr {
	defer c.leave()
	if !c.enter(i) || c.bad(i) {
		return &BadExpr{c.place(i)}
	}
	switch c.kind(i) {
	case kIdentifier:
		return &Name{c.place(i), c.text(i)}
	case kNone:
		return &NoneLit{c.place(i)}
	case kTrue, kFalse:
		return &BoolLit{c.place(i), c.kind(i) == kTrue}
	case kEllipsis:
		return &EllipsisLit{c.place(i)}
	case kInteger, kFloat:
		return c.number(i)
	case kString, kConcatenatedString:
		return c.string(i)
	case kParenthesized:
		return c.parenthesized(i)
	case kTuple, kTuplePattern:
		return c.tuple(i)
	case kExpressionList, kPatternList:
		return &Tuple{c.place(i), c.exprs(i)}
	case kList, kListPattern:
		return &List{c.place(i), c.exprs(i)}
	case kSet:
		return &Set{c.place(i), c.exprs(i)}
	case kDictionary:
		return c.dict(i)
	case kListSplat, kListSplatPattern, kSplatType:
		return &Starred{c.place(i), c.expr(c.only(i))}
	case kListComprehension, kSetComprehension, kDictComprehension, kGenerator:
		return c.comprehension(i)
	}
	return hoist(c.operation(i))
}

// hoist moves a star outward: *a.b is (*a).b to the grammar.
func hoist(e Expr) Expr {
	left, place := leftmost(e)
	if left == nil {
		return e
	}
	star, ok := (*left).(*Starred)
	if !ok {
		return e
	}
	*left = star.Value
	whole := *place
	place.At.Start = star.Value.Span().Start
	return &Starred{whole, e}
}

// leftmost returns the operand with which an operation begins, and the
// operation's own place; or nil.
func leftmost(e Expr) (*Expr, *Place) {
	switch e := e.(type) {
	case *Attribute:
		return &e.Value, &e.Place
	case *Call:
		return &e.Func, &e.Place
	case *Subscript:
		return &e.Value, &e.Place
	case *BinOp:
		return &e.Left, &e.Place
	case *BoolOp:
		return &e.Values[0], &e.Place
	case *Compare:
		return &e.Left, &e.Place
	case *IfExp:
		return &e.Body, &e.Place
	}
	return nil, nil
}

// operation converts the expressions that work on others.
func (c *converter) operation(i int) Expr {
	switch c.kind(i) {
	case kAttribute:
		return &Attribute{c.place(i), c.expr(c.part(i, fObject)), c.text(c.part(i, fAttribute))}
	case kCall:
		return c.call(i)
	case kSubscript:
		return &Subscript{c.place(i), c.expr(c.part(i, fValue)), c.index(i)}
	case kSlice:
		return c.slice(i)
	case kUnaryOperator:
		return &UnaryOp{c.place(i), c.text(c.part(i, fOperator)), c.expr(c.part(i, fArgument))}
	case kNotOperator:
		return &UnaryOp{c.place(i), "not", c.expr(c.part(i, fArgument))}
	case kBinaryOperator:
		return c.binOp(i)
	case kBooleanOperator:
		return c.boolOp(i)
	case kComparison:
		return c.compare(i)
	case kConditional:
		return c.conditional(i)
	case kLambda:
		return c.lambda(i)
	case kNamedExpression:
		name := c.part(i, fName)
		return &NamedExpr{c.place(i), &Name{c.place(name), c.text(name)}, c.expr(c.part(i, fValue))}
	case kAwait:
		return c.await(i)
	case kYield:
		return &Yield{c.place(i), c.optional(c.only(i)), c.child(i, tFrom) != 0}
	case kAsPatternTarget:
		return c.expr(c.only(i))
	case kType, kGenericType, kUnionType, kMemberType:
		return c.typeExpr(i)
	case kAsPattern:
		return c.refuse(i, "a name after as, where none can be")
	}
	return &BadExpr{c.place(i)}
}

// refuse is an expression that tree-sitter takes and CPython does not.
func (c *converter) refuse(i int, message string) Expr {
	c.fail(c.span(i), message)
	return &BadExpr{c.place(i)}
}

// optional is expr for a part that may be absent, 0.
func (c *converter) optional(i int) Expr {
	if i == 0 {
		return nil
	}
	return c.expr(i)
}

func (c *converter) exprs(i int) []Expr {
	var es []Expr
	for k := range c.named(i) {
		es = append(es, c.expr(k))
	}
	return es
}

func (c *converter) exprsOf(nodes []int) []Expr {
	var es []Expr
	for _, k := range nodes {
		es = append(es, c.expr(k))
	}
	return es
}

// elements returns the elements of i if it is a bare list, else i alone.
func (c *converter) elements(i int, list kind) []Expr {
	if c.kind(i) == list {
		return c.exprs(i)
	}
	return []Expr{c.expr(i)}
}

// listed converts the children of i in a field, which are a tuple if there is a
// comma among them.
func (c *converter) listed(i int, f field) Expr {
	var nodes []int
	comma := 0
	for k := range c.children(i) {
		switch {
		case c.fieldOf(k) == f && c.kind(k) != tComma:
			nodes = append(nodes, k)
		case c.kind(k) == tComma && len(nodes) > 0:
			comma = k
		}
	}
	switch {
	case len(nodes) == 0:
		return &BadExpr{c.place(i)}
	case comma == 0:
		return c.expr(nodes[0])
	}
	return &Tuple{c.placeFrom(nodes[0], max(comma, nodes[len(nodes)-1])), c.exprsOf(nodes)}
}

func (c *converter) parenthesized(i int) Expr {
	inner := c.only(i)
	if k := c.kind(inner); k == kListSplat || k == kListSplatPattern {
		return c.refuse(i, "a starred expression in parentheses")
	}
	return c.expr(inner)
}

func (c *converter) tuple(i int) Expr {
	elts := c.exprs(i)
	if len(elts) == 1 && c.child(i, tComma) == 0 {
		if _, ok := elts[0].(*Starred); ok {
			return c.refuse(i, "a starred expression in parentheses")
		}
		return elts[0]
	}
	return &Tuple{c.place(i), elts}
}

func (c *converter) dict(i int) Expr {
	d := &Dict{Place: c.place(i)}
	for k := range c.named(i) {
		if c.kind(k) == kDictSplat {
			d.Keys = append(d.Keys, nil)
			d.Values = append(d.Values, c.expr(c.only(k)))
		} else {
			d.Keys = append(d.Keys, c.expr(c.part(k, fKey)))
			d.Values = append(d.Values, c.expr(c.part(k, fValue)))
		}
	}
	return d
}

func (c *converter) comprehension(i int) Expr {
	e := &Comp{Place: c.place(i)}
	body := c.part(i, fBody)
	switch c.kind(i) {
	case kListComprehension:
		e.Kind, e.Elt = '[', c.expr(body)
	case kSetComprehension:
		e.Kind, e.Elt = '{', c.expr(body)
	case kGenerator:
		e.Kind, e.Elt = '(', c.expr(body)
	case kDictComprehension:
		e.Kind, e.Elt, e.Value = ':', c.expr(c.part(body, fKey)), c.expr(c.part(body, fValue))
	}
	for k := range c.named(i) {
		switch c.kind(k) {
		case kForInClause:
			e.Generators = append(e.Generators, c.generator(k))
		case kIfClause:
			if n := len(e.Generators); n > 0 {
				g := &e.Generators[n-1]
				g.Ifs = append(g.Ifs, c.expr(c.only(k)))
			}
		}
	}
	return e
}

func (c *converter) generator(i int) Comprehension {
	g := Comprehension{Target: c.expr(c.part(i, fLeft)), Async: c.child(i, tAsync) != 0}
	g.Iter = c.listed(i, fRight)
	if c.child(i, tComma) != 0 {
		g.Iter = c.refuse(c.part(i, fRight), "a bare tuple in a comprehension, which only Python 2 has")
	}
	return g
}

func (c *converter) call(i int) Expr {
	e := &Call{Place: c.place(i), Func: c.expr(c.part(i, fFunction))}
	arguments := c.part(i, fArguments)
	if c.kind(arguments) == kGenerator {
		e.Args = []Expr{c.expr(arguments)}
	} else {
		e.Args, e.Keywords = c.arguments(arguments)
	}
	return e
}

func (c *converter) arguments(i int) (args []Expr, keywords []Keyword) {
	for k := range c.named(i) {
		switch c.kind(k) {
		case kKeywordArgument:
			keywords = append(keywords, Keyword{c.place(k), c.text(c.part(k, fName)), c.expr(c.part(k, fValue))})
		case kDictSplat:
			keywords = append(keywords, Keyword{c.place(k), "", c.expr(c.only(k))})
		default:
			args = append(args, c.expr(k))
		}
	}
	return args, keywords
}

// index returns what is in the brackets of a subscript. A lone starred index is
// a tuple of one.
func (c *converter) index(i int) Expr {
	index := c.listed(i, fSubscript)
	if star, ok := index.(*Starred); ok {
		return &Tuple{star.Place, []Expr{star}}
	}
	return index
}

func (c *converter) slice(i int) Expr {
	s := &Slice{Place: c.place(i)}
	part := &s.Lower
	for k := range c.children(i) {
		switch {
		case c.kind(k) != tColon:
			*part = c.expr(k)
		case part == &s.Lower:
			part = &s.Upper
		default:
			part = &s.Step
		}
	}
	return s
}

func (c *converter) binOp(i int) Expr {
	left, op, right := c.part(i, fLeft), c.text(c.part(i, fOperator)), c.part(i, fRight)
	if op == "&" || op == "^" {
		return c.andXor(i)
	}
	return &BinOp{c.place(i), c.expr(left), op, c.expr(right)}
}

// isBinary reports whether i is that operation, and not in parentheses.
func (c *converter) isBinary(i int, op string) bool {
	return c.kind(i) == kBinaryOperator && c.text(c.part(i, fOperator)) == op
}

// andXor puts right that the grammar binds ^ tighter than &: to Python, it is
// the other way round.
func (c *converter) andXor(i int) Expr {
	var operands []int
	var ops []string
	var flatten func(int)
	flatten = func(k int) {
		defer c.leave()
		if c.enter(k) && (c.isBinary(k, "&") || c.isBinary(k, "^")) {
			flatten(c.part(k, fLeft))
			ops = append(ops, c.text(c.part(k, fOperator)))
			flatten(c.part(k, fRight))
		} else {
			operands = append(operands, k)
		}
	}
	flatten(i)
	depth := c.depth
	defer func() { c.depth = depth }()
	c.depth += len(ops) // the chain is that deep
	// Each run of & is one operand of the chain of ^.
	run := func(from, to int) Expr {
		e := c.expr(operands[from])
		for k := from + 1; k < to; k++ {
			e = &BinOp{c.placeFrom(operands[from], operands[k]), e, "&", c.expr(operands[k])}
		}
		return e
	}
	var whole Expr
	from := 0
	for k := 1; k <= len(operands); k++ {
		if k < len(operands) && ops[k-1] == "&" {
			continue
		}
		if e := run(from, k); whole == nil {
			whole = e
		} else {
			whole = &BinOp{c.placeFrom(operands[0], operands[k-1]), whole, "^", e}
		}
		from = k
	}
	return whole
}

// await puts right that the grammar binds ** tighter than await.
func (c *converter) await(i int) Expr {
	operand := c.only(i)
	if !c.isBinary(operand, "**") {
		return &Await{c.place(i), c.expr(operand)}
	}
	base, exponent := c.part(operand, fLeft), c.part(operand, fRight)
	return &BinOp{c.place(i), &Await{c.placeFrom(i, base), c.expr(base)}, "**", c.expr(exponent)}
}

// boolOp gathers a and b and c, which nests to the left.
func (c *converter) boolOp(i int) Expr {
	op := c.text(c.part(i, fOperator))
	var operands []int
	k := i
	for ; c.kind(k) == kBooleanOperator && c.text(c.part(k, fOperator)) == op; k = c.part(k, fLeft) {
		operands = append(operands, c.part(k, fRight))
	}
	e := &BoolOp{c.place(i), op, []Expr{c.expr(k)}}
	for j := len(operands) - 1; j >= 0; j-- {
		e.Values = append(e.Values, c.expr(operands[j]))
	}
	return e
}

func (c *converter) compare(i int) Expr {
	e := &Compare{Place: c.place(i)}
	for k := range c.children(i) {
		switch {
		case c.fieldOf(k) == fOperators:
			if c.kind(k) == tNotEqual2 {
				return c.refuse(i, "the operator <>, which only Python 2 has")
			}
			e.Ops = append(e.Ops, c.language.names[c.nodes[k].symbol])
		case e.Left == nil:
			e.Left = c.expr(k)
		default:
			e.Comparators = append(e.Comparators, c.expr(k))
		}
	}
	return e
}

func (c *converter) conditional(i int) Expr {
	parts := c.exprs(i)
	if len(parts) != 3 {
		return &BadExpr{c.place(i)}
	}
	return &IfExp{c.place(i), parts[1], parts[0], parts[2]}
}

func (c *converter) lambda(i int) Expr {
	e := &Lambda{Place: c.place(i)}
	if params := c.part(i, fParameters); params != 0 {
		e.Params = c.params(params)
	}
	e.Body = c.expr(c.part(i, fBody))
	e.Scope = ScopeOf(&ExprStmt{e.Place, e.Body})
	return e
}
