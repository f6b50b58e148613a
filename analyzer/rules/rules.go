// Package rules holds the rules, one file each: what the rule says of itself,
// and one pure function from a world's settings to answers. Its page lies
// beside it. A rule sees settings only: no syntax, files, clock or environment.
package rules

import (
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/settings"
	"github.com/django-session-audit/django-session-audit/analyzer/value"
)

// A Rule is a value: its facts and the question it asks of one world.
type Rule struct {
	finding.Rule
	// Judge answers for one world. It must answer for every subject that it
	// knows, also with No, so that worlds can be compared. It is nil for a
	// rule of the scan itself, such as DJS904.
	Judge func(w *settings.World) []Answer
}

// An Answer says of one subject in one world whether the rule is violated.
type Answer struct {
	// Subject is the setting it is about; answers of several worlds about
	// the same rule and setting are one finding.
	Subject *settings.Setting
	// Violated is Yes, No, or Maybe where it depends on something unknown.
	Violated value.Truth
	// Message is what is so and what follows from it; see
	// finding.Finding.Message.
	Message string
	// Fix is the line to write, or "".
	Fix string
	// Level replaces the rule's level where it is set.
	Level finding.Level
	// At is the part of the subject's value to point at, such as one item of
	// a list; the zero Value points at the whole.
	At value.Value
	// With are other settings that the answer rests on; they are shown as
	// related places.
	With []*settings.Setting
}

// Limits are the numbers that rules measure by. A profile sets them.
type Limits struct {
	// SessionAge is the longest SESSION_COOKIE_AGE, in seconds.
	SessionAge int
	// HSTS is the shortest SECURE_HSTS_SECONDS; a shorter one is a note.
	HSTS int
}

// DefaultLimits are those of the default profile: a session of 30 days is what
// NIST SP 800-63B-4 (2.1.3) allows at its lowest level, and HSTS has to be on.
var DefaultLimits = Limits{SessionAge: 30 * 24 * 3600, HSTS: 1}

// All returns every rule, by id, with the default limits.
func All() []*Rule { return Under(DefaultLimits) }

// Under returns every rule, by id, with limits.
func Under(l Limits) []*Rule {
	return []*Rule{
		djs101,
		djs102,
		djs103,
		djs104,
		djs105,
		djs106,
		djs107,
		djs108,
		djs109,
		djs111,
		djs112,
		djs113,
		djs201(l),
		djs203,
		djs205(l),
		djs207,
		djs208,
		djs301,
		djs302,
		djs303,
		djs304,
		djs305,
		djs306,
		djs307,
		djs308,
		djs309,
		djs310,
		djs401,
		djs402,
		djs403,
		djs404,
		djs405,
		djs406,
		djs501,
		djs502,
		djs503,
		djs504(l),
		djs505,
		djs506,
		djs507,
		djs508,
		djs509,
		djs510,
		djs511,
		djs601,
		djs602,
		djs603,
		djs604,
		djs605,
		djs606,
		djs607,
		djs608,
		djs904,
	}
}
