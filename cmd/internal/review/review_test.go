package review_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/cmd/internal/review"
	"github.com/django-session-audit/django-session-audit/sarif/upload/github"
	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

const head = "fedcba9876543210fedcba9876543210fedcba98"

// file is a file of three changed lines and a fourth in another hunk.
var file = uploadtest.PullFile{Name: "shop/settings.py", Patch: `@@ -10,3 +10,4 @@ def x():
 A = 1
-SESSION_COOKIE_SECURE = True
+SESSION_COOKIE_SECURE = False
+DEBUG = True
 B = 2
@@ -40 +41 @@
-C = 3
+C = 4
\ No newline at end of file`}

// A try is a pull request on a test server, and a request for it.
type try struct {
	*uploadtest.Server
	request review.Request
	slept   []time.Duration
}

func newTry(t *testing.T, suggestions ...review.Suggestion) *try {
	y := &try{Server: uploadtest.NewServer(t)}
	y.OnPull(uploadtest.Pull{Number: 7, Head: head, Files: []uploadtest.PullFile{{Name: "logo.png"}, file}})
	y.request = review.Request{
		Access: github.Access{
			API: y.URL, Repository: "octo-org/shop", Token: uploadtest.Token,
			Sleep: func(ctx context.Context, d time.Duration) error { y.slept = append(y.slept, d); return ctx.Err() },
		},
		Number: "7", Commit: head, Suggestions: suggestions,
	}
	return y
}

func (y *try) run(t *testing.T) review.Result {
	t.Helper()
	got, err := review.Suggest(t.Context(), y.request)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(got.Reason+got.Advice, uploadtest.Token) {
		t.Errorf("the token is told: %+v", got)
	}
	if (got.Cause == "") != (got.Reason == "") || got.Cause != "" && got.Advice == "" {
		t.Errorf("the problem is not explained: %+v", got.Problem)
	}
	return got
}

func secure() review.Suggestion {
	return review.Suggestion{ID: id(1), Path: "shop/settings.py", Line: 11, Old: []string{"SESSION_COOKIE_SECURE = False"}, New: []string{"SESSION_COOKIE_SECURE = True"}, Text: "It is also sent over plain HTTP."}
}

func id(n int) string { return fmt.Sprintf("%032x", n) }

func TestSuggest(t *testing.T) {
	y := newTry(t, secure())
	if diff := cmp.Diff(review.Result{Made: 1}, y.run(t)); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
	reviews := y.Reviews()
	if len(reviews) != 1 || y.Faults() != nil {
		t.Fatalf("%d reviews, faults %q", len(reviews), y.Faults())
	}
	want := []uploadtest.ReviewComment{{Path: "shop/settings.py", Line: 11, Side: "RIGHT",
		Body: "It is also sent over plain HTTP.\n\n```suggestion\nSESSION_COOKIE_SECURE = True\n```\n<!-- django-session-audit suggestion " + id(1) + " -->\n"}}
	if diff := cmp.Diff(want, reviews[0].Comments); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
	if r := reviews[0]; r.Event != "COMMENT" || r.Commit != head || r.Body == "" {
		t.Errorf("reviewed %s as %s: %q", r.Commit, r.Event, r.Body)
	}
	requests := []string{
		"GET /repos/octo-org/shop/pulls/7/files?page=1&per_page=100",
		"GET /repos/octo-org/shop/pulls/7/comments?page=1&per_page=100",
		"POST /repos/octo-org/shop/pulls/7/reviews",
	}
	if diff := cmp.Diff(requests, y.Requests()); diff != "" {
		t.Error("requests (-want +got)\n" + diff)
	}

	// The second time it is there.
	if diff := cmp.Diff(review.Result{Known: 1}, y.run(t)); diff != "" {
		t.Error("the second time (-want +got)\n" + diff)
	}
	if len(y.Reviews()) != 1 {
		t.Error("it is made twice")
	}
}

func TestSeveralLines(t *testing.T) {
	s := secure()
	s.Old = []string{"SESSION_COOKIE_SECURE = False", "DEBUG = True"}
	y := newTry(t, s)
	if got := y.run(t); got.Made != 1 {
		t.Fatalf("result is %+v, faults %q", got, y.Faults())
	}
	if c := y.Reviews()[0].Comments[0]; c.StartLine != 11 || c.Line != 12 || c.StartSide != "RIGHT" {
		t.Errorf("comments on %+v", c)
	}
}

