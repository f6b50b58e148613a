package python

import (
	"bytes"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// This file looks for what tree-sitter does not mind about lines: statements
// that go on after a line break, and statements indented unlike their neighbours.

// lineBreak finds the first line break that CPython does not allow among the
// tokens of the nodes from i up to end: one outside of brackets and strings,
// without a backslash. The grammar skips it wherever it expects more.
func (c *converter) lineBreak(i, end int) (source.Span, bool) {
	if end <= i || bytes.IndexByte(c.file.Bytes[c.nodes[i].start:c.nodes[end-1].end], '\n') < 0 &&
		bytes.IndexByte(c.file.Bytes[c.nodes[i].start:c.nodes[end-1].end], '\r') < 0 {
		return source.Span{}, false
	}
	open, last := 0, int(c.nodes[i].start)
	for k := i; k < end; {
		n := c.nodes[k]
		if n.next > uint32(k+1) && c.kind(k) != kString {
			k++ // not a token
			continue
		}
		if gap := c.file.Bytes[min(last, int(n.start)):n.start]; open == 0 && breaksLine(gap) {
			return c.spanOf(last, int(n.start)), true
		}
		switch c.kind(k) {
		case tOpen:
			open++
		case tClose:
			open--
		}
		last, k = int(n.end), int(n.next)
	}
	return source.Span{}, false
}

// breaksLine reports whether what lies between two tokens ends a line. After a
// backslash, it does not.
func breaksLine(gap []byte) bool {
	if bytes.IndexByte(gap, '\\') >= 0 {
		return false
	}
	return bytes.IndexByte(gap, '\n') >= 0 || bytes.IndexByte(gap, '\r') >= 0
}

// appendSplit keeps what follows the break when it is an assignment of its own,
// as in "A =" on one line and "B = 1" on the next. What comes before is lost.
func (c *converter) appendSplit(body []Stmt, i int, at source.Span) []Stmt {
	for {
		c.fail(at, "a line break within a statement")
		body = append(body, &BadStmt{Place{c.spanOf(int(c.nodes[i].start), at.Start)}})
		if i = c.assignmentAt(i, at.End); i == 0 {
			return body
		}
		var broken bool
		if at, broken = c.lineBreak(i, int(c.nodes[i].next)); !broken {
			return append(body, c.assignment(i))
		}
	}
}

// assignmentAt returns the assignment in the chain of assignments at i that
// begins at that offset, or 0.
func (c *converter) assignmentAt(i, offset int) int {
	if c.kind(i) == kExpressionStatement {
		i = c.only(i)
	}
	for c.kind(i) == kAssignment {
		if int(c.nodes[i].start) == offset {
			return i
		}
		i = c.part(i, fRight)
	}
	return 0
}

// An indent is the indentation of a line as CPython measures it: with tabs to
// each eighth column, and with tabs as wide as a space. Lines of one block agree
// in both.
type indent struct{ wide, narrow int }

// checkIndent reports a statement that begins a line and is indented unlike
// those before it in the same block; tree-sitter does not mind.
func (c *converter) checkIndent(i int, common *indent) *indent {
	text := c.file.Bytes[:c.nodes[i].start]
	start := len(bytes.TrimRight(text, " \t\f"))
	before := bytes.TrimPrefix(text[:start], utf8BOM)
	if len(before) > 0 && !bytes.HasSuffix(before, []byte("\n")) && !bytes.HasSuffix(before, []byte("\r")) {
		return common // not the first on its line
	}
	if c.kind(i) == kError || bytes.HasSuffix(bytes.TrimRight(before, "\r\n"), []byte("\\")) {
		return common
	}
	var here indent
	for _, b := range text[start:] {
		switch b {
		case ' ':
			here = indent{here.wide + 1, here.narrow + 1}
		case '\t':
			here = indent{here.wide/8*8 + 8, here.narrow + 1}
		case '\f':
			here = indent{}
		}
	}
	if common != nil && here != *common {
		c.fail(c.spanOf(start, int(c.nodes[i].start)), "indented unlike the statements before it")
	}
	return &here
}
