// Package analyzer is the pipeline from a repository to findings:
//
//	files → discover → parse → evaluate → settings → rules → findings → suppress
//
// Each arrow is a function over plain data; what comes later never reaches
// back. It knows no output format, no GitHub and no environment.
package analyzer

import (
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/policy"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/suppress"
)

// Options say what to scan and what to take for granted.
type Options struct {
	Discover discover.Options
	// EmptyEnvironment drops what a production world assumes: no variable is
	// set, and what cannot be seen is absent.
	EmptyEnvironment bool
	// Env are environment variables that production is told to have.
	Env map[string]string
	// DjangoVersion replaces what the repository says, such as "5.2"; ""
	// leaves it.
	DjangoVersion string
	// Policy is what is asked for beyond the rules' own questions.
	Policy policy.Policy
	// Baseline are the findings that are accepted; nil for none.
	Baseline *suppress.Baseline
	// Today is the day that the last days of suppressions are compared with.
	// The zero Date takes none of them to have passed.
	Today suppress.Date
	// Progress, if set, is told what is being done, as in
	// ("evaluating", 3, 17). Total is 0 where it is not known.
	Progress func(stage string, done, total int)
}

// A Report is the outcome of a scan.
type Report struct {
	// Layout is what was found in the repository.
	Layout *discover.Layout
	// Modules are the judged modules, in the order of Layout.Modules.
	Modules []*settings.Effective
	// Findings are sorted by finding.Compare.
	Findings []finding.Finding
	// Suppressed are the findings that somebody accepted, sorted likewise.
	Suppressed []suppress.Suppressed
	// Steps say how many of its steps each module has taken, for a profile
	// that has steps, in the order of Modules.
	Steps []Steps
	// Evaluated is how many steps the evaluation of all modules took.
	Evaluated int
	// Undecided are the questions that unknown values left open, sorted by
	// module, rule and setting.
	Undecided []Undecided
	// Notes are what else the user should know: files that could not be
	// read, bounds that were met.
	Notes []string
	// Unread say, a sentence without a full stop each, which files of judged
	// modules could not be read, so that the scan is not complete. The Notes
	// have them, too.
	Unread []string
}

// Undecided is a question of a rule that an unknown value leaves open.
type Undecided struct {
	Rule    *finding.Rule
	Module  string
	Setting string
	// Reason completes "the value …".
	Reason string
	Place  source.Span
}
