// Package upload sends a SARIF file to GitHub code scanning, and says in plain
// words what became of it and what to do. It knows nothing of findings.
//
// It uses the documented endpoint
// (https://docs.github.com/en/rest/code-scanning/code-scanning#upload-an-analysis-as-sarif-data)
// and nothing else. What GitHub answers is a [Result], never an error: a
// repository in which code scanning is off is a fact about the repository.
// Errors are for requests that no server should see.
package upload

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// DefaultAPI is the address of github.com's REST API. A GitHub Enterprise
// Server has its own, which the runner gives as GITHUB_API_URL.
const DefaultAPI = "https://api.github.com"

// MaxCompressed is the size that code scanning accepts, after gzip
// (https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads/file-too-large).
const MaxCompressed = 10 << 20

// A Status says in a word what became of an upload.
type Status string

// The statuses. Only Rejected and Failed are faults; none of the others should
// fail a step that need not upload.
const (
	// Skipped: nothing was sent, on purpose.
	Skipped Status = "skipped"
	// Refused: the repository, the token or the event does not allow it.
	Refused Status = "refused"
	// Uploaded: GitHub has the file. Whether it was processed is not known.
	Uploaded Status = "uploaded"
	// Processed: GitHub has the results.
	Processed Status = "processed"
	// Rejected: GitHub did not accept the file or the request.
	Rejected Status = "rejected"
	// Failed: GitHub could not be reached or could not answer.
	Failed Status = "failed"
)

// Fault reports whether the status tells of something that went wrong, rather
// than of something that is not allowed or not wanted.
func (s Status) Fault() bool { return s == Rejected || s == Failed }

// A Result says what became of an upload.
type Result struct {
	Status Status
	// ID is what GitHub calls the upload: letters, digits and hyphens. It is
	// "" if GitHub does not have the file.
	ID string
	// Reason says why the status is what it is, in plain words that start
	// small and have no full stop. It is "" for Processed.
	Reason string
	// Advice says what to do about it, in the same form, or is "".
	Advice string
	// Errors is what GitHub says of the processing, made harmless and cut.
	Errors []string
	// Code is the HTTP status of the last answer to the upload, or 0.
	Code int
	// Target is what the upload was for.
	Target Target
}

// A Request is one upload.
type Request struct {
	// API is the address of the REST API (GITHUB_API_URL); "" is DefaultAPI.
	// It must be https, except for this machine's own addresses.
	API string
	// Repository is owner/name (GITHUB_REPOSITORY).
	Repository string
	// Token is sent to the API's host and to no other; it is in no error, no
	// Result and no line of Log.
	Token string
	// SARIF is the file's content, as it is on disk.
	SARIF []byte
	// Target is the commit and the ref that the results are for.
	Target Target
	// CheckoutURI is the folder that absolute paths in the file start with
	// (see CheckoutURI), or "".
	CheckoutURI string
	// StartedAt is when the analysis began; the zero time is left out.
	StartedAt time.Time
	// ToolName is the name of the tool in the file, or "".
	ToolName string
	// UserAgent names the client; GitHub wants one.
	UserAgent string
	// Wait is true to ask until GitHub has processed the file, for at most
	// 155 seconds.
	Wait bool

	// Log is called with what goes on, a line each; nil for silence.
	Log func(line string)
	// Transport sends requests; nil for the usual one, with the proxy of the
	// environment.
	Transport http.RoundTripper
	// Sleep waits; nil for a real wait that ends with the context.
	Sleep func(context.Context, time.Duration) error
	// Now is the clock that rate limits are read by; nil for the real one.
	Now func() time.Time
}

// CheckoutURI returns the address of a folder as GitHub wants it:
// file:///github/workspace/.
func CheckoutURI(dir string) string {
	p := filepath.ToSlash(dir)
	if !strings.HasPrefix(p, "/") {
		p = "/" + p
	}
	return (&url.URL{Scheme: "file", Path: strings.TrimRight(p, "/") + "/"}).String()
}

// body is the request's body; GitHub refuses members it does not know.
type body struct {
	Commit      string `json:"commit_sha"`
	Ref         string `json:"ref"`
	SARIF       string `json:"sarif"`
	CheckoutURI string `json:"checkout_uri,omitempty"`
	StartedAt   string `json:"started_at,omitempty"`
	ToolName    string `json:"tool_name,omitempty"`
}

var (
	repositoryForm = regexp.MustCompile(`^[A-Za-z0-9._-]+/[A-Za-z0-9._-]+$`)
	idForm         = regexp.MustCompile(`^[A-Za-z0-9-]{1,100}$`)
)

// Upload sends the file and, if the request says so, waits until GitHub has
// processed it. The error is one of the request's own, or the context's.
func Upload(ctx context.Context, r Request) (Result, error) {
	result, err := upload(ctx, r)
	result.Target = r.Target
	return result, err
}

