//go:build linux

package main

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/django-session-audit/django-session-audit/sarif/upload/uploadtest"
)

// A runner has a workspace, and the files that a runner of GitHub's has beside it.
type runner struct {
	tree
	temp string
	env  map[string]string
}

func newRunner(t *testing.T, api string) *runner {
	dir := t.TempDir()
	r := &runner{tree: tree{t, filepath.Join(dir, "workspace")}, temp: filepath.Join(dir, "temp")}
	for _, folder := range []string{filepath.Dir(dir), dir, r.dir, r.temp} {
		must(os.MkdirAll(folder, 0o755))
		must(os.Chmod(folder, 0o755)) // for those who are not root
	}
	r.env = map[string]string{
		"GITHUB_WORKSPACE": r.dir, "GITHUB_EVENT_NAME": "push", "GITHUB_REPOSITORY": "owner/shop", "GITHUB_REF": "refs/heads/main",
		"GITHUB_SHA": strings.Repeat("a", 40), "GITHUB_SERVER_URL": "https://github.com", "GITHUB_API_URL": api, "RUNNER_TEMP": r.temp,
		"GITHUB_OUTPUT": filepath.Join(r.temp, "output"), "GITHUB_STEP_SUMMARY": filepath.Join(r.temp, "summary"),
		"INPUT_SARIF-FILE": sarifOut, "INPUT_TOKEN": uploadtest.Token, "INPUT_WAIT-FOR-PROCESSING": "false", "INPUT_FAIL-ON": "low",
	}
	return r
}

// variables returns the environment of a process, with some more.
func (r *runner) variables(more ...string) []string {
	for name, text := range r.env {
		more = append(more, name+"="+text)
	}
	return more
}

// written returns the text of a file of the runner's, or "".
func (r *runner) written(variable string) string {
	text, err := os.ReadFile(r.env[variable])
	if err != nil && !os.IsNotExist(err) {
		r.Fatal(err)
	}
	return string(text)
}

// outputs holds that the outputs are whole or none, and returns them.
func (r *runner) outputs() map[string]string {
	r.Helper()
	all := map[string]string{}
	lines := strings.Split(r.written("GITHUB_OUTPUT"), "\n")
	for i := 0; i+1 < len(lines); i += 3 {
		name, delimiter, ok := strings.Cut(lines[i], "<<")
		if !ok || i+2 >= len(lines) || lines[i+2] != delimiter {
			r.Errorf("the outputs are not whole:\n%s", strings.Join(lines, "\n"))
			return nil
		}
		all[name] = lines[i+1]
	}
	return all
}

// stalled is a server that takes what is sent, and says nothing to it.
func stalled(t *testing.T) (url string) {
	server := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, q *http.Request) {
		_, _ = new(bytes.Buffer).ReadFrom(q.Body)
		<-q.Context().Done()
	}))
	t.Cleanup(server.Close)
	return server.URL
}

// leaves is how long a step may take to end when it is told to. A runner waits
// for 7.5 seconds before it sends the next signal.
const leaves = 5 * time.Second

// A step that is stopped, at whatever moment, ends at once and says so; its
// SARIF file is whole or not there, and what it has found is told.
func TestActionStoppedAtAnyMoment(t *testing.T) {
	r := newRunner(t, uploadtest.NewServer(t).URL)
	r.slow()
	started := time.Now()
	if o := runProgram(t, r.dir, r.variables(), "action"); o.code != 1 || !r.whole() {
		t.Fatalf("a step that nobody stops ends with %d: %s", o.code, o.all())
	}
	whole := time.Since(started)
	r.env["GITHUB_API_URL"] = stalled(t)
	moments := 20
	if testing.Short() {
		moments = 8
	}
	seen := map[string]int{}
	for i := range moments {
		must(os.RemoveAll(r.path(sarifOut)))
		must(os.RemoveAll(r.temp))
		must(os.Mkdir(r.temp, 0o755))
		seen[r.stop(whole*time.Duration(i)*3/time.Duration(2*moments), []syscall.Signal{syscall.SIGTERM, syscall.SIGINT}[i%2])]++
	}
	t.Logf("of steps of %s, stopped: %v", whole, seen)
	if seen["scanning"] == 0 || seen["uploading"] == 0 {
		t.Errorf("no signal came while a step was scanning, or while it was uploading: %v", seen)
	}
}

