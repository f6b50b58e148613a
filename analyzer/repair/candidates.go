package repair

import (
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// A candidate is one way to repair a finding.
type candidate struct {
	edits []finding.Edit
	// how says what is written; see finding.Finding.
	how string
	// line is true for a line of its own; see Repair.line.
	line bool
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
	}
	overruled := !c.finding.Missing && len(c.deciders()) > 0 // a line above the branches would be
	if overruled || c.decidesOthers() {
		return all
	}
	for _, file := range c.files() {
		all = append(all, c.lines(file)...)
	}
	return all
}

// deciders returns the variables that have a say in the setting; see decides.
func (c *candidates) deciders() []string {
	var names []string
	for _, e := range c.modules {
		names = union(names, decides(e, c.line))
	}
	return names
}

// why says why there is no way.
func (c *candidates) why() string {
	if c.text(c.finding.Place.File) == nil {
		return "its file could not be understood in full"
	}
	if names := c.deciders(); len(names) > 0 {
		return takesAway(names)
	}
	return "its value is made in a way that cannot be rewritten safely"
}

// decidesOthers reports whether the lines below the assignment go by the value,
// or those around it look for it: a line at the end would leave them as they are.
func (c *candidates) decidesOthers() bool {
	return (c.line.name == "DEBUG" || c.line.needsOS()) && slices.ContainsFunc(c.modules, func(e *settings.Effective) bool {
		b := e.Worlds[0].Get(c.line.name).Binding
		return b != nil && b.At.File != nil && b.At.File.Path == e.Module.File
	})
}

// notDebug is a flag that is on in production and off where a site is tried
// over plain HTTP.
const notDebug = "not DEBUG"

// value returns what to write as the value: where the module may serve
// development too, what keeps that working. Classes serve one thing each, and
// their bodies do not see what they inherit.
func (c *candidates) value(quote byte) string {
	mayServeBoth := func(e *settings.Effective) bool { return e.Module.Configuration == "" && switched(e) }
	if c.line.needsHTTPS() && c.line.isTrue() && slices.ContainsFunc(c.modules, mayServeBoth) {
		return notDebug
	}
	return c.line.quoted(quote)
}

// inPlace replaces the value in the assignment to the very setting, unless a
// variable decides it; else the variable's default.
func (c *candidates) inPlace() []candidate {
	var all []candidate
	for _, e := range c.modules {
		s := e.Worlds[0].Get(c.line.name)
		if env := s.Environment(); env != nil && s.Binding != nil {
			all = append(all, c.variable(env, s.Binding.At)...)
		}
		made := s.Value.Known() || c.line.needsOS()
		if s.Binding != nil && made && len(s.Value.Origin.Environments()) == 0 {
			all = append(all, c.replaced(s)...)
		}
	}
	return all
}

// replaced replaces the value in the assignment that is or is within the
// statement which binds the setting.
func (c *candidates) replaced(s *settings.Setting) []candidate {
	t := c.text(s.Binding.At.File)
	if t == nil {
		return nil
	}
	a := t.assignment(c.line.name, s.Binding.At)
	plain := a != nil && literal(a)
	switch {
	case len(c.deciders()) > 0 && !plain, c.forDevelopment():
		return nil // it may be the variable's say itself
	case a == nil:
		return c.written(t, s)
	case c.line.needsOS() && !t.whatever(a):
		return nil
	case c.line.first() != "":
		return c.prepended(t, a)
	}
	return []candidate{c.instead(t, a.Span())}
}

// forDevelopment reports whether a variable tells production from development, so
// that the branch with the bad value may be where a site is tried over plain HTTP.
func (c *candidates) forDevelopment() bool {
	return c.line.needsHTTPS() && slices.ContainsFunc(c.deciders(), func(name string) bool { return discover.RoleOf(name) != "" })
}

// written replaces the literal that a statement of another kind gives the setting
// by its name: A, B = True, False, or globals()["A"] = False.
func (c *candidates) written(t *text, s *settings.Setting) []candidate {
	at, statement := s.Value.Origin.Span(), s.Binding.At
	if at.File != statement.File || at.Start < statement.Start || at.End > statement.End || !strings.Contains(statement.Text(), c.line.name) {
		return nil
	}
	if old := parseExpr(at.Text()); old == nil || !literal(old) || c.line.needsOS() || c.line.first() != "" {
		return nil
	}
	return []candidate{c.instead(t, at)}
}

