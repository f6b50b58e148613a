package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/repair"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/suppress"
	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
	"github.com/django-session-audit/django-session-audit/cmd/internal/revision"
)

// options are the flags that say what to scan and what to take for granted.
type options struct {
	flags      config.Config
	env        []string
	configFile string
	policyFile string
	baseline   string
	rules      []string
	ignored    []string
	output     string
	color      string
	quiet      bool
	// repairs has the scan work out the edits that repair its findings.
	repairs bool
	// variables has the scan look for what settings depend on.
	variables bool
}

// register adds the flags to a command.
func (o *options) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&o.flags.Modules, "module", nil, "judge only this settings module, by its dotted `name` (repeatable)")
	f.StringVar(&o.flags.Root, "root", "", "the project's root, a `folder` below the scanned one, where several hold the module")
	f.StringVar(&o.flags.Assume, "assume", "", "what to take for granted: production or empty-environment (default production)")
	f.StringArrayVar(&o.env, "env", nil, "an environment variable of production, as `KEY=VALUE` (repeatable)")
	f.StringVar(&o.flags.EnvFile, "env-file", "", "a `file` of environment variables of production")
	f.StringArrayVar(&o.flags.Include, "include", nil, "a `glob` of further files that may be settings modules (repeatable)")
	f.StringArrayVar(&o.flags.Exclude, "exclude", nil, "a `glob` of files and folders to leave out (repeatable)")
	f.StringVar(&o.flags.DjangoVersion, "django-version", "", "the `version` of Django, if the repository does not say it")
	f.StringVar(&o.configFile, "config", "", "the `file` of configuration, instead of those of the repository")
	f.StringVarP(&o.output, "output", "o", "", "write to this `file` instead of the standard output")
	f.StringVar(&o.color, "color", "auto", "colour: auto, always or never")
}

// registerFailOn adds the flag for the threshold of a scan.
func (o *options) registerFailOn(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.flags.FailOn, "fail-on", "", "the mildest severity that fails: none, low, medium, high or critical (default medium)")
}

// registerPolicy adds the flags that say what is asked for and what is accepted.
func (o *options) registerPolicy(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.flags.Profile, "profile", "", "the `name` of the set of requirements: "+strings.Join(config.Profiles, ", ")+" (default \"default\")")
	f.StringVar(&o.policyFile, "policy", "", "the `file` with an organisation's policy, which the repository's configuration can only tighten")
	f.StringVar(&o.baseline, "baseline", "", "the `file` with the findings that are accepted as they are")
	f.StringSliceVar(&o.rules, "rules", nil, "only these `rules`, by their ids or names, also those that are off by default (repeatable, or with commas)")
	f.StringSliceVar(&o.ignored, "ignore-rule", nil, "not this `rule`, by its id or name (repeatable, or with commas)")
}

// toFile reports whether the report goes into a file; "-" is the standard
// output.
func (o *options) toFile() bool { return o.output != "" && o.output != "-" }

// configuration returns what the command line and the repository configure. The
// env file that the repository names is one of another repository for the state
// before a change.
func (o *options) configuration(repo, env *source.Repository) (config.Config, error) {
	c, err := o.fromFile(repo, env)
	if err != nil {
		return config.Config{}, err
	}
	if o.policyFile != "" {
		f, err := config.ReadFile(o.policyFile)
		if err != nil {
			return config.Config{}, err
		}
		organisation, err := config.ParsePolicy(f)
		if err != nil {
			return config.Config{}, err
		}
		if c, err = c.Under(organisation); err != nil {
			return config.Config{}, err
		}
	}
	flags, err := o.fromFlags()
	if err != nil {
		return config.Config{}, err
	}
	return c.Over(flags), nil
}

func (o *options) fromFile(repo, env *source.Repository) (config.Config, error) {
	var c config.Config
	var err error
	if o.configFile == "" {
		c, err = config.Load(repo)
	} else {
		var f *source.File
		if f, err = config.ReadFile(o.configFile); err != nil {
			return c, err
		}
		var there bool
		if c, there, err = config.Parse(f); err == nil && !there {
			err = fmt.Errorf("%s has no table [%s]", report.Harmless(o.configFile), config.Table)
		}
	}
	if err == nil {
		err = c.ReadEnvFile(env, env != repo)
	}
	return c, err
}

// fromFlags checks the flags. The env file is read here: on the command line
// it is named relative to the working directory.
func (o *options) fromFlags() (config.Config, error) {
	c := o.flags
	if c.Assume != "" {
		if err := config.OneOf(c.Assume, config.Assumptions); err != nil {
			return c, fmt.Errorf("--assume %w", err)
		}
	}
	if c.FailOn != "" {
		if err := config.OneOf(c.FailOn, config.Thresholds); err != nil {
			return c, fmt.Errorf("--fail-on %w", err)
		}
	}
	if c.Profile != "" {
		if err := config.OneOf(c.Profile, config.Profiles); err != nil {
			return c, fmt.Errorf("--profile %w", err)
		}
	}
	if c.DjangoVersion != "" {
		if err := config.CheckVersion(c.DjangoVersion); err != nil {
			return c, fmt.Errorf("--django-version %w", err)
		}
	}
	c.Env = map[string]string{}
	if c.EnvFile != "" {
		f, err := config.ReadFile(c.EnvFile)
		if err != nil {
			return c, err
		}
		given, err := config.ParseEnv(f)
		if err != nil {
			return c, err
		}
		maps.Copy(c.Env, given)
		c.EnvFile = ""
	}
	for _, pair := range o.env {
		name, text, ok := strings.Cut(pair, "=")
		if !ok {
			return c, fmt.Errorf("--env %s has no equals sign; write KEY=VALUE", config.Quote(name))
		}
		if err := config.CheckVariable(name); err != nil {
			return c, fmt.Errorf("--env: %w", err)
		}
		c.Env[name] = text
	}
	return c, nil
}

