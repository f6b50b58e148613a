package upload_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/sarif/upload"
	"github.com/django-session-audit/django-session-audit/sarif/upload/github"
	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

var (
	log    = []byte(`{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"django-session-audit"}},"results":[]}]}`)
	target = upload.Target{Commit: strings.Repeat("0123456789", 4), Ref: "refs/heads/main"}
	now    = time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
)

// A try is one upload to a test server, with a clock that only moves when
// somebody sleeps.
type try struct {
	*uploadtest.Server
	request upload.Request
	slept   []time.Duration
	lines   []string
}

func newTry(t *testing.T) *try {
	y := &try{Server: uploadtest.NewServer(t)}
	clock := now
	y.request = upload.Request{
		Access: github.Access{
			API: y.URL, Repository: "octo-org/shop", Token: uploadtest.Token, UserAgent: "django-session-audit/0.1.0",
			Log: func(line string) { y.lines = append(y.lines, line) },
			Sleep: func(ctx context.Context, d time.Duration) error {
				y.slept = append(y.slept, d)
				clock = clock.Add(d)
				return ctx.Err()
			},
			Now: func() time.Time { return clock },
		},
		SARIF: log, Target: target, ToolName: "django-session-audit",
	}
	return y
}

// run uploads, and checks what holds of every result.
func (y *try) run(t *testing.T) upload.Result {
	t.Helper()
	result, err := upload.Upload(t.Context(), y.request)
	if err != nil {
		t.Fatal(err)
	}
	y.check(t, result)
	return result
}

func (y *try) check(t *testing.T, r upload.Result) {
	t.Helper()
	texts := append([]string{r.Reason, r.Advice}, r.Errors...)
	for _, text := range append(texts, y.lines...) {
		if strings.Contains(text, uploadtest.Token) {
			t.Errorf("the token is told: %q", text)
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' || r == 0x7f }) {
			t.Errorf("a control character is told: %q", text)
		}
	}
	if (r.Reason == "") != (r.Status == upload.Processed) || (r.Cause == "") != (r.Status == upload.Processed) {
		t.Errorf("status %s has the cause %q and the reason %q", r.Status, r.Cause, r.Reason)
	}
	if (r.Status == upload.Refused || r.Status.Fault()) && r.Advice == "" {
		t.Errorf("nothing is advised for %s: %s", r.Status, r.Reason)
	}
	if r.Cause != "" && !slices.Contains(upload.Causes, r.Cause) {
		t.Errorf("%s is not among the causes", r.Cause)
	}
	if r.Target != y.request.Target {
		t.Errorf("is for %+v, want %+v", r.Target, y.request.Target)
	}
	var total time.Duration
	for _, d := range y.slept {
		total += d
	}
	if total > 5*time.Minute {
		t.Errorf("waits for %s in all", total)
	}
}

func seconds(n ...int) []time.Duration {
	var d []time.Duration
	for _, n := range n {
		d = append(d, time.Duration(n)*time.Second)
	}
	return d
}

