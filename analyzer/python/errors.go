package python

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

func (c *converter) fail(at source.Span, message string) {
	c.errors = append(c.errors, SyntaxError{Span: at, Message: message})
}

// failOnce is fail for what may be looked at several times.
func (c *converter) failOnce(at source.Span, message string) {
	if e := (SyntaxError{at, message}); !slices.Contains(c.errors[max(0, len(c.errors)-4):], e) {
		c.errors = append(c.errors, e)
	}
}

// syntaxErrors collects what tree-sitter found wrong, outermost first. Neighbours
// with nothing but space between them are one.
func (c *converter) syntaxErrors() {
	first := len(c.errors)
	for i := 0; i < len(c.nodes); {
		n := c.nodes[i]
		switch {
		case n.flags&flagBad == 0:
			i = int(n.next)
			continue
		case n.flags&(flagError|flagMissing) == 0:
			i++
			continue
		case c.isTypeDefault(i):
			i = int(n.next)
			continue
		}
		at, message := c.span(i), c.whatIsWrong(i)
		i = int(n.next)
		if k := len(c.errors) - 1; k >= first && c.onlySpace(c.errors[k].Span.End, at.Start) {
			c.errors[k].Span.End = max(c.errors[k].Span.End, at.End)
			continue
		}
		c.fail(at, message)
	}
}

// isTypeDefault knows the default of a type parameter (Python 3.13), which the
// grammar does not.
func (c *converter) isTypeDefault(i int) bool {
	n := c.nodes[i]
	for k := i - 1; k > 0; k-- {
		if c.nodes[k].next >= n.next {
			return c.kind(k) == kTypeParameter && bytes.IndexByte(c.file.Bytes[n.start:n.end], '=') >= 0
		}
	}
	return false
}

func (c *converter) onlySpace(from, to int) bool {
	return from >= to || len(bytes.TrimSpace(c.file.Bytes[from:to])) == 0
}

// whatIsWrong names a missing token, which is the grammar's text, not the file's.
func (c *converter) whatIsWrong(i int) string {
	n := c.nodes[i]
	if n.flags&flagMissing == 0 {
		if c.kind(c.lastChild(i)) == kStringStart {
			return "a string is not closed"
		}
		return "not valid Python"
	}
	switch name := c.language.names[n.symbol]; {
	case name == "identifier":
		return "a name is missing"
	case name == "string_end":
		return "a string is not closed"
	case name == "" || name[0] == '_':
		return "a line break or an indented block is missing"
	default:
		return fmt.Sprintf("%q is missing", name)
	}
}
