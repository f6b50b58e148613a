package python

import "strings"

// module converts the whole tree. When tree-sitter gave up on the structure, the
// root is an error or has errors for children, with statements among the
// rubble; those that begin a line are the module's own.
func (c *converter) module() []Stmt {
	if len(c.nodes) == 0 {
		return nil
	}
	if c.kind(0) == kError {
		return c.salvage(0)
	}
	var body []Stmt
	for k := range c.children(0) {
		switch {
		case c.kind(k) == kError:
			body = append(body, c.salvage(k)...)
		case c.kind(k) != tSemicolon:
			body = c.appendStmt(body, k)
			c.checkIndent(k, &indent{})
		}
	}
	return body
}

// salvage keeps the statements at the left margin of an error, and makes one
// BadStmt of each run of anything else.
func (c *converter) salvage(i int) []Stmt {
	var body []Stmt
	var bad *BadStmt
	for k := range c.children(i) {
		if c.isStatement(k) && c.startsLine(k) {
			body, bad = c.appendStmt(body, k), nil
			continue
		}
		if bad == nil {
			bad = &BadStmt{c.place(k)}
			body = append(body, bad)
		}
		bad.At.End = max(bad.At.End, c.span(k).End)
	}
	if len(body) == 0 {
		body = append(body, &BadStmt{c.place(i)})
	}
	return body
}

func (c *converter) startsLine(i int) bool {
	start := int(c.nodes[i].start)
	return start == 0 || strings.IndexByte("\r\n", c.file.Bytes[start-1]) >= 0
}

func (c *converter) isStatement(i int) bool {
	switch c.kind(i) {
	case kAssertStatement, kBreakStatement, kContinueStatement, kDeleteStatement, kExpressionStatement, kFutureImport,
		kGlobalStatement, kImportFrom, kImportStatement, kNonlocalStatement, kPassStatement, kRaiseStatement,
		kReturnStatement, kTypeAlias:
		return true
	}
	return c.isCompound(i)
}

func (c *converter) appendStmt(body []Stmt, i int) []Stmt {
	defer c.leave()
	if !c.enter(i) {
		return append(body, &BadStmt{c.place(i)})
	}
	if !c.isCompound(i) && !c.bad(i) {
		if at, broken := c.lineBreak(i, int(c.nodes[i].next)); broken {
			return c.appendSplit(body, i, at)
		}
	}
	return append(body, c.stmt(i))
}

// block converts the statements of a block.
func (c *converter) block(i int) []Stmt {
	var body []Stmt
	var common *indent
	for k := range c.children(i) {
		if c.kind(k) != tSemicolon {
			body = c.appendStmt(body, k)
			common = c.checkIndent(k, common)
		}
	}
	return body
}

// refuseStmt is a statement that tree-sitter takes and CPython does not.
func (c *converter) refuseStmt(i int, message string) Stmt {
	c.fail(c.span(i), message)
	return &BadStmt{c.place(i)}
}

// isCompound reports whether the statement has blocks.
func (c *converter) isCompound(i int) bool {
	switch c.kind(i) {
	case kIfStatement, kForStatement, kWhileStatement, kTryStatement, kWithStatement, kFunctionDefinition,
		kClassDefinition, kDecoratedDefinition, kMatchStatement:
		return true
	}
	return false
}

func (c *converter) stmt(i int) Stmt {
	switch c.kind(i) {
	case kIfStatement:
		return c.ifStmt(i)
	case kForStatement:
		return c.forStmt(i)
	case kWhileStatement:
		return c.whileStmt(i)
	case kTryStatement:
		return c.tryStmt(i)
	case kWithStatement:
		return c.withStmt(i)
	case kFunctionDefinition:
		return c.functionDef(i, nil)
	case kClassDefinition:
		return c.classDef(i, nil)
	case kDecoratedDefinition:
		return c.decorated(i)
	case kMatchStatement:
		return c.matchStmt(i)
	}
	if c.bad(i) {
		return &BadStmt{c.place(i)}
	}
	return c.simpleStmt(i)
}

func (c *converter) simpleStmt(i int) Stmt {
	switch c.kind(i) {
	case kExpressionStatement:
		return c.expressionStmt(i)
	case kReturnStatement:
		return &Return{c.place(i), c.optional(c.only(i))}
	case kDeleteStatement:
		return &Delete{c.place(i), c.elements(c.only(i), kExpressionList)}
	case kRaiseStatement:
		return c.raiseStmt(i)
	case kAssertStatement:
		return c.assertStmt(i)
	case kImportStatement:
		return &Import{c.place(i), c.aliases(i)}
	case kImportFrom, kFutureImport:
		return c.importFrom(i)
	case kGlobalStatement:
		return &Global{c.place(i), c.identifiers(i)}
	case kNonlocalStatement:
		return &Nonlocal{c.place(i), c.identifiers(i)}
	case kPassStatement:
		return &Pass{c.place(i)}
	case kBreakStatement:
		return &Break{c.place(i)}
	case kContinueStatement:
		return &Continue{c.place(i)}
	case kTypeAlias:
		return c.typeAlias(i)
	case kPrintStatement:
		return c.refuseStmt(i, "a print statement, which only Python 2 has")
	case kExecStatement:
		return c.refuseStmt(i, "an exec statement, which only Python 2 has")
	}
	return &BadStmt{c.place(i)}
}

