package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"

	"github.com/spf13/cobra"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/file"
	"github.com/django-session-audit/django-session-audit/cmd/internal/page"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
	"github.com/django-session-audit/django-session-audit/sarif"
)

var scanFormats = []string{"text", "sarif", "json", "github", "markdown", "html", "gitlab", "junit"}

// defaultThreshold is the mildest severity that fails a scan.
const defaultThreshold = config.DefaultFailOn

// scanFlags are the flags of scan.
type scanFlags struct {
	options
	format      string
	category    string
	writeTo     string
	showUnknown bool
	verbose     bool
}

func (s *session) scanCommand() *cobra.Command {
	o := &scanFlags{}
	cmd := &cobra.Command{
		Use:   "scan [PATH]",
		Short: "Find what is wrong with the session settings of production",
		Long: `Scans a folder and says what is wrong with the session settings that
production will have, with the line to change. Ends with 1 if a finding is at
or above the threshold (--fail-on).`,
		Example: `  django-session-audit scan
  django-session-audit scan --fail-on high --show-unknown backend
  django-session-audit scan --module config.settings.production --env DJANGO_HTTPS=1
  django-session-audit scan --rules DJS101,csrf-cookie-not-secure
  django-session-audit scan --format sarif --output results.sarif
  django-session-audit scan --format html --output sessions.html
  django-session-audit scan --format gitlab --output gl-code-quality-report.json
  django-session-audit scan --format junit --output session-settings.xml`,
		Args: atMostOne("path"), ValidArgsFunction: onlyFolders,
		RunE: func(_ *cobra.Command, args []string) error { return s.scan(o, pathOf(args)) },
	}
	o.register(cmd)
	f := cmd.Flags()
	f.StringVarP(&o.format, "format", "f", "text", "text, sarif, json, github (annotations), markdown (a job summary), html (a page), gitlab (Code Quality) or junit")
	o.registerFailOn(cmd)
	o.registerPolicy(cmd)
	f.StringVar(&o.writeTo, "write-baseline", "", "write all findings to this `file` as accepted, and fail for none")
	f.StringVar(&o.category, "category", "", "what tells apart the analyses of one repository in code scanning (default django-session-audit)")
	f.BoolVar(&o.showUnknown, "show-unknown", false, "list what unknown values leave undecided")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "print a line for each finding, and nothing else")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "print also what was not judged, and why")
	cmd.MarkFlagsMutuallyExclusive("quiet", "verbose")
	// A baseline is written whole.
	cmd.MarkFlagsMutuallyExclusive("write-baseline", "rules")
	cmd.MarkFlagsMutuallyExclusive("write-baseline", "ignore-rule")
	return completeFlags(cmd, scanFormats)
}

func pathOf(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return args[0]
}

func (s *session) scan(o *scanFlags, folder string) error {
	if err := config.OneOf(o.format, scanFormats); err != nil {
		return fmt.Errorf("--format %w", err)
	}
	color, err := s.colored(&o.options)
	if err != nil {
		return err
	}
	o.repairs = o.format == "sarif"
	done, err := s.run(&o.options, folder)
	if err != nil {
		return err
	}
	severity, err := done.config.Threshold(defaultThreshold)
	if err != nil {
		return err
	}
	if err := s.emit(&o.options, func(w io.Writer) error { return s.write(w, o, done.Scan, folder, color, severity) }); err != nil {
		return err
	}
	if o.writeTo != "" {
		return cmp.Or(writeBaseline(o.writeTo, done.Scan), incomplete(done.Scan))
	}
	if done.Reaches(severity) {
		s.code = exit.Findings
	}
	return incomplete(done.Scan)
}

// incomplete is an error if files of judged modules could not be read: what was
// found is told, and that nothing more was found says nothing.
func incomplete(scan *report.Scan) error {
	if len(scan.Unread) == 0 {
		return nil
	}
	return &failure{exit.Failed, errors.New(strings.Join(scan.Unread, "\n"))}
}

// writeBaseline writes what was found, and what the baseline had accepted, as
// accepted.
func writeBaseline(name string, scan *report.Scan) error {
	if err := file.Write(name, scan.NewBaseline().Bytes()); err != nil {
		if errors.Is(err, file.ErrNotAFile) || errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("--write-baseline: %w", err)
		}
		return &failure{exit.Failed, err}
	}
	return nil
}

// write writes the report in its format.
func (s *session) write(w io.Writer, o *scanFlags, scan *report.Scan, folder string, color bool, threshold finding.Severity) error {
	scan.Prefix = asGiven(folder)
	switch o.format {
	case "text":
		return report.Text{
			Color: color, Width: s.width(&o.options), Terminal: s.shown(&o.options), ShowUnknown: o.showUnknown, Quiet: o.quiet, Verbose: o.verbose,
		}.Write(w, scan)
	case "json":
		scan.Prefix = ""
		return scan.WriteJSON(w)
	}
	// Others show the repository, and know files by their paths in it.
	scan.Prefix = belowGit(folder)
	switch o.format {
	case "sarif":
		doc, err := sarif.Build(scan.SARIF(report.Category(o.category, scan.Prefix)), sarif.OnDisk)
		if err != nil {
			return err
		}
		_, err = w.Write(doc.Data)
		return err
	case "github":
		return s.Annotate(w, scan.Annotations(scan.WorstFirst()))
	case "gitlab":
		return scan.WriteGitLab(w)
	case "junit":
		return scan.WriteJUnit(w, threshold)
	case "markdown":
		_, err := io.WriteString(w, report.Summary{}.Markdown(scan))
		return err
	}
	return page.Write(w, scan.View())
}

func firstOf(texts ...string) string {
	for _, t := range texts {
		if t != "" {
			return t
		}
	}
	return ""
}
