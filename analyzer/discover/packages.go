package discover

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
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
	nameSection = lazyregexp.New(`(?m)^\[(?:project|tool\.poetry|metadata)\][^\[]*?^name[ \t]*=[ \t]*["']?([A-Za-z0-9][A-Za-z0-9._-]*)`)
	setupName   = lazyregexp.New(`\bsetup\([^()]*?\bname[ \t]*=[ \t]*["']([A-Za-z0-9][A-Za-z0-9._-]*)["']`)
)

// ownName is the name that pyproject.toml, setup.cfg or setup.py gives to what
// the repository builds, or "".
func ownName(content []byte) string {
	for _, pattern := range []*regexp.Regexp{nameSection(), setupName()} {
		if m := pattern.FindSubmatch(content); m != nil {
			return string(m[1])
		}
	}
	return ""
}

// packagesIn adds the distributions that a file requires to a set, by their
// normalised names. A line requires one by name in requirements files, in lists
// and tables of TOML, and in lock files, which are long: what is looked for is
//
//	[- | name =] ["]NAME["] and the end, or one of [ = < > ~ ! ; , " ' @ #
func packagesIn(content []byte, set map[string]bool) {
	for line := range bytes.Lines(content) {
		line = trimBlanks(bytes.TrimSuffix(line, []byte("\n")))
		name := packageAt(afterMarker(line))
		if name == nil {
			name = packageAt(line)
		}
		if name != nil {
			set[normalName(string(name))] = true
		}
	}
}

// afterMarker returns what follows the "-" of a list or the "name =" of a table.
func afterMarker(line []byte) []byte {
	if rest, ok := bytes.CutPrefix(line, []byte("-")); ok && len(trimBlanks(rest)) < len(rest) {
		return trimBlanks(rest)
	}
	if rest, ok := bytes.CutPrefix(line, []byte("name")); ok {
		if rest, ok = bytes.CutPrefix(trimBlanks(rest), []byte("=")); ok {
			return trimBlanks(rest)
		}
	}
	return nil
}

// packageAt returns the name that a text starts with, if a name alone or what
// follows one in a requirement stands there, or nil.
func packageAt(text []byte) []byte {
	text = withoutQuote(text)
	n := 0
	for n < len(text) && (isAlphanumeric(text[n]) || n > 0 && (text[n] == '.' || text[n] == '_' || text[n] == '-')) {
		n++
	}
	if n == 0 {
		return nil
	}
	if rest := trimBlanks(text[n:]); len(rest) > 0 && !bytes.ContainsRune([]byte(`[=<>~!;,"'@#`), rune(rest[0])) {
		return nil
	}
	return text[:n]
}

func withoutQuote(text []byte) []byte {
	if len(text) > 0 && (text[0] == '"' || text[0] == '\'') {
		return text[1:]
	}
	return text
}

func trimBlanks(text []byte) []byte { return bytes.TrimLeft(text, " \t") }

func isAlphanumeric(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

var separators = lazyregexp.New(`[-_.]+`)

// normalName is a distribution's name as PEP 503 compares it.
func normalName(name string) string {
	if !strings.ContainsAny(name, "._") && !strings.Contains(name, "--") {
		return strings.ToLower(name)
	}
	return strings.ToLower(separators().ReplaceAllString(name, "-"))
}

// Requires reports whether a file of the repository requires a distribution by
// name. That none does proves nothing: others may bring it along.
func (p *Packages) Requires(distribution string) bool { return p.required[normalName(distribution)] }

// Builds reports whether the repository is where a distribution is made.
func (p *Packages) Builds(distribution string) bool { return p.own[normalName(distribution)] }
