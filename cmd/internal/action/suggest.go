package action

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/repair"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/analyzer/suppress"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
	"github.com/django-session-audit/django-session-audit/cmd/internal/review"
)

// unsuggested says why nothing can be suggested in this run, or "".
func (s *step) unsuggested() string {
	switch pull, isPull := s.pullRequest(); {
	case !isPull:
		return "this run is not for a pull request"
	case pull.fork:
		return "a pull request from a fork has a read-only token; the job summary has what to write"
	}
	return ""
}

// repairs works out the safe repairs, worst findings first.
func (s *step) repairs() ([]repair.Repair, error) {
	plan, err := repair.Find(s.ctx, s.repo, s.scan.Report, s.options, repair.Options{})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(plan.Repairs, func(a, b repair.Repair) int { return finding.WorstFirst(a.Finding, b.Finding) })
	return plan.Repairs, nil
}

// suggest proposes the repairs in the pull request, if that is asked for, and
// returns how many it has proposed. Nothing that happens here fails the step:
// alerts, annotations and summary have the findings.
func (s *step) suggest() int {
	if !s.in.suggest {
		return 0
	}
	result, err := s.propose()
	if err != nil {
		s.log.linef("Nothing is suggested: %s.", err)
		return 0
	}
	s.tellSuggestions(result)
	return result.Made
}

// propose makes the review, or says why there is none.
func (s *step) propose() (review.Result, error) {
	if why := s.unsuggested(); why != "" {
		return review.Result{}, errors.New(why)
	}
	repairs, err := s.repairs()
	if err != nil {
		return review.Result{}, err
	}
	all := s.suggestions(repairs)
	if len(all) == 0 {
		return review.Result{}, errors.New("there is no finding with a repair of some lines that changes nothing else")
	}
	pull, _ := s.pullRequest()
	return review.Suggest(s.ctx, review.Request{
		Access: s.access(), Number: pull.number, Commit: pull.head, Suggestions: all,
	})
}

// tellSuggestions tells what became of the suggestions.
func (s *step) tellSuggestions(r review.Result) {
	if r.Cause != "" {
		s.gha.WithFieldsMap(map[string]string{"title": "Nothing is suggested"}).Noticef("%s", sanitize(r.Reason+"; "+r.Advice))
		return
	}
	var parts []string
	for _, part := range []struct {
		n    int
		text string
	}{
		{r.Made, "made now"},
		{r.Known, "made before, and not again"},
		{r.Outside, "on lines that the pull request does not show"},
		{r.Left, "left for the next run"},
	} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.text))
		}
	}
	s.log.linef("Suggestions in the pull request: %s.", strings.Join(parts, ", "))
}

// suggestions returns the repairs as changes of neighbouring lines, where they
// are that. A line with a text that nobody may be shown is not repeated, though
// the pull request has it.
func (s *step) suggestions(repairs []repair.Repair) []review.Suggestion {
	var all []review.Suggestion
	for _, r := range repairs {
		files, ok := repair.Apply(r.Finding.Edits)
		copied := func(e finding.Edit) bool { return e.Copied }
		if !ok || len(files) != 1 || slices.ContainsFunc(r.Finding.Edits, copied) {
			continue
		}
		before, f := r.Finding.Edits[0].At.File, r.Finding
		lines := replacementOf(linesOf(before), linesOf(files[0]))
		if len(lines.old) > maxSuggested || !s.showable(before, lines, f.Setting) {
			continue
		}
		all = append(all, review.Suggestion{
			ID:   s.identity(f),
			Path: s.scan.Path(before.Path),
			Line: lines.first + 1,
			Old:  lines.old,
			New:  lines.new,
			Text: fmt.Sprintf("[%s](%s) %s (%s): %s.", f.Rule.ID, report.RulePage(f.Rule.ID), f.Rule.Name, f.Severity(), report.MarkdownText(f.Message)),
		})
	}
	return all
}

// maxSuggested is how many lines a suggestion replaces.
const maxSuggested = 10

func (s *step) showable(f *source.File, c replacement, setting string) bool {
	for i := range c.old {
		if !s.scan.Showable(f, c.first+i+1, setting) {
			return false
		}
	}
	return true
}

// A replacement replaces lines of a file by others; first counts from 0.
type replacement struct {
	first    int
	old, new []string
}

// replacementOf returns what is between the lines that two texts begin and end with.
// What only inserts replaces the line before it as well: a comment has to be on
// some line.
func replacementOf(before, after []string) replacement {
	first := 0
	for first < min(len(before), len(after)) && before[first] == after[first] {
		first++
	}
	last, end := len(before), len(after)
	for last > first && end > first && before[last-1] == after[end-1] {
		last, end = last-1, end-1
	}
	if first == last && first > 0 {
		first--
	}
	return replacement{first, before[first:last], after[first:end]}
}

// linesOf returns a file's lines without their newlines; a carriage return
// stays, so that lines of Windows are not taken for others.
func linesOf(f *source.File) []string {
	return strings.Split(string(bytes.TrimSuffix(f.Bytes, []byte("\n"))), "\n")
}

// identity returns what tells a finding from all others, however lines move:
// what the baseline knows it by.
func (s *step) identity(f finding.Finding) string {
	e := suppress.EntryOf(f, report.Secret)
	sum := sha256.Sum256([]byte(strings.Join([]string{e.Rule, s.scan.Path(e.File), e.Setting, e.Place}, "\x00")))
	return hex.EncodeToString(sum[:16])
}
