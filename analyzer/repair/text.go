package repair

import (
	"bytes"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/finding"
	"github.com/django-session-audit/django-session-audit/analyzer/python"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// A text is a file with how it is written.
type text struct {
	file    *source.File
	tree    *python.Module
	quote   byte
	newline string
}

// read reads how a file is written; nil if it is not all Python.
func read(f *source.File) *text {
	tree := python.Parse(f)
	if len(tree.Errors) > 0 {
		return nil
	}
	t := &text{file: f, tree: tree, quote: '"', newline: newlineOf(f)}
	if bytes.Count(f.Bytes, []byte("'")) > bytes.Count(f.Bytes, []byte(`"`)) {
		t.quote = '\''
	}
	return t
}

// quoteOf returns the kind of quotes of a literal; that of the file, where the
// literal has none.
func (t *text) quoteOf(literal string) byte {
	if i := strings.IndexAny(literal, `'"`); i >= 0 {
		return literal[i]
	}
	return t.quote
}

func quoted(s string, quote byte) string { return string(quote) + s + string(quote) }

// with adds to an edit what its text needs: the import of os.
func (t *text) with(e finding.Edit) []finding.Edit {
	if !strings.Contains(e.Text, "os.environ[") || t.imports("os") {
		return []finding.Edit{e}
	}
	return []finding.Edit{t.importing("os"), e}
}

// imports reports whether the file binds a module's name at its top level.
func (t *text) imports(module string) bool {
	for _, s := range t.tree.Body {
		if i, ok := s.(*python.Import); ok {
			for _, n := range i.Names {
				if n.Name == module && n.AsName == "" {
					return true
				}
			}
		}
	}
	return false
}

// importing imports a module: before the first import that may come later, or
// where the first would be.
func (t *text) importing(module string) finding.Edit {
	text := "import " + module
	var doc python.Stmt
	for i, s := range t.tree.Body {
		start, _ := s.Span().Range()
		switch s := s.(type) {
		case *python.ImportFrom:
			if s.Module == "__future__" {
				doc = s
				continue
			}
			return t.at(start.Line, text+t.newline)
		case *python.Import:
			return t.at(start.Line, text+t.newline)
		case *python.ExprStmt:
			if _, ok := s.Value.(*python.StrLit); ok && i == 0 {
				doc = s
				continue
			}
		}
		if doc == nil {
			return t.at(t.withComments(start.Line), text+t.newline+t.newline)
		}
		break
	}
	if doc != nil {
		return t.after(doc, true).edit(t, text)
	}
	return finding.Edit{At: t.end(), Text: text + t.newline}
}

// at is the edit that puts text before a line, and after a byte order mark.
func (t *text) at(line int, text string) finding.Edit {
	at := t.file.LineSpan(line)
	if mark := "\ufeff"; line == 1 && strings.HasPrefix(at.Text(), mark) {
		at.Start += len(mark)
	}
	at.End = at.Start
	return finding.Edit{At: at, Text: text}
}

// withComments returns the line from which on there is nothing but comments
// about the line; those at the top may be about the file.
func (t *text) withComments(line int) int {
	from := line
	for from > 1 && bytes.HasPrefix(t.file.Line(from-1), []byte("#")) {
		from--
	}
	if from == 1 {
		return line
	}
	return from
}

// assignment returns the value of the assignment to a name that has the place
// in it, or is it, or nil.
func (t *text) assignment(name string, at source.Span) python.Expr {
	var found python.Expr
	visit(t.tree.Body, func(s python.Stmt) {
		if target, v := assigned(s); target == name && s.Span().Start <= at.Start && at.End <= s.Span().End {
			found = v
		}
	})
	return found
}

// inFunction reports whether a place is within a function.
func (t *text) inFunction(at source.Span) bool {
	found := false
	visit(t.tree.Body, func(s python.Stmt) {
		_, isFunction := s.(*python.FunctionDef)
		found = found || isFunction && s.Span().Start <= at.Start && at.End <= s.Span().End
	})
	return found
}

// whatever reports whether the value is assigned whatever comes before it, and
// not in a branch or a block that is there to make it.
func (t *text) whatever(assignedValue python.Expr) bool {
	direct := func(body []python.Stmt) bool {
		return slices.ContainsFunc(body, func(s python.Stmt) bool { _, v := assigned(s); return v == assignedValue })
	}
	return direct(t.tree.Body) || slices.ContainsFunc(t.tree.Body, func(s python.Stmt) bool {
		c, ok := s.(*python.ClassDef)
		return ok && direct(c.Body)
	})
}

// assigned returns the single name that a statement assigns, and its value.
func assigned(s python.Stmt) (string, python.Expr) {
	switch s := s.(type) {
	case *python.Assign:
		if n, ok := s.Targets[0].(*python.Name); ok && len(s.Targets) == 1 {
			return n.ID, s.Value
		}
	case *python.AnnAssign:
		if n, ok := s.Target.(*python.Name); ok && s.Value != nil {
			return n.ID, s.Value
		}
	}
	return "", nil
}

// visit calls f for the statements of a module, those in branches and classes
// among them; functions have names of their own.
func visit(body []python.Stmt, f func(python.Stmt)) {
	for _, s := range body {
		f(s)
		switch s := s.(type) {
		case *python.If:
			visit(s.Body, f)
			visit(s.Else, f)
		case *python.Try:
			visit(s.Body, f)
			for _, h := range s.Handlers {
				visit(h.Body, f)
			}
			visit(s.Else, f)
			visit(s.Finally, f)
		case *python.With:
			visit(s.Body, f)
		case *python.ClassDef:
			visit(s.Body, f)
		}
	}
}

// parseExpr reads an expression, or returns nil.
func parseExpr(s string) python.Expr {
	tree := python.Parse(source.NewFile("expression.py", []byte(s)))
	if len(tree.Errors) > 0 || len(tree.Body) != 1 {
		return nil
	}
	if e, ok := tree.Body[0].(*python.ExprStmt); ok {
		return e.Value
	}
	return nil
}

// literal reports whether an expression is made of nothing but literals.
func literal(e python.Expr) bool {
	switch e := e.(type) {
	case *python.BoolLit, *python.NoneLit, *python.IntLit, *python.FloatLit, *python.StrLit:
		return true
	case *python.UnaryOp:
		return literal(e.Operand)
	case *python.BinOp:
		return literal(e.Left) && literal(e.Right)
	case *python.Tuple:
		return allLiteral(e.Elts)
	case *python.List:
		return allLiteral(e.Elts)
	}
	return false
}

func allLiteral(items []python.Expr) bool {
	for _, it := range items {
		if !literal(it) {
			return false
		}
	}
	return true
}

func plainNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