// instead writes the value in place of another.
func (c *candidates) instead(t *text, old source.Span) candidate {
	quote := t.quote
	if !c.line.needsOS() {
		quote = t.quoteOf(old.Text()) // as it was, whatever is usual in the file
	}
	v := c.value(quote)
	return candidate{edits: t.with(finding.Edit{At: old, Text: v}), how: c.line.name + " = " + v}
}

// prepended writes what is to come first into a list that is written out, as its
// items are laid out.
func (c *candidates) prepended(t *text, old python.Expr) []candidate {
	items := elements(old)
	if len(items) == 0 {
		return nil
	}
	at := items[0].Span()
	start, _ := at.Range()
	before := string(t.file.Bytes[t.file.LineSpan(start.Line).Start:at.Start])
	at.End = at.Start
	v, apart := line{text: c.line.first()}.quoted(t.quoteOf(items[0].Span().Text())), " "
	if strings.TrimSpace(before) == "" {
		apart = t.newline + before
	}
	how := c.line.name + " begins with " + v
	return []candidate{{edits: []finding.Edit{{At: at, Text: v + "," + apart}}, how: how}}
}

func elements(e python.Expr) []python.Expr {
	switch e := e.(type) {
	case *python.List:
		return e.Elts
	case *python.Tuple:
		return e.Elts
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
	if heads := c.withoutHeirs(own); len(heads) < len(own) {
		return [][]place{heads, own}
	}
	return [][]place{own}
}

// withoutHeirs leaves out the classes that inherit from one of the others.
func (c *candidates) withoutHeirs(places []place) []place {
	return slices.DeleteFunc(slices.Clone(places), func(p place) bool {
		t := c.text(p.file)
		return p.class != "" && t != nil && slices.ContainsFunc(t.bases(p.class), func(base string) bool {
			return slices.Contains(places, place{p.file, base})
		})
	})
}

// A place is a file, or a class in it, that a line can go into.
type place struct {
	file  *source.File
	class string
}

// lines inserts the line into all files of a way, at the spots of each. What a
// variable decides by a branch goes on below the line, if anywhere.
func (c *candidates) lines(places []place) []candidate {
	var all []candidate
	from, to := 0, aboveBranches
	if len(c.deciders()) > 0 {
		from, to = aboveBranches, spots
	}
	for spot := from; spot < to; spot++ {
		value := ""
		if t := c.text(places[0].file); t != nil {
			value = c.value(t.quote)
		}
		line := c.line.name + " = " + value
		edits := c.linesAt(places, spot, line)
		known := func(o candidate) bool { return slices.Equal(o.edits, edits) }
		if len(edits) > 0 && !slices.ContainsFunc(all, known) {
			all = append(all, candidate{edits, line, true})
		}
	}
	return all
}

func (c *candidates) linesAt(places []place, spot int, line string) []finding.Edit {
	var edits []finding.Edit
	readsDebug := strings.HasSuffix(line, " = "+notDebug)
	for _, p := range places {
		t := c.text(p.file)
		if t == nil {
			return nil
		}
		at, ok := t.insertion(c.line.name, p.class, spot)
		if !ok || at.at.Start > t.handedOver() || readsDebug && !c.boundBefore("DEBUG", at.at) {
			return nil
		}
		edits = append(edits, t.with(at.edit(t, line))...)
	}
	return edits
}

// boundBefore reports whether a name is bound, or brought by an import, in the file of
// a place before it.
func (c *candidates) boundBefore(name string, place source.Span) bool {
	before := func(s source.Span) bool { return s.Path() == place.Path() && s.End <= place.Start }
	return slices.ContainsFunc(c.modules, func(e *settings.Effective) bool {
		for b := e.Worlds[0].Get(name).Binding; b != nil; b = b.Before {
			if before(b.At) || slices.ContainsFunc(b.Via, before) {
				return true
			}
		}
		return false
	})
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
