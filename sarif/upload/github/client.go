// Package github sends requests to GitHub's REST API and knows what all of them
// have in common: the token goes to one host, retries and redirects are bounded,
// answers are read to a bounded end, and what a server says is made harmless
// before it is told. It does not know what is asked, nor what for.
package github

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/hashicorp/go-cleanhttp"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

// DefaultAPI is the address of github.com's REST API. A GitHub Enterprise
// Server has its own, which the runner gives as GITHUB_API_URL.
const DefaultAPI = "https://api.github.com"

const (
	apiVersion = "2022-11-28" // https://docs.github.com/en/rest/about-the-rest-api/api-versions

	maxRetries   = 4
	maxRedirects = 3
	maxAnswer    = 8 << 20
	maxHeaders   = 256 << 10
	firstWait    = 2 * time.Second
	// maxWait is the longest wait before a retry. A server that asks for
	// more is not asked again.
	maxWait = 60 * time.Second
	// maxWaited is how long all waits before retries may be together.
	maxWaited = 2 * time.Minute
	// perAttempt is how long one request may take, to the end of its answer.
	perAttempt = 60 * time.Second
	// attemptsLast is how many times as long a request may take with all its
	// attempts and redirects.
	attemptsLast = 5
)

var (
	errTooManyRedirects = errors.New("the API redirects in a circle")
	errStopRetrying     = errors.New("waiting longer is of no use")
)

// An elsewhereError is a redirect to a host that the token is not for.
type elsewhereError struct{ host string }

func (e *elsewhereError) Error() string { return "the API redirects to another host" }

// Access is how to come to a repository by the API.
type Access struct {
	// API is the address of the REST API (GITHUB_API_URL); "" is DefaultAPI.
	// It must be https, except for this machine's own addresses.
	API string
	// Repository is owner/name (GITHUB_REPOSITORY).
	Repository string
	// Token is sent to the API's host and to no other; it is in no error, in
	// no text of a Client and in no line of Log.
	Token string
	// UserAgent names the client; GitHub wants one.
	UserAgent string

	// Log is called with what goes on, a line each; nil for silence.
	Log func(line string)
	// Transport sends requests; nil for the usual one, with the proxy of the
	// environment.
	Transport http.RoundTripper
	// Sleep waits; nil for a real wait that ends with the context.
	Sleep func(context.Context, time.Duration) error
	// Now is the clock that rate limits are read by; nil for the real one.
	Now func() time.Time
	// Patience is how long a request may take, to the end of its answer; 0 for
	// the usual time. With all its attempts and redirects, it may take five
	// times as long.
	Patience time.Duration
}

// A Client sends requests about one repository.
type Client struct {
	// Final tells of a refusal that the same request cannot mend, so that it
	// is not tried again; nil if none is known.
	Final func(*Answer) bool

	access Access
	base   *url.URL
	http   *http.Client
}

// An Answer is what a server said, read to its bounded end.
type Answer struct {
	Code   int
	Header http.Header
	Body   []byte
}

var repositoryForm = lazyregexp.New(`^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$`)

// Open returns a client, or an error if no server should see such requests.
func (a Access) Open() (*Client, error) {
	base, err := apiURL(a.API)
	if err != nil {
		return nil, err
	}
	if !repositoryForm().MatchString(a.Repository) || strings.Contains("/"+a.Repository+"/", "/../") || strings.Contains("/"+a.Repository+"/", "/./") {
		return nil, fmt.Errorf("%q is not the name of a repository, which is owner/name", Short(a.Repository))
	}
	if strings.ContainsFunc(a.Token, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
		return nil, errors.New("the token holds a character that no token has, such as a line's end")
	}
	if a.UserAgent == "" {
		a.UserAgent = "django-session-audit"
	}
	if a.Sleep == nil {
		a.Sleep = sleep
	}
	if a.Now == nil {
		a.Now = time.Now
	}
	if a.Log == nil {
		a.Log = func(string) {}
	}
	if a.Patience == 0 {
		a.Patience = perAttempt
	}
	if a.Transport == nil {
		transport := cleanhttp.DefaultTransport()
		transport.MaxResponseHeaderBytes = maxHeaders
		a.Transport = transport
	}
	return &Client{
		access: a,
		base:   base.JoinPath("repos", a.Repository),
		http: &http.Client{
			Transport: a.Transport,
			Timeout:   a.Patience,
			// Redirects are followed here (see Once), since Go would turn
			// some of them into a GET without the body.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
	}, nil
}

// apiURL returns the API's address, if the token may be sent there.
func apiURL(address string) (*url.URL, error) {
	if address == "" {
		address = DefaultAPI
	}
	u, err := url.Parse(address)
	switch {
	case err != nil:
		// The parser's error repeats the address, which may hold a password.
		return nil, errors.New("the address of the API cannot be read")
	case u.User != nil:
		return nil, errors.New("the address of the API holds a user name or a password; a token is given apart")
	case u.Host == "" || u.RawQuery != "" || u.Fragment != "":
		return nil, fmt.Errorf("%q is not the address of an API, such as %s", Short(address), DefaultAPI)
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return u, nil
	}
	return nil, fmt.Errorf("the address of the API is %q, and a token is sent over https only", Short(address))
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// URL returns the address of something of the repository.
func (c *Client) URL(elements ...string) *url.URL { return c.base.JoinPath(elements...) }

// Tell makes text of a server harmless, and fit to be told.
func (c *Client) Tell(text string) string { return tell(text, c.access.Token) }

// Log tells what goes on.
func (c *Client) Log(line string) { c.access.Log(line) }

// Sleep waits, unless the context ends.
func (c *Client) Sleep(ctx context.Context, d time.Duration) error { return c.access.Sleep(ctx, d) }

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

// Send sends a request, and again when the answer says that it may go better.
func (c *Client) Send(ctx context.Context, method string, to *url.URL, payload []byte) (*Answer, error) {
	return c.follow(ctx, attemptsLast*c.access.Patience, method, to, payload, maxRetries)
}

// Once sends a request and does not send it again.
func (c *Client) Once(ctx context.Context, method string, to *url.URL, payload []byte) (*Answer, error) {
	return c.follow(ctx, c.access.Patience, method, to, payload, 0)
}

// follow follows redirects on the same host, which a renamed repository gives
// (https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects).
func (c *Client) follow(ctx context.Context, within time.Duration, method string, to *url.URL, payload []byte, retries int) (*Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	for range maxRedirects + 1 {
		a, err := c.attempt(ctx, method, to, payload, retries)
		if err != nil {
			return nil, err
		}
		switch a.Code {
		case http.StatusMovedPermanently, http.StatusFound, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		default:
			return a, nil
		}
		location := a.Header.Get("Location")
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
