package python

import "slices"

// Compound statements. A block is kept although there are errors in it or around
// it; a header with an error makes the test unknown, or else the statement bad.

// header reports whether something is wrong before the first block of i, and
// where the errors between or after its blocks are.
func (c *converter) header(i int) (wrong bool, later []int) {
	inHeader := true
	for k := range c.children(i) {
		switch {
		case c.kind(k) == kBlock && inHeader:
			inHeader = false
			if at, broken := c.lineBreak(i, k); broken && !c.bad(i) {
				c.failOnce(at, "a line break within a statement")
			}
		case c.kind(k) == kBlock:
		case c.broken(k) && inHeader:
			wrong = true
		case c.broken(k):
			later = append(later, k)
		}
	}
	return wrong, later
}

// unknownAfter adds to a body what could not be understood after it.
func (c *converter) unknownAfter(body []Stmt, errors []int) []Stmt {
	for _, k := range errors {
		body = append(body, &BadStmt{c.place(k)})
	}
	return body
}

// spanTo is a compound statement's place: to the end of its last statement. The
// concrete node may go on to the next line.
func (c *converter) spanTo(i int, bodies ...[]Stmt) Place {
	at := c.span(i)
	at.End = endOf(at.Start, bodies...)
	return Place{at}
}

// endOf returns where the last statement of the bodies ends.
func endOf(start int, bodies ...[]Stmt) int {
	for _, b := range bodies {
		if len(b) > 0 {
			start = max(start, b[len(b)-1].Span().End)
		}
	}
	return start
}

// elseBody returns the body of the else clause among the children of i, or nil.
func (c *converter) elseBody(i int) []Stmt {
	if k := c.child(i, kElseClause); k != 0 {
		return c.clauseBody(k)
	}
	return nil
}

// clauseBody returns the block of an else, elif, except or finally clause.
func (c *converter) clauseBody(i int) []Stmt {
	_, later := c.header(i)
	k := c.child(i, kBlock)
	if k == 0 {
		return []Stmt{&BadStmt{c.place(i)}}
	}
	body := c.unknownAfter(c.block(k), later)
	if len(body) == 0 {
		if !c.bad(i) {
			c.fail(c.span(k), "an indented block is missing")
		}
		body = []Stmt{&BadStmt{c.place(k)}}
	}
	return body
}

// condition returns the test of an if, elif or while.
func (c *converter) condition(i int) Expr {
	k := c.part(i, fCondition)
	if wrong, _ := c.header(i); wrong || k == 0 {
		return &BadExpr{c.headerPlace(i)}
	}
	return c.expr(k)
}

// headerPlace is what comes before the first block of i.
func (c *converter) headerPlace(i int) Place {
	if k := c.child(i, kBlock); k != 0 {
		return Place{c.spanOf(int(c.nodes[i].start), int(c.nodes[k].start))}
	}
	return c.place(i)
}

// ifStmt builds the chain of elifs from its end, so that a long one needs no
// recursion; but it counts as levels, for the tree is that deep.
func (c *converter) ifStmt(i int) Stmt {
	depth := c.depth
	defer func() { c.depth = depth }()
	links := []*If{{Place: c.place(i), Test: c.condition(i), Body: c.clauseBody(i)}}
	var tail []Stmt
	for k := range c.children(i) {
		switch c.kind(k) {
		case kElseClause:
			tail = append(tail, c.clauseBody(k)...)
		case kElifClause:
			if !c.enter(k) {
				tail = append(tail, &BadStmt{c.placeFrom(k, i)})
				break
			}
			links = append(links, &If{Place: c.place(k), Test: c.condition(k), Body: c.clauseBody(k)})
			continue
		default:
			continue
		}
		break
	}
	for k := len(links) - 1; k >= 0; k-- {
		links[k].Else = tail
		links[k].At.End = endOf(links[k].At.Start, links[k].Body, tail)
		tail = []Stmt{links[k]}
	}
	return links[0]
}

func (c *converter) whileStmt(i int) Stmt {
	s := &While{Test: c.condition(i), Body: c.clauseBody(i), Else: c.elseBody(i)}
	s.Place = c.spanTo(i, s.Body, s.Else)
	return s
}

func (c *converter) forStmt(i int) Stmt {
	left, right := c.part(i, fLeft), c.part(i, fRight)
	if wrong, _ := c.header(i); wrong || c.bad(left) {
		return &BadStmt{c.place(i)}
	}
	s := &For{
		Target: c.expr(left),
		Iter:   c.expr(right),
		Body:   c.clauseBody(i),
		Else:   c.elseBody(i),
		Async:  c.child(i, tAsync) != 0,
	}
	s.Place = c.spanTo(i, s.Body, s.Else)
	return s
}

func (c *converter) tryStmt(i int) Stmt {
	if wrong, _ := c.header(i); wrong {
		return &BadStmt{c.place(i)}
	}
	s := &Try{Body: c.clauseBody(i), Else: c.elseBody(i)}
	for k := range c.children(i) {
		switch c.kind(k) {
		case kExceptClause:
			s.Handlers = append(s.Handlers, c.handler(k))
			s.Star = s.Star || c.child(k, tStar) != 0
		case kFinallyClause:
			s.Finally = c.clauseBody(k)
		}
	}
	s.Place = c.spanTo(i, s.Body, s.Else, s.Finally)
	if n := len(s.Handlers); n > 0 {
		s.At.End = max(s.At.End, s.Handlers[n-1].At.End)
	} else if s.Finally == nil && !c.bad(i) {
		c.fail(s.At, "a try statement without except or finally")
	}
	return s
}

