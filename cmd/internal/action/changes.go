package action

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/change"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
	"github.com/django-session-audit/django-session-audit/cmd/internal/revision"
)

// compare scans the state that a pull request or a merge group starts from, and
// keeps what changes. Where that state cannot be read, everything is judged, and
// the log says why, with the line that helps.
func (s *step) compare(repo *source.Repository, folder string) {
	event := s.getenv("GITHUB_EVENT_NAME")
	if event != "pull_request" && event != "merge_group" {
		return
	}
	diff, err := s.diffWithBase(repo, folder)
	if err == nil {
		s.diff = diff
		s.log.linef("Compared with %s: %s.", diff.From.Name, diff.Headline())
		return
	}
	missing := new(revision.MissingError)
	shallow := errors.As(err, &missing) && missing.Shallow
	if s.in.changedOnly {
		s.log.linef("Everything is judged, although changed-only is set: the state before the change is not known. %s.", err)
	} else if shallow {
		s.log.linef("What the change does to the settings is not told: the state before it is not in this checkout.")
	}
	if shallow {
		s.log.linef("Give actions/checkout this:")
		s.log.linef("    with:")
		s.log.linef("      fetch-depth: 2")
	}
}

// diffWithBase compares the scan with that of the state before the change.
func (s *step) diffWithBase(repo *source.Repository, folder string) (*report.Diff, error) {
	checkout, err := revision.Open(filepath.Join(s.workspace, filepath.FromSlash(folder)))
	if err != nil {
		return nil, err
	}
	defer checkout.Close()
	if inside, err := filepath.Rel(s.workspace, checkout.Top); err != nil || !filepath.IsLocal(inside) {
		return nil, revision.ErrNoRepository
	}
	head, err := checkout.Resolve("HEAD")
	if err != nil {
		return nil, err
	}
	base, name, err := s.base(checkout, head)
	if err != nil {
		return nil, err
	}
	files, err := checkout.Tree(base, checkout.Below)
	absent := new(revision.NoFolderError)
	if errors.As(err, &absent) {
		files, err = revision.Nothing(), nil
	}
	if err != nil {
		return nil, err
	}
	tree := source.Over(files)
	before, err := s.scanBase(tree, repo, folder)
	if err != nil {
		return nil, err
	}
	changes := change.Between(before.Report, s.scan.Report)
	return &report.Diff{
		Changes: changes, Base: before, Head: s.scan, Unshown: changes.Unshown(tree),
		From: report.Revision{Name: name, Commit: base.ID}, To: report.Revision{Name: "this", Commit: head.ID},
	}, nil
}

// base returns the commit that a change starts from, and what to call it.
func (s *step) base(checkout *revision.Checkout, head revision.Commit) (revision.Commit, string, error) {
	if s.getenv("GITHUB_EVENT_NAME") == "merge_group" {
		var event struct {
			MergeGroup struct {
				Base string `json:"base_sha"`
			} `json:"merge_group"`
		}
		if !s.readEvent(&event) || !commitForm().MatchString(event.MergeGroup.Base) {
			return head, "", errors.New("the event does not say what the merge group starts from")
		}
		base, err := checkout.Resolve(event.MergeGroup.Base)
		return base, "the base of the merge group", err
	}
	if head.Parents != 2 {
		return head, "", errors.New("the commit that is checked out is not the merge of the pull request into its base; give actions/checkout no ref")
	}
	base, err := checkout.Parent(head, 1)
	return base, "the base of the pull request", err
}

// scanBase scans the state before the change, by the configuration after it.
func (s *step) scanBase(base, repo *source.Repository, folder string) (*report.Scan, error) {
	c, err := s.configuration(repo, folder, base)
	if err != nil {
		return nil, err
	}
	options, err := s.scanOptions(c)
	if err != nil {
		return nil, err
	}
	outcome, err := change.Scan(s.ctx, base, options)
	if err != nil {
		return nil, fmt.Errorf("the scan of the state before the change could not be completed: %s", config.Cause(err))
	}
	return &report.Scan{Report: outcome, Tool: s.tool, Prefix: s.scan.Prefix}, nil
}

// judged returns the findings that count, worst first: all, or those that the
// change made worse.
func (s *step) judged() []finding.Finding {
	if !s.in.changedOnly || s.diff == nil {
		return s.scan.WorstFirst()
	}
	worse := s.diff.Worsened()
	slices.SortStableFunc(worse, finding.WorstFirst)
	return worse
}
