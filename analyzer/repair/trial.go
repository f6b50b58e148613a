package repair

import (
	"context"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
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

	// left are the steps that tries may still take. Each takes about as many
	// as there were before.
	left int
}

// spent reports whether one more try would take too many steps.
func (t *trial) spent() bool { return t.left < t.before.Evaluated }

func newTrial(ctx context.Context, repo *source.Repository, o analyzer.Options, before *analyzer.Report, steps int) (*trial, error) {
	t := &trial{ctx: ctx, repo: repo, options: o, before: before, judged: map[string]bool{}, left: steps}
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
	t.left -= r.Evaluated
	return slices.DeleteFunc(r.Modules, func(e *settings.Effective) bool { return t.judged[nameOf(e.Module)] }), nil
}

// settle takes for each finding the first candidate that stands the trial, and
// adds to the plan what became of them. All are tried at once, and those that
// something speaks against give way to their next candidates. Where it is not
// clear against which it speaks, they are tried one by one.
func (t *trial) settle(open []*attempt, plan *Plan) error {
	for len(open) > 0 && !t.spent() {
		var best []Repair
		for _, a := range open {
			best = append(best, a.repair())
		}
		obstacles, err := t.stand(best)
		switch {
		case err != nil:
			return err
		case len(obstacles) == 0:
			plan.Repairs = best
			return nil
		case obstacles[0].against == nil:
			return t.settleEach(open, plan)
		}
		open = slices.DeleteFunc(open, func(a *attempt) bool { return a.giveWay(obstacles, plan) })
	}
	return nil
}

func (t *trial) settleEach(open []*attempt, plan *Plan) error {
	for _, a := range open {
		for settled := false; !settled && !t.spent(); {
			more := append(slices.Clip(plan.Repairs), a.repair())
			obstacles, err := t.stand(more)
			switch {
			case err != nil:
				return err
			case len(obstacles) == 0:
				plan.Repairs, settled = more, true
			default:
				settled = a.giveWay([]obstacle{{&a.finding, obstacles[0].text}}, plan)
			}
		}
	}
	return nil
}

// giveWay goes on to the next candidate if there is an obstacle against this
// one. It reports true, and says so in the plan, if there is none.
func (a *attempt) giveWay(obstacles []obstacle, plan *Plan) (gone bool) {
	i := slices.IndexFunc(obstacles, func(o obstacle) bool { return o.against != nil && finding.Compare(*o.against, a.finding) == 0 })
	if i < 0 {
		return false
	}
	if a.reason == "" {
		a.reason = obstacles[i].text
	}
	if a.candidates = a.candidates[1:]; len(a.candidates) > 0 {
		return false
	}
	plan.Left = append(plan.Left, Left{Finding: a.finding, Reason: a.reason})
	return true
}

// An obstacle is what speaks against a repair, or against some of those that
// are tried.
type obstacle struct {
	against *finding.Finding // nil if it is not clear against which
	text    string           // a sentence without a full stop
}

// stand tries repairs and returns what speaks against them, first that of which
// it is clear against which.
func (t *trial) stand(repairs []Repair) ([]obstacle, error) {
	var edits []finding.Edit
	for _, r := range repairs {
		edits = append(edits, r.Finding.Edits...)
	}
	files, ok := Apply(edits)
	if !ok {
		return []obstacle{{nil, "it is in the way of another repair"}}, nil
	}
	edited := t.repo.With(files...)
	after, err := analyzer.Run(t.ctx, edited, t.options)
	if err != nil {
		return nil, err
	}
	t.left -= after.Evaluated
	c := comparison{before: t.before, after: after, repairs: repairs}
	c.notGone()
	c.worse()
	c.changed(t.before.Modules, after.Modules)
	if len(c.clear)+len(c.unclear) == 0 {
		rest, err := t.rest(edited)
		if err != nil {
			return nil, err
		}
		c.changed(t.others, rest)
	}
	return slices.Concat(c.clear, c.unclear), nil
}
