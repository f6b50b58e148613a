package discover

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// defaultGlobs are where settings modules are looked for, besides the modules
// that an entry point names and those that a settings module imports. They are
// wide on purpose: contents decide what is a settings module.
//
// No path matches a glob that has none of the words, in its last part where base
// is true. Looking for them first spares most files the globs.
var defaultGlobs = []struct {
	glob  string
	words []string
	base  bool
}{
	{"**/*settings*.py", []string{"settings"}, true},
	{"**/*settings*/**/*.py", []string{"settings"}, false},
	{"**/*config*.py", []string{"config"}, true},
	{"**/{config,configs,configuration,conf}/**/*.py", []string{"conf"}, false},
	{"**/{envs,environments}/**/*.py", []string{"env"}, false},
	// In a class, the library takes a slash for any other character.
	{"**/{prod,prod[^/u]*,production*,staging*,live*}.py", []string{"prod", "staging", "live"}, true},
}

// besideProduct are files that stand for other environments: beside one of them,
// product.py is one too. Anywhere else it is about what a shop sells.
var besideProduct = []string{
	"settings.py", "base.py", "common.py", "defaults.py", "local.py", "dev.py", "develop.py", "development.py",
	"test.py", "testing.py", "stage.py", "staging.py",
}

// isProduct reports whether a file called after a product may be called so for
// production.
func (x *Index) isProduct(name string) bool {
	dir, base := path.Split(name)
	return strings.HasPrefix(base, "produ") && slices.ContainsFunc(besideProduct, func(other string) bool { return x.HasFile(dir + other) })
}

// matchDefault reports whether a path matches one of defaultGlobs.
func matchDefault(name string) bool {
	base := name[strings.LastIndexByte(name, '/')+1:]
	for _, d := range defaultGlobs {
		in := name
		if d.base {
			in = base
		}
		has := func(word string) bool { return strings.Contains(in, word) }
		if slices.ContainsFunc(d.words, has) && doublestar.MatchUnvalidated(d.glob, name) {
			return true
		}
	}
	return false
}

// Limits of a user's glob. Alternatives in braces are tried one after the
// other, which takes exponential time when there are many of them.
const (
	maxGlobLength = 256
	maxGlobBraces = 4
	maxGlobCommas = 32
)

// compileGlobs checks and normalises a user's globs; option names the option
// in the error.
func compileGlobs(option string, globs []string) ([]string, error) {
	var clean []string
	for _, g := range globs {
		normal, err := normalGlob(g)
		if err != nil {
			return nil, fmt.Errorf("%s glob %.80q: %w", option, g, err)
		}
		if normal != "" {
			clean = append(clean, normal)
		}
	}
	return clean, nil
}

// normalGlob returns the glob relative to the repository, or "" for an empty
// one.
func normalGlob(g string) (string, error) {
	g = strings.TrimSpace(g)
	for strings.HasPrefix(g, "./") {
		g = strings.TrimLeft(strings.TrimPrefix(g, "./"), "/")
	}
	switch {
	case g == "":
		return "", nil
	case g == ".":
		return "**", nil
	case len(g) > maxGlobLength:
		return "", fmt.Errorf("longer than %d characters; split it into several globs", maxGlobLength)
	case strings.Count(g, "{") > maxGlobBraces || strings.Count(g, ",") > maxGlobCommas:
		return "", fmt.Errorf("too many alternatives in braces (at most %d groups and %d commas); split it into several globs", maxGlobBraces, maxGlobCommas)
	case strings.HasPrefix(g, "/"):
		return "", fmt.Errorf("globs are relative to the repository; leave out the leading slash")
	case !doublestar.ValidatePattern(g):
		return "", fmt.Errorf("not a glob; check its brackets, braces and backslashes (*, **, ?, [a-z] and {a,b} are known)")
	}
	for _, part := range strings.Split(g, "/") {
		if part == ".." || part == "." {
			return "", fmt.Errorf("%q in the middle matches nothing; write the path from the repository's root", part)
		}
	}
	return strings.TrimRight(g, "/"), nil
}

// matchAny reports whether the path matches one of the globs.
func matchAny(globs []string, name string) bool {
	for _, g := range globs {
		if doublestar.MatchUnvalidated(g, name) {
			return true
		}
	}
	return false
}

// matchTree reports whether the path, or a folder that it lies in, matches one
// of the globs: "legacy" and "legacy/" leave out all that is below.
func matchTree(globs []string, name string) bool {
	if len(globs) == 0 {
		return false
	}
	for ; name != "."; name = path.Dir(name) {
		if matchAny(globs, name) {
			return true
		}
	}
	return false
}
