package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
)

// A Setup is what a repository is set up with, and says how that is told.
type Setup struct {
	Text
	// Files are the files, in order.
	Files []SetupFile
	// Written is true if those to be written are in their places by now, and
	// Diff shows what they hold.
	Written, Diff bool
}

// A SetupFile is a file of a setup.
type SetupFile struct {
	// Path is the file as the user would type it.
	Path string
	// Content is what is written, or "" for nothing.
	Content string
	// Why says why nothing is written.
	Why string
}

// Write writes what was found, and what was written for it.
func (u Setup) Write(w io.Writer, s *Scan) error {
	t := &textWriter{Text: u.Text, scan: s, style: u.Text.style()}
	for _, m := range s.Layout.Modules {
		u.module(t, m)
	}
	if len(s.Layout.Modules) > 0 {
		t.line("")
	}
	t.notes()
	t.line(t.style.bold(s.Headline()))
	if len(u.Files) > 0 {
		t.line("")
	}
	for _, f := range u.Files {
		u.file(t, f)
	}
	_, err := io.WriteString(w, t.out.String())
	return err
}

func (u Setup) module(t *textWriter, m *discover.Module) {
	what := string(m.Role)
	if !m.Judged {
		what += ", not judged"
	}
	if m.Why != "" {
		what += ": " + Harmless(m.Why)
	}
	t.lines(hang(t.style.bold(Title(m))+"  ", what, u.Width))
	if v := m.Version; m.Judged && v.Text != "" {
		text := "Django " + Harmless(v.Text)
		if v.File != "" {
			text += fmt.Sprintf(", as %s:%d says", Harmless(t.scan.Path(v.File)), v.Line)
		}
		t.lines(hang("  ", text, u.Width))
	}
}

func (u Setup) file(t *textWriter, f SetupFile) {
	path := t.style.bold(Harmless(f.Path)) + "  "
	switch {
	case f.Content == "":
		t.lines(hang(path, Harmless(f.Why), u.Width))
	case u.Written:
		t.line(path + t.style.good("written"))
	default:
		t.line(path + "would be written")
	}
	if u.Diff && f.Content != "" {
		for line := range strings.Lines(f.Content) {
			t.line(t.style.good("+" + Harmless(strings.TrimRight(line, "\n"))))
		}
	}
}
