package change

import (
	"fmt"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/suppress"
)

// A Finding is a finding that changes: as it is afterwards, or as it was where
// it is gone.
type Finding struct {
	finding.Finding
	// Why says what became worse, or why it is lost, or is "".
	Why string
}

// Worsened returns the findings that are new or worse, sorted.
func (c *Changes) Worsened() []finding.Finding {
	var all []finding.Finding
	for _, f := range slices.Concat(c.New, c.Worse) {
		all = append(all, f.Finding)
	}
	slices.SortFunc(all, finding.Compare)
	return all
}

// findings compares the findings of two scans.
func (c *Changes) findings(base, head *analyzer.Report) {
	before, after := slices.Clone(base.Findings), slices.Clone(head.Findings)
	for _, like := range likenesses {
		before, after = c.pair(before, after, like)
	}
	for _, f := range after {
		c.New = append(c.New, Finding{Finding: f})
	}
	var suppressed []finding.Finding
	for _, s := range head.Suppressed {
		suppressed = append(suppressed, s.Finding)
	}
	gone := before
	for _, like := range likenesses {
		gone, suppressed = match(gone, suppressed, like, func(was, _ finding.Finding) {
			c.Accepted = append(c.Accepted, Finding{Finding: was})
		})
	}
	for _, f := range gone {
		if why := lost(f, head); why != "" {
			c.Lost = append(c.Lost, Finding{f, why})
		} else {
			c.Fixed = append(c.Fixed, Finding{Finding: f})
		}
	}
	for _, all := range [][]Finding{c.New, c.Worse, c.Fixed, c.Accepted, c.Lost} {
		slices.SortFunc(all, func(a, b Finding) int { return finding.Compare(a.Finding, b.Finding) })
	}
}

// lost says why a scan does not tell whether a finding still holds, or "".
func lost(f finding.Finding, in *analyzer.Report) string {
	judged := slices.ContainsFunc(in.Modules, func(e *settings.Effective) bool {
		return e.Ended == "" && slices.Contains(f.Modules, e.Module.Name)
	})
	if !judged && len(f.Modules) > 0 {
		return "no module in which it held is judged any more"
	}
	for _, u := range in.Undecided {
		if u.Rule.ID == f.Rule.ID && u.Setting == f.Setting && slices.Contains(f.Modules, u.Module) {
			return "the value " + u.Reason
		}
	}
	return ""
}

// A likeness says by what two findings are the same one, or returns "" if a
// finding cannot be known by that again. Within says whether they must have a
// module in common.
type likeness struct {
	of     func(finding.Finding) string
	within bool
}

// likenesses are tried in order, the surest first: the text of the place,
// wherever it has moved to in its file; the same text in another file of the
// module; and for a setting, another text in the same file.
var likenesses = []likeness{
	{func(f finding.Finding) string {
		e := suppress.EntryOf(f, django.Secret)
		return joined(e.Rule, e.Setting, e.Place, e.File)
	}, false},
	{func(f finding.Finding) string {
		e := suppress.EntryOf(f, django.Secret)
		return joined(e.Rule, e.Setting, e.Place)
	}, true},
	{func(f finding.Finding) string {
		if f.Setting == "" {
			return ""
		}
		return joined(f.Rule.ID, f.Setting, f.Place.Path())
	}, true},
}

// pair takes out the findings that both scans have, and tells whether they
// became worse.
func (c *Changes) pair(before, after []finding.Finding, like likeness) (left, right []finding.Finding) {
	return match(before, after, like, func(was, is finding.Finding) {
		if why := worse(was, is); why != "" {
			c.Worse = append(c.Worse, Finding{is, why})
		} else {
			c.Same++
		}
	})
}

// match hands over the findings of two lists that are alike, each once, and
// returns the others.
func match(before, after []finding.Finding, like likeness, found func(was, is finding.Finding)) (left, right []finding.Finding) {
	waiting := map[string][]int{}
	for i, f := range before {
		if key := like.of(f); key != "" {
			waiting[key] = append(waiting[key], i)
		}
	}
	taken := make([]bool, len(before))
	for _, is := range after {
		key := like.of(is)
		at := slices.IndexFunc(waiting[key], func(i int) bool { return !like.within || overlap(before[i].Modules, is.Modules) })
		if key == "" || at < 0 {
			right = append(right, is)
			continue
		}
		i := waiting[key][at]
		waiting[key] = slices.Delete(waiting[key], at, at+1)
		taken[i] = true
		found(before[i], is)
	}
	for i, f := range before {
		if !taken[i] {
			left = append(left, f)
		}
	}
	return left, right
}

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(name string) bool { return slices.Contains(b, name) })
}

// worse says in what a finding became worse, or "".
func worse(was, is finding.Finding) string {
	switch {
	case is.Severity() > was.Severity():
		return fmt.Sprintf("was %s before", was.Severity())
	case is.Level > was.Level:
		if was.When != "" && is.When == "" {
			return "held only when " + was.When
		}
		return fmt.Sprintf("was of level %s before", was.Level)
	case len(is.Modules) > len(was.Modules):
		return fmt.Sprintf("held in %d of these modules before", len(was.Modules))
	}
	return ""
}
