package upload

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/hashicorp/go-cleanhttp"
	"github.com/hashicorp/go-retryablehttp"
)

const (
	apiVersion = "2022-11-28" // https://docs.github.com/en/rest/about-the-rest-api/api-versions

	maxRetries   = 4
	maxRedirects = 3
	maxAnswer    = 1 << 20
	firstWait    = 2 * time.Second
	// maxWait is the longest wait before a retry. A server that asks for
	// more is not asked again.
	maxWait = 60 * time.Second
	// maxWaited is how long all waits before retries may be together.
	maxWaited = 2 * time.Minute
	// perAttempt is how long one request may take.
	perAttempt = 60 * time.Second
	// perUpload is how long the upload may take with everything.
	perUpload = 5 * time.Minute
)

var (
	errTooManyRedirects = errors.New("the API redirects in a circle")
	errStopRetrying     = errors.New("waiting longer is of no use")
)

// An elsewhereError is a redirect to a host that the token is not for.
type elsewhereError struct{ host string }

func (e *elsewhereError) Error() string { return "the API redirects to another host" }

// An answer is what a server said, read to its bounded end.
type answer struct {
	code   int
	header http.Header
	body   []byte
}

// A client sends the requests of one upload.
type client struct {
	token, userAgent string
	http             *http.Client
	sleep            func(context.Context, time.Duration) error
	now              func() time.Time
	log              func(string)
}

func newClient(r Request) *client {
	c := &client{
		token:     r.Token,
		userAgent: r.UserAgent,
		sleep:     r.Sleep,
		now:       r.Now,
		log:       r.Log,
		http: &http.Client{
			Transport: r.Transport,
			Timeout:   perAttempt,
			// Redirects are followed here (see once), since Go would turn
			// some of them into a GET without the file.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}
	if c.http.Transport == nil {
		c.http.Transport = cleanhttp.DefaultTransport()
	}
	if c.userAgent == "" {
		c.userAgent = "django-session-audit"
	}
	if c.sleep == nil {
		c.sleep = sleep
	}
	if c.now == nil {
		c.now = time.Now
	}
	if c.log == nil {
		c.log = func(string) {}
	}
	return c
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// send sends a request, and again when the answer says that it may go better.
func (c *client) send(ctx context.Context, method string, to *url.URL, payload []byte) (*answer, error) {
	ctx, cancel := context.WithTimeout(ctx, perUpload)
	defer cancel()
	return c.follow(ctx, method, to, payload, maxRetries)
}

// once sends a request and does not send it again.
func (c *client) once(ctx context.Context, method string, to *url.URL, payload []byte) (*answer, error) {
	return c.follow(ctx, method, to, payload, 0)
}

// follow follows redirects on the same host, which a renamed repository gives
// (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects).
func (c *client) follow(ctx context.Context, method string, to *url.URL, payload []byte, retries int) (*answer, error) {
	for range maxRedirects + 1 {
		a, err := c.attempt(ctx, method, to, payload, retries)
		if err != nil {
			return nil, err
		}
		switch a.code {
		case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		default:
			return a, nil
		}
		location := a.header.Get("Location")
		next, err := to.Parse(location)
		if err != nil || location == "" {
			return a, nil
		}
		if next.Scheme != to.Scheme || next.Host != to.Host || next.User != nil {
			return nil, &elsewhereError{host: next.Host}
		}
		to = next
	}
	return nil, errTooManyRedirects
}

// attempt sends one request with retries. The library decides when; all
// waiting is done between its attempts by the client's own sleep.
func (c *client) attempt(ctx context.Context, method string, to *url.URL, payload []byte, retries int) (*answer, error) {
	var last *answer
	var waited, next time.Duration
	tries := 0
	rc := &retryablehttp.Client{
		HTTPClient: c.http,
		Logger:     nil, // it would log addresses
		RetryMax:   retries,
		CheckRetry: func(ctx context.Context, resp *http.Response, err error) (bool, error) {
			tries++
			last = nil
			if ctx.Err() != nil {
				return false, ctx.Err()
			}
			if err == nil {
				last, err = readAnswer(resp)
			}
			again := false
			next = firstWait << (tries - 1)
			if err != nil {
				again = retriableError(err)
			} else {
				again = c.retriable(last, tries)
				if asked, ok := c.askedWait(last); again && ok {
					next = asked
				}
			}
			if tries > retries || next > maxWait || waited+next > maxWaited {
				again = false
			}
			return again, nil
		},
		Backoff: func(_, _ time.Duration, _ int, _ *http.Response) time.Duration { return 0 },
		PrepareRetry: func(*http.Request) error {
			waited += next
			c.log(fmt.Sprintf("%s, trying again in %s", c.whatHappened(last), next))
			return c.sleep(ctx, next)
		},
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, method, to.String(), payload)
	if err != nil {
		return nil, errors.New("the request cannot be made")
	}
	if payload == nil {
		if err := req.SetBody(nil); err != nil {
			return nil, err
		}
	} else {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("Authorization", "Bearer "+c.token)
	req.Header.Set("Accept", "application/vnd.github+json")
	req.Header.Set("X-GitHub-Api-Version", apiVersion)
	req.Header.Set("User-Agent", c.userAgent)
	resp, err := rc.Do(req)
	if resp != nil {
		resp.Body.Close()
	}
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case last != nil:
		return last, nil
	case err != nil:
		return nil, err
	}
	return nil, errStopRetrying
}

// readAnswer reads the answer to its bounded end and closes it.
func readAnswer(resp *http.Response) (*answer, error) {
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(nil))
	if err != nil {
		return nil, err
	}
	return &answer{code: resp.StatusCode, header: resp.Header, body: b}, nil
}

func (c *client) whatHappened(a *answer) string {
	if a == nil {
		return "GitHub could not be reached"
	}
	return fmt.Sprintf("GitHub answered with status %d", a.code)
}

// retriable tells whether the same request may get a better answer. GitHub has
// had moments in which good tokens were refused, so these are tried once more.
func (c *client) retriable(a *answer, tries int) bool {
	switch {
	case a.code == http.StatusTooManyRequests, a.code == http.StatusRequestTimeout:
		return true
	case a.code >= 500 && a.code != http.StatusNotImplemented:
		return true
	case a.code == http.StatusForbidden && a.rateLimited():
		return true
	case a.code == http.StatusUnauthorized, a.code == http.StatusForbidden, a.code == http.StatusNotFound:
		return tries == 1 && !c.known(a)
	}
	return false
}

// askedWait returns how long the server asks to wait
// (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit).
func (c *client) askedWait(a *answer) (time.Duration, bool) {
	if text := a.header.Get("Retry-After"); text != "" {
		if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
			return time.Duration(seconds) * time.Second, true
		}
		if at, err := http.ParseTime(text); err == nil {
			return max(at.Sub(c.now()), 0), true
		}
	}
	if a.header.Get("X-Ratelimit-Remaining") == "0" {
		if at, err := strconv.ParseInt(a.header.Get("X-Ratelimit-Reset"), 10, 64); err == nil {
			return max(time.Unix(at, 0).Sub(c.now()), 0), true
		}
	}
	if a.rateLimited() {
		return time.Minute, true
	}
	return 0, false
}