// A comment that is resolved or out of date is among those that the API lists,
// on whichever page.
func TestNeverTwice(t *testing.T) {
	y := newTry(t, secure())
	comments := slices.Repeat([]string{"Nice."}, 250)
	comments[220] = "```suggestion\nX\n```\n<!-- django-session-audit suggestion " + id(1) + " -->"
	y.OnPull(uploadtest.Pull{Number: 7, Head: head, Files: []uploadtest.PullFile{file}, Comments: comments})
	if diff := cmp.Diff(review.Result{Known: 1}, y.run(t)); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
	if len(y.Requests()) != 4 || len(y.Reviews()) != 0 {
		t.Errorf("%d reviews after %q", len(y.Reviews()), y.Requests())
	}

	// One finding is one suggestion, also within a run.
	y = newTry(t, secure(), secure())
	if got := y.run(t); got.Made != 1 || got.Known != 1 {
		t.Errorf("result is %+v", got)
	}

	// What cannot be known is not made.
	y = newTry(t, secure())
	y.OnPull(uploadtest.Pull{Number: 7, Head: head, Files: []uploadtest.PullFile{file}, Comments: slices.Repeat([]string{"x"}, 5000)})
	if got := y.run(t); got.Cause != review.Crowded || len(y.Reviews()) != 0 {
		t.Errorf("result is %+v", got)
	}
}

func TestOnlyWhatThePullRequestShows(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*review.Suggestion)
		shown  bool
	}{
		"a changed line":                {func(*review.Suggestion) {}, true},
		"a line beside":                 {func(s *review.Suggestion) { s.Line, s.Old = 13, []string{"B = 2"} }, true},
		"another hunk":                  {func(s *review.Suggestion) { s.Line, s.Old = 41, []string{"C = 4"} }, true},
		"a line between the hunks":      {func(s *review.Suggestion) { s.Line, s.Old = 20, []string{"D = 4"} }, false},
		"a line that is gone":           {func(s *review.Suggestion) { s.Old = []string{"SESSION_COOKIE_SECURE = True"} }, false},
		"a line that moved":             {func(s *review.Suggestion) { s.Line = 12 }, false},
		"lines of two hunks":            {func(s *review.Suggestion) { s.Line, s.Old = 13, []string{"B = 2", "X"} }, false},
		"another file":                  {func(s *review.Suggestion) { s.Path = "settings.py" }, false},
		"a file without a patch":        {func(s *review.Suggestion) { s.Path = "logo.png" }, false},
		"a line of Windows":             {func(s *review.Suggestion) { s.Old = []string{s.Old[0] + "\r"} }, false},
		"a line that reads otherwise":   {func(s *review.Suggestion) { s.New = []string{"X = 1 \u202e# 2"} }, false},
		"a line with a terminal's bell": {func(s *review.Suggestion) { s.New = []string{"X = '\a'"} }, false},
		"a long line":                   {func(s *review.Suggestion) { s.New = []string{strings.Repeat("x", 5000)} }, false},
		"an id that ends the marker":    {func(s *review.Suggestion) { s.ID = "x --> y" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := secure()
			c.change(&s)
			y := newTry(t, s)
			got := y.run(t)
			if (got.Made == 1) != c.shown || (got.Outside == 1) == c.shown || y.Faults() != nil {
				t.Errorf("result is %+v, faults %q", got, y.Faults())
			}
			if !c.shown && len(y.Requests()) != 1 {
				t.Errorf("asked %q", y.Requests())
			}
		})
	}
}

// Nothing that stands in a line ends the suggestion.
func TestFence(t *testing.T) {
	s := secure()
	s.New = []string{"X = 1  # ```", "````suggestion", "rm -rf"}
	y := newTry(t, s)
	if got := y.run(t); got.Made != 1 {
		t.Fatalf("result is %+v", got)
	}
	if body := y.Reviews()[0].Comments[0].Body; !strings.Contains(body, "\n`````suggestion\n"+strings.Join(s.New, "\n")+"\n`````\n<!--") {
		t.Errorf("the comment is\n%s", body)
	}
}

func TestLimit(t *testing.T) {
	var all []review.Suggestion
	var files []uploadtest.PullFile
	for i := range review.MaxComments + 3 {
		s := secure()
		s.ID, s.Path = id(i), fmt.Sprintf("site%d/settings.py", i)
		all = append(all, s)
		files = append(files, uploadtest.PullFile{Name: s.Path, Patch: file.Patch})
	}
	y := newTry(t, all...)
	y.OnPull(uploadtest.Pull{Number: 7, Head: head, Files: files})
	if diff := cmp.Diff(review.Result{Made: review.MaxComments, Left: 3}, y.run(t)); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
	if diff := cmp.Diff(review.Result{Made: 3, Known: review.MaxComments}, y.run(t)); diff != "" {
		t.Error("the next time (-want +got)\n" + diff)
	}
}

