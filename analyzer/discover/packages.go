package discover

import (
	"regexp"
	"strings"
)

// Packages is what the files of a repository say of distributions, each by its
// name in the form of PEP 503.
type Packages struct {
	// required are those that any file requires.
	required map[string]bool
	// own are those that the repository itself is.
	own map[string]bool
}

func newPackages() *Packages {
	return &Packages{required: map[string]bool{}, own: map[string]bool{}}
}

// add notes what a file says.
func (p *Packages) add(name string, content []byte) {
	packagesIn(content, p.required)
	if kind := requirementKindOf(name); kind == tomlFile || kind == setupFile {
		if own := ownName(content); own != "" {
			p.own[normalName(own)] = true
		}
	}
}

var (
	nameSection = regexp.MustCompile(`(?m)^\[(?:project|tool\.poetry|metadata)\][^\[]*?^name[ \t]*=[ \t]*["']?([A-Za-z0-9][A-Za-z0-9._-]*)`)
	setupName   = regexp.MustCompile(`\bsetup\([^()]*?\bname[ \t]*=[ \t]*["']([A-Za-z0-9][A-Za-z0-9._-]*)["']`)
)

// ownName is the name that pyproject.toml, setup.cfg or setup.py gives to what
// the repository builds, or "".
func ownName(content []byte) string {
	for _, pattern := range []*regexp.Regexp{nameSection, setupName} {
		if m := pattern.FindSubmatch(content); m != nil {
			return string(m[1])
		}
	}
	return ""
}

// packageLine is a line that requires a distribution by name: in requirements
// files, in lists and tables of TOML, in lock files.
var packageLine = regexp.MustCompile(`(?m)^[ \t]*(?:-[ \t]+|name[ \t]*=[ \t]*)?["']?([A-Za-z0-9][A-Za-z0-9._-]*)["']?[ \t]*(?:$|[\[=<>~!;,"'@#])`)

// packagesIn adds the distributions that a file requires to a set, by their
// normalised names.
func packagesIn(content []byte, set map[string]bool) {
	for _, m := range packageLine.FindAllSubmatch(content, -1) {
		set[normalName(string(m[1]))] = true
	}
}

var separators = regexp.MustCompile(`[-_.]+`)

// normalName is a distribution's name as PEP 503 compares it.
func normalName(name string) string {
	return strings.ToLower(separators.ReplaceAllString(name, "-"))
}

// Requires reports whether a file of the repository requires a distribution by
// name. That none does proves nothing: others may bring it along.
func (p *Packages) Requires(distribution string) bool { return p.required[normalName(distribution)] }

// Builds reports whether the repository is where a distribution is made.
func (p *Packages) Builds(distribution string) bool { return p.own[normalName(distribution)] }