func (c *converter) expressionStmt(i int) Stmt {
	first := c.only(i)
	switch c.kind(first) {
	case kAssignment:
		return c.assignment(first)
	case kAugmentedAssignment:
		return c.augmented(first)
	case kNamedExpression:
		return c.refuseStmt(i, "the operator := needs parentheses here")
	}
	if c.child(i, tComma) != 0 {
		return &ExprStmt{c.place(i), &Tuple{c.place(i), c.exprs(i)}}
	}
	return &ExprStmt{c.place(i), c.expr(first)}
}

// assignment follows a = b = c, which nests to the right.
func (c *converter) assignment(i int) Stmt {
	var targets []Expr
	for k := i; ; {
		left, right, annotation := c.part(k, fLeft), c.part(k, fRight), c.part(k, fType)
		switch {
		case annotation != 0 && k != i:
			return c.refuseStmt(i, "an annotation within a chain of assignments")
		case annotation != 0:
			return c.annotated(i, left, annotation, right)
		}
		targets = append(targets, c.expr(left))
		switch c.kind(right) {
		case kAssignment:
			k = right
			continue
		case kAugmentedAssignment:
			return c.refuseStmt(i, "an augmented assignment within an assignment")
		case kNamedExpression:
			return c.refuseStmt(i, "the operator := needs parentheses here")
		}
		return &Assign{c.place(i), targets, c.expr(right)}
	}
}

func (c *converter) annotated(i, left, annotation, right int) Stmt {
	target := c.expr(left)
	switch target.(type) {
	case *Name, *Attribute, *Subscript:
	default:
		return c.refuseStmt(i, "an annotation of something that cannot have one")
	}
	switch c.kind(right) {
	case kAssignment, kAugmentedAssignment:
		return c.refuseStmt(i, "an annotation within a chain of assignments")
	}
	return &AnnAssign{c.place(i), target, c.typeExpr(annotation), c.optional(right)}
}

func (c *converter) augmented(i int) Stmt {
	right := c.part(i, fRight)
	target := c.expr(c.part(i, fLeft))
	switch target.(type) {
	case *Name, *Attribute, *Subscript:
	default:
		return c.refuseStmt(i, "an augmented assignment to something that cannot have one")
	}
	switch c.kind(right) {
	case kAssignment, kAugmentedAssignment:
		return c.refuseStmt(i, "an augmented assignment within an assignment")
	}
	op := strings.TrimSuffix(c.text(c.part(i, fOperator)), "=")
	return &AugAssign{c.place(i), target, op, c.expr(right)}
}

func (c *converter) raiseStmt(i int) Stmt {
	s := &Raise{Place: c.place(i), Cause: c.optional(c.part(i, fCause))}
	if k := c.only(i); k != 0 && c.fieldOf(k) != fCause {
		if c.kind(k) == kExpressionList {
			return c.refuseStmt(i, "a raise statement with several values, which only Python 2 has")
		}
		s.Exc = c.expr(k)
	}
	return s
}

func (c *converter) assertStmt(i int) Stmt {
	parts := c.exprs(i)
	switch len(parts) {
	case 1:
		return &Assert{c.place(i), parts[0], nil}
	case 2:
		return &Assert{c.place(i), parts[0], parts[1]}
	}
	return c.refuseStmt(i, "an assert statement with more than two values")
}

func (c *converter) identifiers(i int) []string {
	var names []string
	for k := range c.named(i) {
		names = append(names, c.text(k))
	}
	return names
}

// dotted returns a dotted name without the space that may lie around its dots.
func (c *converter) dotted(i int) string { return strings.Join(c.identifiers(i), ".") }

func (c *converter) aliases(i int) []Alias {
	var names []Alias
	for k := range c.named(i) {
		switch {
		case c.fieldOf(k) != fName:
		case c.kind(k) == kAliasedImport:
			names = append(names, Alias{c.place(k), c.dotted(c.part(k, fName)), c.text(c.part(k, fAlias))})
		default:
			names = append(names, Alias{c.place(k), c.dotted(k), ""})
		}
	}
	return names
}

func (c *converter) importFrom(i int) Stmt {
	s := &ImportFrom{Place: c.place(i), Names: c.aliases(i)}
	if c.kind(i) == kFutureImport {
		s.Module = "__future__"
	}
	switch module := c.part(i, fModuleName); {
	case c.kind(module) == kDottedName:
		s.Module = c.dotted(module)
	case c.kind(module) == kRelativeImport:
		s.Level = strings.Count(c.text(c.child(module, kImportPrefix)), ".")
		if name := c.child(module, kDottedName); name != 0 {
			s.Module = c.dotted(name)
		}
	}
	if star := c.child(i, kWildcardImport); star != 0 {
		s.Names = []Alias{{c.place(star), "*", ""}}
	}
	for _, a := range s.Names {
		if strings.Contains(a.Name, ".") {
			return c.refuseStmt(i, "a dotted name after import")
		}
	}
	return s
}

// typeAlias keeps the name, which may be wrapped in a type with parameters.
func (c *converter) typeAlias(i int) Stmt {
	name := c.part(i, fLeft)
	for c.kind(name) != kIdentifier {
		if name = c.only(name); name == 0 {
			return &BadStmt{c.place(i)}
		}
	}
	return &TypeAlias{c.place(i), c.text(name)}
}