// Two suggestions on one line are made one after the other.
func TestOneLine(t *testing.T) {
	first, second, third := secure(), secure(), secure()
	first.Old, first.New = []string{"SESSION_COOKIE_SECURE = False", "DEBUG = True"}, []string{"DEBUG = True"}
	second.ID, second.Line, second.Old, second.New = id(2), 12, []string{"DEBUG = True"}, []string{"DEBUG = False"}
	third.ID, third.Line, third.Old = id(3), 13, []string{"B = 2"}
	y := newTry(t, first, second, third)
	if diff := cmp.Diff(review.Result{Made: 2, Left: 1}, y.run(t)); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
	if diff := cmp.Diff(review.Result{Made: 1, Known: 2}, y.run(t)); diff != "" {
		t.Error("the next time (-want +got)\n" + diff)
	}
}

func TestRefusals(t *testing.T) {
	for name, c := range map[string]struct {
		answer uploadtest.Answer
		cause  github.Cause
		advice string // is in it
	}{
		"a read-only token":    {uploadtest.ReadOnlyToken, review.ReadOnly, "pull-requests: write"},
		"not shown":            {uploadtest.NotFound, review.ReadOnly, "pull-requests: write"},
		"a bad token":          {uploadtest.BadCredentials, review.ReadOnly, "renew"},
		"a line that is gone":  {uploadtest.Unprocessable, review.Unfit, "the next run tries again"},
		"a limit":              {uploadtest.SecondaryLimit.With("Retry-After", "3600"), github.RateLimited, "in 1h0m0s"},
		"not available":        {uploadtest.Unavailable, review.Unavailable, "githubstatus"},
		"no answer":            {uploadtest.Dropped, github.Unreachable, "network"},
		"something of another": {uploadtest.Redirect(307, "https://elsewhere.example.com/x"), github.Redirected, "GITHUB_API_URL"},
	} {
		t.Run(name, func(t *testing.T) {
			y := newTry(t, secure())
			y.OnReview(c.answer)
			got := y.run(t)
			if got.Cause != c.cause || !strings.Contains(got.Advice, c.advice) || got.Made != 0 || y.Faults() != nil {
				t.Errorf("result is %+v, want %s and %q", got, c.cause, c.advice)
			}
			posts := 0
			for _, request := range y.Requests() {
				if strings.HasPrefix(request, "POST") {
					posts++
				}
			}
			if posts != 1 {
				t.Errorf("the review is sent %d times", posts)
			}

			y = newTry(t, secure())
			y.OnList(slices.Repeat([]uploadtest.Answer{c.answer}, 6)...)
			if got := y.run(t); got.Cause != c.cause || len(y.Reviews()) != 0 {
				t.Errorf("in a list: result is %+v", got)
			}
		})
	}
	for _, body := range []string{"<html>", `{"message": "x"}`, `[{"filename": 5}]`} {
		y := newTry(t, secure())
		y.OnList(uploadtest.Answer{Code: 200, Body: body})
		if got := y.run(t); got.Cause != review.Unavailable || len(y.Reviews()) != 0 {
			t.Errorf("%s: result is %+v", body, got)
		}
	}
}

func TestWhatNoServerShouldSee(t *testing.T) {
	for name, change := range map[string]func(*review.Request){
		"no number":     func(r *review.Request) { r.Number = "" },
		"a path":        func(r *review.Request) { r.Number = "7/../8" },
		"no repository": func(r *review.Request) { r.Repository = "shop" },
		"plain HTTP":    func(r *review.Request) { r.API = "http://github.example.com" },
	} {
		y := newTry(t, secure())
		change(&y.request)
		if _, err := review.Suggest(t.Context(), y.request); err == nil || len(y.Requests()) > 0 {
			t.Errorf("%s: %v, asked %q", name, err, y.Requests())
		}
	}
	y := newTry(t, secure())
	y.request.Token = ""
	if got := y.run(t); got.Cause != review.ReadOnly || len(y.Requests()) > 0 {
		t.Errorf("without a token: %+v", got)
	}
}

func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	y := newTry(t, secure())
	if _, err := review.Suggest(ctx, y.request); !errors.Is(err, context.Canceled) || len(y.Reviews()) != 0 {
		t.Errorf("error is %v", err)
	}
}
