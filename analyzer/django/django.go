// Package django holds facts about Django as tables, each row with its source:
// defaults by version, engines, middleware, removed names. It evaluates nothing.
package django

import (
	"fmt"
	"strconv"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A Version is the version of Django that a project runs on, as far as it is
// known. The zero Version is not known at all.
type Version struct {
	Major, Minor, Patch int
	// Exact is true for a pinned version; otherwise it is the lowest that is
	// allowed.
	Exact bool
}

// Oldest and Newest bound the versions that a project may run on when nothing
// says which: 3.2 is the oldest that Debian's stable releases still patch, 6.1
// the newest that the tables know.
var (
	Oldest = Version{Major: 3, Minor: 2}
	Newest = Version{Major: 6, Minor: 1}
)

var versionText = lazyregexp.New(`^(\d{1,4})(?:\.(\d{1,4}))?(?:\.(\d{1,4}))?`)

// ParseVersion reads "5.2.4" or "5.2". Exact says whether it is pinned.
func ParseVersion(text string, exact bool) (Version, error) {
	m := versionText().FindStringSubmatch(text)
	if m == nil {
		return Version{}, fmt.Errorf("%q is no version of Django; write it as 5.2 or 5.2.4", text)
	}
	var n [3]int
	for i := range n {
		n[i], _ = strconv.Atoi(m[i+1]) // "" is 0
	}
	return Version{n[0], n[1], n[2], exact}, nil
}

// Known reports whether anything is known of the version.
func (v Version) Known() bool { return v.Major != 0 }

// AtLeast says whether the version is major.minor.patch or later. Without a
// pin, only the lowest allowed version is known; without any version, the
// project may run on all that are judged, from Oldest on.
func (v Version) AtLeast(major, minor, patch int) value.Truth {
	if !v.Known() {
		v = Oldest
	}
	switch {
	case v.compare(major, minor, patch) >= 0:
		return value.Yes
	case v.Exact:
		return value.No
	}
	return value.Maybe
}

func (v Version) compare(major, minor, patch int) int {
	for _, d := range []int{v.Major - major, v.Minor - minor, v.Patch - patch} {
		if d != 0 {
			return d
		}
	}
	return 0
}
