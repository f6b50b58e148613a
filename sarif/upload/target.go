package upload

import (
	"fmt"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/sarif/upload/github"
)

// An Event is what the runner says of the run it is in.
type Event struct {
	// Name is GITHUB_EVENT_NAME.
	Name string
	// Commit is GITHUB_SHA. For pull_request it is a merge made for testing.
	Commit string
	// Ref is GITHUB_REF.
	Ref string
}

// EventFrom reads an Event from the runner's variables
// (https://docs.github.com/en/actions/reference/workflows-and-actions/variables).
func EventFrom(getenv func(string) string) Event {
	return Event{
		Name:   getenv("GITHUB_EVENT_NAME"),
		Commit: getenv("GITHUB_SHA"),
		Ref:    getenv("GITHUB_REF"),
	}
}

// A Target is the commit and the ref that results are uploaded for.
type Target struct {
	Commit, Ref string
}

var (
	commitForm = lazyregexp.New(`^([0-9a-fA-F]{40}|[0-9a-fA-F]{64})$`)
	refForm    = lazyregexp.New(`^refs/(heads|tags|pull)/[^\x00-\x20\x7f]+$`)
	mergeRef   = lazyregexp.New(`^refs/pull/(\d+)/merge$`)
)

const queuePrefix = "refs/heads/gh-readonly-queue/"

// Events that run beside the default branch although they may be about
// anybody's code.
// (https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/)
var refusedEvents = map[string]string{
	"pull_request_target": "pull_request",
	"workflow_run":        "pull_request or push",
}

// Events whose ref is the one whose code is checked out, unless a workflow
// says otherwise on purpose.
var ownEvents = map[string]bool{
	"": true, "push": true, "schedule": true, "workflow_dispatch": true, "release": true,
	"create": true, "dynamic": true, "pull_request": true, "pull_request_review": true,
	"pull_request_review_comment": true,
}

// Select returns what to upload results for, or a Result that says why nothing
// is to be uploaded. It follows github/codeql-action where that is right: the
// commit is the one that is checked out, and a pull request whose head, not
// its merge, is checked out is reported for the head.
func Select(e Event, c Checkout) (Target, *Result) {
	switch instead, refused := refusedEvents[e.Name]; {
	case strings.HasPrefix(e.Ref, queuePrefix), e.Name == "merge_group":
		return Target{}, &Result{
			Status: Skipped,
			Cause:  MergeQueue,
			Reason: "this run is about a merge queue's temporary branch, for which code scanning keeps no results",
			Advice: "nothing is to be done: the step's exit code is the gate of a merge queue",
		}
	case refused:
		return Target{}, &Result{
			Status: Refused,
			Cause:  OtherEvent,
			Reason: fmt.Sprintf("the event %s runs for the default branch, so results of a pull request's code would be taken for that branch's", e.Name),
			Advice: "run the workflow on " + instead + ", which may upload without further permission, also for forks",
		}
	}
	t := Target{Commit: e.Commit, Ref: e.Ref}
	if c.Commit != "" && !strings.EqualFold(c.Commit, e.Commit) {
		t.Commit = c.Commit
		number := mergeRef().FindStringSubmatch(e.Ref)
		switch {
		case number != nil && !strings.EqualFold(c.Commit, c.Merge):
			t.Ref = "refs/pull/" + number[1] + "/head"
		case number != nil:
			// A merge of the same pull request, made later.
		case !ownEvents[e.Name]:
			return Target{}, &Result{
				Status: Refused,
				Cause:  OtherCommit,
				Reason: fmt.Sprintf("the event %s is about %s, but another commit is checked out, and its results would be taken for that branch's", e.Name, github.Short(e.Ref)),
				Advice: "check out the commit of the event, or run the workflow on pull_request",
			}
		case c.Branch != "":
			t.Ref = c.Branch
		}
	}
	if problem := t.problem(); problem != nil {
		return Target{}, problem
	}
	return t, nil
}

// problem says what keeps the target from being one.
func (t Target) problem() *Result {
	switch {
	case t.Commit == "" || t.Ref == "":
		return &Result{
			Status: Refused,
			Cause:  NoTarget,
			Reason: "it is not known which commit and which ref the results are for",
			Advice: "run it in a workflow, or name a commit and a ref",
		}
	case !commitForm().MatchString(t.Commit):
		return &Result{
			Status: Refused,
			Cause:  NoTarget,
			Reason: fmt.Sprintf("%q is not the full name of a commit", github.Short(t.Commit)),
			Advice: "name the commit by its 40 hexadecimal digits",
		}
	case !refForm().MatchString(t.Ref):
		return &Result{
			Status: Refused,
			Cause:  NoTarget,
			Reason: fmt.Sprintf("code scanning keeps results for branches, tags and pull requests, and %q is none", github.Short(t.Ref)),
			Advice: "name a ref that starts with refs/heads/, refs/tags/ or refs/pull/",
		}
	}
	return nil
}
