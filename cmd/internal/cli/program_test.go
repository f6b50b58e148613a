package cli

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/django-session-audit/django-session-audit/analyzer/parallel"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

// run runs a command line in an environment of nothing but what is given.
func run(p Program, env map[string]string, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = p.Main(args, strings.NewReader(""), &out, &errs, func(name string) string { return env[name] })
	return code, out.String(), errs.String()
}

// A panic is told with its place, and with nothing that it says, wherever it
// comes from.
func TestPanic(t *testing.T) {
	for name, fails := range map[string]func(){
		"by itself": func() { panic("hunter2") },
		"again": func() {
			defer func() { panic(recover()) }()
			panic("hunter2")
		},
		"in a goroutine": func() {
			var g parallel.Group
			g.Go(func() { panic("hunter2") })
			g.Wait()
		},
		"in one of many": func() {
			parallel.Each(100, func(i int) {
				if i == 50 {
					panic("hunter2")
				}
			})
		},
	} {
		p := Program{Action: func(context.Context, report.Tool, io.Writer, func(string) string) (int, error) {
			fails()
			return exit.Clean, nil
		}}
		code, stdout, stderr := run(p, nil, "action")
		if code != exit.Failed || stdout != "" {
			t.Errorf("%s: exit code %d, %q", name, code, stdout)
		}
		want := regexp.MustCompile(`^django-session-audit: internal error at program_test.go:\d+, please report it at https://github.com/django-session-audit/django-session-audit/issues\n$`)
		if !want.MatchString(stderr) {
			t.Errorf("%s: it says %q", name, stderr)
		}
	}
}

func TestActionCodeIsTheExitCode(t *testing.T) {
	p := Program{Version: "9", Action: func(_ context.Context, tool report.Tool, w io.Writer, getenv func(string) string) (int, error) {
		if tool.Version != "9" || len(tool.Rules) == 0 || getenv("A") != "1" {
			t.Errorf("it gets %q, %d rules", tool.Version, len(tool.Rules))
		}
		return exit.Findings, nil
	}}
	if code, _, stderr := run(p, map[string]string{"A": "1"}, "action"); code != exit.Findings {
		t.Errorf("exit code %d: %s", code, stderr)
	}
}

func TestUpload(t *testing.T) {
	server := uploadtest.NewServer(t)
	name := filepath.Join(t.TempDir(), "x.sarif")
	log := `{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"django-session-audit"}},"results":[]}]}`
	if err := os.WriteFile(name, []byte(log), 0o644); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{
		"GITHUB_API_URL": server.URL, "GITHUB_REPOSITORY": "owner/shop", "GITHUB_TOKEN": uploadtest.Token,
		"GITHUB_SHA": strings.Repeat("a", 40), "GITHUB_REF": "refs/heads/main", "GITHUB_EVENT_NAME": "push",
	}
	code, stdout, stderr := run(Program{}, env, "upload", name)
	if code != exit.Clean || !strings.HasPrefix(stdout, "uploaded\n") || !strings.Contains(stdout, uploadtest.ID) {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	if u := server.Uploads(); len(u) != 1 || u[0].Commit != strings.Repeat("a", 40) {
		t.Errorf("uploads: %v", u)
	}
	server.OnUpload(uploadtest.CodeScanningOff)
	code, stdout, stderr = run(Program{}, env, "upload", name)
	if code != exit.Failed || !strings.Contains(stderr, "code scanning is not enabled") {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	if strings.Contains(stdout+stderr, uploadtest.Token) {
		t.Error("the token is told")
	}
}

func TestProgress(t *testing.T) {
	var b bytes.Buffer
	p := &progress{w: &b, started: time.Now()}
	p.show("reading", 1, 2)
	p.clear()
	if b.Len() > 0 {
		t.Errorf("a short scan shows %q", b.String())
	}
	p.started = time.Now().Add(-time.Second)
	p.show("evaluating", 1, 2)
	p.show("evaluating", 2, 2) // too soon
	p.clear()
	p.clear()
	if got, want := b.String(), "\r\x1b[Kevaluating 1/2\r\x1b[K"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	(&progress{started: time.Now().Add(-time.Second)}).show("silent", 0, 0)
}

func TestColor(t *testing.T) {
	for word, want := range map[string]bool{"always": true, "never": false, "auto": false} {
		s := &session{stdout: &bytes.Buffer{}, getenv: func(string) string { return "" }}
		if got, err := s.colored(&options{color: word}); got != want || err != nil {
			t.Errorf("%s: %v, %v", word, got, err)
		}
	}
}

func TestCommandsHaveExamples(t *testing.T) {
	s := &session{}
	for _, c := range s.root().Commands() {
		if c.Example == "" || c.Short == "" {
			t.Errorf("%s has no example or no description", c.Name())
		}
	}
}
