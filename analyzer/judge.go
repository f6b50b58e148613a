package analyzer

import (
	"cmp"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// judge asks every rule about every module, and fills in the report's findings
// and open questions.
func judge(r *Report) {
	merged := &merger{at: map[mergeKey]int{}}
	for _, e := range r.Modules {
		for _, b := range e.Broken {
			merged.add(broken(e, b))
		}
		if len(e.Worlds) == 0 {
			continue
		}
		for _, rule := range rules.All() {
			if rule.Judge == nil {
				continue
			}
			for _, c := range cases(e, rule) {
				switch f, verdict := c.verdict(e, rule); verdict {
				case value.Yes:
					merged.add(f)
				case value.Maybe:
					r.Undecided = append(r.Undecided, c.undecided(e, rule))
				}
			}
		}
	}
	r.Findings = merged.findings
	slices.SortFunc(r.Findings, finding.Compare)
	slices.SortStableFunc(r.Undecided, func(a, b Undecided) int {
		return cmp.Or(cmp.Compare(a.Module, b.Module), cmp.Compare(a.Rule.ID, b.Rule.ID), cmp.Compare(a.Setting, b.Setting))
	})
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
	for i, w := range e.Worlds {
		for _, a := range rule.Judge(w) {
			q := find(a.Subject.Name)
			if q.answers[i] == nil || q.answers[i].Violated != value.Yes {
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
// in some, one level lower, with what it depends on. A violation in another
// world counts only if a decision about something other than the environment
// leads there. Where a variable makes an otherwise sound project unsound,
// whoever sets it has chosen so.
func (q *question) verdict(e *settings.Effective, rule *rules.Rule) (finding.Finding, value.Truth) {
	if base := q.violated(0); base == value.Yes {
		if other := q.firstNot(e); other >= 0 {
			return q.finding(e, rule, 0, otherwise(e.Worlds[other].When)), value.Yes
		}
		return q.finding(e, rule, 0, ""), value.Yes
	}
	for i := range e.Worlds {
		if i > 0 && q.violated(i) == value.Yes && !environmental(e.Worlds[i].When) {
			return q.finding(e, rule, i, texts(e.Worlds[i].When)), value.Yes
		}
	}
	return finding.Finding{}, q.violated(0)
}

// firstNot returns the first world in which the rule is not surely violated,
// or -1.
func (q *question) firstNot(e *settings.Effective) int {
	for i := range e.Worlds {
		if q.violated(i) != value.Yes {
			return i
		}
	}
	return -1
}

func environmental(when []settings.Condition) bool {
	return slices.ContainsFunc(when, func(c settings.Condition) bool { return c.Kind == settings.Environmental })
}

// texts says the conditions of a world.
func texts(when []settings.Condition) string {
	parts := make([]string, len(when))
	for i, c := range when {
		parts[i] = c.Text
	}
	return strings.Join(parts, " and ")
}

// otherwise says what holds where a world's conditions do not: the last of
// them is the one that leads there.
func otherwise(when []settings.Condition) string {
	if len(when) == 0 {
		return ""
	}
	return when[len(when)-1].Otherwise
}

func (q *question) finding(e *settings.Effective, rule *rules.Rule, world int, when string) finding.Finding {
	a := q.answers[world]
	f := finding.Finding{
		Rule: &rule.Rule, Level: rule.Level, Setting: q.subject, Message: a.Message, When: when, Fix: a.Fix,
		Place: a.Subject.Place(), Missing: a.Subject.State != settings.Assigned, Modules: []string{e.Module.Name},
	}
	if a.Level != finding.NoLevel {
		f.Level = a.Level
	}
	if when != "" {
		f.Level = f.Level.Lower()
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

func (q *question) undecided(e *settings.Effective, rule *rules.Rule) Undecided {
	a := q.answers[0]
	u := Undecided{Rule: &rule.Rule, Module: e.Module.Name, Setting: q.subject, Place: a.Subject.Place()}
	for _, s := range append([]*settings.Setting{a.Subject}, a.With...) {
		if why := s.Unknown(); why != nil {
			u.Reason = why.Reason
			return u
		}
	}
	u.Reason = "depends on other settings that are not known"
	return u
}

// broken is the finding about a file that could not be understood.
func broken(e *settings.Effective, b settings.Broken) finding.Finding {
	rule := rules.ByID("DJS904")
	return finding.Finding{
		Rule: &rule.Rule, Level: rule.Level, Place: b.At, Modules: []string{e.Module.Name},
		Message: b.At.Path() + " could not be understood in full: " + b.Reason,
		Way:     []finding.Step{{Place: b.At, Label: "this is not understood"}},
	}
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
