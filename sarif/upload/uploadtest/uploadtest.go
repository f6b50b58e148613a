// Package uploadtest is a server for tests that answers as those endpoints of
// GitHub's API do that this program asks: code scanning, and the reviews of a
// pull request. It is strict: what GitHub would refuse, it refuses.
package uploadtest

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// RecordVariable names the environment variable with the folder into which the
// bodies of all uploads and, in its folder reviews, those of all reviews are
// written, for a check against GitHub's published description of its API. They
// are not written when it is not set.
const RecordVariable = "DJSA_RECORD_UPLOADS"

// ID is the id of the first upload; the last digits count up.
const ID = "47177e22-5596-11eb-80a1-000000000001"

// EnterprisePath is where a GitHub Enterprise Server has its API
// (https://docs.github.com/en/enterprise-server@latest/rest/quickstart).
const EnterprisePath = "/api/v3"

// Token is the token that the server takes.
const Token = "ghs_aTokenForTests0123456789"

// An Answer is what the server says.
type Answer struct {
	Code   int
	Header map[string]string
	Body   string
	// Drop is true to close the connection without an answer.
	Drop bool
}

// With returns the answer with one more header.
func (a Answer) With(name, value string) Answer {
	header := map[string]string{name: value}
	for k, v := range a.Header {
		header[k] = v
	}
	a.Header = header
	return a
}

func failure(code int, message string) Answer {
	body, err := json.Marshal(map[string]string{
		"message":           message,
		"documentation_url": "https://docs.github.com/rest",
		"status":            strconv.Itoa(code),
	})
	if err != nil {
		panic(err) // strings always can be encoded
	}
	return Answer{Code: code, Body: string(body)}
}

// The answers that GitHub gives to an upload that it does not accept.
var (
	CodeScanningOff = failure(403, "Code scanning is not enabled for this repository. Please enable code scanning in the repository settings.")
	SecurityOff     = failure(403, "Code Security must be enabled for this repository to use code scanning.")
	Archived        = failure(403, "Repository was archived so is read-only.")
	ReadOnlyToken   = failure(403, "Resource not accessible by integration")
	Forbidden       = failure(403, "Forbidden")
	BadCredentials  = failure(401, "Bad credentials")
	RateLimited     = failure(403, "API rate limit exceeded for installation ID 1234567.").With("X-RateLimit-Remaining", "0")
	SecondaryLimit  = failure(403, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.")
	TooManyRequests = failure(429, "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.")
	NotFound        = failure(404, "Not Found")
	TooLarge        = failure(413, "Payload too big")
	Invalid         = failure(400, "Invalid SARIF. JSON syntax error.")
	CommitNotFound  = failure(422, "commit not found")
	RefNotFound     = failure(422, "ref 'refs/heads/gone' not found in this repository")
	Unprocessable   = failure(422, "Validation Failed")
	Unavailable     = failure(503, "Service unavailable")
	Dropped         = Answer{Drop: true}
)

// The answers to a question for the processing status.
var (
	Pending  = Answer{Code: 200, Body: `{"processing_status":"pending"}`}
	Complete = Answer{Code: 200, Body: `{"processing_status":"complete","analyses_url":"https://api.github.com/repos/o/r/code-scanning/analyses?sarif_id=1"}`}
)

// ProcessingFailed is the answer when the file could not be processed.
func ProcessingFailed(errs ...string) Answer {
	body, err := json.Marshal(map[string]any{"processing_status": "failed", "analyses_url": nil, "errors": errs})
	if err != nil {
		panic(err) // strings always can be encoded
	}
	return Answer{Code: 200, Body: string(body)}
}

// Redirect is a redirect to another address.
func Redirect(code int, location string) Answer {
	return Answer{Code: code, Header: map[string]string{"Location": location}, Body: `{"message":"Moved Permanently"}`}
}

// An Upload is a request that the server accepted.
type Upload struct {
	// Repository is owner/name, from the path.
	Repository string
	// Raw is the body as it was sent.
	Raw []byte
	// SARIF is the file in it, decoded.
	SARIF []byte

	Commit      string
	Ref         string
	CheckoutURI string
	StartedAt   string
	ToolName    string
	Header      http.Header
}

// A Server answers as GitHub does. Its zero behaviour accepts what is right
// and says that it is processed when it is first asked.
type Server struct {
	// URL is what GITHUB_API_URL would be; below EnterprisePath it is that of
	// a GitHub Enterprise Server.
	URL string
	// Older is true for a server that leaves out what is not required of its
	// answers, as older versions of GitHub Enterprise Server do.
	Older bool

	t testing.TB

	mu       sync.Mutex
	requests []string
	posts    []Answer
	statuses []Answer
	uploads  []Upload
	sent     []Upload
	recorded int
	pulls
	attempts int
	asked    int
	faults   []string
}

// NewServer starts a server on this machine, which ends with the test.
func NewServer(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t}
	mux := http.NewServeMux()
	for _, base := range []string{"", EnterprisePath} {
		mux.HandleFunc("POST "+base+"/repos/{owner}/{repo}/code-scanning/sarifs", s.post)
		mux.HandleFunc("GET "+base+"/repos/{owner}/{repo}/code-scanning/sarifs/{id}", s.status)
		s.handlePulls(mux, base)
	}
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		s.fault(r.Method + " " + r.URL.Path + " is no endpoint")
		write(w, NotFound)
	})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.requests = append(s.requests, r.Method+" "+r.URL.RequestURI())
		s.mu.Unlock()
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

