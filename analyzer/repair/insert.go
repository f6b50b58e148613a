package repair

import (
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/django"
	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// The places that a line can go to in a file: after the settings of its family,
// after those of another family that is about sessions, after the last setting,
// at the end, and above the first branch or block that assigns the same.
const (
	aboveBranches = 4
	spots         = 5
)

// An insertion is where a line goes: after a statement, with its blanks before.
type insertion struct {
	at     source.Span
	indent string
	apart  bool // an empty line goes before
	joined bool // it goes on the statement's own line
	above  bool // it goes before the statement
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
	if class != "" && t.followsOnLine(body[0]) {
		end := last.Span()
		end.Start = end.End
		return insertion{at: end, joined: true}, true
	}
	switch spot {
	case 0:
		if name == "DEBUG" {
			return t.afterImports(body) // others may go by it
		}
		own := family(name)
		return t.afterLast(body, func(name string) bool { return family(name) == own && django.Known(name) })
	case 1:
		return t.afterLast(body, func(name string) bool { return slices.Contains(families, family(name)) && django.Known(name) })
	case 2:
		return t.afterSettings(body)
	case aboveBranches:
		return t.above(body, name)
	}
	return t.after(last, true), true
}

// followsOnLine reports whether something else stands before a statement on its
// line, as in "class A: pass".
func (t *text) followsOnLine(s python.Stmt) bool {
	start, _ := s.Span().Range()
	before := t.file.LineSpan(start.Line)
	before.End = s.Span().Start
	return strings.TrimSpace(before.Text()) != ""
}

// handedOver returns where a file hands its settings over to dynaconf, and lines
// below it come too late (https://www.dynaconf.com/django/); else its end.
func (t *text) handedOver() int {
	at := len(t.file.Bytes)
	for _, s := range slices.Backward(t.tree.Body) {
		called := func(e python.Expr) {
			call, ok := e.(*python.Call)
			if ok && strings.HasSuffix(call.Func.Span().Text(), "DjangoDynaconf") {
				at = call.At.Start
			}
		}
		switch s := s.(type) {
		case *python.Assign:
			within(s.Value, called)
		case *python.ExprStmt:
			within(s.Value, called)
		}
	}
	return at
}

// family is the first word of a setting's name, with its underscore.
func family(name string) string {
	first, _, _ := strings.Cut(name, "_")
	return first + "_"
}

// families are those of the settings that sessions and transport depend on.
var families = []string{"SESSION_", "CSRF_", "SECURE_"}

func isSetting(name string) bool { return name != "" && name == strings.ToUpper(name) }

// afterLast returns the place after the last statement that assigns a setting
// of a kind.
func (t *text) afterLast(body []python.Stmt, kind func(name string) bool) (insertion, bool) {
	for _, s := range slices.Backward(body) {
		if name, _ := assigned(s); kind(name) {
			return t.after(s, false), true
		}
	}
	return insertion{}, false
}

// afterImports returns the place after the last statement that takes all
// settings of another file.
func (t *text) afterImports(body []python.Stmt) (insertion, bool) {
	for _, s := range slices.Backward(body) {
		if takesAll(s) {
			return t.after(s, true), true
		}
	}
	return insertion{}, false
}

// above returns the place above the first statement that assigns the setting
// within it, and above the comments on that.
func (t *text) above(body []python.Stmt, setting string) (insertion, bool) {
	for i, s := range body {
		within := false
		visit(body[i:i+1], func(inner python.Stmt) {
			name, _ := assigned(inner)
			within = within || name == setting && inner != s
		})
		if within {
			start, _ := s.Span().Range()
			return insertion{at: t.at(t.withComments(start.Line), "").At, indent: t.indentOf(start.Line), above: true}, true
		}
	}
	return insertion{}, false
}

func takesAll(s python.Stmt) bool {
	from, ok := s.(*python.ImportFrom)
	return ok && from.Names[0].Name == "*"
}

// afterSettings returns the place after the last statement that assigns a
// setting, or takes all those of another file. What is in branches may be meant
// to have the last word.
func (t *text) afterSettings(body []python.Stmt) (insertion, bool) {
	for i, s := range slices.Backward(body) {
		all := takesAll(s)
		if name, _ := assigned(s); all || isSetting(name) {
			return t.after(s, all || i == len(body)-1), true
		}
	}
	return insertion{}, false
}

func (t *text) classBody(name string) []python.Stmt {
	if c := t.class(name); c != nil {
		return c.Body
	}
	return nil
}

func (t *text) class(name string) *python.ClassDef {
	for _, s := range t.tree.Body {
		if c, ok := s.(*python.ClassDef); ok && c.Name == name {
			return c
		}
	}
	return nil
}

// bases returns the names of the classes that a class inherits from.
func (t *text) bases(class string) []string {
	c := t.class(class)
	if c == nil {
		return nil
	}
	var names []string
	for _, b := range c.Bases {
		if n, ok := b.(*python.Name); ok {
			names = append(names, n.ID)
		}
	}
	return names
}

// after returns the place after the line on which a statement ends.
func (t *text) after(s python.Stmt, apart bool) insertion {
	start, end := s.Span().Range()
	line := t.file.LineSpan(end.Line)
	return insertion{at: source.Span{File: t.file, Start: line.End, End: line.End}, indent: t.indentOf(start.Line), apart: apart}
}

// indentOf returns the blanks that a line begins with.
func (t *text) indentOf(line int) string {
	text := string(t.file.Line(line))
	return text[:len(text)-len(strings.TrimLeft(text, " \t"))]
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
	case i.joined:
		text = "; " + line
	case i.above:
		text = i.indent + line + t.newline
	case i.apart:
		text = t.newline + text
	case len(t.file.Bytes) == 0:
		text = line + t.newline
	}
	return finding.Edit{At: i.at, Text: text}
}
