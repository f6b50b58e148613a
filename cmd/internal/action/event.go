package action

import (
	"encoding/json"
	"io"
	"os"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/sarif/upload"
	"github.com/django-session-audit/django-session-audit/sarif/upload/github"
)

// maxEvent is how much is read of the event; GitHub sends 25 MB at most
// (https://docs.github.com/en/webhooks/webhook-events-and-payloads).
const maxEvent = 26 << 20

// A pullRequest is what the event says of a pull request.
type pullRequest struct {
	number string // digits
	head   string // the commit that its comments are for, or ""
	fork   bool
}

var pullRef = lazyregexp.New(`^refs/pull/([0-9]+)/(merge|head)$`)

// pullRequest returns the pull request that the run is for.
func (s *step) pullRequest() (pullRequest, bool) {
	number := pullRef().FindStringSubmatch(s.getenv("GITHUB_REF"))
	if s.getenv("GITHUB_EVENT_NAME") != "pull_request" || number == nil {
		return pullRequest{}, false
	}
	p := pullRequest{number: number[1]}
	var event struct {
		PullRequest struct {
			Head struct {
				SHA  string `json:"sha"`
				Repo *struct {
					FullName string `json:"full_name"`
				} `json:"repo"`
			} `json:"head"`
		} `json:"pull_request"`
	}
	if !s.readEvent(&event) {
		return p, true
	}
	head := event.PullRequest.Head
	if commitForm().MatchString(head.SHA) {
		p.head = head.SHA
	}
	// The repository is null when the fork was deleted.
	p.fork = head.SHA != "" && (head.Repo == nil || head.Repo.FullName != s.getenv("GITHUB_REPOSITORY"))
	return p, true
}

// readEvent reads what the runner says of the event.
func (s *step) readEvent(event any) bool {
	f, err := os.Open(s.getenv("GITHUB_EVENT_PATH"))
	if err != nil {
		return false
	}
	defer f.Close()
	return json.NewDecoder(io.LimitReader(f, maxEvent)).Decode(event) == nil
}

// advise puts the advice of a refusal into the words of the run it is about,
// where the token could not have more rights.
func (s *step) advise(r upload.Result) upload.Result {
	causes := map[github.Cause]bool{upload.ReadOnlyToken: true, upload.Forbidden: true, upload.NotFound: true}
	if !causes[r.Cause] {
		return r
	}
	pull, isPull := s.pullRequest()
	switch {
	case isPull && pull.fork:
		r.Advice = "nothing is to be done: a pull request from a fork has a read-only token; its findings are annotations and in the job summary, and code scanning has them once it is merged"
	case !isPull && s.getenv("GITHUB_ACTOR") == "dependabot[bot]":
		r.Advice = "a push by Dependabot has a read-only token: let on: push run for your own branches only (branches: [main]); Dependabot's pull requests upload"
	}
	return r
}
