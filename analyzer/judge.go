package analyzer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// judge asks every rule that is on about every module, and fills in the
// report's findings and open questions.
func judge(r *Report, asked *rules.Limits) {
	merged := &merger{at: map[mergeKey]int{}}
	for _, e := range r.Modules {
		for _, b := range e.Broken {
			if rule := rules.ByID("DJS904"); asked.On(rule) {
				merged.add(asked.Weigh(rule, broken(e, rule, b)))
			}
		}
		if len(e.Worlds) == 0 {
			continue
		}
		deployed := deployed(e)
		for _, rule := range rules.Under(*asked) {
			if rule.Judge == nil || !asked.On(rule) {
				continue
			}
			for _, c := range cases(deployed, rule) {
				switch f, verdict := c.verdict(deployed, rule); verdict {
				case value.Yes:
					merged.add(asked.Weigh(rule, f))
				case value.Maybe:
					r.Undecided = append(r.Undecided, c.undecided(deployed, rule))
				}
			}
		}
	}
	r.Findings = inherited(merged.findings, r.Modules)
	slices.SortFunc(r.Findings, finding.Compare)
	slices.SortStableFunc(r.Undecided, func(a, b Undecided) int {
		return cmp.Or(cmp.Compare(a.Module, b.Module), cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(a.Setting, b.Setting))
	})
}

// deployed leaves out the worlds in which DEBUG is on only because nobody sets
// its variable: production sets it. DJS511 asks what happens where it does not.
func deployed(e *settings.Effective) *settings.Effective {
	off := slices.IndexFunc(e.Worlds, func(w *settings.World) bool {
		return slices.ContainsFunc(w.When, func(c settings.Condition) bool {
			return strings.Contains(strings.ToUpper(c.Variable), "DEBUG")
		}) && w.Get("DEBUG").Truthy() != value.Yes
	})
	if off < 0 || e.Worlds[0].Get("DEBUG").Truthy() != value.Yes || settings.AnyOf(e.Worlds[off].When, settings.Arbitrary) {
		return e
	}
	without := *e
	without.Worlds = nil
	for _, w := range e.Worlds[off:] {
		if rest, ok := beyond(w.When, e.Worlds[off].When); ok {
			relative := *w
			relative.When = rest
			without.Worlds = append(without.Worlds, &relative)
		}
	}
	return &without
}

// beyond returns the conditions that are not among those of another world, and
// whether it has all of them.
func beyond(when, base []settings.Condition) (rest []settings.Condition, all bool) {
	for _, c := range when {
		if !slices.ContainsFunc(base, func(b settings.Condition) bool { return b.Key == c.Key && b.Text == c.Text }) {
			rest = append(rest, c)
		}
	}
	return rest, len(when)-len(rest) == len(base)
}

// A question is what one rule says of one setting, world by world: nil where
// the rule does not speak of the setting at all.
type question struct {
	subject string
	answers []*rules.Answer
}

// cases asks a rule in every world and sorts its answers by setting.
func cases(e *settings.Effective, rule *rules.Rule) []*question {
	var all []*question
	find := func(subject string) *question {
		for _, q := range all {
			if q.subject == subject {
				return q
			}
		}
		q := &question{subject, make([]*rules.Answer, len(e.Worlds))}
		all = append(all, q)
		return q
	}
	var first []rules.Answer
	read := e.Worlds[0].Read(func(w *settings.World) { first = rule.Judge(w) })
	for i, w := range e.Worlds {
		answers := first
		if i > 0 && !read.Same(w) {
			answers = rule.Judge(w)
		}
		for _, a := range answers {
			q := find(a.Subject.Name)
			if q.answers[i] == nil || q.answers[i].Violated.Or(a.Violated) != q.answers[i].Violated {
				q.answers[i] = &a
			}
		}
	}
	return all
}

func (q *question) violated(world int) value.Truth {
	if q.answers[world] == nil {
		return value.No
	}
	return q.answers[world].Violated
}

// verdict says whether the question is a finding, and which.
//
// A violation in the base world is one: in every world, at the rule's level;
// in some, one level lower, with what it depends on. Where no request would get
// an answer, what it depends on is otherwise on each server that runs. A
// violation in another
// world counts only if a decision about something other than the environment
// leads there. Where a variable makes an otherwise sound project unsound,
// whoever sets it has chosen so.
func (q *question) verdict(e *settings.Effective, rule *rules.Rule) (finding.Finding, value.Truth) {
	if q.violated(0) == value.Yes {
		when := ""
		if other := q.firstNot(e); other >= 0 {
			when = otherwise(e.Worlds[other].When, e)
		}
		if a := q.answers[0]; a.Fatal && (when != "" || a.Subject.Outside() != nil) {
			return finding.Finding{}, value.No
		}
		return q.finding(e, rule, 0, when), value.Yes
	}
	for i := range e.Worlds {
		if i > 0 && q.violated(i) == value.Yes && !settings.AnyOf(e.Worlds[i].When, settings.Environmental) && !q.answers[i].Fatal {
			return q.finding(e, rule, i, texts(e.Worlds[i].When, e)), value.Yes
		}
	}
	return finding.Finding{}, q.violated(0)
}