func TestUpload(t *testing.T) {
	y := newTry(t)
	y.request.CheckoutURI = upload.CheckoutURI("/github/workspace")
	y.request.StartedAt = now
	got := y.run(t)
	want := upload.Result{Status: upload.Uploaded, Cause: upload.NotWaited, ID: uploadtest.ID, Code: 202, Target: target,
		Reason: "GitHub accepted the file and processes it"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error("(-want +got)\n" + diff)
	}
	if y.Asked() != 0 || y.slept != nil || y.lines != nil {
		t.Errorf("asked %d times, slept %v, said %q", y.Asked(), y.slept, y.lines)
	}
	uploads := y.Uploads()
	if len(uploads) != 1 || y.Faults() != nil {
		t.Fatalf("%d uploads, faults %q", len(uploads), y.Faults())
	}
	u := uploads[0]
	if u.Repository != "octo-org/shop" || u.Commit != target.Commit || u.Ref != target.Ref || !bytes.Equal(u.SARIF, log) ||
		u.CheckoutURI != "file:///github/workspace/" || u.StartedAt != "2026-01-02T03:04:05Z" || u.ToolName != "django-session-audit" {
		t.Errorf("sent %+v", u)
	}
	for name, want := range map[string]string{
		"Accept": "application/vnd.github+json", "X-Github-Api-Version": "2022-11-28",
		"User-Agent": "django-session-audit/0.1.0", "Content-Type": "application/json",
	} {
		if got := u.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}

func TestUploadSendsTheSameBytes(t *testing.T) {
	y := newTry(t)
	y.run(t)
	y.run(t)
	if u := y.Uploads(); !bytes.Equal(u[0].Raw, u[1].Raw) {
		t.Error("two uploads of one file differ")
	}
	if raw := y.Uploads()[0].Raw; bytes.Contains(raw, []byte("started_at")) || bytes.Contains(raw, []byte("checkout_uri")) {
		t.Errorf("what is not set is sent: %s", raw)
	}
}

func TestProcessing(t *testing.T) {
	p := uploadtest.Pending
	tests := []struct {
		name    string
		answers []uploadtest.Answer
		status  upload.Status
		slept   []time.Duration
		errors  []string
		advice  string // is in it
	}{
		{"at once", nil, upload.Processed, seconds(5), nil, ""},
		{"third time", []uploadtest.Answer{p, p, uploadtest.Complete}, upload.Processed, seconds(5, 10, 20), nil, ""},
		{"never", []uploadtest.Answer{p}, upload.Uploaded, seconds(5, 10, 20, 40, 80), nil, "nothing is to be done"},
		{"questions fail", []uploadtest.Answer{uploadtest.Unavailable, uploadtest.Dropped, uploadtest.NotFound, {Code: 200, Body: "<html>"}, uploadtest.Complete},
			upload.Processed, seconds(5, 10, 20, 40, 80), nil, ""},
		{"no answer is right", []uploadtest.Answer{uploadtest.ReadOnlyToken}, upload.Uploaded, seconds(5, 10, 20, 40, 80), nil, "nothing is to be done"},
		{"failed", []uploadtest.Answer{uploadtest.ProcessingFailed("rejecting SARIF, as there are more runs per file than allowed\x1b[31m\n::error::x", "")},
			upload.Rejected, seconds(5), []string{"rejecting SARIF, as there are more runs per file than allowed [31m : :error: :x"}, "report this"},
		{"failed without a word", []uploadtest.Answer{{Code: 200, Body: `{"processing_status":"failed","errors":null}`}}, upload.Rejected, seconds(5), nil, "report this"},
		{"two runs of one category", []uploadtest.Answer{uploadtest.ProcessingFailed("A delivery cannot contain multiple runs with the same category")},
			upload.Rejected, seconds(5), []string{"A delivery cannot contain multiple runs with the same category"}, "one file for each category"},
		{"too many alerts", []uploadtest.Answer{uploadtest.ProcessingFailed("rejecting delivery as the repository has too many logical alerts")},
			upload.Rejected, seconds(5), []string{"rejecting delivery as the repository has too many logical alerts"}, "GitHub's support"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			y := newTry(t)
			y.request.Wait = true
			y.OnStatus(test.answers...)
			got := y.run(t)
			if got.Status != test.status || got.ID != uploadtest.ID || !strings.Contains(got.Advice, test.advice) || (got.Advice == "") != (test.advice == "") {
				t.Errorf("result is %+v, want %s with the advice %q", got, test.status, test.advice)
			}
			if diff := cmp.Diff(test.slept, y.slept); diff != "" {
				t.Error("waits (-want +got)\n" + diff)
			}
			if diff := cmp.Diff(test.errors, got.Errors); diff != "" {
				t.Error("errors (-want +got)\n" + diff)
			}
			if y.Attempts() != 1 {
				t.Errorf("%d uploads", y.Attempts())
			}
		})
	}
}

func TestManyProcessingErrorsAreCut(t *testing.T) {
	y := newTry(t)
	y.request.Wait = true
	y.OnStatus(uploadtest.ProcessingFailed(slices.Repeat([]string{strings.Repeat("x", 5000)}, 40)...))
	got := y.run(t).Errors
	if len(got) != 11 || got[10] != "and 30 more" || len([]rune(got[0])) != 300 {
		t.Errorf("%d errors, the last is %q", len(got), got[len(got)-1])
	}
}

