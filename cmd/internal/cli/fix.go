package cli

import (
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/repair"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/file"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// fixFlags are the flags of fix.
type fixFlags struct {
	options
	unsafe      bool
	diff, check bool
}

func (s *session) fixCommand() *cobra.Command {
	o := &fixFlags{}
	cmd := &cobra.Command{
		Use:   "fix [PATH]",
		Short: "Write the repairs of findings into the settings files",
		Long: `Writes repairs into the settings files: the line that production lacks, the
value to replace, the default of an environment variable. A repair is taken only
if the settings, evaluated again with it, have the finding no more and are
otherwise what they were, for development too. What can change more than that
is left to --unsafe.

--diff shows what would be written. What may be secret in the lines around is
masked, so the diff is for reading; fix itself writes the files.`,
		Example: `  django-session-audit fix --diff
  django-session-audit fix
  django-session-audit fix --unsafe --rules DJS502,DJS504 backend
  django-session-audit fix --check`,
		Args: atMostOne("path"), ValidArgsFunction: onlyFolders,
		RunE: func(_ *cobra.Command, args []string) error { return s.fix(o, pathOf(args)) },
	}
	o.register(cmd)
	f := cmd.Flags()
	f.BoolVar(&o.unsafe, "unsafe", false, "write also what changes more than the setting is about; it says what")
	f.BoolVar(&o.diff, "diff", false, "show what would be written, and write nothing")
	f.BoolVar(&o.check, "check", false, "write nothing, and end with 1 if there is something to write")
	o.registerPolicy(cmd)
	return completeFlags(cmd, nil)
}

func (s *session) fix(o *fixFlags, folder string) error {
	color, err := s.colored(&o.options)
	if err != nil {
		return err
	}
	repo, err := openFolder(folder)
	if err != nil {
		return err
	}
	defer repo.Close()
	fixed, err := s.repair(o, repo)
	if err != nil {
		return err
	}
	write := !o.diff && !o.check
	if write {
		if err := writeFiles(folder, fixed.Changes); err != nil {
			return err
		}
	}
	if o.check && len(fixed.Changes) > 0 {
		s.code = exit.Findings
	}
	view := report.Fix{Color: color, Width: s.width(&o.options), Prefix: asGiven(folder), Written: write, Diff: o.diff}
	return s.emit(&o.options, func(w io.Writer) error { return view.Write(w, fixed) })
}

// repair works out what to write.
func (s *session) repair(o *fixFlags, repo *source.Repository) (*repair.Result, error) {
	c, err := o.configuration(repo, repo)
	if err != nil {
		return nil, err
	}
	scan, err := o.scanOptions(c)
	if err != nil {
		return nil, err
	}
	// What is left out of the repairs is still watched: no repair may bring it.
	chosen := repair.Options{Unsafe: o.unsafe, Rules: allBut(scan.Policy.Ignored)}
	scan.Policy.Ignored = nil
	var fixed *repair.Result
	err = s.watch(&o.options, scan, func(scan analyzer.Options) (err error) {
		fixed, err = repair.All(s.ctx, repo, scan, chosen)
		return err
	})
	return fixed, err
}

// writeFiles writes files below a folder. Each is complete or as it was before,
// and keeps its permissions.
func writeFiles(folder string, changes []repair.Change) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return &failure{exit.Failed, err}
	}
	defer root.Close()
	for i, c := range changes {
		if err := rewriteFile(root, c.After); err != nil {
			return &failure{exit.Failed, fmt.Errorf("%w (%d of %d files are written; run fix again for the others)", err, i, len(changes))}
		}
	}
	return nil
}

func rewriteFile(root *os.Root, f *source.File) error {
	info, err := root.Lstat(f.Path)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", f.Path, err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("cannot write %s: %w", f.Path, errors.New("it is no longer a regular file"))
	}
	return file.WriteIn(root, f.Path, f.Bytes, info.Mode().Perm())
}
