package python

// typeExpr converts an annotation. The grammar has kinds of its own for what are
// ordinary expressions to Python.
func (c *converter) typeExpr(i int) Expr {
	defer c.leave()
	if !c.enter(i) || c.bad(i) {
		return &BadExpr{c.place(i)}
	}
	switch c.kind(i) {
	case kType:
		return c.typeExpr(c.only(i))
	case kGenericType:
		name, arguments := c.only(i), c.child(i, kTypeParameter)
		return &Subscript{c.place(i), c.expr(name), c.typeArguments(arguments)}
	case kUnionType, kMemberType:
		parts := c.exprs(i)
		if len(parts) != 2 {
			return &BadExpr{c.place(i)}
		}
		if c.kind(i) == kUnionType {
			return &BinOp{c.place(i), parts[0], "|", parts[1]}
		}
		return &Attribute{c.place(i), parts[0], c.text(c.lastChild(i))}
	case kConstrainedType:
		return c.refuse(i, "a colon within an annotation")
	}
	return c.expr(i)
}

func (c *converter) typeArguments(i int) Expr {
	var elts []Expr
	first, last, comma := 0, 0, 0
	for k := range c.children(i) {
		switch c.kind(k) {
		case kType:
			if last = k; first == 0 {
				first = k
			}
			elts = append(elts, c.typeArgument(k))
		case tComma:
			comma = k
		}
	}
	switch {
	case len(elts) == 0:
		return &BadExpr{c.place(i)}
	case comma == 0:
		return elts[0]
	}
	return &Tuple{c.placeFrom(first, max(comma, last)), elts}
}

// typeArgument knows a:b as a slice, which to the grammar is a bound of a type.
func (c *converter) typeArgument(i int) Expr {
	bound := c.only(i)
	if c.kind(bound) != kConstrainedType {
		return c.typeExpr(i)
	}
	if parts := c.exprs(bound); len(parts) == 2 {
		return &Slice{c.place(bound), parts[0], parts[1], nil}
	}
	return &BadExpr{c.place(i)}
}
