package review

import (
	"fmt"
	"net/http"

	"github.com/django-session-audit/django-session-audit/sarif/upload/github"
)

const permissionAdvice = "give the job the permission pull-requests: write"

var (
	noToken    = github.Problem{Cause: ReadOnly, Reason: "there is no token", Advice: "leave the input token at its default"}
	crowded    = github.Problem{Cause: Crowded, Reason: fmt.Sprintf("the pull request has %d comments, and it is not known whether one of them is the same", maxCommentPages*perPage), Advice: "the job summary has what would be suggested"}
	unreadable = github.Problem{Cause: Unavailable, Reason: "GitHub's answer cannot be read", Advice: "run it again later"}
)

// A refusedError is an answer that is not the wished one.
type refusedError struct{ problem github.Problem }

func (e *refusedError) Error() string { return e.problem.Reason }

// problems are the documented answers
// (https://docs.github.com/en/rest/pulls/reviews#create-a-review-for-a-pull-request).
var problems = map[int]github.Problem{
	http.StatusUnauthorized:        {Cause: ReadOnly, Reason: "the token is not valid", Advice: "leave the input token at its default, or renew the one that is given"},
	http.StatusForbidden:           {Cause: ReadOnly, Reason: "the token may not comment on pull requests", Advice: permissionAdvice},
	http.StatusNotFound:            {Cause: ReadOnly, Reason: "GitHub does not show the pull request to the token", Advice: permissionAdvice},
	http.StatusUnprocessableEntity: {Cause: Unfit, Reason: "GitHub does not take the suggestions for this pull request", Advice: "nothing is to be done if it was changed meanwhile: the next run tries again"},
}

// final tells of answers that time does not mend.
func final(a *github.Answer) bool { return a.Code == http.StatusForbidden && a.Message() != "" }

func (p *pull) refused(a *github.Answer) error {
	if limit, ok := p.client.Limit(a); ok {
		return &refusedError{limit}
	}
	problem, ok := problems[a.Code]
	if !ok {
		problem = github.Problem{Cause: Unavailable, Reason: fmt.Sprintf("GitHub answered with status %d", a.Code), Advice: "run it again later; https://www.githubstatus.com tells of outages"}
	}
	problem.Reason += p.client.Told(a)
	return &refusedError{problem}
}
