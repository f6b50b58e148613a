package python

// params converts the parameters of a def or a lambda.
func (c *converter) params(i int) Params {
	var p Params
	keywordOnly := false
	for k := range c.named(i) {
		switch c.kind(k) {
		case kPositionalSeparator:
			p.PosOnly, p.Args = p.Args, nil
			continue
		case kKeywordSeparator:
			keywordOnly = true
			continue
		}
		stars, param := c.param(k)
		switch {
		case stars == 1:
			p.Vararg, keywordOnly = param.Name, true
		case stars == 2:
			p.Kwarg = param.Name
		case keywordOnly:
			p.KwOnly = append(p.KwOnly, param)
		default:
			p.Args = append(p.Args, param)
		}
	}
	return p
}

// param converts one parameter, and counts the stars before it.
func (c *converter) param(i int) (stars int, p Param) {
	p.Place = c.place(i)
	name := i
	switch c.kind(i) {
	case kTypedParameter:
		name = c.only(i)
		p.Annotation = c.typeExpr(c.part(i, fType))
	case kDefaultParameter, kTypedDefaultParameter:
		name = c.part(i, fName)
		if t := c.part(i, fType); t != 0 {
			p.Annotation = c.typeExpr(t)
		}
		p.Default = c.expr(c.part(i, fValue))
	}
	switch c.kind(name) {
	case kListSplatPattern:
		stars, name = 1, c.only(name)
	case kDictSplatPattern:
		stars, name = 2, c.only(name)
	}
	if c.kind(name) != kIdentifier {
		c.fail(c.span(i), "a parameter that is not a name")
		return stars, p
	}
	p.Name = c.text(name)
	return stars, p
}
