package cli

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

func (s *session) configCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:     "config",
		Short:   "Show what is configured",
		Example: "  django-session-audit config show",
		Args:    none,
		RunE:    func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(s.configShowCommand())
	return cmd
}

func (s *session) configShowCommand() *cobra.Command {
	o := &options{}
	cmd := &cobra.Command{
		Use:   "show [PATH]",
		Short: "Show what each key comes to, and which flag or line says so",
		Long: `Shows what each key of the configuration comes to for a folder, and where that
is said: by a flag, on a line of a file, by a policy, or by default. The flags are
those of scan. Of environment variables, only the names are shown.`,
		Example: `  django-session-audit config show
  django-session-audit config show --policy acme.toml --profile pci backend`,
		Args: atMostOne("path"), ValidArgsFunction: onlyFolders,
		RunE: func(_ *cobra.Command, args []string) error { return s.showConfig(o, pathOf(args)) },
	}
	o.register(cmd)
	o.registerFailOn(cmd)
	o.registerPolicy(cmd)
	return completeFlags(cmd, nil)
}

func (s *session) showConfig(o *options, folder string) error {
	color, err := s.colored(o)
	if err != nil {
		return err
	}
	repo, err := openFolder(folder)
	if err != nil {
		return err
	}
	defer repo.Close()
	c, err := o.configuration(repo, repo)
	if err != nil {
		return err
	}
	if _, err := o.scanOptions(c); err != nil {
		return err
	}
	flags, err := o.fromFlags()
	if err != nil {
		return err
	}
	var rows []report.Row
	for _, e := range c.Explain(flags) {
		rows = append(rows, report.Row{e.Key, e.Value, e.From})
	}
	return s.emit(o, func(w io.Writer) error {
		return report.WriteRows(w, report.Row{"key", "value", "from"}, rows, color)
	})
}
