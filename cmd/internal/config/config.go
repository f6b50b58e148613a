// Package config reads what a user or a repository configures, and turns it
// into the options of a scan. What comes from a repository is taken for
// hostile: it is read through the repository's own door, bounded, and nothing
// of it is repeated but its keys and words.
package config

import (
	"bytes"
	"fmt"
	"maps"
	"path"
	"path/filepath"

	"github.com/joho/godotenv"

	"github.com/django-session-audit/django-session-audit/analyzer"
	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/policy"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// A Config is what can be configured. A zero member is not configured.
type Config struct {
	Include       []string          `toml:"include"`
	Exclude       []string          `toml:"exclude"`
	Modules       []string          `toml:"modules"`
	Roles         []string          `toml:"roles"`
	Root          string            `toml:"root"`
	Env           map[string]string `toml:"env"`
	EnvFile       string            `toml:"env-file"`
	DjangoVersion string            `toml:"django-version"`
	FailOn        string            `toml:"fail-on"`
	Profile       string            `toml:"profile"`
	Assume        string            `toml:"assume"`
	// Require are require lines, and Rules levels by rule.
	Require []string          `toml:"require"`
	Rules   map[string]string `toml:"rules"`

	// File is the file that it was read from, or "".
	File string `toml:"-"`

	requirements []policy.Requirement
	keys         []string
	lineOf       func(key string) int
	organisation *Organisation
}

// An Error says what is wrong with a file of configuration, and where.
type Error struct {
	File string
	Line int // 0 if it is about the whole file
	Text string
}

// Error returns "file:line: what is wrong".
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Text
	}
	return fmt.Sprintf("%s:%d: %s", e.File, e.Line, e.Text)
}

// Over returns the configuration with every member of o that is set in place
// of its own; single environment variables are added.
func (c Config) Over(o Config) Config {
	pick(&c.Include, o.Include)
	pick(&c.Exclude, o.Exclude)
	pick(&c.Modules, o.Modules)
	pick(&c.Roles, o.Roles)
	for _, m := range []struct {
		to   *string
		from string
	}{
		{&c.Root, o.Root}, {&c.EnvFile, o.EnvFile}, {&c.DjangoVersion, o.DjangoVersion},
		{&c.FailOn, o.FailOn}, {&c.Profile, o.Profile}, {&c.Assume, o.Assume},
	} {
		if m.from != "" {
			*m.to = m.from
		}
	}
	env := maps.Clone(c.Env)
	if env == nil {
		env = map[string]string{}
	}
	maps.Copy(env, o.Env)
	c.Env = env
	return c
}

func pick(to *[]string, from []string) {
	if len(from) > 0 {
		*to = from
	}
}

// Options returns the options of a scan.
func (c Config) Options() analyzer.Options {
	o := analyzer.Options{
		Discover:         discover.Options{Include: c.Include, Exclude: c.Exclude, Modules: c.Modules, Root: c.Root},
		EmptyEnvironment: c.Assume == EmptyEnvironment,
		Env:              c.Env,
		DjangoVersion:    c.DjangoVersion,
		Policy:           c.policy(),
	}
	for _, r := range c.Roles {
		o.Discover.Roles = append(o.Discover.Roles, discover.Role(r))
	}
	return o
}

// ReadEnvFile adds the variables of EnvFile, a file of the repository, to
// those that are not set otherwise. In the state before a change, the file may
// not be there yet.
func (c *Config) ReadEnvFile(repo *source.Repository, before bool) error {
	if c.EnvFile == "" || before && repo.Kind(c.EnvFile) == source.Nothing {
		return nil
	}
	f, err := repo.Read(c.EnvFile)
	if err != nil {
		return &Error{File: Plain(c.EnvFile), Text: "the env file cannot be read: " + Cause(err)}
	}
	given, err := ParseEnv(f)
	if err != nil {
		return err
	}
	maps.Copy(given, c.Env)
	c.Env = given
	return nil
}

// ParseEnv returns the variables of a file of lines KEY=VALUE. The error holds
// nothing of the file, which may be full of secrets.
func ParseEnv(f *source.File) (map[string]string, error) {
	if explodes(f.Bytes) {
		return nil, &Error{File: Plain(f.Path), Text: "its variables refer to each other more often than is followed; write the values out"}
	}
	given, err := godotenv.UnmarshalBytes(f.Bytes)
	if err != nil {
		return nil, &Error{File: Plain(f.Path), Text: "this is not an env file; write a line KEY=VALUE for each variable"}
	}
	return given, nil
}

// maxGrowth bounds how much longer an env file may become when its variables are
// put in place of references to them.
const maxGrowth = 1 << 16

// explodes reports whether variables that have others twice, and again, may
// become longer than there is room for.
func explodes(text []byte) bool {
	growth := 1
	for line := range bytes.Lines(text) {
		if growth *= max(bytes.Count(line, []byte("$")), 1); growth > maxGrowth {
			return true
		}
	}
	return false
}

// ReadFile reads a file that the user named, wherever it is.
func ReadFile(name string) (*source.File, error) {
	dir, base := filepath.Split(filepath.Clean(name))
	if dir == "" {
		dir = "."
	}
	repo, err := source.Open(dir)
	if err != nil {
		return nil, &Error{File: Plain(name), Text: "cannot be read: " + Cause(err)}
	}
	defer repo.Close()
	f, err := repo.Read(base)
	if err != nil {
		return nil, &Error{File: Plain(name), Text: "cannot be read: " + Cause(err)}
	}
	return source.NewFile(filepath.ToSlash(name), f.Bytes), nil
}

// inProject reports whether a file of that name holds the configuration of
// many tools, each in its own table.
func inProject(name string) bool { return path.Base(name) == "pyproject.toml" }
