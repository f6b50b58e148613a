// Package cli is the command line: commands, flags, what is printed where, and
// exit codes. It knows nothing of GitHub but the addresses that upload needs;
// what speaks to a runner is handed in.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"syscall"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/rules"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// A Program is the command line with what it does not do itself.
type Program struct {
	// Version is the version that was built; "" takes what Go's build
	// information says.
	Version string
	// Action is what the action runs, and returns its exit code, with what it
	// could not say on the standard output.
	Action func(ctx context.Context, tool report.Tool, stdout io.Writer, getenv func(string) string) (int, error)
	// Annotate writes annotations as a runner reads them.
	Annotate func(w io.Writer, all []report.Annotation) error
}

// Main runs a command line and returns the exit code.
func (p Program) Main(args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) (code int) {
	defer func() {
		if r := recover(); r != nil {
			// The panic's own text may hold anything of the scanned
			// repository.
			fmt.Fprintf(stderr, "%s: internal error%s, please report it at %s/issues\n", report.Command, panicPlace(r), report.Home)
			code = exit.Failed
		}
	}()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// The first signal lets the run end in order, and the next one ends it.
	context.AfterFunc(ctx, stop)
	s := &session{Program: p, ctx: ctx, stdin: stdin, stdout: stdout, stderr: stderr, getenv: getenv, code: exit.Clean}
	root := s.root()
	args, err := s.withDefaultCommand(root, args)
	if err == nil {
		root.SetArgs(args)
		err = root.ExecuteContext(ctx)
	}
	if err != nil {
		return s.fail(err)
	}
	return s.code
}

// A session is one run of a command line.
type session struct {
	Program
	ctx            context.Context
	stdin          io.Reader
	stdout, stderr io.Writer
	getenv         func(string) string
	// code is the exit code of a command that did what it should.
	code int
}

// A failure is an error with an exit code of its own. Others are wrong usage.
type failure struct {
	code int
	err  error
}

// Error returns the text of the error within.
func (f *failure) Error() string { return f.err.Error() }

// Unwrap returns the error within.
func (f *failure) Unwrap() error { return f.err }

// fail tells an error and returns its exit code.
func (s *session) fail(err error) int {
	code := exit.Usage
	var f *failure
	if errors.As(err, &f) {
		code = f.code
	}
	fmt.Fprintf(s.stderr, "%s: %s\n", report.Command, harmlessLines(err.Error()))
	return code
}

func harmlessLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = report.Harmless(lines[i])
	}
	return strings.Join(lines, "\n")
}

// version returns the program's version.
func (s *session) version() string {
	if s.Version != "" {
		return s.Version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	return "dev"
}

func (s *session) tool() report.Tool { return report.Tool{Version: s.version(), Rules: facts()} }

// facts returns what is said of each rule, by id.
func facts() []finding.Rule {
	var all []finding.Rule
	for _, r := range rules.All() {
		f := r.Rule
		f.Page = func() string { return report.ForReaders(r.Page()) }
		all = append(all, f)
	}
	return all
}

// panicPlace returns " at file:line" of the panic that is being recovered from,
// the first one if a deferred function panicked again, or if it was carried from
// a goroutine.
func panicPlace(r any) string {
	pcs := make([]uintptr, 256)
	pcs = pcs[:runtime.Callers(2, pcs)]
	if carried, ok := r.(interface{ Callers() []uintptr }); ok {
		pcs = carried.Callers()
	}
	frames := runtime.CallersFrames(pcs)
	place, panicked := "", false
	for {
		frame, more := frames.Next()
		switch {
		case frame.Function == "runtime.gopanic":
			panicked = true
		case panicked && !strings.HasPrefix(frame.Function, "runtime."):
			place, panicked = fmt.Sprintf(" at %s:%d", filepath.Base(frame.File), frame.Line), false
		}
		if !more {
			return place
		}
	}
}
