package interp

import (
	"maps"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// A while loop that reads a file, say, goes on until there is no more: which
// nobody knows. Its questions are new ones in every round, and answered alike
// each time they would never end it.
type while struct {
	// answers are those that were taken in the rounds before, by place, and
	// recent those of the round that runs.
	answers, recent map[source.Span]bool
}

// next begins a round.
func (w *while) next() {
	if w.answers == nil {
		w.answers = map[source.Span]bool{}
	}
	maps.Copy(w.answers, w.recent)
	w.recent = map[source.Span]bool{}
}

// byDefault returns the likeliest answer to a new question that is asked at a
// place: yes, and in a loop another one than in the round before.
func (w *while) byDefault(at source.Span) bool {
	if w == nil {
		return true
	}
	before, asked := w.answers[at]
	return !asked || !before
}

// note notes the answer to a question.
func (w *while) note(at source.Span, answer bool) bool {
	if w != nil {
		w.recent[at] = answer
	}
	return answer
}
