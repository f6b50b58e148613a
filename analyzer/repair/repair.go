// Package repair works out what to write where, so that findings are gone. It
// is a client of the pipeline: candidates are made from a finding's line, tried
// on a copy of the repository in memory, evaluated again, and taken only if the
// finding is gone and no other setting of any module has changed.
package repair

import (
	"cmp"
	"context"
	"math"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// A Repair is a finding with its edits, and how they repair it.
type Repair struct {
	Finding finding.Finding

	// line is true if it is a line of its own, beside what is there.
	line bool
}

// Left is a finding that is not repaired.
type Left struct {
	Finding finding.Finding
	// Reason is a sentence without a full stop.
	Reason string
	// Unsafe is true if Options.Unsafe would have it tried; Reason then says
	// what else the repair changes.
	Unsafe bool
}

// A Plan is what can be repaired, and what cannot.
type Plan struct {
	Repairs []Repair
	Left    []Left
}

// Options say what to repair.
type Options struct {
	// Unsafe takes repairs, too, that change more than the finding's setting
	// is about; see finding.Rule.Risk.
	Unsafe bool
	// Rules, when not empty, are the ids of the only rules to repair for.
	Rules []string

	// steps bounds the steps of evaluation that the tries may take; 0 for no
	// bound.
	steps int
}

// maxTried is how many steps of evaluation the tries may take that Find makes.
const maxTried = 2_000_000

// Find plans the repairs of a report's findings. The report is that of
// analyzer.Run with the same repository and options. It tries as much as a scan
// can have besides; All tries everything.
func Find(ctx context.Context, repo *source.Repository, report *analyzer.Report, scan analyzer.Options, o Options) (*Plan, error) {
	o.steps = maxTried
	var findings []finding.Finding
	for _, f := range report.Findings {
		if len(o.Rules) == 0 || slices.Contains(o.Rules, f.Rule.ID) {
			findings = append(findings, f)
		}
	}
	return planFor(ctx, findings, repo, report, scan, o)
}

// planFor plans the repairs of some of a report's findings.
func planFor(ctx context.Context, findings []finding.Finding, repo *source.Repository, report *analyzer.Report, scan analyzer.Options, o Options) (*Plan, error) {
	plan := &Plan{}
	var open []*attempt
	scan.Progress = nil
	for _, f := range findings {
		a, why := prepare(repo, report, f, o)
		if why != nil {
			plan.Left = append(plan.Left, *why)
			continue
		}
		open = append(open, a)
	}
	steps := cmp.Or(o.steps, math.MaxInt)
	if len(open) == 0 || steps < report.Evaluated {
		return plan, nil
	}
	// Lines that go to one place come in this order, and others go by DEBUG.
	slices.SortStableFunc(open, func(a, b *attempt) int { return cmp.Compare(a.rank(), b.rank()) })
	t, err := newTrial(ctx, repo, scan, report, steps)
	if err != nil {
		return nil, err
	}
	err = t.settle(open, plan)
	slices.SortStableFunc(plan.Left, func(a, b Left) int { return finding.Compare(a.Finding, b.Finding) })
	return plan, err
}

// An attempt is a finding with the ways to repair it that are left to try, the
// best first.
type attempt struct {
	finding    finding.Finding
	candidates []candidate
	// reason is what spoke against the best way.
	reason string
}

func (a *attempt) rank() int {
	if a.finding.Setting == "DEBUG" {
		return 0
	}
	return 1
}

// repair returns the way that is to be tried.
func (a *attempt) repair() Repair {
	r := Repair{Finding: a.finding, line: a.candidates[0].line}
	r.Finding.Edits, r.Finding.How = a.candidates[0].edits, a.candidates[0].how
	return r
}

// prepare works out the candidates for a finding, or says why there are none.
func prepare(repo *source.Repository, report *analyzer.Report, f finding.Finding, o Options) (*attempt, *Left) {
	if !f.Rule.Fixes {
		return nil, &Left{Finding: f, Reason: "no line repairs it; its page says what to do"}
	}
	if f.Fix == "" {
		return nil, &Left{Finding: f, Reason: "it takes more than a line"}
	}
	if f.Rule.Risk != "" && !o.Unsafe {
		return nil, &Left{Finding: f, Reason: f.Rule.Risk, Unsafe: true}
	}
	line, ok := parseLine(f.Fix)
	if !ok {
		return nil, &Left{Finding: f, Reason: "it takes more than a line"}
	}
	modules := modulesOf(report, f)
	if line.needsHTTPS() && alwaysDebug(modules) {
		return nil, &Left{Finding: f, Reason: "DEBUG is always on here, and with it nothing is served over HTTPS: turn it off first"}
	}
	if name := given(modules, line); name != "" {
		return nil, &Left{Finding: f, Reason: "it comes from " + name + ", whose text a file of variables or the configuration says: change it there"}
	}
	c := candidates{repo: repo, layout: report.Layout, finding: f, modules: modules, line: line}
	all := c.all()
	if len(all) == 0 {
		return nil, &Left{Finding: f, Reason: c.why()}
	}
	return &attempt{finding: f, candidates: all}, nil
}

// given returns the name of a variable that the setting is made of and whose
// text is known, or "": the line in the settings would take its effect away.
func given(modules []*settings.Effective, l line) string {
	for _, e := range modules {
		for _, env := range e.Worlds[0].Get(l.name).Value.Origin.Environments() {
			if env.Given {
				return env.Name
			}
		}
	}
	return ""
}

// modulesOf returns the modules in which a finding holds.
func modulesOf(report *analyzer.Report, f finding.Finding) []*settings.Effective {
	var modules []*settings.Effective
	for _, e := range report.Modules {
		if slices.Contains(f.Modules, e.Module.Name) && len(e.Worlds) > 0 {
			modules = append(modules, e)
		}
	}
	return modules
}

// others are the roles whose modules a repair must leave as they are.
var others = []discover.Role{discover.Development, discover.Test}

// Note writes the edits into a report's findings.
func (p *Plan) Note(report *analyzer.Report) {
	for _, r := range p.Repairs {
		for i, f := range report.Findings {
			if finding.Compare(f, r.Finding) == 0 {
				report.Findings[i].Edits, report.Findings[i].How = r.Finding.Edits, r.Finding.How
			}
		}
	}
}