// OnUpload sets the answers to the next attempts to upload, in order. After
// them the server is itself again.
func (s *Server) OnUpload(answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.posts = append(s.posts, answers...)
}

// OnStatus sets the answers to the next questions for the processing status,
// in order. The last one is repeated.
func (s *Server) OnStatus(answers ...Answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.statuses = append(s.statuses, answers...)
}

// Uploads returns what was accepted.
func (s *Server) Uploads() []Upload {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Upload(nil), s.uploads...)
}

// Sent returns what was sent and well-formed, whatever the answer was.
func (s *Server) Sent() []Upload {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Upload(nil), s.sent...)
}

// Requests returns all requests, each as its method and its address.
func (s *Server) Requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.requests...)
}

// Attempts returns how often something was sent to the upload endpoint.
func (s *Server) Attempts() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.attempts
}

// Asked returns how often the processing status was asked for.
func (s *Server) Asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// Faults returns what was wrong with requests that the server refused by
// itself.
func (s *Server) Faults() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.faults...)
}

func (s *Server) fault(text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, text)
}

func (s *Server) post(w http.ResponseWriter, r *http.Request) {
	raw, err := io.ReadAll(io.LimitReader(r.Body, 64<<20))
	s.mu.Lock()
	s.attempts++
	var planned *Answer
	if len(s.posts) > 0 {
		planned, s.posts = &s.posts[0], s.posts[1:]
	}
	s.mu.Unlock()
	if err != nil {
		s.fault(err.Error())
		return
	}
	// What was sent is checked even if the answer is set.
	upload, wrong := decode(r, raw)
	if wrong != nil {
		s.fault(wrong.Body)
	} else {
		s.record(raw, "")
		s.mu.Lock()
		s.sent = append(s.sent, *upload)
		s.mu.Unlock()
	}
	switch {
	case planned != nil:
		write(w, *planned)
		return
	case wrong != nil:
		write(w, *wrong)
		return
	}
	s.mu.Lock()
	s.uploads = append(s.uploads, *upload)
	id := fmt.Sprintf("%s%012d", ID[:len(ID)-12], len(s.uploads))
	s.mu.Unlock()
	body := fmt.Sprintf(`{"id":%q,"url":%q}`, id, s.URL+r.URL.Path+"/"+id)
	if s.Older {
		body = fmt.Sprintf(`{"id":%q}`, id)
	}
	write(w, Answer{Code: http.StatusAccepted, Body: body})
}

func (s *Server) status(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.asked++
	answer := Complete
	if s.Older {
		answer = Answer{Code: http.StatusOK, Body: `{"processing_status":"complete"}`}
	}
	if len(s.statuses) > 0 {
		answer = s.statuses[0]
		if len(s.statuses) > 1 {
			s.statuses = s.statuses[1:]
		}
	}
	number, err := strconv.Atoi(r.PathValue("id")[max(0, len(r.PathValue("id"))-12):])
	known := err == nil && number >= 1 && number <= len(s.uploads)
	s.mu.Unlock()
	switch {
	case !authorized(r):
		write(w, BadCredentials)
	case !known:
		s.fault("there is no upload " + r.PathValue("id"))
		write(w, NotFound)
	default:
		write(w, answer)
	}
}

