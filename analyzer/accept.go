package analyzer

import (
	"cmp"
	"maps"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/policy"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/suppress"
)

// accept takes out of a report's findings those that somebody accepted, first
// by a comment and then in the baseline, and adds what is wrong with comments.
// Only files that judged modules are made of are looked at.
func accept(r *Report, asked *rules.Limits, o Options, chains map[*source.File][]string) {
	files := slices.SortedFunc(maps.Keys(chains), func(a, b *source.File) int { return cmp.Compare(a.Path, b.Path) })
	inline := suppress.NewInline(files, inlineTerms(o))
	findings := r.take(r.Findings, inline.Suppress)
	for _, u := range r.Undecided {
		inline.Spare(u.Rule.ID, u.Place)
	}
	if o.Baseline != nil {
		baseline := o.Baseline.Without(o.Policy.Ignored).Accept(baselineTerms(o), django.Secret)
		findings = r.take(findings, baseline.Suppress)
		r.Notes = append(r.Notes, baseline.Notes()...)
	}
	r.Findings = append(findings, commentFindings(inline, asked, r.whole(o), chains)...)
	if n := inline.Count(); n > 0 && o.Policy.Suppressions == policy.Forbidden {
		r.Notes = append(r.Notes, forbidden(n))
	}
	slices.SortFunc(r.Findings, finding.Compare)
	slices.SortStableFunc(r.Suppressed, func(a, b suppress.Suppressed) int { return finding.Compare(a.Finding, b.Finding) })
}

// take moves the findings that are suppressed to those, and returns the others.
func (r *Report) take(findings []finding.Finding, by func(finding.Finding) (suppress.Suppressed, bool)) []finding.Finding {
	var left []finding.Finding
	for _, f := range findings {
		if s, ok := by(f); ok {
			r.Suppressed = append(r.Suppressed, s)
			continue
		}
		left = append(left, f)
	}
	return left
}

func inlineTerms(o Options) suppress.Terms {
	t := terms(o)
	t.Reason = o.Policy.Suppressions != policy.Allowed
	return t
}

func baselineTerms(o Options) suppress.Terms {
	t := terms(o)
	t.Reason = o.Policy.Suppressions >= policy.WithReason
	return t
}

func terms(o Options) suppress.Terms {
	return suppress.Terms{
		Until: o.Policy.Suppressions == policy.WithReasonAndExpiry,
		None:  o.Policy.Suppressions == policy.Forbidden,
		Today: o.Today,
	}
}

func forbidden(n int) string {
	if n == 1 {
		return "1 comment that should suppress findings has no effect: the policy forbids it"
	}
	return plural(n, "comment") + " that should suppress findings have no effect: the policy forbids them"
}

// commentRules are the rules about comments, by what is wrong with one.
var commentRules = map[suppress.Kind]string{suppress.Unfit: "DJS901", suppress.Unused: "DJS902", suppress.Expired: "DJS903"}

// whole reports whether all modules are judged that would be by default: only
// then can a comment be called unused.
func (r *Report) whole(o Options) bool {
	for _, e := range r.Modules {
		if len(e.Worlds) == 0 {
			return false
		}
	}
	return len(o.Discover.Modules) == 0 && len(o.Discover.Roles) == 0
}

// commentFindings are the findings about comments.
func commentFindings(in *suppress.Inline, asked *rules.Limits, whole bool, chains map[*source.File][]string) []finding.Finding {
	on := map[string]bool{}
	for _, r := range rules.Under(*asked) {
		on[r.ID] = asked.On(r)
	}
	var found []finding.Finding
	for _, p := range in.Problems(rules.Meant, func(id string) bool { return on[id] }) {
		rule := rules.ByID(commentRules[p.Kind])
		if !on[rule.ID] || p.Kind == suppress.Unused && !whole {
			continue
		}
		found = append(found, asked.Weigh(rule, finding.Finding{
			Rule: &rule.Rule, Level: rule.Level, Message: p.Text, Place: p.Place,
			Modules: slices.Sorted(slices.Values(chains[p.Place.File])),
			Way:     []finding.Step{{Place: p.Place, Label: "the comment"}},
		}))
	}
	return found
}
