package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"

	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/file"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

func (s *session) manCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "man DIR",
		Short: "Write the manual pages into a folder",
		Long: `Writes a manual page for each command into a folder, which is made if it is
not there. Packages do this; the pages say what --help says.`,
		Example: `  django-session-audit man /usr/local/share/man/man1
  django-session-audit man . && man ./django-session-audit-scan.1`,
		Args: exactlyOne("folder"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return &failure{exit.Failed, err}
			}
			return s.writeManual(cmd.Root(), args[0])
		},
	}
}

// writeManual writes the page of a command, and those of the commands below.
func (s *session) writeManual(cmd *cobra.Command, folder string) error {
	cmd.InitDefaultHelpFlag()
	// The day is the same each time, so that the pages are.
	day := time.Unix(0, 0).UTC()
	var page bytes.Buffer
	header := &doc.GenManHeader{Section: "1", Date: &day, Source: report.Command + " " + s.version(), Manual: "User Commands"}
	if err := doc.GenMan(cmd, header, &page); err != nil {
		return &failure{exit.Failed, fmt.Errorf("the page of %s cannot be made: %w", cmd.CommandPath(), err)}
	}
	name := strings.ReplaceAll(cmd.CommandPath(), " ", "-") + ".1"
	if err := file.Write(filepath.Join(folder, name), page.Bytes()); err != nil {
		return &failure{exit.Failed, err}
	}
	for _, sub := range cmd.Commands() {
		if sub.IsAvailableCommand() && sub.Name() != "help" {
			if err := s.writeManual(sub, folder); err != nil {
				return err
			}
		}
	}
	return nil
}
