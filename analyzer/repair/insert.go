package repair

import (
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// spots is how many places a line can go to in a file: after the settings of
// its family, after the last setting, and at the end.
const spots = 3

// An insertion is where a line goes: after a statement, with its blanks before.
type insertion struct {
	at     source.Span
	indent string
	apart  bool // an empty line goes before
}

// insertion returns a place for the assignment of a setting, at the module's
// top level or in a class.
func (t *text) insertion(name, class string, spot int) (insertion, bool) {
	body := t.tree.Body
	if class != "" {
		body = t.classBody(class)
	}
	if len(body) == 0 {
		return insertion{at: t.end(), apart: len(t.file.Bytes) > 0}, class == ""
	}
	last := body[len(body)-1]
	switch spot {
	case 0:
		if s := lastAssigned(body, family(name)); s != nil {
			return t.after(s, false), true
		}
		return insertion{}, false
	case 1:
		if s := lastAssigned(body, ""); s != nil {
			return t.after(s, s == last), true
		}
		return insertion{}, false
	}
	return t.after(last, true), true
}

// family is the first word of a setting's name, with its underscore.
func family(name string) string {
	first, _, _ := strings.Cut(name, "_")
	return first + "_"
}

// lastAssigned returns the last statement that assigns a setting whose name has
// the prefix.
func lastAssigned(body []python.Stmt, prefix string) python.Stmt {
	var last python.Stmt
	for _, s := range body {
		if name, _ := assigned(s); name != "" && name == strings.ToUpper(name) && strings.HasPrefix(name, prefix) {
			last = s
		}
	}
	return last
}

func (t *text) classBody(name string) []python.Stmt {
	for _, s := range t.tree.Body {
		if c, ok := s.(*python.ClassDef); ok && c.Name == name {
			return c.Body
		}
	}
	return nil
}

// after returns the place after the line on which a statement ends.
func (t *text) after(s python.Stmt, apart bool) insertion {
	start, end := s.Span().Range()
	line := t.file.LineSpan(end.Line)
	before := string(t.file.Line(start.Line))
	indent := before[:len(before)-len(strings.TrimLeft(before, " \t"))]
	return insertion{at: source.Span{File: t.file, Start: line.End, End: line.End}, indent: indent, apart: apart}
}

func (t *text) end() source.Span {
	n := len(t.file.Bytes)
	return source.Span{File: t.file, Start: n, End: n}
}

// edit writes a line there. The place is the end of a line, so that the line
// break comes first; a file that ends without one keeps to that.
func (i insertion) edit(t *text, line string) finding.Edit {
	text := t.newline + i.indent + line
	switch {
	case i.apart:
		text = t.newline + text
	case len(t.file.Bytes) == 0:
		text = line + t.newline
	}
	return finding.Edit{At: i.at, Text: text}
}
