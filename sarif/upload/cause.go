package upload

import "github.com/django-session-audit/django-session-audit/sarif/upload/github"

// The causes of a Result, beside those that any request to GitHub may meet.
const (
	// NotWanted: somebody said not to upload.
	NotWanted github.Cause = "not-wanted"
	// NoWorkflow: there is no workflow, and nothing says what to upload for.
	NoWorkflow github.Cause = "no-workflow"
	// MergeQueue: code scanning keeps no results for a merge queue.
	MergeQueue github.Cause = "merge-queue"

	// NoToken: there is no token.
	NoToken github.Cause = "no-token"
	// OtherEvent: the event is not one whose results are the ref's.
	OtherEvent github.Cause = "event"
	// OtherCommit: a commit is checked out that the event is not about.
	OtherCommit github.Cause = "other-commit"
	// NoTarget: it is not known which commit and ref the results are for.
	NoTarget github.Cause = "no-target"
	// CodeScanningOff: code scanning is not enabled for the repository.
	CodeScanningOff github.Cause = "code-scanning-off"
	// Archived: the repository is archived.
	Archived github.Cause = "archived"
	// ReadOnlyToken: the token may not write code scanning results.
	ReadOnlyToken github.Cause = "read-only-token"
	// SingleSignOn: the token is not authorised for the organisation.
	SingleSignOn github.Cause = "single-sign-on"
	// Address: the organisation does not let the runner's address in.
	Address github.Cause = "address"
	// UnknownCommit: GitHub does not know the commit.
	UnknownCommit github.Cause = "unknown-commit"
	// UnknownRef: GitHub does not know the ref.
	UnknownRef github.Cause = "unknown-ref"
	// InvalidToken: the token is wrong or has expired.
	InvalidToken github.Cause = "invalid-token"
	// Forbidden: GitHub does not allow it and does not say why.
	Forbidden github.Cause = "forbidden"
	// NotFound: the token does not see the repository.
	NotFound github.Cause = "not-found"

	// NotWaited: nobody waited for the processing.
	NotWaited github.Cause = "not-waited"
	// Pending: GitHub did not say in time that the file is processed.
	Pending github.Cause = "pending"
	// NoReceipt: GitHub gave no id to ask for.
	NoReceipt github.Cause = "no-receipt"

	// Invalid: GitHub finds fault with the file or the request.
	Invalid github.Cause = "invalid"
	// TooLarge: the file is larger than code scanning accepts.
	TooLarge github.Cause = "too-large"
	// Unprocessed: GitHub took the file and could not process it.
	Unprocessed github.Cause = "unprocessed"
	// SameCategory: the file has several runs of one category.
	SameCategory github.Cause = "same-category"
	// TooManyAlerts: the repository has more alerts than GitHub keeps.
	TooManyAlerts github.Cause = "too-many-alerts"

	// Unavailable: GitHub cannot answer at the moment.
	Unavailable github.Cause = "unavailable"
	// Stopped: the upload came to no answer, because the run was stopped or
	// because no server should see such a request.
	Stopped github.Cause = "stopped"
)

// Causes are all causes of a Result.
var Causes = []github.Cause{
	NotWanted, NoWorkflow, MergeQueue,
	NoToken, OtherEvent, OtherCommit, NoTarget, CodeScanningOff, Archived, ReadOnlyToken, SingleSignOn, Address,
	UnknownCommit, UnknownRef, InvalidToken, Forbidden, NotFound, github.Redirected,
	NotWaited, Pending, NoReceipt,
	Invalid, TooLarge, Unprocessed, SameCategory, TooManyAlerts,
	Unavailable, Stopped, github.Unreachable, github.Untrusted, github.RateLimited,
}
