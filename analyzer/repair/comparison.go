package repair

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A comparison gathers what speaks against repairs: it compares the judged
// modules, and those that are not, before and after.
type comparison struct {
	before, after *analyzer.Report
	repairs       []Repair
	// What speaks against one of them, and against one does not know which.
	clear, unclear []obstacle
}

func (c *comparison) add(against *finding.Finding, format string, args ...any) {
	o := obstacle{against, fmt.Sprintf(format, args...)}
	if against == nil {
		c.unclear = append(c.unclear, o)
	} else {
		c.clear = append(c.clear, o)
	}
}

// notGone finds the findings that were to be repaired and are there still.
func (c *comparison) notGone() {
	for i, r := range c.repairs {
		if slices.ContainsFunc(c.after.Findings, func(f finding.Finding) bool {
			return f.Rule.ID == r.Finding.Rule.ID && f.Setting == r.Finding.Setting &&
				slices.ContainsFunc(f.Modules, func(m string) bool { return slices.Contains(r.Finding.Modules, m) })
		}) {
			c.add(&c.repairs[i].Finding, "the value is decided elsewhere, too")
		}
	}
}

// worse finds findings that have come and are not milder than those that are
// gone: with HSTS comes the question of subdomains.
func (c *comparison) worse() {
	type key struct{ rule, setting, module string }
	had := map[key]bool{}
	for _, f := range c.before.Findings {
		for _, m := range f.Modules {
			had[key{f.Rule.ID, f.Setting, m}] = true
		}
	}
	worst := slices.MaxFunc(c.repairs, func(a, b Repair) int {
		return cmp.Compare(a.Finding.Rule.Score, b.Finding.Rule.Score)
	}).Finding.Rule.Score
	for _, f := range c.after.Findings {
		for _, m := range f.Modules {
			if !had[key{f.Rule.ID, f.Setting, m}] && f.Rule.Score >= worst {
				c.add(nil, "it would bring %s about %s", f.Rule.ID, f.Setting)
			}
		}
	}
}

// changed finds settings that have changed and may not, and modules that no
// longer start.
func (c *comparison) changed(before, after []*settings.Effective) {
	if len(before) != len(after) {
		c.add(nil, "it would change which modules there are")
		return
	}
	for i, b := range before {
		a := after[i]
		if nameOf(a.Module) != nameOf(b.Module) || len(a.Worlds) == 0 && len(b.Worlds) > 0 || len(a.Broken) != len(b.Broken) {
			c.add(nil, "it would keep %s from starting", b.Module.Name)
			continue
		}
		// Where worlds were cut off, which of them there are says nothing.
		whole := len(a.Cut) == 0 && len(b.Cut) == 0
		for _, name := range union(b.Relevant(), a.Relevant()) {
			if by, may := c.mayChange(a.Module, name); !may && said(a, name, whole) != said(b, name, whole) {
				c.add(by, "it would change %s in %s", name, a.Module.Name)
			}
		}
		c.changedBeside(a, b)
		c.unheard(a, b)
	}
}

// unheard finds variables that had a say in a setting and have none any more,
// because of a line of its own.
func (c *comparison) unheard(a, b *settings.Effective) {
	for i, r := range c.repairs {
		line, _ := parseLine(r.Finding.Fix)
		after := decides(a, line)
		gone := slices.DeleteFunc(decides(b, line), func(name string) bool { return slices.Contains(after, name) })
		if r.line && len(gone) > 0 {
			c.add(&c.repairs[i].Finding, "%s", takesAway(gone))
		}
	}
}

// decides returns the variables that have a say in a setting, which a line of its
// own may take away: those that its value is made of, and those that decide in
// which branch it is assigned. A line that adds to what is there takes nothing
// away from a branch.
func decides(e *settings.Effective, l line) []string {
	var names []string
	if len(e.Worlds) == 0 {
		return nil
	}
	asked := e.Variables(l.name)
	if l.first() != "" {
		asked = e.Worlds[0].Get(l.name).Value.Origin.Environments()
	}
	for _, env := range asked {
		names = append(names, env.Name)
	}
	return union(names, nil)
}

func takesAway(names []string) string {
	variables := "the variable "
	if len(names) > 1 {
		variables = "the variables "
	}
	return "it goes by " + variables + strings.Join(names, " and ") + ", and a line of its own would take that away"
}

// changedBeside finds other names that have changed: what a repair writes may be
// there for more than the settings of sessions. Those that the setting is made of
// may change, and with DEBUG whatever goes by it.
func (c *comparison) changedBeside(a, b *settings.Effective) {
	if _, by := c.written("DEBUG"); by != nil || len(b.Worlds) == 0 {
		return
	}
	before, after := b.Worlds[0], a.Worlds[0]
	for _, name := range union(before.Names(), after.Names()) {
		was, is := before.Get(name), after.Get(name)
		if _, by := c.written(name); by != nil || django.Relevant(name) || was.Unknown() != nil || c.madeOf(before, was) {
			continue
		}
		if fingerprint(was.Value) != fingerprint(is.Value) {
			c.add(nil, "it would change %s in %s", name, a.Module.Name)
		}
	}
}

// madeOf reports whether a setting to repair is made of a name's value, which
// another statement binds.
func (c *comparison) madeOf(w *settings.World, of *settings.Setting) bool {
	return of.Binding != nil && slices.ContainsFunc(c.repairs, func(r Repair) bool {
		s := w.Get(r.Finding.Setting)
		if s.Binding == nil || s.Value.Origin == nil || s.Binding.At == of.Binding.At {
			return false
		}
		return slices.ContainsFunc(s.Value.Origin.Steps(), func(o *value.Origin) bool { return o.At == of.Value.Origin.Span() })
	})
}

func fingerprint(v value.Value) string {
	if v.Data == nil {
		return ""
	}
	var b strings.Builder
	value.Fingerprint(&b, v)
	return b.String()
}

// mayChange says whether the repairs may change a setting of a module: their
// own, as far as the module's role does not keep it. It returns the finding, too,
// for which the setting is written.
func (c *comparison) mayChange(m *discover.Module, name string) (by *finding.Finding, may bool) {
	line, by := c.written(name)
	return by, by != nil && !line.keeps(m.Role)
}

// written returns what the repairs write for a setting, and for which finding.
func (c *comparison) written(name string) (line, *finding.Finding) {
	for i, r := range c.repairs {
		if line, _ := parseLine(r.Finding.Fix); line.name == name {
			return line, &c.repairs[i].Finding
		}
	}
	return line{}, nil
}

// nameOf tells modules apart.
func nameOf(m *discover.Module) string {
	return strings.Join([]string{m.Root, m.Name, m.Configuration}, "\n")
}

func union(a, b []string) []string {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// said is all that a description says of a setting's value, and of its values
// in other worlds.
func said(e *settings.Effective, name string, others bool) string {
	d := e.Describe(name)
	var b strings.Builder
	say := func(v value.Value) { b.WriteString(fingerprint(v)) }
	fmt.Fprintln(&b, d.State)
	say(d.Value)
	if name == "DEBUG" && len(e.Worlds) > 0 {
		// Production is taken to turn it off; development goes by the default.
		if env := e.Worlds[0].Get(name).Environment(); env != nil {
			say(env.Default)
		}
	}
	if others {
		b.WriteString(d.Reason)
		for _, a := range d.Alternatives {
			b.WriteString("\n" + a.When + "\n")
			say(a.Value)
		}
	}
	return b.String()
}