// firstNot returns the first world in which the rule is not violated, or else
// the first in which it may not be because the subject has another value; or
// -1. Where only what is around the subject is not known, nothing speaks
// against the base world.
func (q *question) firstNot(e *settings.Effective) int {
	unsure := -1
	for i := range e.Worlds {
		switch a := q.answers[i]; {
		case a != nil && a.Elsewhere || q.violated(i) == value.Yes:
		case q.violated(i) == value.No:
			return i
		case unsure < 0 && !sameValue(a.Subject, q.answers[0].Subject):
			unsure = i
		}
	}
	return unsure
}

func sameValue(a, b *settings.Setting) bool {
	var x, y strings.Builder
	value.Fingerprint(&x, a.Value)
	value.Fingerprint(&y, b.Value)
	return a.State == b.State && x.String() == y.String()
}

// texts says the conditions of a world.
func texts(when []settings.Condition, e *settings.Effective) string {
	parts := make([]string, len(when))
	for i, c := range when {
		parts[i] = clearly(c, c.Text, e)
	}
	return strings.Join(parts, " and ")
}

// otherwise says what holds where a world's conditions do not: the last of
// them is the one that leads there. Where all are about one variable, that is
// whether it is set at all.
func otherwise(when []settings.Condition, e *settings.Effective) string {
	if len(when) == 0 {
		return ""
	}
	last := when[len(when)-1]
	if first := when[0]; first.Variable != "" && first.Variable == last.Variable {
		last = first
	}
	return clearly(last, last.Otherwise, e)
}

// clearly says that a condition is about a variable where its name could be
// taken for that of a setting.
func clearly(c settings.Condition, text string, e *settings.Effective) string {
	name := c.Variable
	if name == "" || !django.Known(name) && e.Worlds[0].Get(name).Assigned() != value.Yes {
		return text
	}
	if strings.HasPrefix(text, name+" ") {
		return "the environment variable " + text
	}
	return text
}

func (q *question) finding(e *settings.Effective, rule *rules.Rule, world int, when string) finding.Finding {
	a := q.answers[world]
	f := finding.Finding{
		Rule: &rule.Rule, Level: rule.Level, Setting: q.subject, Message: a.Message + given(e, a.Subject), When: when, Fix: a.Fix,
		Place: a.Subject.Place(), Missing: a.Subject.State != settings.Assigned, Modules: []string{e.Module.Name},
		Asker: a.Asker, Django: a.Checks(rule, e.Worlds[world]),
	}
	if a.Level != finding.NoLevel {
		f.Level = a.Level
	}
	if o := a.Subject.Outside(); o != nil && !a.Anyway && f.When == "" {
		f.When = o.Without
	}
	if at := a.At.Origin.Span(); !at.IsZero() {
		f.Place = at
	}
	if f.Place.IsZero() {
		f.Place = source.Span{File: source.NewFile(e.Module.File, nil)}
	}
	f.Way = way(a, f.Place)
	return f
}

// given names the file of the repository that gives production the variable
// that a setting is made of.
func given(e *settings.Effective, s *settings.Setting) string {
	for _, env := range s.Value.Origin.Environments() {
		for _, g := range e.Module.Environment {
			if env.Given && g.Name == env.Name {
				return fmt.Sprintf(", with %s as in %s:%d", g.Name, g.File, g.Line)
			}
		}
	}
	return ""
}

func (q *question) undecided(e *settings.Effective, rule *rules.Rule) Undecided {
	a := q.answers[0]
	u := Undecided{Rule: &rule.Rule, Module: e.Module.Name, Setting: q.subject, Place: a.Subject.Place()}
	for _, s := range append([]*settings.Setting{a.Subject}, a.With...) {
		if why := s.Unknown(); why != nil {
			u.Reason = why.Reason
			return u
		}
	}
	switch v := e.Version; {
	case !v.Known():
		u.Reason = "depends on the Django version, which no file of the repository says"
	case !v.Exact:
		u.Reason = "depends on the Django version, of which only the lowest is said"
	default:
		u.Reason = "depends on other settings that are not known"
	}
	return u
}

// broken is the finding about a file that could not be understood.
func broken(e *settings.Effective, rule *rules.Rule, b settings.Broken) finding.Finding {
	f := finding.Finding{
		Rule: &rule.Rule, Level: rule.Level, Place: b.At, Modules: []string{e.Module.Name},
		Message: b.At.Path() + " could not be understood in full: " + b.Reason,
		Way:     []finding.Step{{Place: b.At, Label: "this is not understood"}},
	}
	if b.Err != nil {
		f.Message, f.Way[0].Label = unread(b)+": nothing is known of what it assigns", "this is not read"
	}
	return f
}

func unread(b settings.Broken) string {
	return fmt.Sprintf("%s cannot be read (%s)", b.At.Path(), b.Reason)
}

// merger makes one finding of those that say the same of the same place in
// several modules.
type merger struct {
	findings []finding.Finding
	at       map[mergeKey]int
}

type mergeKey struct {
	rule, setting string
	place         source.Span
	missing       bool
}

func (m *merger) add(f finding.Finding) {
	key := mergeKey{f.Rule.ID, f.Setting, f.Place, f.Missing}
	i, ok := m.at[key]
	if !ok {
		m.at[key] = len(m.findings)
		m.findings = append(m.findings, f)
		return
	}
	old := &m.findings[i]
	modules := append(slices.Clone(old.Modules), f.Modules...)
	if f.Level > old.Level {
		*old = f
	}
	slices.Sort(modules)
	old.Modules = slices.Compact(modules)
}
