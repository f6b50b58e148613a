package python

import (
	"fmt"
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// maxDepth bounds how deep the tree may be, so that a reader may descend by
// recursion. Every link of a chain (a.b.c, a + b + c, elif after elif) is a level, too.
const maxDepth = 1000

// Parse parses a file. It never fails: what is not Python is in Errors, and the
// statements around it are in Body.
//
// The grammar is that of Python 3.14. What only CPython's compiler refuses (return
// outside a function, say) is not found. The tree is at most about a thousand
// levels deep. The file is taken to be UTF-8, with or without its byte order
// mark; if a coding comment names another encoding, the bytes of strings and names
// are left as they are. A t-string and a huge integer are a BadExpr without an
// error, and a character given as \N{name} is U+FFFD.
func Parse(f *source.File) *Module {
	m := &Module{File: f}
	if isUTF16(f.Bytes) {
		m.Errors = []SyntaxError{{Message: "the file is in UTF-16, which Python does not read", Span: wholeFile(f)}}
		return m
	}
	c := &converter{file: f, language: pythonLanguage()}
	text := c.clean(f.Bytes)
	if tooManyIndents(text) {
		m.Errors = []SyntaxError{{Message: "indented in too many levels to be parsed", Span: wholeFile(f)}}
		return m
	}
	done := parseTree(text, func(nodes []cnode) {
		c.nodes = nodes
		c.syntaxErrors()
		m.Body = c.module()
	})
	if !done {
		c.fail(wholeFile(f), "too large or too intricate to be parsed")
	}
	slices.SortStableFunc(c.errors, func(a, b SyntaxError) int { return a.Span.Compare(b.Span) })
	m.Errors = c.errors
	return m
}

func wholeFile(f *source.File) source.Span {
	return source.Span{File: f, End: len(f.Bytes)}
}

// A converter turns the concrete tree of one file into the sealed one.
type converter struct {
	file     *source.File
	language *language
	nodes    []cnode
	errors   []SyntaxError

	depth   int
	tooDeep bool // said once
}

func (c *converter) spanOf(start, end int) source.Span {
	return source.Span{File: c.file, Start: start, End: end}
}

// enter descends a level. It reports false, and says so once, if that is too
// deep; leave is called in either case.
func (c *converter) enter(i int) bool {
	c.depth++
	if c.depth <= maxDepth {
		return true
	}
	if !c.tooDeep {
		c.tooDeep = true
		c.fail(c.span(i), fmt.Sprintf("nested deeper than %d levels", maxDepth))
	}
	return false
}

func (c *converter) leave() { c.depth-- }

// The rest are ways to look at the nodes. 0, the root, is nobody's child and
// stands for "there is none".

func (c *converter) kind(i int) kind {
	if s := c.nodes[i].symbol; s != errorSymbol {
		return c.language.kinds[s]
	}
	return kError
}

func (c *converter) fieldOf(i int) field { return c.language.fields[c.nodes[i].field] }

func (c *converter) bad(i int) bool { return c.nodes[i].flags&flagBad != 0 }

// broken reports whether the node itself is an error or missing.
func (c *converter) broken(i int) bool { return c.nodes[i].flags&(flagError|flagMissing) != 0 }

func (c *converter) span(i int) source.Span {
	return c.spanOf(int(c.nodes[i].start), int(c.nodes[i].end))
}

func (c *converter) place(i int) Place { return Place{c.span(i)} }

// placeFrom is the place from the start of one node to the end of another.
func (c *converter) placeFrom(i, j int) Place {
	return Place{c.spanOf(int(c.nodes[i].start), int(c.nodes[j].end))}
}

func (c *converter) text(i int) string {
	return string(c.file.Bytes[c.nodes[i].start:c.nodes[i].end])
}

// children yields the children of i in order.
func (c *converter) children(i int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for k := i + 1; k < int(c.nodes[i].next); k = int(c.nodes[k].next) {
			if !yield(k) {
				return
			}
		}
	}
}

// named yields the children of i that are not tokens.
func (c *converter) named(i int) func(func(int) bool) {
	return func(yield func(int) bool) {
		for k := range c.children(i) {
			if kd := c.kind(k); kd > kError && kd < tAs && !yield(k) {
				return
			}
		}
	}
}

// part returns the first child of i in that field, or 0.
func (c *converter) part(i int, f field) int {
	for k := range c.children(i) {
		if c.fieldOf(k) == f {
			return k
		}
	}
	return 0
}

// child returns the first child of i of that kind, or 0.
func (c *converter) child(i int, want kind) int {
	for k := range c.children(i) {
		if c.kind(k) == want {
			return k
		}
	}
	return 0
}

// only returns the first child of i that is not a token, or 0.
func (c *converter) only(i int) int {
	for k := range c.named(i) {
		return k
	}
	return 0
}

func (c *converter) lastChild(i int) int {
	last := i
	for k := range c.children(i) {
		last = k
	}
	return last
}
