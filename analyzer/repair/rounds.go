package repair

import (
	"cmp"
	"context"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// maxRounds bounds how often repairs lead to further ones.
const maxRounds = 5

// A Result is a repository as it is after all repairs.
type Result struct {
	// Repairs are those of all rounds; their edits are of the files as they
	// were in their round.
	Repairs []Repair
	// Left are the findings that stay.
	Left []Left
	// Changes are the changed files, sorted by path.
	Changes []Change
}

// A Change is a file as it was and as it is to be.
type Change struct{ Before, After *source.File }

// All repairs until there is nothing more to repair: what a repair brings with
// it, such as HSTS the question of subdomains, is repaired as well.
func All(ctx context.Context, repo *source.Repository, scan analyzer.Options, o Options) (*Result, error) {
	r := &Result{}
	now := repo
	for round := 0; ; round++ {
		report, err := analyzer.Run(ctx, now, scan)
		if err != nil {
			return nil, err
		}
		plan, err := Find(ctx, now, report, scan, o)
		if err != nil {
			return nil, err
		}
		r.Left = plan.Left
		if len(plan.Repairs) == 0 || round == maxRounds {
			return r, keepPromises(r.Left, func(promised []finding.Finding) (*Plan, error) {
				return planFor(ctx, promised, now, report, scan, Options{Unsafe: true})
			})
		}
		r.Repairs = append(r.Repairs, plan.Repairs...)
		changed, _ := Apply(plan.Edits())
		if err := r.replace(repo, changed); err != nil {
			return nil, err
		}
		now = repo.With(r.after()...)
	}
}

// keepPromises says of the findings that are left to Options.Unsafe why they
// would stay with it, too, if they would.
func keepPromises(left []Left, unsafely func([]finding.Finding) (*Plan, error)) error {
	var promised []finding.Finding
	for _, l := range left {
		if l.Unsafe {
			promised = append(promised, l.Finding)
		}
	}
	plan, err := unsafely(promised)
	if err != nil {
		return err
	}
	for i, l := range left {
		same := func(o Left) bool { return finding.Compare(o.Finding, l.Finding) == 0 }
		if j := slices.IndexFunc(plan.Left, same); l.Unsafe && j >= 0 {
			left[i] = plan.Left[j]
		}
	}
	return nil
}

// replace takes newer contents of files.
func (r *Result) replace(repo *source.Repository, changed []*source.File) error {
	for _, f := range changed {
		i, found := slices.BinarySearchFunc(r.Changes, f.Path, func(c Change, path string) int { return cmp.Compare(c.After.Path, path) })
		if found {
			r.Changes[i].After = f
			continue
		}
		before, err := repo.Read(f.Path)
		if err != nil {
			return err
		}
		r.Changes = slices.Insert(r.Changes, i, Change{before, f})
	}
	return nil
}

func (r *Result) after() []*source.File {
	var files []*source.File
	for _, c := range r.Changes {
		files = append(files, c.After)
	}
	return files
}
