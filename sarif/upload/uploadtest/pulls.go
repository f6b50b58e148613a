package uploadtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A Pull is a pull request that the server has.
type Pull struct {
	Number int
	// Head is the newest commit of it.
	Head string
	// Files are what it changes.
	Files []PullFile
	// Comments are the bodies of its review comments, those that are resolved
	// or out of date among them.
	Comments []string
}

// A PullFile is one file of a pull request.
type PullFile struct {
	Name string `json:"filename"`
	// Patch are the hunks without a header; GitHub leaves it out for binary
	// and for large files.
	Patch string `json:"patch,omitempty"`
}

// A Review is one that the server accepted.
type Review struct {
	Commit   string          `json:"commit_id"`
	Event    string          `json:"event"`
	Body     string          `json:"body"`
	Comments []ReviewComment `json:"comments"`
	// Raw is the body as it was sent.
	Raw []byte `json:"-"`
}

// A ReviewComment is one comment of a review.
type ReviewComment struct {
	Path      string `json:"path"`
	Body      string `json:"body"`
	Line      int    `json:"line"`
	Side      string `json:"side"`
	StartLine int    `json:"start_line"`
	StartSide string `json:"start_side"`
}

// OnPull gives the server a pull request.
func (s *Server) OnPull(p Pull) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pull = p
}

// AddComment adds a review comment to the pull request.
func (s *Server) AddComment(body string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.pull.Comments = append(s.pull.Comments, body)
}

// OnReview sets the answers to the next attempts to make a review, in order.
func (s *Server) OnReview(answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.reviewAnswers = append(s.reviewAnswers, answers...)
}

// OnList sets the answers to the next questions for files or comments of a pull
// request, in order.
func (s *Server) OnList(answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listAnswers = append(s.listAnswers, answers...)
}

// Reviews returns what was accepted.
func (s *Server) Reviews() []Review {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Review(nil), s.reviews...)
}

// The server's part for pull requests.
type pulls struct {
	pull          Pull
	reviews       []Review
	reviewAnswers []Answer
	listAnswers   []Answer
}

func (s *Server) handlePulls(mux *http.ServeMux, base string) {
	mux.HandleFunc("GET "+base+"/repos/{owner}/{repo}/pulls/{number}/files", func(w http.ResponseWriter, r *http.Request) {
		s.list(w, r, func() []any { return anys(s.pull.Files) })
	})
	mux.HandleFunc("GET "+base+"/repos/{owner}/{repo}/pulls/{number}/comments", func(w http.ResponseWriter, r *http.Request) {
		s.list(w, r, func() []any {
			var all []any
			for i, body := range s.pull.Comments {
				all = append(all, map[string]any{"id": i + 1, "body": body})
			}
			return all
		})
	})
	mux.HandleFunc("POST "+base+"/repos/{owner}/{repo}/pulls/{number}/reviews", s.review)
}

func anys[T any](list []T) []any {
	var all []any
	for _, one := range list {
		all = append(all, one)
	}
	return all
}

// take takes the first of the planned answers.
func take(planned *[]Answer) *Answer {
	if len(*planned) == 0 {
		return nil
	}
	first := (*planned)[0]
	*planned = (*planned)[1:]
	return &first
}

// list answers with one page of a list
// (https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api).
func (s *Server) list(w http.ResponseWriter, r *http.Request, all func() []any) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch planned := take(&s.listAnswers); {
	case planned != nil:
		write(w, *planned)
		return
	case !authorized(r):
		write(w, BadCredentials)
		return
	case r.PathValue("number") != strconv.Itoa(s.pull.Number):
		write(w, NotFound)
		return
	}
	perPage, page := 30, 1
	for name, n := range map[string]*int{"per_page": &perPage, "page": &page} {
		if text := r.URL.Query().Get(name); text != "" {
			if given, err := strconv.Atoi(text); err == nil && given > 0 {
				*n = given
			}
		}
	}
	perPage = min(perPage, 100)
	items := all()
	from := min((page-1)*perPage, len(items))
	to := min(from+perPage, len(items))
	body, err := json.Marshal(append([]any{}, items[from:to]...))
	if err != nil {
		s.t.Error(err)
	}
	write(w, Answer{Code: http.StatusOK, Body: string(body)})
}

// review makes a review as GitHub does
// (https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request).
func (s *Server) review(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, 8<<20))
	s.mu.Lock()
	planned := take(&s.reviewAnswers)
	s.mu.Unlock()
	if err != nil {
		s.fault(err.Error())
		return
	}
	review, wrong := s.decodeReview(r, raw)
	if wrong != nil {
		s.fault(wrong.Body)
	} else {
		s.record(raw, "reviews")
	}
	switch {
	case planned != nil:
		write(w, *planned)
		return
	case wrong != nil:
		write(w, *wrong)
		return
	}
	s.mu.Lock()
	s.reviews = append(s.reviews, *review)
	for _, c := range review.Comments {
		s.pull.Comments = append(s.pull.Comments, c.Body)
	}
	id := len(s.reviews)
	s.mu.Unlock()
	write(w, Answer{Code: http.StatusOK, Body: fmt.Sprintf(`{"id":%d,"state":"COMMENTED"}`, id)})
}

func (s *Server) decodeReview(r *http.Request, raw []byte) (*Review, *Answer) {
	refuse := func(code int, text string) (*Review, *Answer) {
		a := failure(code, text)
		return nil, &a
	}
	s.mu.Lock()
	pull := s.pull
	s.mu.Unlock()
	switch {
	case !authorized(r):
		return nil, &BadCredentials
	case r.PathValue("number") != strconv.Itoa(pull.Number):
		return nil, &NotFound
	case !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json"):
		return refuse(415, "The body is not JSON")
	}
	review := &Review{Raw: raw}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(review); err != nil {
		return refuse(400, "Problems parsing JSON: "+err.Error())
	}
	switch {
	case !slices.Contains([]string{"APPROVE", "REQUEST_CHANGES", "COMMENT"}, review.Event):
		return refuse(422, "Variable $event of type PullRequestReviewEvent was provided invalid value")
	case review.Body == "":
		return refuse(422, "Unprocessable Entity: Body can't be blank")
	case review.Commit != "" && review.Commit != pull.Head:
		return refuse(422, "Unprocessable Entity: commit_id is not part of the pull request")
	}
	for _, c := range review.Comments {
		shown := c.Side == "RIGHT" && pull.shows(c.Path, c.Line)
		if c.StartLine > 0 {
			shown = shown && c.StartSide == "RIGHT" && c.StartLine < c.Line && pull.shows(c.Path, c.StartLine)
		}
		switch {
		case c.Body == "":
			return refuse(422, "Unprocessable Entity: Body can't be blank")
		case !shown:
			return refuse(422, "Unprocessable Entity: Pull request review thread line must be part of the diff")
		}
	}
	return review, nil
}

var hunkForm = regexp.MustCompile(`^@@ -\d+(?:,\d+)? \+(\d+)(?:,(\d+))? @@`)

// shows tells whether a line of the head is within a hunk.
func (p Pull) shows(path string, line int) bool {
	for _, f := range p.Files {
		for text := range strings.Lines(f.Patch) {
			m := hunkForm.FindStringSubmatch(text)
			if f.Name != path || m == nil {
				continue
			}
			first, _ := strconv.Atoi(m[1]) // the form has digits
			count := 1
			if m[2] != "" {
				count, _ = strconv.Atoi(m[2])
			}
			if first <= line && line < first+count {
				return true
			}
		}
	}
	return false
}
