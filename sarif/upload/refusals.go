package upload

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"
)

const (
	permissionAdvice = "give the job the permissions contents: read and security-events: write; a run for a pull request needs no more than the event pull_request, and a push by Dependabot is read-only (run on pull_request instead)"
	rateAdvice       = "run it again later, and spread the runs of many repositories over the hour"
)

// A refusal is an answer that GitHub is known to give. The first one that fits
// holds.
type refusal struct {
	code    int            // 0 for any
	message *regexp.Regexp // nil for any
	status  Status
	reason  string
	advice  string
}

// refusals are the documented answers
// (https://docs.github.com/en/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data,
// https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads) and
// those that github/codeql-action knows (src/api-client.ts, src/upload-lib.ts).
var refusals = []refusal{
	{0, regexp.MustCompile(`(?i)(Advanced|Code) Security must be enabled|Code Scanning is not enabled`), Refused,
		"code scanning is not enabled for this repository",
		"enable it in the repository's settings under Code security (a private repository needs GitHub Code Security), or set upload to never"},
	{0, regexp.MustCompile(`(?i)\barchived\b`), Refused,
		"the repository is archived, and nothing can be uploaded to it",
		"set upload to never, or unarchive the repository"},
	{0, regexp.MustCompile(`(?i)Resource not accessible by (integration|personal access token)`), Refused,
		"the token may not upload code scanning results", permissionAdvice},
	{0, regexp.MustCompile(`(?i)SAML|single sign-on`), Refused,
		"the token is not authorised for the organisation's single sign-on",
		"authorise the token for the organisation, or use the workflow's own token"},
	{0, regexp.MustCompile(`(?i)IP allow ?list`), Refused,
		"the organisation's list of allowed addresses does not hold this runner's",
		"add the runner's address to the list, or run on a runner that is on it"},
	{0, regexp.MustCompile(`(?i)commit .*not found|no commit found`), Refused,
		"GitHub does not know the commit",
		"push the commit before uploading; in a workflow, check out a commit of this repository and make none before the scan"},
	{0, regexp.MustCompile(`(?i)ref .*not found in this repository|ref .*does not exist`), Refused,
		"GitHub does not know the ref",
		"push the branch before uploading; a branch that was deleted or merged meanwhile needs nothing"},
	{http.StatusBadRequest, nil, Rejected,
		"GitHub cannot read the SARIF file",
		"please report this with the tool's version, unless the file is not this tool's"},
	{http.StatusUnauthorized, nil, Refused,
		"the token is not valid: it is wrong, or it has expired",
		"use the workflow's own token (${{ github.token }}) or renew the one that is given"},
	{http.StatusForbidden, nil, Refused,
		"GitHub does not allow the upload", permissionAdvice},
	{http.StatusNotFound, nil, Refused,
		"GitHub does not show this repository to the token, or it has no code scanning",
		"look whether the repository's name is right and the token may read it; " + permissionAdvice},
	{http.StatusRequestEntityTooLarge, nil, Rejected,
		"the file is larger than GitHub accepts",
		"scan fewer settings modules in one run, each run with its own category"},
	{http.StatusUnprocessableEntity, nil, Rejected,
		"GitHub finds fault with the request",
		"look whether the commit and the ref are right; if they are, please report this with the tool's version"},
	{http.StatusServiceUnavailable, nil, Failed,
		"code scanning is not available at the moment",
		"run it again later; https://www.githubstatus.com tells of outages"},
}

// processingFaults are what GitHub says of files that it could not process.
var processingFaults = []refusal{
	{0, regexp.MustCompile(`(?i)multiple runs with the same category`), Rejected, "",
		"upload one file for each category"},
	{0, regexp.MustCompile(`(?i)too many (logical )?alerts|alert limit`), Rejected, "",
		"ask GitHub's support to clear the repository's alerts; it accepts no results until then"},
	{0, regexp.MustCompile(`(?i)did not match the checkout URI scheme|invalid URI|expected artifact location`), Rejected, "",
		"look whether another step changed the paths in the file; if none did, please report this with the tool's version"},
}

const reportAdvice = "please report this with the tool's version, unless the file is not this tool's"

func (f refusal) fits(code int, message string) bool {
	return (f.code == 0 || f.code == code) && (f.message == nil || f.message.MatchString(message))
}

