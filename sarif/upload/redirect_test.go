package upload_test

import (
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/django-session-audit/django-session-audit/sarif/upload"
	"github.com/django-session-audit/django-session-audit/sarif/upload/github"
	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

// A thief is a server that should never be asked anything.
type thief struct {
	mu   sync.Mutex
	seen []string
}

// ServeHTTP remembers that it was asked.
func (h *thief) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.seen = append(h.seen, r.Method+" "+r.RequestURI+" with "+r.Header.Get("Authorization"))
}

// check holds that nobody asked it.
func (h *thief) check(t *testing.T) {
	t.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	if len(h.seen) > 0 {
		t.Errorf("another server was asked: %q", h.seen)
	}
}

// sendsElsewhere are redirects away from the host, port or protocol that the
// token is for. OWN is its own address, PORT its port, OTHER the port of another
// server on the same machine.
var sendsElsewhere = map[string]string{
	"another port":                 "http://127.0.0.1:OTHER/x",
	"another port, no scheme":      "//127.0.0.1:OTHER/x",
	"another name of it":           "http://localhost:PORT/x",
	"a name with a dot":            "http://127.0.0.1.:PORT/x",
	"no port":                      "http://127.0.0.1/x",
	"a user":                       "http://me@127.0.0.1:PORT/x",
	"a password":                   "http://me:hunter2@127.0.0.1:PORT/x",
	"an empty user":                "http://@127.0.0.1:PORT/x",
	"a user that looks like it":    "http://127.0.0.1:PORT@127.0.0.1:OTHER/x",
	"a number that is its own":     "http://2130706433:PORT/x",
	"an address that is its own":   "http://[::ffff:127.0.0.1]:PORT/x",
	"other letters":                "HTTP://127.0.0.1:OTHER/x",
	"https of a plain server":      "https://127.0.0.1:PORT/x",
	"https of another":             "https://127.0.0.1:OTHER/x",
	"a file":                       "file:///etc/passwd",
	"a script":                     "javascript:alert(1)",
	"a port that is none":          "http://127.0.0.1:PORT0/x",
	"a path that climbs to a host": "http://127.0.0.1:OTHER/../../x",
}

// The token goes to the host that it is for: no redirect takes it elsewhere,
// neither that of an upload nor that of a question for its status.
func TestRedirectsElsewhere(t *testing.T) {
	for name, to := range sendsElsewhere {
		for _, code := range []int{301, 302, 307, 308} {
			y, other := newTry(t), new(thief)
			server := httptest.NewServer(other)
			location := strings.NewReplacer("PORT", port(t, y.URL), "OTHER", port(t, server.URL)).Replace(to)
			y.OnUpload(uploadtest.Redirect(code, location))
			if got := y.run(t); got.Status != upload.Refused || got.Cause != github.Redirected || strings.Contains(got.Reason, "hunter2") {
				t.Errorf("%s, %d: the upload's result is %+v", name, code, got)
			}
			y.request.Wait = true
			y.OnStatus(uploadtest.Redirect(code, location))
			if got := y.run(t); got.Status != upload.Uploaded || got.Cause != upload.Pending {
				t.Errorf("%s, %d: the question's result is %+v", name, code, got)
			}
			if y.Attempts() != 2 || y.Asked() > 5 || y.Faults() != nil {
				t.Errorf("%s, %d: %d uploads, %d questions, faults %q", name, code, y.Attempts(), y.Asked(), y.Faults())
			}
			server.Close()
			other.check(t)
		}
	}
}

func port(t *testing.T, address string) string {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	return u.Port()
}

// A server that answers over TLS does not get its client to speak without.
func TestRedirectsToPlainHTTP(t *testing.T) {
	for _, code := range []int{301, 302, 307, 308} {
		for _, to := range []string{"http://OWN/x", "http://OTHER/x", "HTTP://OWN/x", "//OTHER/x", "https://OTHER/x"} {
			y, other, first := newTry(t), new(thief), 0
			plain := httptest.NewServer(other)
			var location string
			secure := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if first++; r.Header.Get("Authorization") != "Bearer "+uploadtest.Token {
					t.Error("the token is not sent to where it belongs")
				}
				w.Header().Set("Location", location)
				w.WriteHeader(code)
			}))
			location = strings.NewReplacer("OWN", secure.Listener.Addr().String(), "OTHER", plain.Listener.Addr().String()).Replace(to)
			y.request.API, y.request.Transport = secure.URL, secure.Client().Transport
			if got := y.run(t); got.Status != upload.Refused || got.Cause != github.Redirected {
				t.Errorf("%s, %d: result is %+v", to, code, got)
			}
			secure.Close()
			plain.Close()
			if first != 1 {
				t.Errorf("%s, %d: asked %d times", to, code, first)
			}
			other.check(t)
		}
	}
}

// A name is the same in whatever letters, but its redirect has to have the
// letters that the API's address has.
func TestRedirectsByName(t *testing.T) {
	y := newTry(t)
	if _, err := net.LookupHost("localhost"); err != nil {
		t.Skip(err)
	}
	y.request.API = "http://localhost:" + port(t, y.URL)
	for _, host := range []string{"LOCALHOST", "localhost.", "Localhost", "127.0.0.1"} {
		y.OnUpload(uploadtest.Redirect(307, "http://"+host+":"+port(t, y.URL)+"/repos/octo-org/shop/code-scanning/sarifs"))
		if got := y.run(t); got.Cause != github.Redirected {
			t.Errorf("%s: result is %+v", host, got)
		}
	}
	if y.Attempts() != 4 || len(y.Uploads()) != 0 {
		t.Errorf("%d attempts, %d uploads", y.Attempts(), len(y.Uploads()))
	}
}

// A status that redirects in a circle is asked for a few times, and the file
// stays uploaded.
func TestRedirectsOfStatusInACircle(t *testing.T) {
	y := newTry(t)
	y.request.Wait = true
	y.OnStatus(uploadtest.Redirect(307, "?"))
	if got := y.run(t); got.Status != upload.Uploaded || got.Cause != upload.Pending || y.Asked() > 20 || y.Attempts() != 1 {
		t.Errorf("result is %+v after %d questions", got, y.Asked())
	}
}
