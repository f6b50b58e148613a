package sarif

import (
	"net/url"
	"path"
	"strings"
	"unicode/utf8"
)

// fileURI returns the relative reference of a file of the repository, percent
// encoded, or false when it has none: the name is not UTF-8, or leads out of
// the repository. An address of one machine would make alerts that no other
// run can find again.
func fileURI(name string) (string, bool) {
	if name == "" || !utf8.ValidString(name) || path.IsAbs(name) || path.Clean(name) != name ||
		name == "." || name == ".." || strings.HasPrefix(name, "../") {
		return "", false
	}
	first, rest, nested := strings.Cut((&url.URL{Path: name}).EscapedPath(), "/")
	// A colon there would end a scheme.
	first = strings.ReplaceAll(first, ":", "%3A")
	if nested {
		return first + "/" + rest, true
	}
	return first, true
}
