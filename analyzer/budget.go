package analyzer

import "github.com/django-session-audit/django-session-audit/analyzer/interp"

// What is spent on all modules of a repository, and on each at least. Few
// repositories have ten modules to judge, or take a million steps.
const (
	maxModules = 500
	scanSteps  = 16_000_000
	leastSteps = 20_000
)

// explore evaluates a program with its share of the steps that are left.
func (e *evaluator) explore(p *interp.Program) *interp.Result {
	p.Limits = p.Limits.Within(max(e.left/max(e.waiting, 1), leastSteps))
	r := interp.Explore(p)
	e.left -= r.Steps
	return r
}