// A scanned is a finished scan with its configuration.
type scanned struct {
	*report.Scan
	config    config.Config
	variables []*analyzer.Variable
}

// run scans a folder.
func (s *session) run(o *options, folder string) (*scanned, error) {
	repo, err := openFolder(folder)
	if err != nil {
		return nil, err
	}
	defer repo.Close()
	scan := analyzer.Run
	if o.repairs {
		scan = runWithRepairs
	}
	return s.scanOf(o, repo, repo, scan)
}

// A scanner is analyzer.Run, or what stands in its place.
type scanner func(context.Context, *source.Repository, analyzer.Options) (*analyzer.Report, error)

// scanOf scans a repository that is configured in the same or another one.
func (s *session) scanOf(o *options, repo, configured *source.Repository, scan scanner) (*scanned, error) {
	c, err := o.configuration(configured, repo)
	if err != nil {
		return nil, err
	}
	settings, err := o.scanOptions(c)
	if err != nil {
		return nil, err
	}
	started := time.Now()
	done := &scanned{&report.Scan{Tool: s.tool()}, c, nil}
	err = s.watch(o, settings, func(settings analyzer.Options) (err error) {
		if done.Report, err = scan(s.ctx, repo, settings); err == nil && o.variables {
			done.variables, err = analyzer.Variables(s.ctx, repo, done.Report, settings)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	done.Took = time.Since(started)
	return done, nil
}

// watch shows the progress of work that scans, and says why it failed.
func (s *session) watch(o *options, scan analyzer.Options, work func(analyzer.Options) error) error {
	progress := s.progress(o)
	scan.Progress = progress.show
	err := work(scan)
	progress.clear()
	return s.scanFailure(err)
}

// runWithRepairs scans, and writes into the findings what would repair them.
func runWithRepairs(ctx context.Context, repo *source.Repository, o analyzer.Options) (*analyzer.Report, error) {
	outcome, err := analyzer.Run(ctx, repo, o)
	if err != nil {
		return nil, err
	}
	plan, err := repair.Find(ctx, repo, outcome, o, repair.Options{})
	if err != nil {
		return nil, err
	}
	plan.Note(outcome)
	return outcome, nil
}

// scanOptions returns the options of the scan, with the rules that are asked for,
// the baseline and the day.
func (o *options) scanOptions(c config.Config) (analyzer.Options, error) {
	scan := c.Options()
	scan.Today = suppress.DateOf(time.Now())
	var err error
	if scan.Policy.Asked, scan.Policy.Ignored, err = o.selection(); err != nil {
		return scan, err
	}
	if o.baseline == "" {
		return scan, nil
	}
	f, err := config.ReadFile(o.baseline)
	if err != nil {
		return scan, err
	}
	scan.Baseline, err = c.ParseBaseline(f)
	return scan, err
}

// scanFailure returns why a scan that ended with an error has failed.
func (s *session) scanFailure(err error) error {
	switch {
	case err == nil:
		return nil
	case s.ctx.Err() != nil:
		return &failure{exit.Failed, errors.New("the scan was interrupted")}
	}
	return &failure{exit.OfScan(err), err}
}

// openFolder opens a folder, or says why it is none.
func openFolder(name string) (*source.Repository, error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("there is no folder %s", config.Quote(name))
	case err != nil:
		return nil, &failure{exit.Failed, fmt.Errorf("%s cannot be read: %s", config.Quote(name), config.Cause(err))}
	case !info.IsDir():
		return nil, fmt.Errorf("%s is no folder; give the project's folder, and --module for one settings module", config.Quote(name))
	}
	repo, err := source.Open(name)
	if err != nil {
		return nil, &failure{exit.Failed, err}
	}
	return repo, nil
}

// asGiven returns the prefix under which paths are those that the user would
// type.
func asGiven(folder string) string {
	if folder = filepath.ToSlash(filepath.Clean(folder)); folder != "." {
		return folder
	}
	return ""
}

// belowGit returns the prefix under which paths are relative to the folder that
// holds the repository, as GitHub knows them; "" if there is none.
func belowGit(folder string) string {
	top, err := filepath.Abs(folder)
	if err != nil {
		return ""
	}
	git, err := revision.Top(top)
	if err != nil {
		return ""
	}
	if rel, err := filepath.Rel(git, top); err == nil && rel != "." {
		return filepath.ToSlash(rel)
	}
	return ""
}
