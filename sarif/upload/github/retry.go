package github

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// attempt sends one request with retries. The library decides when; all
// waiting is done between its attempts by the client's own sleep.
func (c *Client) attempt(ctx context.Context, method string, to *url.URL, payload []byte, retries int) (*Answer, error) {
	var last *Answer
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
			c.Log(fmt.Sprintf("%s, trying again in %s", c.whatHappened(last), next))
			return c.Sleep(ctx, next)
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
	req.Header.Set("Authorization", "Bearer "+c.access.Token)
	req.Header.Set("Accept", "application/vnd.github+json")
	req.Header.Set("X-GitHub-Api-Version", apiVersion)
	req.Header.Set("User-Agent", c.access.UserAgent)
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
func readAnswer(resp *http.Response) (*Answer, error) {
	b, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(nil))
	if err != nil {
		return nil, err
	}
	return &Answer{Code: resp.StatusCode, Header: resp.Header, Body: b}, nil
}

func (c *Client) whatHappened(a *Answer) string {
	if a == nil {
		return "GitHub could not be reached"
	}
	return fmt.Sprintf("GitHub answered with status %d", a.Code)
}

// retriable tells whether the same request may get a better answer. GitHub has
// had moments in which good tokens were refused, so these are tried once more.
func (c *Client) retriable(a *Answer, tries int) bool {
	switch {
	case a.Code == http.StatusTooManyRequests, a.Code == http.StatusRequestTimeout:
		return true
	case a.Code >= 500 && a.Code != http.StatusNotImplemented:
		return true
	case a.Code == http.StatusForbidden && a.rateLimited():
		return true
	case a.Code == http.StatusUnauthorized, a.Code == http.StatusForbidden, a.Code == http.StatusNotFound:
		return tries == 1 && !c.final(a)
	}
	return false
}

// askedWait returns how long the server asks to wait
// (https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit).
func (c *Client) askedWait(a *Answer) (time.Duration, bool) {
	if text := a.Header.Get("Retry-After"); text != "" {
		if seconds, err := strconv.ParseUint(text, 10, 31); err == nil {
			return time.Duration(seconds) * time.Second, true
		}
		if at, err := http.ParseTime(text); err == nil {
			return max(at.Sub(c.access.Now()), 0), true
		}
	}
	if a.Header.Get("X-Ratelimit-Remaining") == "0" {
		if at, err := strconv.ParseInt(a.Header.Get("X-Ratelimit-Reset"), 10, 64); err == nil {
			return max(time.Unix(at, 0).Sub(c.access.Now()), 0), true
		}
	}
	if a.rateLimited() {
		return time.Minute, true
	}
	return 0, false
}

func (c *Client) final(a *Answer) bool { return c.Final != nil && c.Final(a) }

// retriableError tells whether an error of the network may pass.
func retriableError(err error) bool {
	var certificate *tls.CertificateVerificationError
	return !errors.As(err, &certificate)
}