// stop runs a step, sends a signal after a while, and returns what that stopped.
func (r *runner) stop(after time.Duration, signal syscall.Signal) string {
	r.Helper()
	cmd := program(r.Context(), r.dir, r.variables(), "action")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	must(cmd.Start())
	time.Sleep(after)
	sent := time.Now()
	_ = cmd.Process.Signal(signal) // it may have ended
	_ = cmd.Wait()                 // the code tells
	if took := time.Since(sent); took > leaves {
		r.Errorf("after %s: %s until it ended", after, took)
	}
	there, outputs, summary := r.whole(), r.outputs(), r.written("GITHUB_STEP_SUMMARY")
	said := out.String()
	fail := func(why string) {
		r.Errorf("after %s: %s; file %t, outputs %v, summary %t:\n%s", after, why, there, outputs, summary != "", said)
	}
	if names := r.leftovers(); len(names) > 0 {
		fail(fmt.Sprintf("%q are left behind", names))
	}
	harmlessLog(r.T, said)
	state := cmd.ProcessState.Sys().(syscall.WaitStatus)
	switch {
	case state.Signaled() && state.Signal() == signal:
		if there || out.Len() > 0 {
			fail("killed in its work")
		}
		return "before it began"
	case state.ExitStatus() != 3 || strings.Count(said, "::error title=django-session-audit::") != 1 || !strings.Contains(said, "interrupted: "):
		fail(fmt.Sprintf("status %v, not interrupted", state))
	case there != (summary != "") || there != (outputs["findings"] != "") || there != strings.Contains(said, "DJS101"):
		fail("results are lost")
	case !there:
		return "scanning"
	case outputs["upload-status"] != "failed" || outputs["sarif-file"] != sarifOut:
		fail("the outputs are wrong")
	}
	return "uploading"
}

// harmlessLog holds that a log has no stack trace and no token.
func harmlessLog(t *testing.T, log string) {
	t.Helper()
	if crash.MatchString(log) || strings.Contains(log, uploadtest.Token) {
		t.Errorf("the log has a stack trace, or the token:\n%s", log)
	}
}

// What cannot be written is told with its reason and fails the step, and nothing
// else is kept back for it.
func TestActionDiskFaults(t *testing.T) {
	for name, c := range map[string]struct {
		spoil func(r *runner) (variables []string)
		says  []string
		lost  string // what cannot be there
	}{
		"the SARIF file and the summary": {func(*runner) []string { return []string{largest + "=1700"} },
			[]string{"cannot write out.sarif: file too large", "The job summary could not be written: file too large"}, "SARIF summary"},
		"the SARIF file, on a full disk": {full,
			[]string{"cannot write out.sarif: no space left on device"}, "SARIF"},
		"the SARIF file, in a workspace that is read-only": {func(r *runner) []string {
			must(os.Chmod(r.temp, 0o777))
			return []string{asNobody + "=1"}
		}, []string{"cannot write out.sarif: permission denied"}, "SARIF"},
		"the outputs": {onFullDevice("GITHUB_OUTPUT"),
			[]string{"cannot write the outputs to the runner's file: no space left on device"}, "outputs"},
		"the summary": {onFullDevice("GITHUB_STEP_SUMMARY"),
			[]string{"The job summary could not be written: no space left on device"}, "summary"},
	} {
		t.Run(name, func(t *testing.T) {
			server := uploadtest.NewServer(t)
			r := newRunner(t, server.URL)
			r.project("")
			variables := c.spoil(r)
			o := runProgram(t, r.dir, r.variables(variables...), "action")
			harmlessLog(t, o.all())
			want := 3
			if c.lost == "summary" {
				want = 1 // for the findings
			}
			if o.code != want {
				t.Errorf("exit code %d, want %d:\n%s", o.code, want, o.all())
			}
			for _, text := range c.says {
				if strings.Count(o.all(), text) != 1 {
					t.Errorf("%q is not said once:\n%s", text, o.all())
				}
			}
			if u := server.Uploads(); len(u) != 1 || !strings.Contains(o.all(), "DJS101") {
				t.Errorf("%d uploads, and the log has\n%s", len(u), o.all())
			}
			for what, there := range map[string]bool{
				"SARIF": r.whole(), "outputs": c.lost != "outputs" && r.outputs()["findings"] != "",
				"summary": c.lost != "summary" && strings.Contains(r.written("GITHUB_STEP_SUMMARY"), "DJS101"),
			} {
				if there == strings.Contains(c.lost, what) {
					t.Errorf("%s: there %t, lost %q", what, there, c.lost)
				}
			}
			if names := r.leftovers(); len(names) > 0 {
				t.Errorf("%q are left behind", names)
			}
		})
	}
}