func TestRefusals(t *testing.T) {
	tests := []struct {
		name     string
		answer   uploadtest.Answer
		status   upload.Status
		reason   string // starts with it
		advice   string // is in it
		attempts int
	}{
		{"code scanning off", uploadtest.CodeScanningOff, upload.Refused, "code scanning is not enabled", "settings", 1},
		{"Code Security off", uploadtest.SecurityOff, upload.Refused, "code scanning is not enabled", "settings", 1},
		{"archived", uploadtest.Archived, upload.Refused, "the repository is archived", "unarchive", 1},
		{"read-only token", uploadtest.ReadOnlyToken, upload.Refused, "the token may not upload", "security-events: write", 1},
		{"forbidden without a word", uploadtest.Forbidden, upload.Refused, "GitHub does not allow the upload", "security-events: write", 2},
		{"token not valid", uploadtest.BadCredentials, upload.Refused, "the token is not valid", "github.token", 2},
		{"not found", uploadtest.NotFound, upload.Refused, "GitHub does not show this repository", "name is right", 2},
		{"too large", uploadtest.TooLarge, upload.Rejected, "the file is larger", "category", 1},
		{"invalid", uploadtest.Invalid, upload.Rejected, "GitHub cannot read the SARIF file", "report this", 1},
		{"commit not found", uploadtest.CommitNotFound, upload.Refused, "GitHub does not know the commit", "push the commit", 1},
		{"ref not found", uploadtest.RefNotFound, upload.Refused, "GitHub does not know the ref", "push the branch", 1},
		{"unprocessable", uploadtest.Unprocessable, upload.Rejected, "GitHub finds fault", "commit and the ref", 1},
		{"single sign-on", uploadtest.Answer{Code: 403, Body: `{"message":"Resource protected by organization SAML enforcement."}`}, upload.Refused, "the token is not authorised", "organisation", 1},
		{"allowed addresses", uploadtest.Answer{Code: 403, Body: `{"message":"Although you appear to have the correct authorization credentials, the organization has an IP allow list enabled."}`}, upload.Refused, "the organisation's list", "runner's address", 1},
		{"unavailable", uploadtest.Unavailable, upload.Failed, "code scanning is not available", "later", 5},
		{"bad gateway", uploadtest.Answer{Code: 502, Body: "<html>"}, upload.Failed, "GitHub answered with status 502", "later", 5},
		{"not implemented", uploadtest.Answer{Code: 501}, upload.Failed, "GitHub answered with status 501", "later", 1},
		{"teapot", uploadtest.Answer{Code: 418, Body: `[]`}, upload.Failed, "GitHub answered with status 418", "later", 1},
		{"limit, short", uploadtest.SecondaryLimit.With("Retry-After", "7"), upload.Failed, "GitHub's limit of requests", "in 7s", 5},
		{"limit, too long", uploadtest.TooManyRequests.With("Retry-After", "1800"), upload.Failed, "GitHub's limit of requests", "in 30m0s", 1},
		{"limit, a date", uploadtest.TooManyRequests.With("Retry-After", now.Add(time.Hour).Format(http.TimeFormat)), upload.Failed, "GitHub's limit of requests", "in 1h0m0s", 1},
		{"limit, hourly", uploadtest.RateLimited.With("X-RateLimit-Reset", fmt.Sprint(now.Add(20*time.Minute).Unix())), upload.Failed, "GitHub's limit of requests", "in 20m0s", 1},
		{"limit, no time told", uploadtest.SecondaryLimit, upload.Failed, "GitHub's limit of requests", "in 1m0s", 3},
		{"a time that is none", uploadtest.TooManyRequests.With("Retry-After", "soon"), upload.Failed, "GitHub's limit of requests", "in 1m0s", 3},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			y := newTry(t)
			y.request.Wait = true
			y.OnUpload(slices.Repeat([]uploadtest.Answer{test.answer}, 10)...)
			got := y.run(t)
			if got.Status != test.status || !strings.HasPrefix(got.Reason, test.reason) || !strings.Contains(got.Advice, test.advice) {
				t.Errorf("result is %+v, want %s, %q and %q", got, test.status, test.reason, test.advice)
			}
			if got.Code != test.answer.Code || got.ID != "" {
				t.Errorf("code %d and id %q", got.Code, got.ID)
			}
			if y.Attempts() != test.attempts || y.Asked() != 0 {
				t.Errorf("%d attempts and %d questions, want %d and 0", y.Attempts(), y.Asked(), test.attempts)
			}
			if fault := test.status == upload.Rejected || test.status == upload.Failed; got.Status.Fault() != fault {
				t.Errorf("status %s is a fault: %t", got.Status, got.Status.Fault())
			}
		})
	}
}

