package analyzer

import "github.com/django-session-audit/django-session-audit/analyzer/interp"

// What is spent on all modules of a repository, and on each at least. Few
// repositories have ten modules to judge, take a million steps or keep a thousand
// names of a module.
const (
	maxModules = 500
	scanSteps  = 16_000_000
	leastSteps = 20_000
	scanNames  = 200_000
	leastNames = 1200
)

// spent reports whether nothing is left for a further module: too many steps were
// taken, too much is kept, or too much was parsed.
func (e *evaluator) spent() bool {
	return e.left <= 0 || e.names < -scanNames || e.trees.overspent()
}

// explore evaluates a program with its share of the steps that are left, and of
// the names that are still to be kept.
func (e *evaluator) explore(p *interp.Program) *interp.Result {
	waiting := max(e.waiting, 1)
	p.Limits = p.Limits.Within(max(e.left/waiting, leastSteps), max(e.names/waiting, leastNames))
	r := interp.Explore(p)
	e.left -= r.Steps
	return r
}
