package python

import (
	"fmt"
	"math"
	"strings"
)

// dump writes a tree as S-expressions, the form that testdata/record.py gives
// CPython's trees: (Kind@start:end parts…), lists in brackets, one top-level
// statement a line. Spans are left out if they are not asked for.
type dumper struct {
	strings.Builder
	spans bool
}

func dump(body []Stmt, spans bool) string {
	d := &dumper{spans: spans}
	for _, s := range body {
		d.node(s)
		d.WriteByte('\n')
	}
	return d.String()
}

func (d *dumper) open(kind string, n Node) {
	d.WriteString("(" + kind)
	if d.spans {
		fmt.Fprintf(d, "@%d:%d", n.Span().Start, n.Span().End)
	}
}

// form writes one node. Its parts may be what part knows.
func (d *dumper) form(n Node, kind string, parts ...any) {
	d.open(kind, n)
	for _, p := range parts {
		d.WriteByte(' ')
		d.part(p)
	}
	d.WriteByte(')')
}

func (d *dumper) part(p any) {
	switch p := p.(type) {
	case string:
		d.WriteString(p)
	case bool:
		fmt.Fprint(d, p)
	case int:
		fmt.Fprint(d, p)
	case nil:
		d.WriteString("nil")
	case []string:
		d.WriteString("[" + strings.Join(p, " ") + "]")
	case []Stmt:
		dumpList(d, p, func(s Stmt) { d.node(s) })
	case []Expr:
		dumpList(d, p, func(e Expr) { d.part(e) })
	case []Pattern:
		dumpList(d, p, func(p Pattern) { d.node(p) })
	case []Alias:
		dumpList(d, p, func(a Alias) { d.form(a, "alias", a.Name, or(a.AsName)) })
	case []Keyword:
		dumpList(d, p, func(k Keyword) { d.form(k, "keyword", or(k.Name), k.Value) })
	case []ExceptHandler:
		dumpList(d, p, func(h ExceptHandler) { d.form(h, "handler", h.Type, or(h.Name), h.Body) })
	case []WithItem:
		dumpList(d, p, func(w WithItem) { d.group("item", w.Context, w.Vars) })
	case []MatchCase:
		dumpList(d, p, func(m MatchCase) { d.group("case", m.Pattern, m.Guard, m.Body) })
	case []Comprehension:
		dumpList(d, p, func(c Comprehension) { d.group("for", c.Target, c.Iter, c.Ifs, c.Async) })
	case []Param:
		dumpList(d, p, func(p Param) { d.group("param", p.Name, p.Annotation, p.Default) })
	case Params:
		d.group("params", p.PosOnly, p.Args, or(p.Vararg), p.KwOnly, or(p.Kwarg))
	case *JoinedStr:
		if p == nil {
			d.WriteString("nil")
			return
		}
		d.node(p)
	case Node:
		d.node(p)
	default:
		panic(fmt.Sprintf("dump: %T", p))
	}
}

func (d *dumper) group(name string, parts ...any) {
	d.WriteString("(" + name)
	for _, p := range parts {
		d.WriteByte(' ')
		d.part(p)
	}
	d.WriteByte(')')
}

func dumpList[T any](d *dumper, list []T, each func(T)) {
	d.WriteByte('[')
	for i, x := range list {
		if i > 0 {
			d.WriteByte(' ')
		}
		each(x)
	}
	d.WriteByte(']')
}

func or(name string) string {
	if name == "" {
		return "-"
	}
	return name
}

// quote leaves printable ASCII alone.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			fmt.Fprintf(&b, "{%x}", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String() + `"`
}

func quoteBytes(s string) string {
	var b strings.Builder
	for i := range len(s) {
		b.WriteRune(rune(s[i]))
	}
	return quote(b.String())
}

func (d *dumper) node(n Node) {
	switch n := n.(type) {
	case Stmt:
		d.stmt(n)
	case Expr:
		d.expr(n)
	case Pattern:
		d.pattern(n)
	default:
		panic(fmt.Sprintf("dump: %T", n))
	}
}

