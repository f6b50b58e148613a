package upload

import (
	"fmt"
	"net/http"
	"regexp"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/sarif/upload/github"
)

const permissionAdvice = "give the job the permissions contents: read and security-events: write"

// A refusal is an answer that GitHub is known to give. The first one that fits
// holds.
type refusal struct {
	code    int                   // 0 for any
	message func() *regexp.Regexp // nil for any
	status  Status
	cause   github.Cause
	reason  string
	advice  string
}

// refusals are the documented answers
// (https://docs.github.com/en/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data,
// https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads) and
// those that github/codeql-action knows (src/api-client.ts, src/upload-lib.ts).
var refusals = []refusal{
	{0, lazyregexp.New(`(?i)(Advanced|Code) Security must be enabled|Code Scanning is not enabled`), Refused, CodeScanningOff,
		"code scanning is not enabled for this repository",
		"enable it in the repository's settings under Code security (a private repository needs GitHub Code Security), or set upload to never"},
	{0, lazyregexp.New(`(?i)\barchived\b`), Refused, Archived,
		"the repository is archived, and nothing can be uploaded to it",
		"set upload to never, or unarchive the repository"},
	{0, lazyregexp.New(`(?i)Resource not accessible by (integration|personal access token)`), Refused, ReadOnlyToken,
		"the token may not upload code scanning results", permissionAdvice},
	{0, lazyregexp.New(`(?i)SAML|single sign-on`), Refused, SingleSignOn,
		"the token is not authorised for the organisation's single sign-on",
		"authorise the token for the organisation, or use the workflow's own token"},
	{0, lazyregexp.New(`(?i)IP allow ?list`), Refused, Address,
		"the organisation's list of allowed addresses does not hold this runner's",
		"add the runner's address to the list, or run on a runner that is on it"},
	{0, lazyregexp.New(`(?i)commit .*not found|no commit found`), Refused, UnknownCommit,
		"GitHub does not know the commit",
		"push the commit before uploading; in a workflow, check out a commit of this repository and make none before the scan"},
	{0, lazyregexp.New(`(?i)ref .*not found in this repository|ref .*does not exist`), Refused, UnknownRef,
		"GitHub does not know the ref",
		"push the branch before uploading; a branch that was deleted or merged meanwhile needs nothing"},
	{http.StatusBadRequest, nil, Rejected, Invalid,
		"GitHub cannot read the SARIF file",
		"please report this with the tool's version, unless the file is not this tool's"},
	{http.StatusUnauthorized, nil, Refused, InvalidToken,
		"the token is not valid: it is wrong, or it has expired",
		"use the workflow's own token (${{ github.token }}) or renew the one that is given"},
	{http.StatusForbidden, nil, Refused, Forbidden,
		"GitHub does not allow the upload", permissionAdvice},
	{http.StatusNotFound, nil, Refused, NotFound,
		"GitHub does not show this repository to the token, or it has no code scanning",
		"look whether the repository's name is right and the token may read it; " + permissionAdvice},
	{http.StatusRequestEntityTooLarge, nil, Rejected, TooLarge,
		"the file is larger than GitHub accepts",
		"scan fewer settings modules in one run, each run with its own category"},
	{http.StatusUnprocessableEntity, nil, Rejected, Invalid,
		"GitHub finds fault with the request",
		"look whether the commit and the ref are right; if they are, please report this with the tool's version"},
	{http.StatusServiceUnavailable, nil, Failed, Unavailable,
		"code scanning is not available at the moment",
		"run it again later; https://www.githubstatus.com tells of outages"},
}

// processingFaults are what GitHub says of files that it could not process.
var processingFaults = []refusal{
	{0, lazyregexp.New(`(?i)multiple runs with the same category`), Rejected, SameCategory, "",
		"upload one file for each category"},
	{0, lazyregexp.New(`(?i)too many (logical )?alerts|alert limit`), Rejected, TooManyAlerts, "",
		"ask GitHub's support to clear the repository's alerts; it accepts no results until then"},
	{0, lazyregexp.New(`(?i)did not match the checkout URI scheme|invalid URI|expected artifact location`), Rejected, Unprocessed, "",
		"look whether another step changed the paths in the file; if none did, please report this with the tool's version"},
}

const reportAdvice = "please report this with the tool's version, unless the file is not this tool's"

func (f refusal) fits(code int, message string) bool {
	return (f.code == 0 || f.code == code) && (f.message == nil || f.message().MatchString(message))
}

// known tells whether the answer's message is one that time does not mend.
func known(a *github.Answer) bool {
	message := a.Message()
	for _, f := range refusals {
		if f.message != nil && f.fits(a.Code, message) {
			return true
		}
	}
	return false
}

// explain turns an answer that is not the wished one into a result.
func explain(c *github.Client, a *github.Answer) Result {
	if p, limited := c.Limit(a); limited {
		return Result{Status: Failed, Code: a.Code, Cause: p.Cause, Reason: p.Reason, Advice: p.Advice}
	}
	r := Result{Status: Failed, Code: a.Code, Cause: Unavailable,
		Reason: fmt.Sprintf("GitHub answered with status %d", a.Code),
		Advice: "run it again later; https://www.githubstatus.com tells of outages"}
	message := a.Message()
	for _, f := range refusals {
		if f.fits(a.Code, message) {
			r.Status, r.Cause, r.Reason, r.Advice = f.status, f.cause, f.reason, f.advice
			break
		}
	}
	r.Reason += c.Told(a)
	return r
}

// unreachable turns an error of a request into a result.
func unreachable(c *github.Client, err error) Result {
	p := c.Problem(err)
	r := Result{Status: Failed, Cause: p.Cause, Reason: p.Reason, Advice: p.Advice}
	if p.Cause == github.Redirected {
		r.Status = Refused
	}
	return r
}

// maxErrors is how many errors of the processing are repeated.
const maxErrors = 10

func processingFailed(c *github.Client, r Result, errs []string) Result {
	r.Status, r.Cause = Rejected, Unprocessed
	r.Reason = "GitHub could not process the file"
	r.Advice = reportAdvice
	for _, f := range processingFaults {
		if f.fits(0, strings.Join(errs, "\n")) {
			r.Cause, r.Advice = f.cause, f.advice
			break
		}
	}
	for i, e := range errs {
		if i == maxErrors {
			r.Errors = append(r.Errors, fmt.Sprintf("and %d more", len(errs)-maxErrors))
			break
		}
		if told := c.Tell(e); told != "" {
			r.Errors = append(r.Errors, told)
		}
	}
	return r
}
