//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// asProgram in the environment makes the test's own binary the program; what
// else the environment holds bounds it. Running a process is the only way to
// see what a crash, a full disk or a signal leaves behind.
const (
	asProgram  = "DJSA_TEST_AS_PROGRAM"
	measuredTo = "DJSA_TEST_MEASURED_TO"
	largest    = "DJSA_TEST_LARGEST_FILE"
	asNobody   = "DJSA_TEST_AS_NOBODY"
	maxAddress = 4 << 30 // keeps a bomb from taking the machine with it
	nobody     = 65534
)

func TestMain(m *testing.M) {
	if name := os.Getenv(measuredTo); name != "" {
		os.Exit(measure(name))
	}
	if os.Getenv(asProgram) == "" {
		os.Exit(m.Run())
	}
	limit(syscall.RLIMIT_CPU, uint64(hangs.Seconds()))
	if !raceDetector {
		limit(syscall.RLIMIT_AS, maxAddress)
	}
	if n, err := strconv.ParseUint(os.Getenv(largest), 10, 64); err == nil {
		signal.Ignore(syscall.SIGXFSZ) // as on a full disk, writing fails
		limit(syscall.RLIMIT_FSIZE, n)
	}
	if os.Getenv(asNobody) != "" {
		must(syscall.Setgroups(nil))
		must(syscall.Setgid(nobody))
		must(syscall.Setuid(nobody))
	}
	main()
}

// measure runs the program and writes the most memory that it took, in MiB, and
// the milliseconds of a processor to a file. It is a process of its own, since Linux counts the memory of the process
// that starts another as that other's.
func measure(name string) int {
	cmd := exec.Command(os.Args[0], os.Args[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), measuredTo+"=", asProgram+"=1")
	if err := cmd.Start(); err != nil {
		panic(err)
	}
	_ = cmd.Wait() // the code tells
	peak := cmd.ProcessState.SysUsage().(*syscall.Rusage).Maxrss >> 10
	took := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	must(os.WriteFile(name, fmt.Appendln(nil, peak, took.Milliseconds()), 0o600))
	return cmd.ProcessState.ExitCode()
}

func limit(resource int, n uint64) {
	must(syscall.Setrlimit(resource, &syscall.Rlimit{Cur: n, Max: n}))
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

// A process that takes that much of a processor hangs. How fast the program is,
// is measured by benchmarks.
const hangs = 60 * time.Second

// An outcome is what became of a process.
type outcome struct {
	code           int // -1 if a signal ended it
	stdout, stderr string
	took           time.Duration // of a processor
	peak           int           // the most memory, in MiB
}

func (o outcome) all() string { return o.stdout + o.stderr }

// program returns the program as a process that is not started, in a folder,
// with an environment of nothing but the variables.
func program(ctx context.Context, dir string, variables []string, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, os.Args[0], args...)
	cmd.Dir = dir
	cmd.Env = append([]string{asProgram + "=1", "GOTRACEBACK=single"}, variables...)
	return cmd
}

// runProgram runs the program to its end.
func runProgram(t *testing.T, dir string, variables []string, args ...string) outcome {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*hangs)
	defer cancel()
	peak := filepath.Join(t.TempDir(), "peak")
	cmd := program(ctx, dir, append([]string{measuredTo + "=" + peak}, variables...), args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	o := outcome{stdout: stdout.String(), stderr: stderr.String()}
	if ctx.Err() != nil {
		t.Fatalf("the program hangs: %s", strings.Join(args, " "))
	}
	if exitError := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exitError) {
		t.Fatal(err)
	}
	o.code = cmd.ProcessState.ExitCode()
	text, err := os.ReadFile(peak)
	must(err)
	var milliseconds int
	_, err = fmt.Sscan(string(text), &o.peak, &milliseconds)
	must(err)
	o.took = time.Duration(milliseconds) * time.Millisecond
	return o
}

// A tree is a repository on disk that is being made.
type tree struct {
	*testing.T
	dir string
}

func (r tree) path(name string) string { return filepath.Join(r.dir, filepath.FromSlash(name)) }

// file writes a file and the folders that it lies in.
func (r tree) file(name, text string) { r.long(name, text, "", 0, "") }

// long writes a file that starts with head, has a text many times, and ends
// with tail. It is never in memory as a whole, since the memory of a new process
// is counted from that of the old.
func (r tree) long(name, head, text string, times int, tail string) {
	r.Helper()
	must(os.MkdirAll(filepath.Dir(r.path(name)), 0o755))
	f, err := os.Create(r.path(name))
	must(err)
	defer func() { must(f.Close()) }()
	write := func(s string) {
		_, err := f.WriteString(s)
		must(err)
	}
	write(head)
	block := max(1, (64<<10)/max(1, len(text)))
	whole := strings.Repeat(text, min(block, times))
	for ; times >= block; times -= block {
		write(whole)
	}
	write(strings.Repeat(text, times))
	write(tail)
}