func TestReasonTellsWhatGitHubSays(t *testing.T) {
	y := newTry(t)
	y.OnUpload(uploadtest.Answer{Code: 400, Body: `{"message":"Bad ` + uploadtest.Token + `\n##[add-mask]x\u001b ::stop-commands::y.","errors":["one",{"message":"two"},3]}`})
	want := "GitHub cannot read the SARIF file (it says: Bad *** ## [add-mask]x : :stop-commands: :y.; one; two)"
	if got := y.run(t).Reason; got != want {
		t.Errorf("reason is %q, want %q", got, want)
	}
}

func TestRetries(t *testing.T) {
	tests := []struct {
		name    string
		answers []uploadtest.Answer
		slept   []time.Duration
	}{
		{"none", nil, nil},
		{"connection lost", []uploadtest.Answer{uploadtest.Dropped, uploadtest.Dropped}, seconds(2, 4)},
		{"unavailable", []uploadtest.Answer{uploadtest.Unavailable, {Code: 500}, {Code: 504}, {Code: 408}}, seconds(2, 4, 8, 16)},
		{"asked to wait", []uploadtest.Answer{uploadtest.TooManyRequests.With("Retry-After", "60"), uploadtest.Unavailable.With("Retry-After", "0")}, seconds(60, 0)},
		{"hourly limit ends soon", []uploadtest.Answer{uploadtest.RateLimited.With("X-RateLimit-Reset", fmt.Sprint(now.Add(9*time.Second).Unix()))}, seconds(9)},
		{"token refused once", []uploadtest.Answer{uploadtest.BadCredentials}, seconds(2)},
		{"not found once", []uploadtest.Answer{uploadtest.NotFound}, seconds(2)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			y := newTry(t)
			y.OnUpload(test.answers...)
			if got := y.run(t); got.Status != upload.Uploaded {
				t.Errorf("result is %+v", got)
			}
			if diff := cmp.Diff(test.slept, y.slept); diff != "" {
				t.Error("waits (-want +got)\n" + diff)
			}
			if u := y.Uploads(); len(u) != 1 || !bytes.Equal(u[0].SARIF, log) || y.Faults() != nil {
				t.Errorf("%d uploads, faults %q", len(u), y.Faults())
			}
		})
	}
}

func TestRedirects(t *testing.T) {
	for _, code := range []int{301, 302, 307, 308} {
		y := newTry(t)
		y.request.Repository = "octo-org/old-name"
		y.OnUpload(uploadtest.Redirect(code, y.URL+"/repos/octo-org/new-name/code-scanning/sarifs"))
		got := y.run(t)
		if u := y.Uploads(); got.Status != upload.Uploaded || len(u) != 1 || u[0].Repository != "octo-org/new-name" || !bytes.Equal(u[0].SARIF, log) {
			t.Errorf("%d: result is %+v, %d uploads", code, got, len(u))
		}
	}
	t.Run("elsewhere", func(t *testing.T) {
		y, other := newTry(t), uploadtest.NewServer(t)
		y.OnUpload(uploadtest.Redirect(307, other.URL+"/repos/octo-org/shop/code-scanning/sarifs"))
		got := y.run(t)
		if got.Status != upload.Refused || !strings.Contains(got.Reason, "redirects to another host") || other.Attempts() != 0 {
			t.Errorf("result is %+v, and the other host saw %d requests", got, other.Attempts())
		}
	})
	t.Run("circle", func(t *testing.T) {
		y := newTry(t)
		y.OnUpload(slices.Repeat([]uploadtest.Answer{uploadtest.Redirect(307, y.URL+"/repos/octo-org/shop/code-scanning/sarifs")}, 20)...)
		if got := y.run(t); got.Status != upload.Failed || y.Attempts() > 5 {
			t.Errorf("result is %+v after %d requests", got, y.Attempts())
		}
	})
	t.Run("nowhere", func(t *testing.T) {
		y := newTry(t)
		y.OnUpload(uploadtest.Answer{Code: 302})
		if got := y.run(t); got.Status != upload.Failed || got.Code != 302 {
			t.Errorf("result is %+v", got)
		}
	})
}

