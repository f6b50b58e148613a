// Package policy says what an organisation or a project asks for beyond what
// the rules ask by themselves: profiles of published standards, requirements of
// one line each, the levels of rules, and whether findings may be suppressed.
// It is data. It does not know how settings are evaluated, what a rule looks
// at, or where a policy was read from.
package policy

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
)

// A Policy is all that is asked for in one scan. The zero Policy is that of the
// default profile.
type Policy struct {
	// Profiles hold all at once: of two numbers, the stricter one.
	Profiles []*Profile
	// Requirements are the require lines besides those of profiles.
	Requirements []Requirement
	// Levels are the levels of findings, by rule, in place of the rules' own;
	// finding.NoLevel turns a rule off.
	Levels map[string]finding.Level
	// Floors are the mildest levels of findings, by rule. A rule with a floor
	// is on.
	Floors map[string]finding.Level
	// Asked are the ids of rules that are on whatever else is said of them but
	// Ignored, and Ignored those that are off.
	Asked, Ignored []string
	// Suppressions say what a finding may be suppressed by.
	Suppressions Suppressions
	// Asker names the policy of an organisation, as in "the policy acme.toml",
	// or is "" where there is none.
	Asker string
}

// Level returns the level of a rule whose own one is given, and whether the
// policy says so. A rule that is off has finding.NoLevel.
func (p *Policy) Level(rule string, own finding.Level) (level finding.Level, said bool) {
	level, said = p.Levels[rule]
	if !said || level == finding.NoLevel && slices.Contains(p.Asked, rule) {
		level, said = own, false
	}
	if floor, ok := p.Floors[rule]; ok {
		return max(level, floor), true
	}
	return level, said
}

// Suppressions say what a finding may be suppressed by.
type Suppressions int

// What a finding may be suppressed by. The entries of a baseline need a reason
// only where a policy says so.
const (
	// Usual: a comment with a reason, or a baseline.
	Usual Suppressions = iota
	// Allowed: a comment, with a reason or without, or a baseline.
	Allowed
	// WithReason: a comment or an entry of a baseline that has a reason.
	WithReason
	// WithReasonAndExpiry: one that has a reason and a last day.
	WithReasonAndExpiry
	// Forbidden: nothing.
	Forbidden
)

// SuppressionWords are the words for what may suppress a finding, in the order
// of the constants from Allowed on.
var SuppressionWords = []string{"allowed", "with-reason", "with-reason-and-expiry", "forbidden"}

// ParseSuppressions returns what one of SuppressionWords names; Usual is none
// of them.
func ParseSuppressions(word string) Suppressions {
	for i, w := range SuppressionWords {
		if w == word {
			return Allowed + Suppressions(i)
		}
	}
	return Usual
}
