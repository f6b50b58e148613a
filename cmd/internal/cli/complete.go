package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// colors are the words for when to colour.
var colors = []string{"auto", "always", "never"}

// completions say what a shell proposes for flags, whichever command has them.
var completions = map[string]cobra.CompletionFunc{
	"assume":      cobra.FixedCompletions(config.Assumptions, cobra.ShellCompDirectiveNoFileComp),
	"color":       cobra.FixedCompletions(colors, cobra.ShellCompDirectiveNoFileComp),
	"fail-on":     cobra.FixedCompletions(config.Thresholds, cobra.ShellCompDirectiveNoFileComp),
	"profile":     cobra.FixedCompletions(config.Profiles, cobra.ShellCompDirectiveNoFileComp),
	"rules":       completeRules,
	"ignore-rule": completeRules,
	"explain":     cobra.FixedCompletions(django.RelevantDefaults(), cobra.ShellCompDirectiveNoFileComp),
	"module":      completeModules,
}

// completeFlags tells a command what to propose for its flags; formats are the
// words of --format.
func completeFlags(cmd *cobra.Command, formats []string) *cobra.Command {
	for name, complete := range completions {
		if cmd.Flags().Lookup(name) != nil {
			must(cmd.RegisterFlagCompletionFunc(name, complete))
		}
	}
	if len(formats) > 0 {
		must(cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp)))
	}
	return cmd
}

// must is for what fails only if the program names a flag that it has not.
func must(err error) {
	if err != nil {
		panic("cli: " + err.Error())
	}
}

// completeRules proposes rules by their ids, with their names. What stands
// before a comma is kept.
func completeRules(_ *cobra.Command, _ []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	before := word[:strings.LastIndex(word, ",")+1]
	var all []cobra.Completion
	for _, r := range facts() {
		all = append(all, cobra.CompletionWithDesc(before+r.ID, r.Name))
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

// completeModules proposes the settings modules of the folder that is scanned,
// with what they are for.
func completeModules(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	repo, err := openFolder(pathOf(args))
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	defer repo.Close()
	layout, err := discover.Find(repo, discover.Options{})
	if err != nil {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	var all []cobra.Completion
	for _, m := range layout.Modules {
		all = append(all, cobra.CompletionWithDesc(report.Harmless(m.Name), string(m.Role)))
	}
	return all, cobra.ShellCompDirectiveNoFileComp
}

// onlyFolders proposes folders for the one argument of a command.
func onlyFolders(_ *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return nil, cobra.ShellCompDirectiveFilterDirs
}

// oneRule proposes a rule for the one argument of a command.
func oneRule(cmd *cobra.Command, args []string, word string) ([]cobra.Completion, cobra.ShellCompDirective) {
	if len(args) > 0 {
		return nil, cobra.ShellCompDirectiveNoFileComp
	}
	return completeRules(cmd, args, word)
}
