// Package review proposes changes in a pull request, each once, as one review
// with comments that its readers can apply. It does not know findings.
//
// What GitHub answers is a [Result], never an error: that a token may not
// comment is a fact about the workflow. Errors are for requests that no server
// should see, and for a run that is stopped.
package review

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/sarif/upload/github"
)

// MaxComments is how many suggestions a review makes: more are not read, and
// GitHub takes many comments at once for spam.
const MaxComments = 20

// Bounds of what is read; a page holds 100.
const (
	perPage         = 100
	maxFilePages    = 30 // GitHub lists 3000 files at most
	maxCommentPages = 50
)

// The causes of a Result, beside those that any request to GitHub may meet.
const (
	// ReadOnly: the token may not comment.
	ReadOnly github.Cause = "read-only-token"
	// Unfit: GitHub finds fault with the review.
	Unfit github.Cause = "invalid"
	// Crowded: there are more comments than are read.
	Crowded github.Cause = "too-many-comments"
	// Unavailable: GitHub cannot answer at the moment.
	Unavailable github.Cause = "unavailable"
)

// A Request is for the suggestions of one run.
type Request struct {
	github.Access

	// Number is the pull request's.
	Number string
	// Commit is the pull request's head, which the lines are those of, or ""
	// for the newest.
	Commit string
	// Suggestions are what is to be proposed, the most important first.
	Suggestions []Suggestion
}

// A Result says what became of the suggestions. With a Problem, none was made.
type Result struct {
	github.Problem
	// Made are those that were made now.
	Made int
	// Known are those that somebody has had before: applied, resolved, out of
	// date, or still to be read.
	Known int
	// Outside are those whose lines the pull request does not show.
	Outside int
	// Left are those for a later run: beyond the limit, or on a line for which
	// another one is made now.
	Left int
}

var numberForm = lazyregexp.New(`^[1-9][0-9]{0,17}$`)

// Suggest makes the suggestions that the pull request has not had yet.
func Suggest(ctx context.Context, r Request) (Result, error) {
	c, err := r.Open()
	switch {
	case err != nil:
		return Result{}, err
	case !numberForm().MatchString(r.Number):
		return Result{}, errors.New("the pull request has no number")
	case r.Token == "":
		return Result{Problem: noToken}, nil
	}
	c.Final = final
	p := &pull{client: c, number: r.Number, commit: r.Commit}
	result, err := p.suggest(ctx, r.Suggestions)
	if ctx.Err() != nil {
		return Result{}, fmt.Errorf("making suggestions was stopped: %w", ctx.Err())
	}
	var refused *refusedError
	switch {
	case errors.As(err, &refused):
		return Result{Problem: refused.problem}, nil
	case err != nil:
		return Result{Problem: c.Problem(err)}, nil
	}
	return result, nil
}

// A pull is a pull request that suggestions are made in.
type pull struct {
	client         *github.Client
	number, commit string
}

func (p *pull) suggest(ctx context.Context, all []Suggestion) (Result, error) {
	var result Result
	shown, err := p.shown(ctx, all)
	if err != nil || len(shown) == 0 {
		return Result{Outside: len(all)}, err
	}
	result.Outside = len(all) - len(shown)
	known, err := p.known(ctx)
	if err != nil {
		return result, err
	}
	var comments []comment
	var taken []Suggestion
	for _, s := range shown {
		switch {
		case known[s.ID]:
			result.Known++
		case len(comments) == MaxComments, slices.ContainsFunc(taken, s.overlaps):
			result.Left++
		default:
			known[s.ID] = true
			taken = append(taken, s)
			comments = append(comments, s.comment())
		}
	}
	if len(comments) == 0 {
		return result, nil
	}
	result.Made = len(comments)
	return result, p.post(ctx, comments)
}

// shown returns the suggestions whose lines the pull request shows.
func (p *pull) shown(ctx context.Context, all []Suggestion) ([]Suggestion, error) {
	patches := map[string]patch{}
	for _, s := range all {
		patches[s.Path] = nil
	}
	err := p.pages(ctx, "files", maxFilePages, func(page []byte) (int, error) {
		var files []struct {
			Name  string `json:"filename"`
			Patch string `json:"patch"`
		}
		err := json.Unmarshal(page, &files)
		for _, f := range files {
			if _, wanted := patches[f.Name]; wanted {
				patches[f.Name] = parsePatch(f.Patch)
			}
		}
		return len(files), err
	})
	var shown []Suggestion
	for _, s := range all {
		if s.fit() && patches[s.Path].shows(s) {
			shown = append(shown, s)
		}
	}
	return shown, err
}

// known returns the suggestions that the pull request has had: the API lists
// comments that are resolved or out of date as well.
func (p *pull) known(ctx context.Context) (map[string]bool, error) {
	known, full := map[string]bool{}, false
	read := 0
	err := p.pages(ctx, "comments", maxCommentPages, func(page []byte) (int, error) {
		var comments []struct {
			Body string `json:"body"`
		}
		err := json.Unmarshal(page, &comments)
		for _, c := range comments {
			for _, m := range markerForm().FindAllStringSubmatch(c.Body, -1) {
				known[m[1]] = true
			}
		}
		read += len(comments)
		full = read == maxCommentPages*perPage
		return len(comments), err
	})
	if err == nil && full {
		err = &refusedError{crowded}
	}
	return known, err
}

// pages reads a list page by page, until one is not full.
func (p *pull) pages(ctx context.Context, list string, limit int, read func(page []byte) (int, error)) error {
	for page := 1; page <= limit; page++ {
		to := p.url(list)
		to.RawQuery = url.Values{"per_page": {strconv.Itoa(perPage)}, "page": {strconv.Itoa(page)}}.Encode()
		answer, err := p.client.Send(ctx, http.MethodGet, to, nil)
		if err != nil {
			return err
		}
		if answer.Code != http.StatusOK {
			return p.refused(answer)
		}
		n, err := read(answer.Body)
		if err != nil {
			return &refusedError{unreadable}
		}
		if n < perPage {
			return nil
		}
	}
	return nil
}

// post makes the review. It is sent once: a request whose answer got lost may
// have made it.
func (p *pull) post(ctx context.Context, comments []comment) error {
	payload, err := json.Marshal(struct {
		Commit   string    `json:"commit_id,omitempty"`
		Event    string    `json:"event"`
		Body     string    `json:"body"`
		Comments []comment `json:"comments"`
	}{p.commit, "COMMENT", "Changes that would mend findings of django-session-audit, each to be read and applied by itself.", comments})
	if err != nil {
		return fmt.Errorf("cannot encode the review: %w", err)
	}
	answer, err := p.client.Once(ctx, http.MethodPost, p.url("reviews"), payload)
	if err != nil {
		return err
	}
	if answer.Code != http.StatusOK {
		return p.refused(answer)
	}
	return nil
}

func (p *pull) url(list string) *url.URL { return p.client.URL("pulls", p.number, list) }