func (c *converter) handler(i int) ExceptHandler {
	h := ExceptHandler{Body: c.clauseBody(i)}
	h.Place = c.spanTo(i, h.Body)
	var values []int
	var alias int
	for k := range c.children(i) {
		switch c.fieldOf(k) {
		case fValue:
			values = append(values, k)
		case fAlias:
			alias = k
		}
	}
	if len(values) == 1 && c.kind(values[0]) == kAsPattern {
		values[0], alias = c.asPattern(values[0])
	}
	if alias != 0 {
		h.Name = c.nameOf(alias)
	}
	switch wrong, _ := c.header(i); {
	case wrong:
		h.Type = &BadExpr{c.headerPlace(i)}
	case len(values) == 1:
		h.Type = c.expr(values[0])
	case len(values) > 1:
		h.Type = &Tuple{c.placeFrom(values[0], values[len(values)-1]), c.exprsOf(values)}
	}
	return h
}

// nameOf returns the name after as, or "" after saying that it is none.
func (c *converter) nameOf(i int) string {
	for c.kind(i) == kAsPatternTarget {
		i = c.only(i)
	}
	if c.kind(i) != kIdentifier {
		if i != 0 && !c.bad(i) {
			c.fail(c.span(i), "not a name after as")
		}
		return ""
	}
	return c.text(i)
}

// asPattern takes x as y apart.
func (c *converter) asPattern(i int) (value, alias int) {
	return c.only(i), c.part(i, fAlias)
}

func (c *converter) withStmt(i int) Stmt {
	clause := c.child(i, kWithClause)
	if wrong, _ := c.header(i); wrong || clause == 0 || c.bad(clause) {
		return &BadStmt{c.place(i)}
	}
	s := &With{Body: c.clauseBody(i), Async: c.child(i, tAsync) != 0}
	s.Place = c.spanTo(i, s.Body)
	var items []int
	for k := range c.named(clause) {
		items = append(items, c.part(k, fValue))
	}
	// with (a, b): and with (a as x, b): are two items to CPython, not a tuple.
	if len(items) == 1 && (c.kind(items[0]) == kTuple || c.child(items[0], kAsPattern) != 0) {
		inner := slices.Collect(c.named(items[0]))
		star := func(k int) bool { return c.kind(k) == kListSplat || c.kind(k) == kYield }
		if c.kind(items[0]) != kAsPattern && len(inner) > 0 && !slices.ContainsFunc(inner, star) {
			items = inner
		}
	}
	for _, k := range items {
		if c.kind(k) == kAsPattern {
			value, alias := c.asPattern(k)
			s.Items = append(s.Items, WithItem{c.expr(value), c.expr(alias)})
		} else {
			s.Items = append(s.Items, WithItem{c.expr(k), nil})
		}
	}
	return s
}

func (c *converter) decorated(i int) Stmt {
	definition := c.part(i, fDefinition)
	var decorators []Expr
	for k := range c.children(i) {
		switch {
		case c.kind(k) == kDecorator:
			decorators = append(decorators, c.expr(c.only(k)))
		case c.broken(k):
			return &BadStmt{c.place(i)}
		}
	}
	switch c.kind(definition) {
	case kFunctionDefinition:
		return c.functionDef(definition, decorators)
	case kClassDefinition:
		return c.classDef(definition, decorators)
	}
	return &BadStmt{c.place(i)}
}

func (c *converter) functionDef(i int, decorators []Expr) Stmt {
	params := c.part(i, fParameters)
	if wrong, _ := c.header(i); wrong || c.bad(params) {
		return &BadStmt{c.place(i)}
	}
	s := &FunctionDef{
		Name:       c.text(c.part(i, fName)),
		Params:     c.params(params),
		Body:       c.clauseBody(i),
		Decorators: decorators,
		Async:      c.child(i, tAsync) != 0,
	}
	s.Place, s.Scope = c.spanTo(i, s.Body), ScopeOf(s.Body...)
	return s
}

func (c *converter) classDef(i int, decorators []Expr) Stmt {
	arguments := c.part(i, fSuperclasses)
	if wrong, _ := c.header(i); wrong || arguments != 0 && c.bad(arguments) {
		return &BadStmt{c.place(i)}
	}
	s := &ClassDef{Name: c.text(c.part(i, fName)), Decorators: decorators}
	if arguments != 0 {
		s.Bases, s.Keywords = c.arguments(arguments)
	}
	s.Body = c.clauseBody(i)
	s.Place = c.spanTo(i, s.Body)
	return s
}

func (c *converter) matchStmt(i int) Stmt {
	body := c.part(i, fBody)
	if wrong, _ := c.header(i); wrong || body == 0 {
		return &BadStmt{c.place(i)}
	}
	s := &Match{Subject: c.listed(i, fSubject)}
	end := c.span(i).Start
	for k := range c.children(body) {
		if c.kind(k) != kCaseClause || c.brokenCase(k) {
			return &BadStmt{c.place(i)}
		}
		s.Cases = append(s.Cases, c.matchCase(k))
		end = s.Cases[len(s.Cases)-1].At.End
	}
	s.Place = Place{c.spanOf(c.span(i).Start, end)}
	if len(s.Cases) == 0 {
		return c.refuseStmt(i, "a match statement without cases")
	}
	return s
}

func (c *converter) brokenCase(i int) bool {
	wrong, _ := c.header(i)
	return wrong
}
