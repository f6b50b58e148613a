package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/file"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// workflows is where GitHub looks for workflows, and workflowFile the one that
// init writes.
const (
	workflows    = ".github/workflows"
	workflowFile = workflows + "/session-settings.yml"
)

// workflow is what the README tells to paste.
const workflow = `name: session settings
on: [push, pull_request]
permissions:
  contents: read
  security-events: write
jobs:
  audit:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v6
        with: {fetch-depth: 2, persist-credentials: false}
      - uses: django-session-audit/django-session-audit@v1
`

func (s *session) initCommand() *cobra.Command {
	o := &options{}
	var diff bool
	cmd := &cobra.Command{
		Use:   "init [PATH]",
		Short: "Set up a repository: write the workflow, and a configuration if it takes one",
		Long: `Shows what it finds in a folder (settings modules, what each is for and why,
the version of Django, the number of findings), and writes the workflow that
looks at each push and pull request, for the repository that holds the folder. A
configuration is written only where there is something that cannot be found out.
What is there already is left as it is.`,
		Example: `  django-session-audit init
  django-session-audit init --diff
  django-session-audit init backend`,
		Args: atMostOne("path"), ValidArgsFunction: onlyFolders,
		RunE: func(_ *cobra.Command, args []string) error { return s.setUp(o, pathOf(args), diff) },
	}
	cmd.Flags().BoolVar(&diff, "diff", false, "show what would be written, and write nothing")
	cmd.Flags().StringVar(&o.color, "color", "auto", "colour: auto, always or never")
	return completeFlags(cmd, nil)
}

// setUp writes what a repository is set up with.
func (s *session) setUp(o *options, folder string, diff bool) error {
	color, err := s.colored(o)
	if err != nil {
		return err
	}
	done, err := s.run(o, folder)
	if err != nil {
		return err
	}
	done.Prefix = asGiven(folder)
	view := report.Setup{Text: report.Text{Color: color, Width: s.width(o), Terminal: s.shown(o)}, Diff: diff, Written: !diff}
	if done.Layout.Django {
		if view.Files, err = setupFiles(folder, done, !diff); err != nil {
			return err
		}
	}
	return s.emit(o, func(w io.Writer) error { return view.Write(w, done.Scan) })
}

// setupFiles works out the files of a setup, and writes them if asked to.
func setupFiles(folder string, done *scanned, write bool) ([]report.SetupFile, error) {
	below := belowGit(folder)
	top := filepath.Join(folder, strings.Repeat("../", strings.Count(below, "/")+1))
	if below == "" {
		top = folder
	}
	content, err := workflowFor(below)
	if err != nil {
		return nil, err
	}
	var files []report.SetupFile
	for _, f := range []struct{ folder, path, content, why string }{
		{top, workflowFile, content, usedIn(top)},
		{folder, config.Files[0], configurationFor(done.Scan), configured(done)},
	} {
		told := report.SetupFile{Path: filepath.ToSlash(filepath.Join(f.folder, f.path)), Why: f.why}
		if f.why == "" {
			if told.Content, told.Why, err = create(f.folder, f.path, f.content, write); err != nil {
				return nil, err
			}
		}
		files = append(files, told)
	}
	return files, nil
}

// create writes a new file, unless it is there or nothing is to be written. It
// returns what is written, or why nothing is.
func create(folder, name, content string, write bool) (written, why string, err error) {
	// As belowGit sees it, where the way to the folder has links.
	abs, err := filepath.Abs(folder)
	if err != nil {
		return "", "", &failure{exit.Failed, err}
	}
	root, err := os.OpenRoot(abs)
	if err != nil {
		return "", "", &failure{exit.Failed, err}
	}
	defer root.Close()
	if _, err := root.Lstat(name); err == nil {
		return "", "is there already, and left as it is", nil
	}
	if !write {
		return content, "", nil
	}
	switch err := file.CreateIn(root, name, []byte(content)); {
	case errors.Is(err, fs.ErrExist):
		return "", "is there already, and left as it is", nil
	case errors.Is(err, file.ErrNotAFolder):
		return "", "", err
	case err != nil:
		return "", "", &failure{exit.Failed, err}
	}
	return content, "", nil
}

// workflowFor returns the workflow for a folder of a repository.
func workflowFor(below string) (string, error) {
	if below == "" {
		return workflow, nil
	}
	// An expression in the workflow would be evaluated.
	if strings.Contains(below, "${{") || strings.ContainsFunc(below, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return "", fmt.Errorf("the folder %s cannot be named in a workflow", config.Quote(below))
	}
	text, err := json.Marshal(below)
	return workflow + "        with: {path: " + string(text) + "}\n", err
}

// usedIn says which workflow of a repository uses the action already, if one
// does.
func usedIn(top string) string {
	repo, err := source.Open(top)
	if err != nil {
		return ""
	}
	defer repo.Close()
	entries, _ := repo.List(workflows) // there may be none
	slices.SortFunc(entries, func(a, b source.Entry) int { return strings.Compare(a.Name, b.Name) })
	for _, e := range entries {
		name := path.Join(workflows, e.Name)
		if ext := path.Ext(name); name == workflowFile || ext != ".yml" && ext != ".yaml" {
			continue
		}
		f, err := repo.Read(name)
		if err == nil && strings.Contains(string(f.Bytes), "uses: django-session-audit/django-session-audit") {
			return "not needed: " + name + " uses the action already"
		}
	}
	return ""
}

// configured says why a repository takes no configuration, or is "".
func configured(done *scanned) string {
	switch {
	case done.config.File != "":
		return "not needed: " + done.config.File + " has a configuration, and is left as it is"
	case configurationFor(done.Scan) == "":
		return "not needed: all that it could say is found without it"
	}
	return ""
}

// configurationFor returns a configuration with what cannot be found out, for
// somebody to complete, or "".
func configurationFor(s *report.Scan) string {
	var b strings.Builder
	var names []string
	unversioned := false
	for _, m := range s.Layout.Modules {
		if m.Judged || len(s.Modules) == 0 {
			text, _ := json.Marshal(report.Harmless(m.Name))
			names = append(names, string(text)) // a class is no module of its own
			unversioned = unversioned || m.Version.Text == ""
		}
	}
	names = slices.Compact(names)
	list := "# modules = [" + strings.Join(names, ", ") + "]\n"
	switch {
	case len(names) == 0:
		b.WriteString("\n# No settings module was found. Write globs of files that may be some, and take\n# away the number sign:\n# include = [\"conf/*.py\"]\n")
	case len(s.Modules) == 0:
		b.WriteString("\n# No settings module looks like production's. Name those that production has,\n# and take away the number sign:\n" + list)
	case len(names) > 1:
		b.WriteString("\n# All of these are judged as production's. Where one of them is not, name those\n# that are, and take away the number sign:\n" + list)
	}
	if unversioned {
		b.WriteString("\n# No file says which version of Django production has, and defaults depend on it:\n# django-version = \"5.2\"\n")
	}
	if b.Len() == 0 {
		return ""
	}
	return "#:schema " + config.Schema + "\n# What " + report.Command + " cannot find out by itself.\n" + b.String()
}
