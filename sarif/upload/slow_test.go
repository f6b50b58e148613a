package upload_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/django-session-audit/django-session-audit/sarif/upload"
)

// scripted is a server that does with each connection what it is told to, and
// nothing that a server should. It returns its host and port.
func scripted(t *testing.T, talk func(c net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				talk(c)
			}()
		}
	}()
	return listener.Addr().String()
}

// asked reads a request to its end, and reports whether it is a question for a
// status.
func asked(c net.Conn) (status bool) {
	r, err := http.ReadRequest(bufio.NewReader(c))
	if err != nil {
		return false
	}
	_, _ = io.Copy(io.Discard, r.Body) // who sends only half is gone
	return r.Method == http.MethodGet
}

// says returns a talk of a text that is followed by another one for ever, a
// piece each time.
func says(text, forever string, pause time.Duration) func(net.Conn) {
	return func(c net.Conn) {
		_, err := io.WriteString(c, text)
		for err == nil && forever != "" {
			time.Sleep(pause)
			_, err = io.WriteString(c, forever)
		}
		silence(c)
	}
}

// silence keeps a connection until the other side closes it.
func silence(c net.Conn) { _, _ = io.Copy(io.Discard, c) }

// bomb is an answer with a body of nulls that has no end, of which a thousand
// bytes arrive as one.
func bomb(c net.Conn) {
	var member bytes.Buffer
	w := gzip.NewWriter(&member)
	_, _ = w.Write(make([]byte, 16<<20)) // a buffer takes everything
	_ = w.Close()
	_, err := io.WriteString(c, "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\n\r\n")
	for err == nil {
		_, err = c.Write(member.Bytes())
	}
}

const (
	accepted = "HTTP/1.1 202 Accepted\r\nContent-Type: application/json\r\n"
	refused  = "HTTP/1.1 400 Bad Request\r\nContent-Type: application/json\r\n"
	block    = 64 << 10
)

// slowTalks are what a server can do to keep a client waiting. All are met by
// the upload and by the question for its status.
var slowTalks = map[string]struct {
	talk func(net.Conn)
	// status is what becomes of an upload.
	status upload.Status
	reason string
}{
	"says nothing":                    {silence, upload.Failed, late},
	"drips":                           {says("HTTP/1.1 202 Accepted\r\nX: ", "x", 10*time.Millisecond), upload.Failed, late},
	"drips a body":                    {says(accepted+"Content-Length: 1000000\r\n\r\n", " ", 10*time.Millisecond), upload.Failed, late},
	"says half a status":              {says("HTTP/1.1 20", "", 0), upload.Failed, late},
	"says headers":                    {says(accepted+"Content-Length: 10\r\n\r\n", "", 0), upload.Failed, late},
	"says half a chunk":               {says(accepted+"Transfer-Encoding: chunked\r\n\r\n5\r\n{\"i", "", 0), upload.Failed, late},
	"says 100 for ever":               {says("", "HTTP/1.1 100 Continue\r\n\r\n", 0), upload.Failed, "GitHub's API could not be reached"},
	"says 103 for ever":               {says("", "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n", 0), upload.Failed, "GitHub's API could not be reached"},
	"says 100 and nothing":            {says("HTTP/1.1 100 Continue\r\n\r\n", "", 0), upload.Failed, late},
	"has headers without end":         {says("HTTP/1.1 202 Accepted\r\n", strings.Repeat("X: "+strings.Repeat("x", 1000)+"\r\n", block/1000), 0), upload.Failed, "GitHub's API could not be reached"},
	"has a header without end":        {says("HTTP/1.1 202 Accepted\r\nX: ", strings.Repeat("x", block), 0), upload.Failed, "GitHub's API could not be reached"},
	"has a status without end":        {says("HTTP/1.1 202 ", strings.Repeat("x", block), 0), upload.Failed, "GitHub's API could not be reached"},
	"has trailers without end":        {says(accepted+"Transfer-Encoding: chunked\r\n\r\n0\r\n", "X: "+strings.Repeat("x", block)+"\r\n", 0), upload.Failed, ""},
	"has a chunk's size without end":  {says(accepted+"Transfer-Encoding: chunked\r\n\r\n", strings.Repeat("0", block), 0), upload.Failed, "GitHub's API could not be reached"},
	"speaks another language":         {says("SSH-2.0-OpenSSH_9.9\r\n", "", 0), upload.Failed, "GitHub's API could not be reached"},
	"has a length that is none":       {says(accepted+"Content-Length: -1\r\n\r\n{}", "", 0), upload.Failed, "GitHub's API could not be reached"},
	"has two lengths":                 {says(accepted+"Content-Length: 2\r\nContent-Length: 200\r\n\r\n{}", "", 0), upload.Failed, "GitHub's API could not be reached"},
	"has a length that is too short":  {says(accepted+"Content-Length: 1\r\n\r\n{\"id\":\"x\"}", "", 0), upload.Uploaded, "GitHub accepted the file, but gave it no id to ask for"},
	"has a body without end":          {says(accepted+"\r\n", strings.Repeat(" ", block), 0), upload.Uploaded, "GitHub accepted the file, but gave it no id to ask for"},
	"has chunks without end":          {says(accepted+"Transfer-Encoding: chunked\r\n\r\n", "10000\r\n"+strings.Repeat(" ", block)+"\r\n", 0), upload.Uploaded, "GitHub accepted the file, but gave it no id to ask for"},
	"refuses without end":             {says(refused+"\r\n{\"message\":\"", strings.Repeat("x", block), 0), upload.Rejected, ""},
	"has a bomb for a body":           {bomb, upload.Uploaded, "GitHub accepted the file, but gave it no id to ask for"},
	"has a body that is not packed":   {says(accepted+"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello", "", 0), upload.Failed, "GitHub's API could not be reached"},
	"redirects to itself, and stalls": {says("HTTP/1.1 307 Temporary Redirect\r\nLocation: /again\r\nContent-Length: 10\r\n\r\n", "", 0), upload.Failed, late},
}

