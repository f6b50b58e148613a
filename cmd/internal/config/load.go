package config

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/pelletier/go-toml/v2"

	"github.com/django-session-audit/django-session-audit/analyzer/nearest"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// Table is the name of the table in pyproject.toml.
const Table = "tool.django-session-audit"

// Files are where a repository may be configured.
var Files = []string{"django-session-audit.toml", ".github/django-session-audit.toml", "pyproject.toml"}

// Limits of a configuration.
const (
	maxFile  = 1 << 20
	maxItems = 500
	maxText  = 4096
)

// Load returns the configuration of a repository; one without any is the zero
// Config.
func Load(repo *source.Repository) (Config, error) {
	var found Config
	for _, name := range Files {
		f, err := repo.Read(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil && inProject(name):
			continue // whatever it is, it is not known to be ours
		case err != nil:
			return Config{}, &Error{File: name, Text: "cannot be read: " + Cause(err)}
		}
		c, there, err := Parse(f)
		switch {
		case err != nil:
			return Config{}, err
		case there && found.File != "":
			return Config{}, &Error{File: name, Text: "the scan is configured in " + found.File + ", too; keep one of them"}
		case there:
			found = c
		}
	}
	return found, nil
}

// Parse reads a configuration from a file. It reports false if the file has
// none, as most pyproject.toml have not.
func Parse(f *source.File) (Config, bool, error) {
	p := parsing{file: f, project: inProject(f.Path), kinds: kinds}
	if p.project && !bytes.Contains(f.Bytes, []byte("django-session-audit")) {
		return Config{}, false, nil
	}
	if len(f.Bytes) > maxFile {
		return Config{}, false, p.fail(0, "larger than 1 MiB")
	}
	if source.Intricate(f.Bytes) {
		return Config{}, false, p.fail(0, "has more keys, or is nested deeper, than is read")
	}
	keys, there, err := p.keys()
	if err != nil || !there {
		return Config{}, false, err
	}
	if err := p.knows(keys); err != nil {
		return Config{}, false, err
	}
	c, err := p.decode()
	if err == nil {
		err = p.check(c)
	}
	if err == nil {
		c.requirements, err = p.requirements(c.Require, "")
	}
	c.File = f.Path
	c.keys, c.lineOf = keys, p.lineOf
	return c, err == nil, err
}

// knows is an error if one of the keys is none.
func (p parsing) knows(keys []string) error {
	for _, k := range keys {
		if _, known := p.kinds[k]; !known {
			return p.fail(p.lineOf(k), "there is no key "+Quote(k)+nearest.Hint(k, slices.Sorted(maps.Keys(p.kinds))))
		}
	}
	return nil
}

// A parsing is the reading of one file.
type parsing struct {
	file    *source.File
	project bool
	// kinds are its keys.
	kinds map[string]kind
}

func (p parsing) fail(line int, text string) *Error {
	return &Error{File: Plain(p.file.Path), Line: line, Text: text}
}

// keys returns the keys that are there, sorted, whether known or not.
func (p parsing) keys() (keys []string, there bool, err error) {
	var own map[string]any
	if p.project {
		var all struct {
			Tool struct {
				Own map[string]any `toml:"django-session-audit"`
			} `toml:"tool"`
		}
		err = toml.Unmarshal(p.file.Bytes, &all)
		own = all.Tool.Own
	} else {
		own = map[string]any{}
		err = toml.Unmarshal(p.file.Bytes, &own)
	}
	if err != nil {
		return nil, false, p.explain(err)
	}
	return slices.Sorted(maps.Keys(own)), own != nil, nil
}

func (p parsing) decode() (Config, error) {
	var c Config
	var err error
	if p.project {
		var all struct {
			Tool struct {
				Own *Config `toml:"django-session-audit"`
			} `toml:"tool"`
		}
		all.Tool.Own = &c
		err = toml.Unmarshal(p.file.Bytes, &all)
	} else {
		err = toml.Unmarshal(p.file.Bytes, &c)
	}
	if err != nil {
		return Config{}, p.explain(err)
	}
	return c, nil
}