func onFullDevice(variable string) func(*runner) []string {
	return func(r *runner) []string {
		r.env[variable] = "/dev/full"
		return nil
	}
}

// full has the workspace on a file system of its own that has no room left.
func full(r *runner) []string {
	if err := syscall.Mount("tmpfs", r.dir, "tmpfs", 0, "size=64k"); err != nil {
		r.Skip("no file system can be mounted: ", err)
	}
	r.Cleanup(func() { must(syscall.Unmount(r.dir, 0)) })
	r.project("")
	f, err := os.Create(r.path("filling"))
	must(err)
	defer f.Close()
	for err == nil {
		_, err = f.Write(make([]byte, 4096))
	}
	return nil
}

// A log that nobody can write to is no reason to lose results.
func TestActionWithFullLog(t *testing.T) {
	log, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	must(err)
	defer log.Close()
	server := uploadtest.NewServer(t)
	r := newRunner(t, server.URL)
	r.project("")
	cmd := program(t.Context(), r.dir, r.variables(), "action")
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = log, &said
	_ = cmd.Run() // the code tells
	if code := cmd.ProcessState.ExitCode(); code != 3 || !strings.Contains(said.String(), "no space left on device") {
		t.Errorf("ends with %d: %s", code, &said)
	}
	harmlessLog(t, said.String())
	if !r.whole() || r.outputs()["findings"] == "" || r.written("GITHUB_STEP_SUMMARY") == "" || len(server.Uploads()) != 1 {
		t.Errorf("file %t, outputs %v, summary %q, %d uploads", r.whole(), r.outputs(), r.written("GITHUB_STEP_SUMMARY"), len(server.Uploads()))
	}
}

// Two steps at once in one workspace, as with containers that share it, do not
// see half of each other's files.
func TestTwoActionsInOneWorkspace(t *testing.T) {
	const writers, times = 2, 5
	server := uploadtest.NewServer(t)
	r := newRunner(t, server.URL)
	r.project("")
	ended := make(chan *exec.Cmd)
	for i := range writers {
		env := append(r.variables(), fmt.Sprintf("GITHUB_OUTPUT=%s/output%d", r.temp, i), fmt.Sprintf("GITHUB_STEP_SUMMARY=%s/summary%d", r.temp, i))
		go func() {
			for range times {
				cmd := program(t.Context(), r.dir, env, "action")
				_ = cmd.Run() // the code tells
				ended <- cmd
			}
		}()
	}
	for left := writers * times; left > 0; {
		select {
		case cmd := <-ended:
			if left--; cmd.ProcessState.ExitCode() != 1 {
				t.Errorf("a step ends with %d", cmd.ProcessState.ExitCode())
			}
		default:
			r.whole()
		}
	}
	if names := r.leftovers(); !r.whole() || len(names) > 0 || len(server.Uploads()) != writers*times {
		t.Errorf("left behind %q, %d uploads", names, len(server.Uploads()))
	}
	for i := range writers {
		r.env["GITHUB_OUTPUT"] = fmt.Sprintf("%s/output%d", r.temp, i)
		if r.outputs()["findings"] == "" {
			t.Errorf("step %d has no outputs", i)
		}
	}
}
