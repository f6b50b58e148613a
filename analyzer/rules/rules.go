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
	// Optional is true for a rule that is asked only where a profile, a policy
	// or the project's configuration says so.
	Optional bool
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
	// Elsewhere is true where Violated is No only because another rule speaks
	// of the violation.
	Elsewhere bool
	// Anyway is true where the violation is the line itself: it holds whatever
	// a deployment puts in place of the value.
	Anyway bool
	// Fatal is true where no request would get an answer. A deployment that
	// runs is then another, if it can be.
	Fatal bool
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
	// Django are the checks among the rule's that Django gives for what was
	// found: nil stands for all of them, an empty slice for none.
	Django []string
	// With are other settings that the answer rests on; they are shown as
	// related places.
	With []*settings.Setting
	// Asker names who asks for it, where that is not whoever asks for what
	// the rule sees to; see finding.Finding.Asker.
	Asker string
}

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
		djs110(l),
		djs111,
		djs112,
		djs113,
		djs114,
		djs201(l),
		djs202(l),
		djs203(l),
		djs204(l),
		djs205(l),
		djs206,
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
		djs701(l),
		djs901,
		djs902,
		djs903,
		djs904,
	}
}
