// Package finding says what a finding is: the facts of its rule, its message,
// its places and the way of the value it is about. It does not know how
// findings arise nor how they are reported.
package finding

import (
	"cmp"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// A Level is SARIF's level of a result.
type Level int

// The levels, mildest first. The zero Level is none of them.
const (
	NoLevel Level = iota
	Note
	Warning
	Error
)

// String returns SARIF's word for the level.
func (l Level) String() string { return [...]string{"none", "note", "warning", "error"}[l] }

// Severity returns the severity that a level stands for, where somebody has set
// the level of a rule.
func (l Level) Severity() Severity { return [...]Severity{NoSeverity, Low, Medium, High}[l] }

// Lower returns the next milder level; a note stays a note.
func (l Level) Lower() Level { return max(l-1, Note) }

// A Severity is GitHub's word for a range of security-severity
// (https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning).
type Severity int

// The severities, mildest first. The zero Severity stands for no threshold.
const (
	NoSeverity Severity = iota
	Low
	Medium
	High
	Critical
)

// Severities are the severities worst first.
var Severities = []Severity{Critical, High, Medium, Low}

// String returns GitHub's word for the severity.
func (s Severity) String() string {
	return [...]string{"none", "low", "medium", "high", "critical"}[s]
}

// SeverityOf returns the severity of a security-severity score.
func SeverityOf(score float64) Severity {
	switch {
	case score > 9:
		return Critical
	case score >= 7:
		return High
	case score >= 4:
		return Medium
	case score > 0:
		return Low
	}
	return NoSeverity
}

// A Rule is what is said of a rule wherever it is named.
type Rule struct {
	// ID is "DJS101"; never reused.
	ID string
	// Name says the pattern, in words joined by hyphens.
	Name string
	// Short is one sentence with a full stop.
	Short string
	// Level is the level of a finding that holds in every world.
	Level Level
	// Score is the security-severity, from 0.1 to 10.
	Score float64
	// Precision is "very-high", "high", "medium" or "low".
	Precision string
	// CWE are the numbers of the weaknesses, the fittest first.
	CWE []int
	// Standards are requirements with their numbers, such as
	// "OWASP ASVS 5.0 3.3.1".
	Standards []string
	// Django are the ids of Django's own checks that cover the same ground,
	// such as "security.W012".
	Django []string
	// Fixes is true where a Finding has a Fix, unless its value is made in a way
	// that takes more than a line.
	Fixes bool
	// Risk says what else the line of a Finding's Fix changes, as a sentence
	// without a full stop, or is "" where it changes nothing that anybody
	// should notice.
	Risk string
	// Since is the version of this tool that brought the rule.
	Since string
	// Page returns the rule's page in Markdown, without its heading. It is nil for a
	// rule without one.
	Page func() string
}

// Severity returns GitHub's word for the rule's score.
func (r *Rule) Severity() Severity { return SeverityOf(r.Score) }

// A Finding is one fact about production that is wrong, at one place.
type Finding struct {
	Rule  *Rule
	Level Level
	// Setting is the setting that the finding is about, or "".
	Setting string
	// Message is one sentence without a full stop: the setting and its
	// effective value, then what follows from it. It is harmless text: no
	// control characters, no secret.
	Message string
	// When names what the finding depends on ("DJANGO_HTTPS is not set"),
	// or is "" when nothing.
	When string
	// Fix is the line to write, or "" when it takes more than a line.
	Fix string
	// Edits repair the finding: with them the setting is as Fix says, and no
	// other is changed. They are nil where nobody has worked them out, or where
	// there are none; see analyzer/repair. How says what they write, without a
	// full stop: "SESSION_COOKIE_SECURE = not DEBUG", or what the default of a
	// variable becomes. It is no text of the repository's but the names of variables.
	Edits []Edit
	How   string
	// Place is the expression to change, and nothing wider.
	Place source.Span
	// Missing is true when the setting is assigned nowhere; Place is then
	// the nearest related statement.
	Missing bool
	// Django are the ids of Django's own checks that say the same.
	Django []string
	// Way are the places that the value came through, in reading order; the
	// last one is Place.
	Way []Step
	// Modules are the judged settings modules in which it holds, sorted.
	Modules []string
	// Asker names the profile, policy or require line that asks for it, as in
	// "the profile pci", or is "" where the rule speaks for itself.
	Asker string
	// Weight is the severity that a policy or the project's configuration
	// gives it, or NoSeverity for that of the rule.
	Weight Severity
}

// Severity returns how severe the finding is: as its rule, unless somebody has
// given it another level.
func (f Finding) Severity() Severity {
	if f.Weight != NoSeverity {
		return f.Weight
	}
	return f.Rule.Severity()
}

// An Edit replaces a part of a file; one at an empty span inserts.
type Edit struct {
	At   source.Span
	Text string
	// Copied is true if the text repeats text of the repository's: it is then
	// for files, and not for reports.
	Copied bool
}

// A Step is one place on the way of a value.
type Step struct {
	Place source.Span
	// Label says what happens there, in a few words.
	Label string
}

// Compare orders findings by place, rule, setting and message; no two
// different findings are equal.
func Compare(a, b Finding) int {
	return cmp.Or(
		a.Place.Compare(b.Place),
		cmp.Compare(a.Rule.ID, b.Rule.ID),
		cmp.Compare(a.Setting, b.Setting),
		cmp.Compare(a.Message, b.Message),
		slices.Compare(a.Modules, b.Modules),
	)
}

// WorstFirst orders findings by the rule's score, then the level, then Compare.
func WorstFirst(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(b.Rule.Score, a.Rule.Score),
		cmp.Compare(b.Level, a.Level),
		Compare(a, b),
	)
}