func (d *dumper) stmt(s Stmt) {
	switch s := s.(type) {
	case *ExprStmt:
		d.form(s, "Expr", s.Value)
	case *Assign:
		d.form(s, "Assign", s.Targets, s.Value)
	case *AugAssign:
		d.form(s, "AugAssign", s.Target, s.Op, s.Value)
	case *AnnAssign:
		d.form(s, "AnnAssign", s.Target, s.Annotation, s.Value)
	case *Delete:
		d.form(s, "Delete", s.Targets)
	case *If:
		d.form(s, "If", s.Test, s.Body, s.Else)
	case *For:
		d.form(s, "For", s.Target, s.Iter, s.Body, s.Else, s.Async)
	case *While:
		d.form(s, "While", s.Test, s.Body, s.Else)
	case *Try:
		d.form(s, "Try", s.Body, s.Handlers, s.Else, s.Finally, s.Star)
	case *With:
		d.form(s, "With", s.Items, s.Body, s.Async)
	case *FunctionDef:
		d.form(s, "FunctionDef", s.Name, s.Params, s.Body, s.Decorators, s.Async)
	case *ClassDef:
		d.form(s, "ClassDef", s.Name, s.Bases, s.Keywords, s.Body, s.Decorators)
	case *Return:
		d.form(s, "Return", s.Value)
	case *Raise:
		d.form(s, "Raise", s.Exc, s.Cause)
	case *Assert:
		d.form(s, "Assert", s.Test, s.Msg)
	case *Import:
		d.form(s, "Import", s.Names)
	case *ImportFrom:
		d.form(s, "ImportFrom", or(s.Module), s.Names, s.Level)
	case *Global:
		d.form(s, "Global", s.Names)
	case *Nonlocal:
		d.form(s, "Nonlocal", s.Names)
	case *Pass:
		d.form(s, "Pass")
	case *Break:
		d.form(s, "Break")
	case *Continue:
		d.form(s, "Continue")
	case *Match:
		d.form(s, "Match", s.Subject, s.Cases)
	case *TypeAlias:
		d.form(s, "TypeAlias", s.Name)
	case *BadStmt:
		d.form(s, "BadStmt")
	default:
		panic(fmt.Sprintf("dump: %T", s))
	}
}

func (d *dumper) expr(e Expr) {
	switch e := e.(type) {
	case *Name:
		d.form(e, "Name", e.ID)
	case *NoneLit:
		d.form(e, "None")
	case *BoolLit:
		d.form(e, "Bool", e.Value)
	case *IntLit:
		d.form(e, "Int", e.Value.String())
	case *FloatLit:
		d.form(e, "Float", fmt.Sprintf("%016x", math.Float64bits(e.Value)))
	case *ImagLit:
		d.form(e, "Imag")
	case *StrLit:
		d.form(e, "Str", quote(e.Value))
	case *BytesLit:
		d.form(e, "Bytes", quoteBytes(e.Value))
	case *EllipsisLit:
		d.form(e, "Ellipsis")
	case *JoinedStr:
		// CPython before 3.12 has no exact places within an f-string.
		d.open("JoinedStr", e)
		spans := d.spans
		d.spans = false
		d.WriteByte(' ')
		d.part(e.Values)
		d.WriteByte(')')
		d.spans = spans
	case *FormattedValue:
		conversion := "-"
		if e.Conversion != 0 {
			conversion = string(rune(e.Conversion))
		}
		d.form(e, "FormattedValue", e.Value, conversion, e.Format)
	case *List:
		d.form(e, "List", e.Elts)
	case *Tuple:
		d.form(e, "Tuple", e.Elts)
	case *Set:
		d.form(e, "Set", e.Elts)
	case *Dict:
		d.form(e, "Dict", e.Keys, e.Values)
	default:
		d.operation(e)
	}
}

func (d *dumper) operation(e Expr) {
	switch e := e.(type) {
	case *UnaryOp:
		d.form(e, "UnaryOp", e.Op, e.Operand)
	case *BinOp:
		d.form(e, "BinOp", e.Left, e.Op, e.Right)
	case *BoolOp:
		d.form(e, "BoolOp", e.Op, e.Values)
	case *Compare:
		d.form(e, "Compare", e.Left, "["+strings.Join(e.Ops, ",")+"]", e.Comparators)
	case *Call:
		d.form(e, "Call", e.Func, e.Args, e.Keywords)
	case *Attribute:
		d.form(e, "Attribute", e.Value, e.Attr)
	case *Subscript:
		d.form(e, "Subscript", e.Value, e.Index)
	case *Slice:
		d.form(e, "Slice", e.Lower, e.Upper, e.Step)
	case *Starred:
		d.form(e, "Starred", e.Value)
	case *IfExp:
		d.form(e, "IfExp", e.Test, e.Body, e.Else)
	case *Lambda:
		d.form(e, "Lambda", e.Params, e.Body)
	case *Comp:
		d.form(e, "Comp", string(rune(e.Kind)), e.Elt, e.Value, e.Generators)
	case *NamedExpr:
		d.form(e, "NamedExpr", e.Target, e.Value)
	case *Await:
		d.form(e, "Await", e.Value)
	case *Yield:
		d.form(e, "Yield", e.Value, e.From)
	case *BadExpr:
		d.form(e, "BadExpr")
	default:
		panic(fmt.Sprintf("dump: %T", e))
	}
}

func (d *dumper) pattern(p Pattern) {
	switch p := p.(type) {
	case *MatchValue:
		d.form(p, "MatchValue", p.Value)
	case *MatchAs:
		d.form(p, "MatchAs", p.Pattern, or(p.Name))
	case *MatchOr:
		d.form(p, "MatchOr", p.Patterns)
	case *MatchSequence:
		d.form(p, "MatchSequence", p.Patterns)
	case *MatchStar:
		d.form(p, "MatchStar", or(p.Name))
	case *MatchMapping:
		d.form(p, "MatchMapping", p.Keys, p.Patterns, or(p.Rest))
	case *MatchClass:
		d.form(p, "MatchClass", p.Class, p.Patterns, p.Names)
	case *MatchOther:
		d.form(p, "MatchOther")
	default:
		panic(fmt.Sprintf("dump: %T", p))
	}
}