func upload(ctx context.Context, r Request) (Result, error) {
	api, err := apiURL(r.API)
	if err != nil {
		return Result{}, err
	}
	if !repositoryForm.MatchString(r.Repository) || strings.Contains("/"+r.Repository+"/", "/../") || strings.Contains("/"+r.Repository+"/", "/./") {
		return Result{}, fmt.Errorf("%q is not the name of a repository, which is owner/name", short(r.Repository))
	}
	if r.Token == "" {
		return Result{
			Status: Refused,
			Reason: "there is no token",
			Advice: "give the step a token with the permission security-events: write, or set upload to never",
		}, nil
	}
	if strings.ContainsFunc(r.Token, func(c rune) bool { return c <= ' ' || c >= 0x7f }) {
		return Result{}, errors.New("the token holds a character that no token has, such as a line's end")
	}
	if problem := r.Target.problem(); problem != nil {
		return *problem, nil
	}
	if len(bytes.TrimSpace(r.SARIF)) == 0 {
		return Result{}, errors.New("the SARIF file is empty")
	}
	packed, err := compress(r.SARIF)
	if err != nil {
		return Result{}, err
	}
	if len(packed) > MaxCompressed {
		return Result{
			Status: Rejected,
			Reason: fmt.Sprintf("the file is larger than code scanning accepts: %d bytes after gzip, and %d are allowed", len(packed), MaxCompressed),
			Advice: "scan fewer settings modules in one run, each run with its own category",
		}, nil
	}
	b := body{
		Commit:      r.Target.Commit,
		Ref:         r.Target.Ref,
		SARIF:       base64.StdEncoding.EncodeToString(packed),
		CheckoutURI: r.CheckoutURI,
		ToolName:    r.ToolName,
	}
	if !r.StartedAt.IsZero() {
		b.StartedAt = r.StartedAt.UTC().Format(time.RFC3339)
	}
	payload, err := json.Marshal(b)
	if err != nil {
		return Result{}, fmt.Errorf("cannot encode the upload: %w", err)
	}

	c := newClient(r)
	sarifs := api.JoinPath("repos", r.Repository, "code-scanning", "sarifs")
	answer, err := c.send(ctx, http.MethodPost, sarifs, payload)
	if err != nil {
		if ctx.Err() != nil {
			return Result{}, fmt.Errorf("the upload was stopped: %w", ctx.Err())
		}
		return c.unreachable(err), nil
	}
	if answer.code != http.StatusAccepted && answer.code != http.StatusOK {
		return c.explain(answer), nil
	}
	var receipt struct {
		ID string `json:"id"`
	}
	result := Result{Status: Uploaded, Code: answer.code}
	if json.Unmarshal(answer.body, &receipt) != nil || !idForm.MatchString(receipt.ID) {
		result.Reason = "GitHub accepted the file, but gave it no id to ask for"
		return result, nil
	}
	result.ID = receipt.ID
	if !r.Wait {
		result.Reason = "GitHub accepted the file and processes it"
		return result, nil
	}
	return c.wait(ctx, sarifs.JoinPath(receipt.ID), result)
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
		return nil, fmt.Errorf("%q is not the address of an API, such as %s", short(address), DefaultAPI)
	case u.Scheme == "https", u.Scheme == "http" && loopback(u.Hostname()):
		return u, nil
	}
	return nil, fmt.Errorf("the address of the API is %q, and a token is sent over https only", short(address))
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// compress packs the file the same way at every run.
func compress(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return nil, fmt.Errorf("cannot compress the SARIF file: %w", err)
	}
	return b.Bytes(), nil
}

// pollWaits are the waits before each question for the processing status, as
// github/codeql-action has them.
var pollWaits = []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, 40 * time.Second, 80 * time.Second}

// wait asks until the file is processed. A question that fails is no fault of
// the upload.
func (c *client) wait(ctx context.Context, status *url.URL, result Result) (Result, error) {
	for _, d := range pollWaits {
		c.log(fmt.Sprintf("waiting %s for code scanning to process the file", d))
		if err := c.sleep(ctx, d); err != nil {
			return result, fmt.Errorf("the file is uploaded; waiting for its processing was stopped: %w", err)
		}
		answer, err := c.once(ctx, http.MethodGet, status, nil)
		if err != nil || answer.code != http.StatusOK {
			if ctx.Err() != nil {
				return result, fmt.Errorf("the file is uploaded; waiting for its processing was stopped: %w", ctx.Err())
			}
			continue
		}
		var state struct {
			Status string   `json:"processing_status"`
			Errors []string `json:"errors"`
		}
		if json.Unmarshal(answer.body, &state) != nil {
			continue
		}
		switch state.Status {
		case "complete":
			result.Status = Processed
			return result, nil
		case "failed":
			return c.processingFailed(result, state.Errors), nil
		}
	}
	result.Reason = "GitHub accepted the file, but did not say in time that it is processed"
	result.Advice = "nothing is to be done: the results appear when it is"
	return result, nil
}
