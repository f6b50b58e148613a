package cli

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/change"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/nearest"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
	"github.com/django-session-audit/django-session-audit/cmd/internal/revision"
)

var diffFormats = []string{"text", "json", "markdown"}

// diffFlags are the flags of diff.
type diffFlags struct {
	options
	format string
	path   string
}

func (s *session) diffCommand() *cobra.Command {
	o := &diffFlags{}
	cmd := &cobra.Command{
		Use:   "diff BASE [HEAD]",
		Short: "Say what changes in production's session settings between two commits",
		Long: `Says what changes in the session settings that production will have from one
commit to another: values with what changes them, and findings that are new,
worse or fixed. BASE and HEAD are branches, tags or commits; without HEAD, it is
the folder as it is now. Both are read from the git objects of the checkout, and
no git program is needed. Both are measured by the configuration of HEAD. Ends
with 1 if a new or worse finding is at or above the threshold (--fail-on).`,
		Example: `  django-session-audit diff main
  django-session-audit diff HEAD~1 HEAD --format markdown
  django-session-audit diff v1.4 v1.5 --path backend --format json`,
		Args: baseAndHead,
		RunE: func(_ *cobra.Command, args []string) error { return s.diff(o, args) },
	}
	o.register(cmd)
	f := cmd.Flags()
	f.StringVarP(&o.format, "format", "f", "text", "text, json or markdown")
	f.StringVar(&o.path, "path", ".", "the `folder` to scan")
	f.StringVar(&o.flags.FailOn, "fail-on", "", "the mildest severity of a new or worse finding that fails: none, low, medium, high or critical (default medium)")
	o.registerPolicy(cmd)
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print a line for each new or worse finding, and nothing else")
	return completeFlags(cmd, diffFormats)
}

// baseAndHead is an error unless there are one or two arguments.
func baseAndHead(cmd *cobra.Command, args []string) error {
	switch {
	case len(args) == 1 && strings.Contains(args[0], ".."):
		base, head, _ := strings.Cut(args[0], "..")
		return fmt.Errorf("give two revisions: %s %s %s", cmd.CommandPath(), config.Quote(base), config.Quote(strings.TrimPrefix(head, ".")))
	case len(args) == 0:
		return fmt.Errorf("%s needs a revision to compare with, such as main\nsee %s --help", cmd.Name(), cmd.CommandPath())
	case len(args) > 2:
		return fmt.Errorf("%s takes two revisions, and %s is one more; --path names a folder\nsee %s --help", cmd.Name(), config.Quote(args[2]), cmd.CommandPath())
	}
	return nil
}

func (s *session) diff(o *diffFlags, args []string) error {
	if err := config.OneOf(o.format, diffFormats); err != nil {
		return fmt.Errorf("--format %w", err)
	}
	color, err := s.colored(&o.options)
	if err != nil {
		return err
	}
	d, severity, err := s.compare(o, args)
	if err != nil {
		return err
	}
	d.Base.Prefix, d.Head.Prefix = asGiven(o.path), asGiven(o.path)
	if err := s.emit(&o.options, func(w io.Writer) error {
		switch o.format {
		case "json":
			return d.WriteJSON(w)
		case "markdown":
			_, err := io.WriteString(w, report.Summary{}.DiffMarkdown(d))
			return err
		}
		return report.Text{Color: color, Width: s.width(&o.options), Terminal: s.shown(&o.options), Quiet: o.quiet}.WriteDiff(w, d)
	}); err != nil {
		return err
	}
	if report.Reaches(d.Worsened(), severity) {
		s.code = exit.Findings
	}
	return incomplete(d.Head)
}

// compare scans both states, and returns what differs, and the threshold.
func (s *session) compare(o *diffFlags, args []string) (*report.Diff, finding.Severity, error) {
	worktree, err := openFolder(o.path)
	if err != nil {
		return nil, 0, err
	}
	defer worktree.Close()
	checkout, err := revision.Open(o.path)
	if err != nil {
		return nil, 0, &failure{exit.Failed, err}
	}
	defer checkout.Close()
	base, from, err := stateAt(checkout, args[0])
	if err != nil {
		return nil, 0, err
	}
	head, to := worktree, report.Revision{Name: "the work tree"}
	if len(args) > 1 {
		if head, to, err = stateAt(checkout, args[1]); err != nil {
			return nil, 0, err
		}
	}
	after, err := s.scanOf(&o.options, head, head, analyzer.Run)
	if err != nil {
		return nil, 0, err
	}
	before, err := s.scanOf(&o.options, base, head, change.Scan)
	if err != nil {
		return nil, 0, err
	}
	severity, err := after.config.Threshold(defaultThreshold)
	return &report.Diff{Changes: change.Between(before.Report, after.Report), Base: before.Scan, Head: after.Scan, From: from, To: to}, severity, err
}

// stateAt returns the files of a revision.
func stateAt(checkout *revision.Checkout, name string) (*source.Repository, report.Revision, error) {
	commit, err := checkout.Resolve(name)
	r := report.Revision{Name: name, Commit: commit.ID}
	unknown := new(revision.UnknownError)
	missing := new(revision.MissingError)
	switch {
	case errors.As(err, &unknown):
		return nil, r, fmt.Errorf("there is no branch, tag or commit %s%s", config.Quote(name), nearest.Hint(unknown.Name, unknown.Names))
	case errors.As(err, &missing):
		return nil, r, &failure{exit.Failed, fmt.Errorf("%s: %w", config.Quote(name), err)}
	case err != nil:
		return nil, r, fmt.Errorf("%s: %w", config.Quote(name), err)
	}
	tree, err := checkout.Tree(commit, checkout.Below)
	absent := new(revision.NoFolderError)
	switch {
	case errors.As(err, &absent):
		// The folder may be what the change brings.
		return source.Over(revision.Nothing()), r, nil
	case err != nil:
		return nil, r, &failure{exit.Failed, fmt.Errorf("%s: %w", config.Quote(name), err)}
	}
	return source.Over(tree), r, nil
}
