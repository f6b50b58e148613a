package change

import (
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// alike reports whether two descriptions say the same of what production gets.
// Which line says it, and whether it is Django's default that says it, makes no
// difference.
func alike(a, b settings.Description) bool {
	absent := func(d settings.Description) bool { return d.State == settings.Absent }
	if absent(a) || absent(b) {
		return absent(a) == absent(b)
	}
	return a.Known == b.Known && unplaced(a.Reason) == unplaced(b.Reason) && sameValue(a.Value, b.Value) &&
		variable(a) == variable(b) && slices.Equal(others(a), others(b))
}

// sameValue reports whether two values are equal, or as much as can be told of
// them is.
func sameValue(a, b value.Value) bool {
	if value.Equal(a, b) == value.Yes && a.Data.TypeName() == b.Data.TypeName() {
		return true
	}
	return fingerprint(a) == fingerprint(b)
}

func fingerprint(v value.Value) string {
	if v.IsZero() {
		return ""
	}
	var b strings.Builder
	value.Fingerprint(&b, v)
	return unplaced(b.String())
}

// variable names the environment variable that a value is made of.
func variable(d settings.Description) string {
	if d.Environment == nil {
		return ""
	}
	return d.Environment.Name
}

// others are the other values that a setting can have, and when.
func others(d settings.Description) []string {
	var all []string
	for _, a := range d.Alternatives {
		all = append(all, joined(unplaced(a.When), fingerprint(a.Value)))
	}
	slices.Sort(all)
	return all
}

// placed is a line that a reason or a condition names.
var placed = lazyregexp.New(`(\.py):\d+`)

// unplaced returns a text without the numbers of lines, which move.
func unplaced(text string) string { return placed().ReplaceAllString(text, "$1") }
