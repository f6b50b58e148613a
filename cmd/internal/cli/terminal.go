package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
	"sync"
	"time"

	"github.com/mattn/go-isatty"
	"golang.org/x/term"

	"github.com/django-session-audit/django-session-audit/cmd/internal/config"
	"github.com/django-session-audit/django-session-audit/cmd/internal/exit"
	"github.com/django-session-audit/django-session-audit/cmd/internal/file"
)

// isTerminal reports whether somebody reads along.
func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && (isatty.IsTerminal(f.Fd()) || isatty.IsCygwinTerminal(f.Fd()))
}

// colored says whether to colour what goes to the standard output
// (https://no-color.org).
func (s *session) colored(o *options) (bool, error) {
	if err := config.OneOf(o.color, colors); err != nil {
		return false, fmt.Errorf("--color %w", err)
	}
	auto := s.shown(o) && s.getenv("NO_COLOR") == "" && s.getenv("TERM") != "dumb"
	return o.color == "always" || o.color == "auto" && auto, nil
}

// shown reports whether a report goes to a terminal.
func (s *session) shown(o *options) bool { return isTerminal(s.stdout) && !o.toFile() }

// width returns the width of the terminal if it is known, else 0. COLUMNS says
// it also to a pipe.
func (s *session) width(o *options) int {
	if o.toFile() {
		return 0
	}
	n, err := strconv.Atoi(s.getenv("COLUMNS"))
	if f, ok := s.stdout.(*os.File); err != nil && ok && s.shown(o) {
		n, _, err = term.GetSize(int(f.Fd()))
	}
	if err == nil && n >= 40 && n <= 1000 {
		return n
	}
	return 0
}

// emit writes a whole report to the output file, or to the standard output.
func (s *session) emit(o *options, write func(io.Writer) error) error {
	var b bytes.Buffer
	if err := write(&b); err != nil {
		return &failure{exit.Failed, err}
	}
	if o.toFile() {
		if err := file.Write(o.output, b.Bytes()); err != nil {
			return outputFailure(err)
		}
		return nil
	}
	if _, err := s.stdout.Write(b.Bytes()); err != nil {
		return &failure{exit.Failed, fmt.Errorf("cannot write: %w", err)}
	}
	return nil
}

// outputFailure tells a name that is no good from a disk that is.
func outputFailure(err error) error {
	if errors.Is(err, file.ErrNotAFile) || errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("--output: %w", err)
	}
	return &failure{exit.Failed, err}
}

// patience is how long a scan may take before its progress is shown.
const patience = 300 * time.Millisecond

// A progress line tells on a terminal what is being done.
type progress struct {
	w io.Writer // nil for silence

	mu      sync.Mutex
	started time.Time
	last    time.Time
	shown   bool
}

func (s *session) progress(o *options) *progress {
	p := &progress{started: time.Now()}
	if isTerminal(s.stderr) && !o.quiet && s.getenv("TERM") != "dumb" {
		p.w = s.stderr
	}
	return p
}

// show tells a step. It may be called from several goroutines.
func (p *progress) show(stage string, done, total int) {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	now := time.Now()
	if now.Sub(p.started) < patience || now.Sub(p.last) < 50*time.Millisecond {
		return
	}
	p.last, p.shown = now, true
	count := ""
	if total > 0 {
		count = fmt.Sprintf(" %d/%d", done, total)
	}
	fmt.Fprintf(p.w, "\r\x1b[K%s%s", stage, count)
}

// clear takes the line away.
func (p *progress) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown {
		fmt.Fprint(p.w, "\r\x1b[K")
		p.shown = false
	}
}