const (
	late = "GitHub's API did not answer in time"
	// slack is what a busy machine may add.
	slack = 20 * time.Second
)

// patience is that of a client which meets a server that will not, or will, end
// by itself.
func patience(reason string) time.Duration {
	if reason == late {
		return 300 * time.Millisecond
	}
	return slack
}

// However slow a server is and however much it says, an upload ends, says why,
// and takes little memory.
func TestSlowServers(t *testing.T) {
	for name, c := range slowTalks {
		t.Run(name, func(t *testing.T) {
			y := newTry(t)
			y.request.Patience = patience(c.reason)
			y.request.API = "http://" + scripted(t, func(conn net.Conn) {
				asked(conn)
				c.talk(conn)
			})
			got, took, memory := y.measured(t)
			if got.Status != c.status || !strings.HasPrefix(got.Reason, c.reason) {
				t.Errorf("result is %+v, want %s, %q", got, c.status, c.reason)
			}
			if took > 2*slack || memory > 128<<20 {
				t.Errorf("takes %s and makes %d MiB", took, memory>>20)
			}
		})
	}
}

// The file has arrived, whatever becomes of the questions for it.
func TestSlowStatus(t *testing.T) {
	for name, c := range slowTalks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := newTry(t)
			y.request.Patience, y.request.Wait = patience(c.reason), true
			y.request.API = "http://" + scripted(t, func(conn net.Conn) {
				if asked(conn) {
					c.talk(conn)
					return
				}
				_, _ = io.WriteString(conn, accepted+"Content-Length: 11\r\nConnection: close\r\n\r\n{\"id\":\"a1\"}")
			})
			got, took, _ := y.measured(t)
			if got.Status != upload.Uploaded || got.ID != "a1" || got.Cause != upload.Pending {
				t.Errorf("result is %+v", got)
			}
			if took > 2*slack {
				t.Errorf("takes %s", took)
			}
		})
	}
}

// measured runs an upload and returns how long it took, and how much memory it
// asked for.
func (y *try) measured(t *testing.T) (upload.Result, time.Duration, uint64) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	started := time.Now()
	got := y.run(t)
	took := time.Since(started)
	runtime.ReadMemStats(&after)
	return got, took, after.TotalAlloc - before.TotalAlloc
}

// Before anything is said, a server can let one wait as well.
func TestSlowHandshakes(t *testing.T) {
	record := []byte{0x16, 0x03, 0x03, 0x40, 0x00, 0x02, 0x00, 0x3f, 0xfc} // the start of 16 KiB from a server
	for name, talk := range map[string]func(net.Conn){
		"says nothing": silence,
		"says half":    says(string(record), "", 0),
		"drips":        says(string(record), "x", 10*time.Millisecond),
		"closes":       func(net.Conn) {},
		"is not TLS":   says("HTTP/1.1 400 Bad Request\r\n\r\n", "", 0),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			y := newTry(t)
			y.request.Patience = patience(late)
			y.request.API = "https://" + scripted(t, talk)
			got, took, _ := y.measured(t)
			if got.Status != upload.Failed || got.Cause != "unreachable" {
				t.Errorf("result is %+v", got)
			}
			if took > 2*slack {
				t.Errorf("takes %s", took)
			}
		})
	}
}
