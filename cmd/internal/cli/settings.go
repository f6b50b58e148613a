package cli

import (
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/django-session-audit/django-session-audit/analyzer/nearest"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

var settingsFormats = []string{"table", "json", "mermaid", "dot", "env"}

// settingsFlags are the flags of settings.
type settingsFlags struct {
	options
	format  string
	explain string
	all     bool
}

func (s *session) settingsCommand() *cobra.Command {
	o := &settingsFlags{}
	cmd := &cobra.Command{
		Use:   "settings [PATH]",
		Short: "Show the effective session settings, and where they come from",
		Long: `Shows what each settings module gives for the settings that bear on sessions:
the value, and whether it is Django's default, comes from the environment,
depends on something, or cannot be known. Secrets are never shown.

--format env writes the environment variables that the settings depend on as a
file to fill in: with the settings, the default, and for a flag the value with
which no rule finds fault, as each is tried.`,
		Example: `  django-session-audit settings
  django-session-audit settings --module config.settings.production --format json
  django-session-audit settings --format env -o .env.production
  django-session-audit settings --format dot | dot -Tsvg -o settings.svg
  django-session-audit settings --explain SESSION_COOKIE_SECURE backend`,
		Args: atMostOne("path"), ValidArgsFunction: onlyFolders,
		RunE: func(_ *cobra.Command, args []string) error { return s.settings(o, pathOf(args)) },
	}
	o.register(cmd)
	f := cmd.Flags()
	f.StringVarP(&o.format, "format", "f", "table", "table, json, how modules import each other (mermaid or dot), or the environment variables behind it (env)")
	f.StringVar(&o.explain, "explain", "", "show the whole way of the value of this `setting`")
	f.BoolVar(&o.all, "all", false, "list also the settings that nothing assigns")
	return completeFlags(cmd, settingsFormats)
}

func (s *session) settings(o *settingsFlags, folder string) error {
	if err := config.OneOf(o.format, settingsFormats); err != nil {
		return fmt.Errorf("--format %w", err)
	}
	color, err := s.colored(&o.options)
	if err != nil {
		return err
	}
	o.variables = o.format == "env"
	done, err := s.run(&o.options, folder)
	if err != nil {
		return err
	}
	if err := known(done.Modules, o.explain); err != nil {
		return err
	}
	table := report.Table{Color: color, Width: s.width(&o.options), All: o.all}
	return s.emit(&o.options, func(w io.Writer) error {
		switch o.format {
		case "json":
			return done.WriteSettingsJSON(w)
		case "env":
			return report.WriteVariables(w, done.Scan, done.variables)
		case "mermaid":
			_, err := io.WriteString(w, done.Mermaid())
			return err
		case "dot":
			_, err := io.WriteString(w, done.DOT())
			return err
		}
		done.Prefix = asGiven(folder)
		if o.explain != "" {
			return table.WriteTree(w, done.Scan, o.explain)
		}
		return table.Write(w, done.Scan)
	})
}

// known is an error if a setting that is asked for is none.
func known(modules []*settings.Effective, name string) error {
	if name == "" || len(modules) == 0 {
		return nil
	}
	var names []string
	for _, e := range modules {
		if e.Describe(name).State != settings.Absent {
			return nil
		}
		names = append(names, e.Relevant()...)
	}
	return fmt.Errorf("no module assigns %s, and Django has no default for it%s", config.Quote(name), nearest.Hint(name, names))
}
