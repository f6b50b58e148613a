//go:build linux

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// slow writes a project whose scan takes long enough to be stopped in it: its
// settings module has many worlds, and each takes many steps.
func (r tree) slow() {
	var b strings.Builder
	b.WriteString("import os\nclass Held: pass\nX = 0\n")
	for i := range 12 {
		// A world in which an object changes has to be run.
		fmt.Fprintf(&b, "if os.environ.get('F%d'):\n    SESSION_COOKIE_AGE = %d\n    Held.x = 1\n", i, 1000+i)
		b.WriteString("for _ in range(400):\n    X = X + 1\n")
	}
	r.project(b.String())
	for i := range 500 {
		r.file(fmt.Sprintf("shop/apps/a%d.py", i), "SESSION_COOKIE_SECURE = True\n")
	}
}

const sarifOut = "out.sarif"

var writesSARIF = []string{"scan", "--format", "sarif", "--output", sarifOut, "."}

// whole tells whether the SARIF file is there, and holds that it is one.
func (r tree) whole() bool {
	r.Helper()
	text, err := os.ReadFile(r.path(sarifOut))
	if errors.Is(err, fs.ErrNotExist) {
		return false
	}
	must(err)
	var log struct{ Runs []struct{ Results []any } }
	if err := json.Unmarshal(text, &log); err != nil || len(log.Runs) != 1 || len(log.Runs[0].Results) == 0 {
		r.Errorf("the SARIF file of %d bytes is not whole: %v", len(text), err)
	}
	return true
}

// leftovers returns the names of temporary files.
func (r tree) leftovers() []string {
	names, err := filepath.Glob(r.path("." + sarifOut + ".*"))
	must(err)
	return names
}

// A scan that is stopped, at whatever moment, leaves its file whole, or as it
// was before, and nothing beside it.
func TestStoppedAtAnyMoment(t *testing.T) {
	r := tree{t, t.TempDir()}
	r.slow()
	started := time.Now()
	if o := runProgram(t, r.dir, nil, writesSARIF...); o.code != 1 || !r.whole() {
		t.Fatalf("a scan that nobody stops ends with %d: %s", o.code, o.all())
	}
	whole := time.Since(started)
	moments := 40
	if testing.Short() {
		moments = 12
	}
	stopped := 0
	for i := range moments {
		must(os.RemoveAll(r.path(sarifOut)))
		if r.stop(whole*time.Duration(i)/time.Duration(moments), []syscall.Signal{syscall.SIGTERM, syscall.SIGINT}[i%2]) {
			stopped++
		}
	}
	t.Logf("%d of %d runs of %s were stopped in the scan", stopped, moments, whole)
	if stopped == 0 {
		t.Error("no signal came while a scan ran")
	}
}

// stop scans and sends a signal after a while, and tells whether that stopped
// the scan.
func (r tree) stop(after time.Duration, signal syscall.Signal) bool {
	r.Helper()
	cmd := program(r.Context(), r.dir, nil, writesSARIF...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	must(cmd.Start())
	time.Sleep(after)
	_ = cmd.Process.Signal(signal) // it may have ended
	_ = cmd.Wait()                 // the code tells
	there, state := r.whole(), cmd.ProcessState.Sys().(syscall.WaitStatus)
	if names := r.leftovers(); len(names) > 0 {
		r.Errorf("after %s: %q are left behind", after, names)
	}
	switch {
	case state.Signaled() && state.Signal() == signal:
		// It came before the program had begun.
		if there || out.Len() > 0 {
			r.Errorf("after %s: killed in its work: %s", after, &out)
		}
	case state.ExitStatus() == 3:
		if there || !strings.Contains(out.String(), "interrupted") {
			r.Errorf("after %s: interrupted, file %t: %s", after, there, &out)
		}
		return true
	case state.ExitStatus() != 1 || !there:
		r.Errorf("after %s: status %v, file %t: %s", after, state, there, &out)
	}
	return false
}

// Whatever a run is in the middle of, the second signal ends it: here, of writing
// to somebody who does not read.
func TestSecondSignalEnds(t *testing.T) {
	unread, stdout, err := os.Pipe()
	must(err)
	defer unread.Close()
	const setPipeSize = 1031 // F_SETPIPE_SZ
	if _, _, number := syscall.Syscall(syscall.SYS_FCNTL, stdout.Fd(), setPipeSize, 4096); number != 0 {
		t.Skip(number)
	}
	cmd := program(t.Context(), t.TempDir(), nil, "rules", "--format", "json")
	cmd.Stdout = stdout
	must(cmd.Start())
	must(stdout.Close())
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for range 2 {
		time.Sleep(time.Second)
		_ = cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	}
	select {
	case <-ended:
		if state := cmd.ProcessState.Sys().(syscall.WaitStatus); !state.Signaled() || state.Signal() != syscall.SIGTERM {
			t.Errorf("ended as %v", state)
		}
	case <-time.After(leaves):
		_ = cmd.Process.Kill()
		t.Error("two signals do not end it")
	}
}

func TestTwoScansWriteOneFile(t *testing.T) {
	r := tree{t, t.TempDir()}
	r.project("")
	ended := make(chan int)
	const writers, times = 2, 5
	for range writers {
		go func() {
			for range times {
				cmd := program(t.Context(), r.dir, nil, writesSARIF...)
				_ = cmd.Run() // the code tells
				ended <- cmd.ProcessState.ExitCode()
			}
		}()
	}
	for left := writers * times; left > 0; {
		select {
		case code := <-ended:
			if left--; code != 1 {
				t.Errorf("a scan ends with %d", code)
			}
		default:
			r.whole()
		}
	}
	if names := r.leftovers(); !r.whole() || len(names) > 0 {
		t.Errorf("left behind: %q", names)
	}
}
