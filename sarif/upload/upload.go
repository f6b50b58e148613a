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
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/sarif/upload/github"
)

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
	// Cause is why, in one word for programs. It is "" for Processed.
	Cause github.Cause
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
	github.Access

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
	// Wait is true to ask until GitHub has processed the file, for at most
	// 155 seconds.
	Wait bool
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

var idForm = lazyregexp.New(`^[A-Za-z0-9-]+$`)

// Upload sends the file and, if the request says so, waits until GitHub has
// processed it. The error is one of the request's own, or the context's.
func Upload(ctx context.Context, r Request) (Result, error) {
	result, err := upload(ctx, r)
	result.Target = r.Target
	return result, err
}

func upload(ctx context.Context, r Request) (Result, error) {
	c, err := r.Open()
	if err != nil {
		return Result{}, err
	}
	c.Final = known
	if r.Token == "" {
		return Result{
			Status: Refused,
			Cause:  NoToken,
			Reason: "there is no token",
			Advice: "give the step a token with the permission security-events: write, or set upload to never",
		}, nil
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
			Cause:  TooLarge,
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

	sarifs := c.URL("code-scanning", "sarifs")
	answer, err := c.Send(ctx, http.MethodPost, sarifs, payload)
	if err != nil {
		if ctx.Err() != nil {
			return Result{}, fmt.Errorf("the upload was stopped: %w", ctx.Err())
		}
		return unreachable(c, err), nil
	}
	if answer.Code != http.StatusAccepted && answer.Code != http.StatusOK {
		return explain(c, answer), nil
	}
	var receipt struct {
		ID string `json:"id"`
	}
	result := Result{Status: Uploaded, Code: answer.Code}
	if json.Unmarshal(answer.Body, &receipt) != nil || len(receipt.ID) > 100 || !idForm().MatchString(receipt.ID) {
		result.Cause, result.Reason = NoReceipt, "GitHub accepted the file, but gave it no id to ask for"
		return result, nil
	}
	result.ID = receipt.ID
	if !r.Wait {
		result.Cause, result.Reason = NotWaited, "GitHub accepted the file and processes it"
		return result, nil
	}
	return wait(ctx, c, sarifs.JoinPath(receipt.ID), result)
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
func wait(ctx context.Context, c *github.Client, status *url.URL, result Result) (Result, error) {
	for _, d := range pollWaits {
		c.Log(fmt.Sprintf("waiting %s for code scanning to process the file", d))
		if err := c.Sleep(ctx, d); err != nil {
			return result, fmt.Errorf("the file is uploaded; waiting for its processing was stopped: %w", err)
		}
		answer, err := c.Once(ctx, http.MethodGet, status, nil)
		if err != nil || answer.Code != http.StatusOK {
			if ctx.Err() != nil {
				return result, fmt.Errorf("the file is uploaded; waiting for its processing was stopped: %w", ctx.Err())
			}
			continue
		}
		var state struct {
			Status string   `json:"processing_status"`
			Errors []string `json:"errors"`
		}
		if json.Unmarshal(answer.Body, &state) != nil {
			continue
		}
		switch state.Status {
		case "complete":
			result.Status = Processed
			return result, nil
		case "failed":
			return processingFailed(c, result, state.Errors), nil
		}
	}
	result.Cause, result.Reason = Pending, "GitHub accepted the file, but did not say in time that it is processed"
	result.Advice = "nothing is to be done: the results appear when it is"
	return result, nil
}
