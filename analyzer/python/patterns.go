package python

func (c *converter) matchCase(i int) MatchCase {
	m := MatchCase{Body: c.clauseBody(i)}
	m.Place = c.spanTo(i, m.Body)
	if guard := c.part(i, fGuard); guard != 0 {
		m.Guard = c.expr(c.only(guard))
	}
	var patterns []int
	comma := 0
	for k := range c.children(i) {
		switch c.kind(k) {
		case kCasePattern:
			patterns = append(patterns, k)
		case tComma:
			comma = k
		}
	}
	switch {
	case len(patterns) == 0:
		m.Pattern = &MatchOther{c.place(i)}
	case comma == 0:
		m.Pattern = c.pattern(patterns[0])
	default:
		end := max(comma, patterns[len(patterns)-1])
		m.Pattern = &MatchSequence{c.placeFrom(patterns[0], end), c.patterns(patterns)}
	}
	return m
}

func (c *converter) patterns(nodes []int) []Pattern {
	var ps []Pattern
	for _, k := range nodes {
		ps = append(ps, c.pattern(k))
	}
	return ps
}

// pattern converts a pattern of any kind. A negative number is two children of
// whatever holds it, so alternatives are handled by what lies between the bars.
func (c *converter) pattern(i int) Pattern {
	defer c.leave()
	if !c.enter(i) || c.bad(i) {
		return &MatchOther{c.place(i)}
	}
	switch c.kind(i) {
	case kCasePattern:
		return c.casePattern(i)
	case kAsPattern:
		last := c.lastChild(i)
		return &MatchAs{c.place(i), c.pattern(c.only(i)), c.text(last)}
	case kUnionPattern:
		return &MatchOr{c.place(i), c.alternatives(i)}
	case kListPattern:
		return &MatchSequence{c.place(i), c.subpatterns(i)}
	case kTuplePattern:
		ps := c.subpatterns(i)
		if len(ps) == 1 && c.child(i, tComma) == 0 {
			return ps[0]
		}
		return &MatchSequence{c.place(i), ps}
	case kSplatPattern:
		return &MatchStar{c.place(i), underscoreless(c.text(c.lastChild(i)))}
	case kDictPattern:
		return c.mappingPattern(i)
	case kClassPattern:
		return c.classPattern(i)
	case kDottedName:
		return c.namePattern(i)
	case tUnderscore:
		return &MatchAs{Place: c.place(i)}
	case kString, kConcatenatedString, kTrue, kFalse, kNone, kInteger, kFloat:
		return &MatchValue{c.place(i), c.expr(i)}
	}
	return &MatchOther{c.place(i)}
}

func (c *converter) casePattern(i int) Pattern {
	var parts []int
	for k := range c.children(i) {
		parts = append(parts, k)
	}
	return c.simplePattern(parts)
}

// simplePattern converts one pattern that may be a minus and a number.
func (c *converter) simplePattern(parts []int) Pattern {
	if len(parts) == 0 {
		return &MatchOther{}
	}
	if len(parts) == 2 && c.kind(parts[0]) == tMinus {
		at := c.placeFrom(parts[0], parts[1])
		return &MatchValue{at, &UnaryOp{at, "-", c.expr(parts[1])}}
	}
	return c.pattern(parts[0])
}

func (c *converter) alternatives(i int) []Pattern {
	var ps []Pattern
	var parts []int
	for k := range c.children(i) {
		if c.kind(k) != tBar {
			parts = append(parts, k)
			continue
		}
		ps, parts = append(ps, c.simplePattern(parts)), nil
	}
	return append(ps, c.simplePattern(parts))
}

func (c *converter) subpatterns(i int) []Pattern {
	var ps []Pattern
	for k := range c.children(i) {
		if c.kind(k) == kCasePattern {
			ps = append(ps, c.pattern(k))
		}
	}
	return ps
}

func (c *converter) mappingPattern(i int) Pattern {
	p := &MatchMapping{Place: c.place(i)}
	var key []int
	for k := range c.children(i) {
		switch c.kind(k) {
		case tColon:
			value, ok := c.simplePattern(key).(*MatchValue)
			if !ok {
				return &MatchOther{c.place(i)}
			}
			p.Keys, key = append(p.Keys, value.Value), nil
		case kCasePattern:
			p.Patterns = append(p.Patterns, c.pattern(k))
		case kSplatPattern:
			p.Rest = c.text(c.lastChild(k))
		default:
			if c.fieldOf(k) == fKey {
				key = append(key, k)
			}
		}
	}
	if len(p.Keys) != len(p.Patterns) {
		return &MatchOther{c.place(i)}
	}
	return p
}

func (c *converter) classPattern(i int) Pattern {
	p := &MatchClass{Place: c.place(i), Class: c.dottedName(c.only(i))}
	for k := range c.children(i) {
		if c.kind(k) != kCasePattern {
			continue
		}
		keyword := c.child(k, kKeywordPattern)
		if keyword == 0 {
			p.Patterns = append(p.Patterns, c.pattern(k))
			continue
		}
		var parts []int
		for part := range c.children(keyword) {
			parts = append(parts, part)
		}
		p.Names = append(p.Names, c.text(parts[0]))
		p.Patterns = append(p.Patterns, c.simplePattern(parts[2:]))
	}
	return p
}

// dottedName is a.b.c as an expression.
func (c *converter) dottedName(i int) Expr {
	var value Expr = &BadExpr{c.place(i)}
	first := true
	for k := range c.named(i) {
		if first {
			value, first = &Name{c.place(k), c.text(k)}, false
		} else {
			value = &Attribute{c.placeFrom(i, k), value, c.text(k)}
		}
	}
	return value
}

// namePattern is a capture, the wildcard, or a dotted name to compare with.
func (c *converter) namePattern(i int) Pattern {
	value := c.dottedName(i)
	if n, ok := value.(*Name); ok {
		return &MatchAs{Place: c.place(i), Name: underscoreless(n.ID)}
	}
	return &MatchValue{c.place(i), value}
}

// underscoreless returns "" for the wildcard.
func underscoreless(name string) string {
	if name == "_" {
		return ""
	}
	return name
}