// message returns what the API says of its refusal.
func (a *answer) message() string {
	var e struct {
		Message string            `json:"message"`
		Errors  []json.RawMessage `json:"errors"`
	}
	if json.Unmarshal(a.body, &e) != nil {
		return ""
	}
	texts := []string{e.Message}
	for _, raw := range e.Errors {
		var text string
		var object struct {
			Message string `json:"message"`
		}
		if json.Unmarshal(raw, &text) == nil {
			texts = append(texts, text)
		} else if json.Unmarshal(raw, &object) == nil && object.Message != "" {
			texts = append(texts, object.Message)
		}
	}
	return strings.Join(texts, "; ")
}

var rateLimit = regexp.MustCompile(`(?i)rate limit`)

// rateLimited tells a limit of requests from other refusals with the same
// status.
func (a *answer) rateLimited() bool {
	switch a.code {
	case http.StatusTooManyRequests:
		return true
	case http.StatusForbidden:
		return a.header.Get("Retry-After") != "" || a.header.Get("X-Ratelimit-Remaining") == "0" ||
			rateLimit.MatchString(a.message())
	}
	return false
}

// known tells whether the answer's message is one that time does not mend.
func (c *client) known(a *answer) bool {
	message := a.message()
	for _, f := range refusals {
		if f.message != nil && f.fits(a.code, message) {
			return true
		}
	}
	return false
}

// explain turns an answer that is not the wished one into a result.
func (c *client) explain(a *answer) Result {
	message := a.message()
	if a.rateLimited() {
		r := Result{Status: Failed, Code: a.code, Reason: "GitHub's limit of requests is reached", Advice: rateAdvice}
		if wait, ok := c.askedWait(a); ok && wait > 0 {
			r.Advice = fmt.Sprintf("run it again in %s, and spread the runs of many repositories over the hour", round(wait))
		}
		return r
	}
	r := Result{Status: Failed, Code: a.code,
		Reason: fmt.Sprintf("GitHub answered with status %d", a.code),
		Advice: "run it again later; https://www.githubstatus.com tells of outages"}
	for _, f := range refusals {
		if f.fits(a.code, message) {
			r.Status, r.Reason, r.Advice = f.status, f.reason, f.advice
			break
		}
	}
	if told := tell(message, c.token); told != "" {
		r.Reason += fmt.Sprintf(" (it says: %s)", strings.TrimRight(told, "."))
	}
	return r
}

// unreachable turns an error of the network into a result. Errors are put into
// our own words: theirs may hold anything.
func (c *client) unreachable(err error) Result {
	var elsewhere *elsewhereError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &elsewhere):
		return Result{Status: Refused,
			Reason: fmt.Sprintf("the API redirects to another host (%s), to which the token is not sent", short(elsewhere.host)),
			Advice: "give the API's own address; the runner has it in GITHUB_API_URL"}
	case errors.Is(err, errTooManyRedirects):
		return Result{Status: Failed, Reason: "the API redirects in a circle", Advice: "look whether the API's address is right"}
	case errors.As(err, &certificate):
		return Result{Status: Failed,
			Reason: "the API's certificate is not one that this system trusts",
			Advice: "add the certificate authority to the system's certificates (SSL_CERT_FILE names a file of them)"}
	}
	reason := "GitHub's API could not be reached"
	var ue *url.Error
	switch found := errors.As(err, &ue); {
	case errors.Is(err, context.DeadlineExceeded), found && ue.Timeout():
		reason = "GitHub's API did not answer in time"
	case found:
		reason += " (" + strings.TrimRight(tell(ue.Err.Error(), c.token), ".") + ")"
	}
	return Result{Status: Failed, Reason: reason, Advice: "look at the network and the proxy of the runner, and run it again"}
}

// retriableError tells whether an error of the network may pass.
func retriableError(err error) bool {
	var certificate *tls.CertificateVerificationError
	return !errors.As(err, &certificate)
}

// maxErrors is how many errors of the processing are repeated.
const maxErrors = 10

func (c *client) processingFailed(r Result, errs []string) Result {
	r.Status = Rejected
	r.Reason = "GitHub could not process the file"
	r.Advice = reportAdvice
	for _, f := range processingFaults {
		if f.fits(0, strings.Join(errs, "\n")) {
			r.Advice = f.advice
			break
		}
	}
	for i, e := range errs {
		if i == maxErrors {
			r.Errors = append(r.Errors, fmt.Sprintf("and %d more", len(errs)-maxErrors))
			break
		}
		if told := tell(e, c.token); told != "" {
			r.Errors = append(r.Errors, told)
		}
	}
	return r
}

func round(d time.Duration) time.Duration {
	if d > time.Minute {
		return d.Round(time.Minute)
	}
	return d.Round(time.Second)
}
