package analyzer

import "github.com/django-session-audit/django-session-audit/analyzer/interp"

// What is spent on all modules of a repository, and on each at least: steps, and
// bytes of what is kept of them. Few repositories have ten modules to judge, or
// take a million steps or a few megabytes.
const (
	maxModules = 500
	scanSteps  = 16_000_000
	leastSteps = 20_000
	scanKept   = 96 << 20
	leastKept  = 200 << 10
)

// spent reports whether nothing is left for a further module: too many steps were
// taken, too much is kept in spite of all, or too much was parsed.
func (e *evaluator) spent() bool {
	return e.left <= 0 || e.kept > scanKept+scanKept/4 || e.trees.overspent()
}

// explore evaluates a program with its share of the steps that are left, and of
// what may still be kept.
func (e *evaluator) explore(p *interp.Program) *interp.Result {
	waiting := max(e.waiting, 1)
	p.Limits = p.Limits.Within(max(e.left/waiting, leastSteps), max((scanKept-e.kept)/waiting, leastKept))
	r := interp.Explore(p)
	e.left -= r.Steps
	return r
}
