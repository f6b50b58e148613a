package action

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"unicode"

	"github.com/django-session-audit/django-session-audit/cmd/internal/report"
)

// maxLine is the length at which a line of the log is cut.
const maxLine = 2000

// A logger is the only way to the step's log for text that is not a command of
// ours: the runner obeys what it finds there.
type logger struct {
	w       io.Writer
	pending []byte
}

// Write writes text line by line, made harmless. A last line without its end
// waits for it.
func (l *logger) Write(p []byte) (int, error) {
	l.pending = append(l.pending, p...)
	for {
		i := bytes.IndexByte(l.pending, '\n')
		if i < 0 {
			return len(p), nil
		}
		line := string(l.pending[:i])
		l.pending = l.pending[i+1:]
		if _, err := io.WriteString(l.w, sanitize(line)+"\n"); err != nil {
			return 0, err
		}
	}
}

// lasting is a log that takes everything, since no results may be kept back for
// a log that is full, and keeps the error for the end. The library that writes
// commands panics at one.
type lasting struct {
	w   io.Writer
	err error
}

// Write writes until that fails.
func (l *lasting) Write(p []byte) (int, error) {
	if l.err == nil {
		_, l.err = l.w.Write(p)
	}
	return len(p), nil
}

// linef writes one line.
func (l *logger) linef(format string, args ...any) {
	text := strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", " ")
	// A log that cannot be written to cannot be told so.
	_, _ = l.Write([]byte(text + "\n"))
}

// sanitize makes one line of text that the runner does not obey and a terminal
// does not either.
func sanitize(line string) string {
	var b strings.Builder
	n := 0
	for _, r := range strings.ToValidUTF8(line, "\uFFFD") {
		if n++; n > maxLine {
			b.WriteString("…")
			break
		}
		switch {
		case r == '\t':
			b.WriteByte(' ')
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), r == '\u2028', r == '\u2029':
			fmt.Fprintf(&b, `\x%02x`, r)
		default:
			b.WriteRune(r)
		}
	}
	return report.Defuse(b.String())
}