// explain puts an error of the TOML library into our own words: its message
// names Go types and repeats the file.
func (p parsing) explain(err error) error {
	var de *toml.DecodeError
	if !errors.As(err, &de) {
		return p.fail(0, "this is not TOML that can be read")
	}
	line, _ := de.Position()
	for _, k := range de.Key() {
		if what, known := p.kinds[k]; known && strings.Contains(de.Error(), "cannot") {
			return p.fail(line, k+" must be "+what.says)
		}
	}
	return p.fail(line, "this is not TOML: look at quotes, brackets and equals signs, and for a key that is there twice")
}

// check looks at what the keys hold.
func (p parsing) check(c Config) error {
	return p.all([]held{
		{"include", c.Include, nil},
		{"exclude", c.Exclude, nil},
		{"modules", c.Modules, nil},
		{"roles", c.Roles, among(Roles)},
		{"root", given(c.Root), nil},
		{"env", slices.Sorted(maps.Keys(c.Env)), CheckVariable},
		{"env-file", given(c.EnvFile), nil},
		{"django-version", given(c.DjangoVersion), CheckVersion},
		{"fail-on", given(c.FailOn), among(Thresholds)},
		{"profile", given(c.Profile), among(Profiles)},
		{"assume", given(c.Assume), among(Assumptions)},
		{"require", c.Require, nil},
		{"rules", slices.Sorted(maps.Keys(c.Rules)), CheckRule},
		{"rules", slices.Sorted(maps.Values(c.Rules)), among(Levels)},
	})
}

// held is what a key holds, and how it is checked if at all.
type held struct {
	key   string
	words []string
	check func(string) error
}

func (p parsing) all(keys []held) error {
	for _, t := range keys {
		if len(t.words) > maxItems {
			return p.fail(p.lineOf(t.key), fmt.Sprintf("%s has more than %d entries", t.key, maxItems))
		}
		for _, w := range t.words {
			if len(w) > maxText {
				return p.fail(p.lineOf(t.key), fmt.Sprintf("%s has a text of more than %d characters", t.key, maxText))
			}
			if t.check == nil {
				continue
			}
			if err := t.check(w); err != nil {
				return p.fail(p.lineOf(t.key), t.key+": "+err.Error())
			}
		}
	}
	return nil
}

func among(words []string) func(string) error {
	return func(w string) error { return OneOf(w, words) }
}

func given(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// lineOf returns the line on which a key stands, or 0 if it is written in a
// way that cannot be found by looking.
func (p parsing) lineOf(key string) int {
	name := `["']?` + regexp.QuoteMeta(key) + `["']?`
	pattern := regexp.MustCompile(`^\s*(` + name + `\s*[=.]|\[\[?\s*` + name + `\s*[.\]])`)
	own := regexp.MustCompile(`^\s*\[\[?\s*tool\s*\.\s*["']?django-session-audit["']?\s*(\.\s*` + name + `\s*)?[.\]]`)
	header := regexp.MustCompile(`^\s*\[`)
	inside := !p.project
	for i, line := range bytes.Split(p.file.Bytes, []byte("\n")) {
		if p.project && header.Match(line) {
			m := own.FindSubmatch(line)
			if inside = m != nil; inside && m[1] != nil {
				return i + 1
			}
		}
		if inside && pattern.Match(line) {
			return i + 1
		}
	}
	return 0
}

// Plain returns a path as text that is safe to print.
func Plain(path string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(path, "\uFFFD"))
}

// Cause returns why a file cannot be read, without its path.
func Cause(err error) string {
	var pe *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "permission denied"
	case errors.Is(err, source.ErrTooLarge), errors.Is(err, source.ErrNotRegular), errors.Is(err, source.ErrOutside):
		return "it is " + err.Error()
	case errors.As(err, &pe):
		return Plain(pe.Err.Error())
	}
	return Plain(err.Error())
}
