package action

import (
	"fmt"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/suppress"
	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
)

// configuration returns what the inputs and the repository configure. The env
// file that the repository names is one of another for the state before a
// change.
func (s *step) configuration(repo *source.Repository, folder string, env *source.Repository) (config.Config, error) {
	var c config.Config
	workspace, err := source.Open(s.workspace)
	if err != nil {
		return c, fmt.Errorf("the workspace cannot be opened: %s", config.Cause(err))
	}
	defer workspace.Close()
	if s.in.config != "" {
		c, err = readConfig(workspace, s.in.config)
	} else if c, err = config.Load(repo); err == nil && c.File == "" && folder != "." {
		// A monorepo is configured at its root.
		c, err = config.Load(workspace)
	}
	if err == nil {
		err = c.ReadEnvFile(env, env != repo)
	}
	if err == nil && s.in.policy != "" {
		c, err = underPolicy(c, workspace, s.in.policy)
	}
	return c.Over(config.Config{
		Include: s.in.include, Exclude: s.in.exclude, Profile: s.in.profile, FailOn: s.in.failOn,
	}), err
}

// scanOptions returns the options of the scan, with the baseline and the day.
func (s *step) scanOptions(c config.Config) (analyzer.Options, error) {
	o := c.Options()
	o.Today = suppress.DateOf(s.started)
	if s.in.baseline == "" {
		return o, nil
	}
	workspace, err := source.Open(s.workspace)
	if err != nil {
		return o, fmt.Errorf("the workspace cannot be opened: %s", config.Cause(err))
	}
	defer workspace.Close()
	f, err := workspace.Read(s.in.baseline)
	if err != nil {
		return o, fmt.Errorf("the input baseline: %s cannot be read: %s", config.Quote(s.in.baseline), config.Cause(err))
	}
	o.Baseline, err = c.ParseBaseline(f)
	return o, err
}

// underPolicy reads the policy of an organisation, which lies in the workspace,
// and returns the configuration under it.
func underPolicy(c config.Config, workspace *source.Repository, name string) (config.Config, error) {
	f, err := workspace.Read(name)
	if err != nil {
		return c, fmt.Errorf("the input policy: %s cannot be read: %s", config.Quote(name), config.Cause(err))
	}
	organisation, err := config.ParsePolicy(f)
	if err != nil {
		return c, err
	}
	return c.Under(organisation)
}

func readConfig(workspace *source.Repository, name string) (config.Config, error) {
	f, err := workspace.Read(name)
	if err != nil {
		return config.Config{}, fmt.Errorf("the input config: %s cannot be read: %s", config.Quote(name), config.Cause(err))
	}
	c, there, err := config.Parse(f)
	if err == nil && !there {
		err = fmt.Errorf("the input config: %s has no table [%s]", config.Quote(name), config.Table)
	}
	return c, err
}
