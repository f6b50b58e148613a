package discover

import (
	"regexp"
	"strings"
)

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
func (l *Layout) Requires(distribution string) bool { return l.Packages[normalName(distribution)] }
