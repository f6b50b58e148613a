package discover

import (
	"strconv"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

// clause is one part of a version specifier: an operator and a version.
var clause = lazyregexp.New(`(===|==|~=|>=|<=|!=|>|<|\^|~|=)?\s*v?(\d+(?:\.\d+)*(?:(?:a|b|rc)\d+)?)(\.\*)?`)

// lowest returns the lowest version that a specifier allows, and whether it
// allows no other: "==5.2.4" and ">=4.2,<5" give 5.2.4 and 4.2. It is "" if
// there is no lower bound. Specifiers are those of PEP 440, Poetry and conda.
func lowest(specifier string) (text string, exact bool) {
	specifier, _, _ = strings.Cut(specifier, ";") // an environment marker
	specifier, _, _ = strings.Cut(specifier, "#")
	specifier, _, _ = strings.Cut(specifier, " --")
	specifier = strings.Trim(strings.TrimSpace(specifier), `()"', \`)
	if strings.HasPrefix(specifier, "@") {
		return "", false // a URL says nothing that can be relied on
	}
	for alternative := range strings.SplitSeq(specifier, "||") {
		low, pinned := lowestOf(alternative)
		switch {
		case low == "":
			return "", false
		case text == "":
			text, exact = low, pinned
		case compareVersions(low, text) < 0:
			text, exact = low, false
		default:
			exact = false
		}
	}
	return text, exact
}

// lowestOf handles clauses that all have to hold.
func lowestOf(clauses string) (text string, exact bool) {
	for _, m := range clause().FindAllStringSubmatch(clauses, 16) {
		operator, version, star := m[1], m[2], m[3] != ""
		switch operator {
		case "==", "===", "=":
			return version, !star
		case ">=", ">", "~=", "^", "~":
			if text == "" || compareVersions(version, text) > 0 {
				text = version
			}
		case "":
			if star {
				return version, false
			}
		}
	}
	return text, false
}

// compareVersions compares two versions by their numbers; a pre-release comes
// before its release.
func compareVersions(a, b string) int {
	na, prea := numbers(a)
	nb, preb := numbers(b)
	for i := range max(len(na), len(nb)) {
		x, y := 0, 0
		if i < len(na) {
			x = na[i]
		}
		if i < len(nb) {
			y = nb[i]
		}
		if x != y {
			return x - y
		}
	}
	switch {
	case prea == preb:
		return 0
	case prea == "":
		return 1
	case preb == "":
		return -1
	}
	return strings.Compare(prea, preb)
}

// numbers splits a version into its release numbers and the rest.
func numbers(version string) ([]int, string) {
	end := strings.IndexFunc(version, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
	pre := ""
	if end >= 0 {
		version, pre = version[:end], version[end:]
	}
	var list []int
	for part := range strings.SplitSeq(version, ".") {
		n, _ := strconv.Atoi(part)
		list = append(list, n)
	}
	return list, pre
}
