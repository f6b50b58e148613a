package repair

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A trial evaluates a repository with edits and compares it with what it was.
type trial struct {
	ctx     context.Context
	repo    *source.Repository
	options analyzer.Options

	// What there was before: the judged modules, and those for development and
	// tests.
	before *analyzer.Report
	judged map[string]bool
	others []*settings.Effective
}

func newTrial(ctx context.Context, repo *source.Repository, o analyzer.Options, before *analyzer.Report) (*trial, error) {
	t := &trial{ctx: ctx, repo: repo, options: o, before: before, judged: map[string]bool{}}
	for _, e := range before.Modules {
		t.judged[nameOf(e.Module)] = true
	}
	var err error
	t.others, err = t.rest(repo)
	return t, err
}

// rest evaluates the modules for development and tests that are not judged.
func (t *trial) rest(repo *source.Repository) ([]*settings.Effective, error) {
	o := t.options
	o.Discover.Modules, o.Discover.Root, o.Discover.Roles = nil, "", others
	r, err := analyzer.Run(t.ctx, repo, o)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(r.Modules, func(e *settings.Effective) bool { return t.judged[nameOf(e.Module)] }), nil
}

// settle takes for each finding the first candidate that stands the trial, and
// adds to the plan what became of them. Mostly the best candidates stand it all
// at once; if not, they are tried one by one.
func (t *trial) settle(open []attempt, plan *Plan) error {
	var best []Repair
	for _, a := range open {
		best = append(best, a.with(a.candidates[0]))
	}
	switch obstacle, err := t.stand(best); {
	case err != nil:
		return err
	case obstacle == "":
		plan.Repairs = best
		return nil
	}
	for _, a := range open {
		if err := t.settleOne(a, plan); err != nil {
			return err
		}
	}
	return nil
}

func (t *trial) settleOne(a attempt, plan *Plan) error {
	first := ""
	for _, c := range a.candidates {
		more := append(slices.Clip(plan.Repairs), a.with(c))
		obstacle, err := t.stand(more)
		switch {
		case err != nil:
			return err
		case obstacle == "":
			plan.Repairs = more
			return nil
		case first == "":
			first = obstacle
		}
	}
	plan.Left = append(plan.Left, Left{Finding: a.finding, Reason: first})
	return nil
}

// stand tries repairs. What speaks against them is a sentence without a full
// stop, or "".
func (t *trial) stand(repairs []Repair) (obstacle string, err error) {
	var edits []Edit
	for _, r := range repairs {
		edits = append(edits, r.Edits...)
	}
	files, ok := Apply(edits)
	if !ok {
		return "it is in the way of another repair", nil
	}
	edited := t.repo.With(files...)
	after, err := analyzer.Run(t.ctx, edited, t.options)
	if err != nil {
		return "", err
	}
	c := comparison{t.before, after, repairs}
	may := c.mayChange()
	if obstacle = cmp.Or(c.notGone(), c.worse(), changed(t.before.Modules, after.Modules, may)); obstacle != "" {
		return obstacle, nil
	}
	rest, err := t.rest(edited)
	if err != nil {
		return "", err
	}
	return changed(t.others, rest, may), nil
}

// nameOf tells modules apart.
func nameOf(m *discover.Module) string {
	return strings.Join([]string{m.Root, m.Name, m.Configuration}, "\n")
}

// A comparison is of the judged modules.
type comparison struct {
	before, after *analyzer.Report
	repairs       []Repair
}

// notGone says which of the findings that were to be repaired is there still.
func (c comparison) notGone() string {
	for _, r := range c.repairs {
		for _, f := range c.after.Findings {
			if f.Rule.ID == r.Finding.Rule.ID && f.Setting == r.Finding.Setting &&
				slices.ContainsFunc(f.Modules, func(m string) bool { return slices.Contains(r.Finding.Modules, m) }) {
				return "the value is decided elsewhere, too"
			}
		}
	}
	return ""
}

// worse says which finding has come that is not milder than those that are
// gone: with HSTS comes the question of subdomains.
func (c comparison) worse() string {
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
				return "it would bring " + f.Rule.ID + " about " + f.Setting
			}
		}
	}
	return ""
}

// mayChange says which settings the repairs may change: their own, but what
// needs HTTPS not for development.
func (c comparison) mayChange() func(m *discover.Module, name string) bool {
	repaired, onlyDeployed := map[string]bool{}, map[string]bool{}
	for _, r := range c.repairs {
		line, _ := parseLine(r.Finding.Fix)
		repaired[line.name] = true
		onlyDeployed[line.name] = line.needsHTTPS()
	}
	return func(m *discover.Module, name string) bool {
		return repaired[name] && !(m.Role == discover.Development && onlyDeployed[name])
	}
}

// changed says which setting has changed that may not, or which module.
func changed(before, after []*settings.Effective, may func(m *discover.Module, name string) bool) string {
	if len(before) != len(after) {
		return "it would change which modules there are"
	}
	for i, b := range before {
		a := after[i]
		if nameOf(a.Module) != nameOf(b.Module) || len(a.Worlds) == 0 && len(b.Worlds) > 0 || len(a.Broken) != len(b.Broken) {
			return "it would keep " + b.Module.Name + " from starting"
		}
		for _, name := range union(b.Relevant(), a.Relevant()) {
			if !may(a.Module, name) && said(a, name) != said(b, name) {
				return "it would change " + name + " in " + a.Module.Name
			}
		}
	}
	return ""
}

func union(a, b []string) []string {
	all := append(slices.Clone(a), b...)
	slices.Sort(all)
	return slices.Compact(all)
}

// said is all that a description says of a setting's values.
func said(e *settings.Effective, name string) string {
	d := e.Describe(name)
	var b strings.Builder
	fmt.Fprintln(&b, d.State, d.Reason)
	if d.Value.Data != nil {
		value.Fingerprint(&b, d.Value)
	}
	for _, a := range d.Alternatives {
		b.WriteString("\n" + a.When + "\n")
		if a.Value.Data != nil {
			value.Fingerprint(&b, a.Value)
		}
	}
	return b.String()
}
