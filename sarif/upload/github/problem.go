package github

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

// A Cause is why something is not as it was wished, in one word that programs
// can compare: a closed list, and never text of a server.
type Cause string

// The causes that any request may meet.
const (
	// Redirected: the API redirects to a host that the token is not for.
	Redirected Cause = "redirected"
	// Untrusted: the API's certificate is not one that the system trusts.
	Untrusted Cause = "certificate"
	// Unreachable: there was no answer, none in time, or no end of redirects.
	Unreachable Cause = "unreachable"
	// RateLimited: there were more requests than GitHub allows.
	RateLimited Cause = "rate-limit"
)

// A Problem is a cause in plain words that start small and have no full stop,
// with what to do about it in the same form.
type Problem struct {
	Cause          Cause
	Reason, Advice string
}

// Problem explains an error of a request. Errors are put into our own words:
// theirs may hold anything.
func (c *Client) Problem(err error) Problem {
	var elsewhere *elsewhereError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &elsewhere):
		return Problem{Redirected,
			fmt.Sprintf("the API redirects to another host (%s), to which the token is not sent", Short(elsewhere.host)),
			"give the API's own address; the runner has it in GITHUB_API_URL"}
	case errors.Is(err, errTooManyRedirects):
		return Problem{Unreachable, "the API redirects in a circle", "look whether the API's address is right"}
	case errors.As(err, &certificate):
		return Problem{Untrusted,
			"the API's certificate is not one that this system trusts",
			"add the certificate authority to the system's certificates (SSL_CERT_FILE names a file of them)"}
	}
	reason := "GitHub's API could not be reached"
	var ue *url.Error
	switch found := errors.As(err, &ue); {
	case errors.Is(err, context.DeadlineExceeded), found && ue.Timeout():
		reason = "GitHub's API did not answer in time"
	case found:
		reason += " (" + strings.TrimRight(c.Tell(ue.Err.Error()), ".") + ")"
	}
	return Problem{Unreachable, reason, "look at the network and the proxy of the runner, and run it again"}
}

// Limit explains an answer that tells of a limit of requests.
func (c *Client) Limit(a *Answer) (Problem, bool) {
	if !a.rateLimited() {
		return Problem{}, false
	}
	p := Problem{RateLimited, "GitHub's limit of requests is reached", "run it again later, and spread the runs of many repositories over the hour"}
	if wait, ok := c.askedWait(a); ok && wait > 0 {
		p.Advice = fmt.Sprintf("run it again in %s, and spread the runs of many repositories over the hour", round(wait))
	}
	return p, true
}

// Told returns what the API says of its refusal, harmless and in brackets after
// a blank, or "".
func (c *Client) Told(a *Answer) string {
	told := c.Tell(a.Message())
	if told == "" {
		return ""
	}
	return fmt.Sprintf(" (it says: %s)", strings.TrimRight(told, "."))
}

// Message returns what the API says of its refusal, as it says it.
func (a *Answer) Message() string {
	var e struct {
		Message string            `json:"message"`
		Errors  []json.RawMessage `json:"errors"`
	}
	if json.Unmarshal(a.Body, &e) != nil {
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

var rateLimit = lazyregexp.New(`(?i)rate limit`)

// rateLimited tells a limit of requests from other refusals with the same
// status.
func (a *Answer) rateLimited() bool {
	switch a.Code {
	case http.StatusTooManyRequests:
		return true
	case http.StatusForbidden:
		return a.Header.Get("Retry-After") != "" || a.Header.Get("X-Ratelimit-Remaining") == "0" ||
			rateLimit().MatchString(a.Message())
	}
	return false
}

func round(d time.Duration) time.Duration {
	if d > time.Minute {
		return d.Round(time.Minute)
	}
	return d.Round(time.Second)
}