func TestNothingIsSent(t *testing.T) {
	random := make([]byte, upload.MaxCompressed+1<<20)
	source := rand.NewChaCha8([32]byte{})
	_, _ = source.Read(random) // never fails
	for name, test := range map[string]struct {
		change func(*upload.Request)
		status upload.Status // "" for an error
		reason string
	}{
		"no token":              {func(r *upload.Request) { r.Token = "" }, upload.Refused, "there is no token"},
		"no target":             {func(r *upload.Request) { r.Target = upload.Target{} }, upload.Refused, "it is not known which commit"},
		"short commit":          {func(r *upload.Request) { r.Target.Commit = "abc" }, upload.Refused, `"abc" is not the full name`},
		"too large":             {func(r *upload.Request) { r.SARIF = random }, upload.Rejected, "the file is larger"},
		"empty file":            {func(r *upload.Request) { r.SARIF = []byte(" \n") }, "", "the SARIF file is empty"},
		"no repository":         {func(r *upload.Request) { r.Repository = "" }, "", "owner/name"},
		"one name":              {func(r *upload.Request) { r.Repository = "shop" }, "", "owner/name"},
		"climbing name":         {func(r *upload.Request) { r.Repository = "../shop" }, "", "owner/name"},
		"name with a query":     {func(r *upload.Request) { r.Repository = "a/b?c" }, "", "owner/name"},
		"http elsewhere":        {func(r *upload.Request) { r.API = "http://github.example.org/api/v3" }, "", "https only"},
		"other scheme":          {func(r *upload.Request) { r.API = "ftp://127.0.0.1" }, "", "https only"},
		"no address":            {func(r *upload.Request) { r.API = "api.github.com" }, "", "not the address of an API"},
		"password in address":   {func(r *upload.Request) { r.API = "https://me:hunter2@127.0.0.1" }, "", "a token is given apart"},
		"address without form":  {func(r *upload.Request) { r.API = "https://me:hunter2@[" }, "", "cannot be read"},
		"token with line's end": {func(r *upload.Request) { r.Token += "\nX-Evil: 1" }, "", "holds a character"},
	} {
		t.Run(name, func(t *testing.T) {
			y := newTry(t)
			test.change(&y.request)
			got, err := upload.Upload(t.Context(), y.request)
			text := got.Reason
			if err != nil {
				text = err.Error()
			}
			if (err != nil) != (test.status == "") || got.Status != test.status || !strings.Contains(text, test.reason) {
				t.Errorf("result is %+v and %v, want %q and %q", got, err, test.status, test.reason)
			}
			if strings.Contains(text, uploadtest.Token) || strings.Contains(text, "hunter2") {
				t.Errorf("a secret is told: %s", text)
			}
			if y.Attempts() != 0 || y.slept != nil {
				t.Errorf("%d requests, slept %v", y.Attempts(), y.slept)
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	y := newTry(t)
	y.request.API = "http://127.0.0.1:1" // nobody listens there
	got := y.run(t)
	if got.Status != upload.Failed || !strings.HasPrefix(got.Reason, "GitHub's API could not be reached") {
		t.Errorf("result is %+v", got)
	}
	if diff := cmp.Diff(seconds(2, 4, 8, 16), y.slept); diff != "" {
		t.Error("waits (-want +got)\n" + diff)
	}
}

// An answer that ends in its middle is one that was lost: it is not known
// whether the file has arrived, and it is sent again.
func TestTruncatedAnswers(t *testing.T) {
	cut := func(a uploadtest.Answer) uploadtest.Answer { return a.With("Content-Length", "5000") }
	for name, answer := range map[string]uploadtest.Answer{
		"a receipt":            cut(uploadtest.Answer{Code: 202, Body: `{"id":"47177e22`}),
		"a refusal":            cut(uploadtest.Answer{Code: 400, Body: `{"message":"Inva`}),
		"a fault":              cut(uploadtest.Answer{Code: 503, Body: `{"mess`}),
		"internal error, HTML": {Code: 500, Body: "<html>"},
	} {
		t.Run(name, func(t *testing.T) {
			y := newTry(t)
			y.request.Wait = true
			y.OnUpload(slices.Repeat([]uploadtest.Answer{answer}, 10)...)
			if got := y.run(t); got.Status != upload.Failed || got.ID != "" || y.Attempts() != 5 || y.Asked() != 0 {
				t.Errorf("result is %+v after %d attempts and %d questions", got, y.Attempts(), y.Asked())
			}
			y = newTry(t)
			y.OnUpload(answer)
			if got := y.run(t); got.Status != upload.Uploaded || got.ID != uploadtest.ID || y.Attempts() != 2 {
				t.Errorf("answered once, the result is %+v after %d attempts", got, y.Attempts())
			}
		})
	}
}

// Questions for what became of a file are bounded, whatever is answered.
func TestFaultyStatus(t *testing.T) {
	for name, answer := range map[string]uploadtest.Answer{
		"reset":          uploadtest.Dropped,
		"truncated":      uploadtest.Pending.With("Content-Length", "5000"),
		"endless":        {Code: 200, Body: `{"processing_status":"` + strings.Repeat("x", 8<<20)},
		"wrong JSON":     {Code: 200, Body: `[{]`},
		"a word unknown": {Code: 200, Body: `{"processing_status":"later\n::error::x"}`},
		"internal error": {Code: 500},
		"a limit":        uploadtest.TooManyRequests.With("Retry-After", "3600"),
		"elsewhere":      uploadtest.Redirect(302, "https://example.org/"),
	} {
		t.Run(name, func(t *testing.T) {
			y := newTry(t)
			y.request.Wait = true
			y.OnStatus(answer)
			if got := y.run(t); got.Status != upload.Uploaded || got.ID != uploadtest.ID || y.Attempts() != 1 || y.Asked() > 5 {
				t.Errorf("result is %+v after %d uploads and %d questions", got, y.Attempts(), y.Asked())
			}
		})
	}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestTransportErrorsAreHarmless(t *testing.T) {
	y := newTry(t)
	y.request.Transport = transport(func(r *http.Request) (*http.Response, error) {
		return nil, errors.New("no luck with " + r.Header.Get("Authorization") + "\n::error::x")
	})
	if got, want := y.run(t).Reason, "GitHub's API could not be reached (no luck with Bearer *** : :error: :x)"; got != want {
		t.Errorf("reason is %q, want %q", got, want)
	}
}

func TestTimeout(t *testing.T) {
	y := newTry(t)
	y.request.Transport = transport(func(*http.Request) (*http.Response, error) { return nil, context.DeadlineExceeded })
	if got := y.run(t); got.Status != upload.Failed || got.Reason != "GitHub's API did not answer in time" {
		t.Errorf("result is %+v", got)
	}
}

func TestCertificateNotTrusted(t *testing.T) {
	y := newTry(t)
	y.request.Transport = transport(func(*http.Request) (*http.Response, error) {
		return nil, &tls.CertificateVerificationError{Err: errors.New("unknown authority")}
	})
	if got := y.run(t); got.Status != upload.Failed || !strings.Contains(got.Advice, "SSL_CERT_FILE") || y.slept != nil {
		t.Errorf("result is %+v after waiting %v", got, y.slept)
	}
}

func TestEndlessAnswer(t *testing.T) {
	y := newTry(t)
	y.OnUpload(uploadtest.Answer{Code: 400, Body: `{"message":"` + strings.Repeat("x", 8<<20)})
	if got := y.run(t); got.Status != upload.Rejected || len(got.Reason) > 1000 {
		t.Errorf("result is %+v", got)
	}
}

func TestStrangeReceipts(t *testing.T) {
	for _, body := range []string{``, `{}`, `{"id":"../../x"}`, `{"id":"a\n::error::b"}`, `{"id":5}`, `[1]`} {
		y := newTry(t)
		y.request.Wait = true
		y.OnUpload(uploadtest.Answer{Code: 202, Body: body})
		if got := y.run(t); got.Status != upload.Uploaded || got.ID != "" || y.Asked() != 0 {
			t.Errorf("%s gives %+v", body, got)
		}
	}
}

func TestContextEnds(t *testing.T) {
	t.Run("before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		y := newTry(t)
		if _, err := upload.Upload(ctx, y.request); !errors.Is(err, context.Canceled) || y.Attempts() != 0 {
			t.Errorf("error is %v after %d requests", err, y.Attempts())
		}
	})
	t.Run("between attempts", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		y := newTry(t)
		y.OnUpload(uploadtest.Unavailable)
		y.request.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
		if _, err := upload.Upload(ctx, y.request); !errors.Is(err, context.Canceled) || y.Attempts() != 1 {
			t.Errorf("error is %v after %d requests", err, y.Attempts())
		}
	})
	t.Run("while it is processed", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		y := newTry(t)
		y.request.Wait = true
		y.request.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
		got, err := upload.Upload(ctx, y.request)
		if !errors.Is(err, context.Canceled) || got.Status != upload.Uploaded || got.ID != uploadtest.ID {
			t.Errorf("result is %+v, error %v", got, err)
		}
	})
	t.Run("real sleep", func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		y := newTry(t)
		y.request.Wait, y.request.Sleep = true, nil
		if _, err := upload.Upload(ctx, y.request); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error is %v", err)
		}
	})
}

