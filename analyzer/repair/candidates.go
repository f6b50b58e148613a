package repair

import (
	"bytes"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A candidate is one way to repair a finding.
type candidate struct {
	edits []finding.Edit
	// how says what is written; see Repair.How.
	how string
}

// candidates makes the ways to repair a finding.
type candidates struct {
	repo    *source.Repository
	layout  *discover.Layout
	finding finding.Finding
	modules []*settings.Effective
	line    line

	texts map[*source.File]*text
}

// all returns the ways, the best first: the expression that made the value, the
// default of the variable it comes from, and a line of its own, in the file that
// the finding points to and else in each module.
func (c *candidates) all() []candidate {
	c.texts = map[*source.File]*text{}
	var all []candidate
	if !c.finding.Missing {
		all = append(all, c.inPlace()...)
		if c.fromEnvironment() {
			// A line of its own would take the variable's effect away.
			return all
		}
	}
	for _, file := range c.files() {
		all = append(all, c.lines(file)...)
	}
	return all
}

// fromEnvironment reports whether the value is made of a variable that the
// deployment may set.
func (c *candidates) fromEnvironment() bool {
	for _, e := range c.modules {
		for _, env := range e.Worlds[0].Get(c.line.name).Value.Origin.Environments() {
			if !env.Given {
				return true
			}
		}
	}
	return false
}

// notDebug is a flag that is on in production and off where a site is tried
// over plain HTTP.
const notDebug = "not DEBUG"

// value returns what to write as the value: where the module may serve
// development too, what keeps that working.
func (c *candidates) value(t *text) string {
	if c.line.needsHTTPS() && c.line.isTrue() && slices.ContainsFunc(c.modules, switched) {
		return notDebug
	}
	return c.line.quoted(t.quote)
}

// inPlace replaces the value in the assignment to the very setting, unless a
// variable decides it; else the variable's default.
func (c *candidates) inPlace() []candidate {
	var all []candidate
	for _, e := range c.modules {
		s := e.Worlds[0].Get(c.line.name)
		if env := s.Environment(); env != nil && !env.Given {
			all = append(all, c.defaults(env)...)
		}
		if s.Binding != nil && s.Value.Known() && len(s.Value.Origin.Environments()) == 0 {
			all = append(all, c.replaced(s.Binding.At)...)
		}
	}
	return all
}

// replaced replaces the value in the assignment that is or is within a statement.
func (c *candidates) replaced(statement source.Span) []candidate {
	t := c.text(statement.File)
	if t == nil {
		return nil
	}
	a := t.assignment(c.line.name, statement)
	if a == nil {
		return nil
	}
	v := c.value(t)
	return []candidate{{t.with(c.line, finding.Edit{At: a.Span(), Text: v}), c.line.name + " = " + v}}
}

// defaults replaces the default of a variable.
func (c *candidates) defaults(env *value.Environment) []candidate {
	at := env.Default.Origin.Span()
	t := c.text(at.File)
	if t == nil {
		return nil
	}
	expr := parseExpr(at.Text())
	if expr == nil || !literal(expr) {
		return nil
	}
	var all []candidate
	for _, v := range c.defaultTexts(t, expr) {
		how := c.line.name + " is " + v + " where " + env.Name + " is not set"
		all = append(all, candidate{[]finding.Edit{{At: at, Text: v}}, how})
		for _, edits := range c.overrides(at, v) {
			all = append(all, candidate{edits, how})
		}
	}
	return all
}

// overrides writes the assignment that has a default once more in the judged
// modules, with another default: development may share the one that is there.
func (c *candidates) overrides(at source.Span, text string) [][]finding.Edit {
	a := c.text(at.File).assignment(c.line.name, at)
	if a == nil || bytes.ContainsAny([]byte(a.Span().Text()), "\r\n") {
		return nil
	}
	before, after := at, at
	before.Start, before.End = a.Span().Start, at.Start
	after.Start, after.End = at.End, a.Span().End
	line := c.line.name + " = " + before.Text() + text + after.Text()
	var all [][]finding.Edit
	for _, places := range c.files() {
		for spot := range spots {
			edits := c.linesAt(places, spot, line)
			for i := range edits {
				edits[i].Copied = true
			}
			if edits != nil {
				all = append(all, edits)
			}
		}
	}
	return all
}

// defaultTexts returns what to write for a default: another text for a text.
func (c *candidates) defaultTexts(t *text, old python.Expr) []string {
	v := c.value(t)
	word, isText := old.(*python.StrLit)
	_, toText := c.line.value.(*python.StrLit)
	switch {
	case !isText || toText:
		return []string{v}
	case v == notDebug:
		return []string{"str(" + notDebug + ")", t.quoted(opposite(word.Value))}
	case c.line.isTrue():
		return []string{t.quoted(opposite(word.Value))}
	case plainNumber(c.line.text):
		return []string{t.quoted(c.line.text)}
	}
	return nil
}

// files returns where a line of its own may go, a list of places for each way:
// what nobody assigns is written once where all modules get it from, if there is
// such a file; else each module gets a line.
func (c *candidates) files() [][]place {
	var own []place
	for _, e := range c.modules {
		f, err := c.repo.Read(e.Module.File)
		if err != nil {
			return nil
		}
		if p := (place{f, e.Module.Configuration}); !slices.Contains(own, p) {
			own = append(own, p)
		}
	}
	shared := place{file: c.finding.Place.File}
	if c.finding.Missing && len(own) > 1 && own[0].class == "" {
		return [][]place{{shared}, own}
	}
	return [][]place{own}
}

// A place is a file, or a class in it, that a line can go into.
type place struct {
	file  *source.File
	class string
}

// lines inserts the line into all files of a way, at the spots of each.
func (c *candidates) lines(places []place) []candidate {
	var all []candidate
	for spot := range spots {
		value := ""
		if t := c.text(places[0].file); t != nil {
			value = c.value(t)
		}
		line := c.line.name + " = " + value
		edits := c.linesAt(places, spot, line)
		known := func(o candidate) bool { return slices.Equal(o.edits, edits) }
		if len(edits) > 0 && !slices.ContainsFunc(all, known) {
			all = append(all, candidate{edits, line})
		}
	}
	return all
}

func (c *candidates) linesAt(places []place, spot int, line string) []finding.Edit {
	var edits []finding.Edit
	for _, p := range places {
		t := c.text(p.file)
		if t == nil {
			return nil
		}
		at, ok := t.insertion(c.line.name, p.class, spot)
		if !ok {
			return nil
		}
		edits = append(edits, t.with(c.line, at.edit(t, line))...)
	}
	return edits
}

// text returns how a file is written, or nil for one that is not understood.
func (c *candidates) text(f *source.File) *text {
	if f == nil {
		return nil
	}
	t, known := c.texts[f]
	if !known {
		t = read(f)
		c.texts[f] = t
	}
	return t
}
