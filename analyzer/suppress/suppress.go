// Package suppress finds out which findings somebody has accepted: by a comment
// on their line, or in a baseline, a file of accepted findings. It reads
// comments of files it is given, and knows neither rules nor where files are.
//
// A comment reads
//
//	SESSION_COOKIE_SECURE = False  # django-session-audit: ignore[DJS101] no HTTPS inside the plant
//	# django-session-audit: ignore[DJS101, DJS112] until=2027-01-31 the proxy is being replaced
//	SESSION_COOKIE_SECURE = False
//
// It stands on a line of the finding's place, on the first line of the statement
// around it, or on lines of comments directly above one of these. It names the
// rules, the last day on which it counts if there is one, and a reason.
package suppress

import (
	"fmt"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// Terms say what a suppression needs to count.
type Terms struct {
	// Reason and Until are true if it needs a reason and a last day.
	Reason, Until bool
	// None is true if nothing is to be suppressed.
	None bool
	// Today is the day that last days are compared with; the zero Date
	// compares them with nothing, and all of them count.
	Today Date
}

// past reports whether a last day has passed.
func (t Terms) past(until Date) bool {
	return !until.IsZero() && !t.Today.IsZero() && until.Before(t.Today)
}

// A Suppressed finding is one that somebody accepted.
type Suppressed struct {
	Finding finding.Finding
	// Reason is what was given as one, or "". It is text of the repository.
	Reason string
	// Until is the last day on which it counts, or the zero Date.
	Until Date
	// Inline is true for a comment, and false for a baseline.
	Inline bool
	// Place is the comment; the zero Span for a baseline.
	Place source.Span
}

// A Kind says what is wrong with a comment.
type Kind int

// The kinds of problems.
const (
	// Unfit: it cannot be understood, or lacks what it needs to count.
	Unfit Kind = iota
	// Unused: there is no such finding at its place.
	Unused
	// Expired: its last day has passed.
	Expired
)

// A Problem is what is wrong with a comment.
type Problem struct {
	Kind  Kind
	Place source.Span
	// Text is a sentence without a full stop.
	Text string
}

// Inline are the comments of some files.
type Inline struct {
	terms Terms
	files map[*source.File]*layout
	all   []*directive
}

// NewInline reads the comments of files.
func NewInline(files []*source.File, t Terms) *Inline {
	in := &Inline{terms: t, files: map[*source.File]*layout{}}
	for _, f := range files {
		if in.files[f] != nil || !mentioned(f) {
			continue
		}
		l := lex(f)
		in.files[f] = l
		in.all = append(in.all, l.directives...)
	}
	slices.SortFunc(in.all, func(a, b *directive) int { return a.place.Compare(b.place) })
	return in
}

// Suppress returns the finding as suppressed if a comment accepts it.
func (in *Inline) Suppress(f finding.Finding) (Suppressed, bool) {
	l := in.files[f.Place.File]
	if l == nil {
		return Suppressed{}, false
	}
	for _, d := range l.around(f.Place) {
		if !slices.Contains(d.rules, f.Rule.ID) {
			continue
		}
		d.met[f.Rule.ID] = true
		if in.counts(d) {
			return Suppressed{Finding: f, Reason: d.reason, Until: d.until, Inline: true, Place: d.place}, true
		}
	}
	return Suppressed{}, false
}

// Spare keeps a comment from being unused where a rule's question is open.
func (in *Inline) Spare(rule string, place source.Span) {
	if l := in.files[place.File]; l != nil {
		for _, d := range l.around(place) {
			d.met[rule] = true
		}
	}
}

// counts reports whether a comment suppresses anything.
func (in *Inline) counts(d *directive) bool {
	return !in.terms.None && in.unfit(d) == "" && !in.terms.past(d.until)
}

// unfit says what keeps a comment from counting, or "".
func (in *Inline) unfit(d *directive) string {
	switch {
	case d.problem != "":
		return d.problem
	case in.terms.Reason && d.reason == "":
		return "the suppression has no reason, so it suppresses nothing: say why after the bracket"
	case in.terms.Until && d.until.IsZero():
		return "the suppression has no last day, so it suppresses nothing: the policy asks for one, as in until=2027-01-31"
	}
	return ""
}

// Problems returns what is wrong with the comments, in the order of their
// places, once all findings have been seen. Known says of an id that is no
// rule's what may have been meant (or ""), and reports true for a rule's;
// asked reports whether a rule has been asked at all, so that a comment for it
// can be unused.
func (in *Inline) Problems(known func(id string) (hint string, ok bool), asked func(id string) bool) []Problem {
	if in.terms.None {
		return nil
	}
	var problems []Problem
	for _, d := range in.all {
		problems = append(problems, in.unknown(d, known)...)
		switch text := in.unfit(d); {
		case text != "":
			problems = append(problems, Problem{Unfit, d.place, text})
		case in.terms.past(d.until):
			problems = append(problems, Problem{Expired, d.place, fmt.Sprintf(
				"the suppression of %s counted until %s: it suppresses nothing any more", strings.Join(d.rules, " and "), d.until)})
		default:
			problems = append(problems, in.unused(d, known, asked)...)
		}
	}
	return problems
}

// likeRule is what ids of rules look like, those of other tools too.
var likeRule = lazyregexp.New(`^(?:DJS[A-Z0-9]{1,6}|[A-Z]{1,8}-?[0-9]{1,5})$`)

func (in *Inline) unknown(d *directive, known func(string) (string, bool)) []Problem {
	var problems []Problem
	for _, id := range d.rules {
		switch hint, ok := known(id); {
		case ok:
		case likeRule().MatchString(id):
			problems = append(problems, Problem{Unfit, d.place, "there is no rule " + id + hint})
		default:
			// It may be anything that somebody wrote there.
			problems = append(problems, Problem{Unfit, d.place, "the suppression names something that is no rule: write ignore[DJS101] and a reason"})
		}
	}
	return problems
}

func (in *Inline) unused(d *directive, known func(string) (string, bool), asked func(string) bool) []Problem {
	var idle []string
	for _, id := range d.rules {
		if _, ok := known(id); ok && asked(id) && !d.met[id] {
			idle = append(idle, id)
		}
	}
	if len(idle) == 0 {
		return nil
	}
	return []Problem{{Unused, d.place, "nothing to suppress: there is no finding of " + strings.Join(idle, " and ") + " here"}}
}

// Count returns the number of comments.
func (in *Inline) Count() int { return len(in.all) }
