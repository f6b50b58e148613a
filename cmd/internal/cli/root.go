package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/django-session-audit/django-session-audit/analyzer/nearest"
	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// root returns the whole tree of commands.
func (s *session) root() *cobra.Command {
	root := &cobra.Command{
		Use:   report.Command,
		Short: "Says what a Django project's session settings will be in production, and what is wrong with them",
		Long: `Says what a Django project's session settings will be in production, where
each value comes from, and what is wrong with it, on the line to change.
Nothing of the project is installed, and nothing is executed.

Without a command, it scans the folder given, or this one.`,
		Example: `  django-session-audit
  django-session-audit settings --explain SESSION_COOKIE_SECURE
  django-session-audit explain DJS101`,
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetIn(s.stdin)
	root.SetOut(s.stdout)
	root.SetErr(s.stderr)
	root.SetFlagErrorFunc(flagError)
	root.SetUsageTemplate(root.UsageTemplate() + "{{if not .HasParent}}\nExit codes:\n" + exitCodes() + "{{end}}")
	root.AddCommand(s.scanCommand(), s.initCommand(), s.settingsCommand(), s.diffCommand(), s.fixCommand(), s.configCommand(), s.rulesCommand(), s.explainCommand(), s.uploadCommand(), s.manCommand(), s.actionCommand(), s.versionCommand())
	return root
}

func exitCodes() string {
	var b strings.Builder
	for _, m := range exit.Meanings {
		fmt.Fprintf(&b, "  %d  %s\n", m.Code, m.Text)
	}
	return b.String()
}

// withDefaultCommand puts "scan" before arguments that begin with no command.
func (s *session) withDefaultCommand(root *cobra.Command, args []string) ([]string, error) {
	if len(args) == 0 {
		return []string{"scan"}, nil
	}
	first := args[0]
	commands := []string{"help", "completion", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd}
	for _, c := range root.Commands() {
		commands = append(commands, c.Name())
	}
	switch {
	case slices.Contains(commands, first), first == "--help", first == "-h":
		return args, nil
	case first == "--version":
		return []string{"version"}, nil
	case strings.HasPrefix(first, "-"):
		return append([]string{"scan"}, args...), nil
	}
	if _, err := os.Stat(first); err == nil {
		return append([]string{"scan"}, args...), nil
	}
	return nil, fmt.Errorf("there is no command and no folder %s%s\nsee %s --help", config.Quote(first), nearest.Hint(first, commands), report.Command)
}

// flagError adds to an error of the command line what may have been meant.
func flagError(cmd *cobra.Command, err error) error {
	hint := ""
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		if near := nearest.To(unknown.GetSpecifiedName(), names); near != "" {
			hint = "; did you mean --" + near + "?"
		}
		return fmt.Errorf("there is no flag %s%s\nsee %s --help", config.Quote("--"+unknown.GetSpecifiedName()), hint, cmd.CommandPath())
	}
	return fmt.Errorf("%w\nsee %s --help", err, cmd.CommandPath())
}

// atMostOne and exactlyOne say in a sentence what is wrong with the arguments.
func atMostOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) > 1 {
			return fmt.Errorf("%s takes one %s, and %s is one more", cmd.Name(), what, config.Quote(args[1]))
		}
		return nil
	}
}

func exactlyOne(what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) == 0 {
			return fmt.Errorf("%s needs a %s\nsee %s --help", cmd.Name(), what, cmd.CommandPath())
		}
		return atMostOne(what)(cmd, args)
	}
}

func none(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fmt.Errorf("%s takes no argument, and %s is one", cmd.Name(), config.Quote(args[0]))
	}
	return nil
}

func (s *session) versionCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "version",
		Short:   "Print the version",
		Example: "  django-session-audit version",
		Args:    none,
		RunE: func(*cobra.Command, []string) error {
			return s.emit(&options{}, func(w io.Writer) error {
				_, err := fmt.Fprintf(w, "%s %s (%s, %s/%s)\n", report.Command, s.version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
				return err
			})
		},
	}
}

func (s *session) actionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "action",
		Short: "Run as a GitHub action: what action.yml starts",
		Long: `Runs as a GitHub action. Inputs come from the runner's variables (INPUT_PATH
and so on); annotations, a job summary, outputs and an upload to code scanning
go out. The inputs and outputs are described in action.yml.`,
		Example: `  jobs:
    audit:
      runs-on: ubuntu-latest
      steps:
        - uses: actions/checkout@v6
        - uses: django-session-audit/django-session-audit@v1`,
		Args: none,
		RunE: func(cmd *cobra.Command, _ []string) error {
			code, err := s.Action(cmd.Context(), s.tool(), s.stdout, s.getenv)
			if err != nil {
				return &failure{code, err}
			}
			s.code = code
			return nil
		},
	}
}