func write(w http.ResponseWriter, a Answer) {
	if a.Drop {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	for k, v := range a.Header {
		w.Header().Set(k, v)
	}
	w.WriteHeader(a.Code)
	// A client that is gone is its own affair.
	_, _ = io.WriteString(w, a.Body)
}

func authorized(r *http.Request) bool { return r.Header.Get("Authorization") == "Bearer "+Token }

var (
	commitForm = regexp.MustCompile(`^([0-9a-fA-F]{40}(?:[0-9a-fA-F]{24})?)$`)
	refForm    = regexp.MustCompile(`^refs/(heads|tags|pull)/.*$`)
)

// decode reads a request as GitHub does, or returns its refusal.
func decode(r *http.Request, raw []byte) (*Upload, *Answer) {
	refuse := func(code int, text string) (*Upload, *Answer) {
		a := failure(code, text)
		return nil, &a
	}
	if !authorized(r) {
		return nil, &BadCredentials
	}
	if r.Header.Get("User-Agent") == "" {
		return refuse(403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.")
	}
	if !strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		return refuse(415, "The body is not JSON")
	}
	var b struct {
		Commit      *string `json:"commit_sha"`
		Ref         *string `json:"ref"`
		SARIF       *string `json:"sarif"`
		CheckoutURI *string `json:"checkout_uri"`
		StartedAt   *string `json:"started_at"`
		ToolName    *string `json:"tool_name"`
		Validate    *bool   `json:"validate"`
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&b); err != nil {
		return refuse(400, "Problems parsing JSON: "+err.Error())
	}
	text := func(p *string) string {
		if p == nil {
			return ""
		}
		return *p
	}
	switch {
	case !commitForm.MatchString(text(b.Commit)):
		return refuse(422, "Invalid request.\n\nInvalid input: commit_sha")
	case !refForm.MatchString(text(b.Ref)):
		return refuse(422, "Invalid request.\n\nInvalid input: ref")
	case b.SARIF == nil:
		return refuse(422, "Invalid request.\n\n\"sarif\" wasn't supplied.")
	}
	if b.StartedAt != nil {
		if _, err := time.Parse(time.RFC3339, *b.StartedAt); err != nil {
			return refuse(422, "Invalid request.\n\nInvalid input: started_at")
		}
	}
	if strings.ContainsAny(*b.SARIF, "\r\n") {
		return refuse(400, "sarif has line breaks")
	}
	packed, err := base64.StdEncoding.DecodeString(*b.SARIF)
	if err != nil {
		return refuse(400, "sarif is not Base64")
	}
	if len(packed) > 10<<20 {
		return nil, &TooLarge
	}
	unpacker, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return refuse(400, "sarif is not gzip")
	}
	sarif, err := io.ReadAll(io.LimitReader(unpacker, 256<<20))
	if err != nil {
		return refuse(400, "sarif is not gzip")
	}
	if fault := readSARIF(sarif); fault != "" {
		return refuse(400, fault)
	}
	return &Upload{
		Repository:  r.PathValue("owner") + "/" + r.PathValue("repo"),
		Raw:         raw,
		SARIF:       sarif,
		Commit:      *b.Commit,
		Ref:         *b.Ref,
		CheckoutURI: text(b.CheckoutURI),
		StartedAt:   text(b.StartedAt),
		ToolName:    text(b.ToolName),
		Header:      r.Header.Clone(),
	}, nil
}

// readSARIF returns what keeps GitHub from taking the file, or "".
func readSARIF(data []byte) string {
	var log struct {
		Version string `json:"version"`
		Runs    []struct {
			Tool struct {
				Driver struct {
					Name string `json:"name"`
				} `json:"driver"`
			} `json:"tool"`
			Results *[]json.RawMessage `json:"results"`
		} `json:"runs"`
	}
	if err := json.Unmarshal(data, &log); err != nil {
		return "Invalid SARIF. JSON syntax error."
	}
	switch {
	case log.Version != "2.1.0":
		return "Invalid SARIF. The version is not 2.1.0."
	case len(log.Runs) == 0:
		return "Invalid SARIF. Missing runs."
	case len(log.Runs) > 20:
		return "rejecting SARIF, as there are more runs per file than allowed"
	}
	for _, run := range log.Runs {
		switch {
		case run.Tool.Driver.Name == "":
			return "Invalid SARIF. Missing tool name."
		case run.Results == nil:
			return "Invalid SARIF. Missing results."
		case len(*run.Results) > 25_000:
			return "rejecting SARIF, as there are more results per run than allowed"
		}
	}
	return ""
}

var unfitForName = regexp.MustCompile(`[^A-Za-z0-9]+`)

// record writes a body for the check against the API's description.
func (s *Server) record(raw []byte, folder string) {
	dir := os.Getenv(RecordVariable)
	if dir == "" {
		return
	}
	s.mu.Lock()
	s.recorded++
	name := fmt.Sprintf("%s-%d.json", unfitForName.ReplaceAllString(s.t.Name(), "-"), s.recorded)
	s.mu.Unlock()
	dir = filepath.Join(dir, folder)
	err := os.MkdirAll(dir, 0o755)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name), raw, 0o644)
	}
	if err != nil {
		s.t.Errorf("cannot record what was sent: %v", err)
	}
}