func TestEnterpriseServer(t *testing.T) {
	var asked string
	y := newTry(t)
	y.request.API = "https://github.example.org/api/v3/"
	y.request.Transport = transport(func(r *http.Request) (*http.Response, error) {
		asked = r.Method + " " + r.URL.String()
		return &http.Response{StatusCode: 202, Header: http.Header{}, Body: http.NoBody, Request: r}, nil
	})
	y.run(t)
	if want := "POST https://github.example.org/api/v3/repos/octo-org/shop/code-scanning/sarifs"; asked != want {
		t.Errorf("asked %s, want %s", asked, want)
	}
}

func TestCheckoutURI(t *testing.T) {
	for dir, want := range map[string]string{
		"/github/workspace":  "file:///github/workspace/",
		"/github/workspace/": "file:///github/workspace/",
		"/a b#c":             "file:///a%20b%23c/",
		"/":                  "file:///",
	} {
		if got := upload.CheckoutURI(dir); got != want {
			t.Errorf("%s gives %s, want %s", dir, got, want)
		}
	}
}

func TestRecording(t *testing.T) {
	dir := t.TempDir()
	t.Setenv(uploadtest.RecordVariable, dir)
	y := newTry(t)
	y.OnUpload(uploadtest.Unavailable)
	y.run(t)
	for _, name := range []string{"TestRecording-1.json", "TestRecording-2.json"} {
		got, err := os.ReadFile(dir + "/" + name)
		if err != nil || !bytes.Equal(got, y.Uploads()[0].Raw) {
			t.Errorf("%s holds %q (%v)", name, got, err)
		}
	}
}

// The server of the tests must refuse what GitHub refuses.
func TestServerIsStrict(t *testing.T) {
	good := `{"commit_sha":"` + target.Commit + `","ref":"refs/heads/main","sarif":"H4sIAAAAAAAA/wMAAAAAAAAAAAA="}`
	for body, code := range map[string]int{
		good: 400, // is gzip of nothing
		strings.Replace(good, `"ref"`, `"reff"`, 1):                      400,
		strings.Replace(good, "refs/heads/", "", 1):                      422,
		strings.Replace(good, target.Commit, "abc", 1):                   422,
		strings.Replace(good, `"sarif":"H4`, `"sarif":"H4\n`, 1):         400,
		`{"commit_sha":"` + target.Commit + `","ref":"refs/heads/main"}`: 422,
		"{": 400,
	} {
		s := uploadtest.NewServer(t)
		r, err := http.NewRequestWithContext(t.Context(), "POST", s.URL+"/repos/o/r/code-scanning/sarifs", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+uploadtest.Token)
		r.Header.Set("Content-Type", "application/json")
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != code || len(s.Uploads()) != 0 || len(s.Faults()) != 1 {
			t.Errorf("%s gives %d, want %d", body, resp.StatusCode, code)
		}
	}
}
