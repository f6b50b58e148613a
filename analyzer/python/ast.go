// Package python turns Python source into a small sealed syntax tree. It is the
// only package that knows tree-sitter, and it knows nothing of Django. Node
// names and fields are those of CPython's ast module
// (https://docs.python.org/3/library/ast.html) where it has them.
package python

import (
	"math/big"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// A Module is one parsed file.
type Module struct {
	File *source.File
	Body []Stmt
	// Errors are the places that are not Python, in source order. The
	// statements around them are in Body all the same.
	Errors []SyntaxError
}

// A SyntaxError is a place where the file is not Python.
type SyntaxError struct {
	Span source.Span
	// Message says what is wrong, without any text of the file.
	Message string
}

// A Node is any part of the tree.
type Node interface {
	// Span returns the node's place, from its first to its last byte.
	Span() source.Span
}

// A Stmt is a statement.
type Stmt interface {
	Node
	stmt()
}

// An Expr is an expression.
type Expr interface {
	Node
	expr()
}

// Place is embedded in every node and holds its span.
type Place struct{ At source.Span }

// Span returns the node's place.
func (p Place) Span() source.Span { return p.At }

// Statements.
type (
	// ExprStmt is an expression on a line of its own.
	ExprStmt struct {
		Place
		Value Expr
	}
	// Assign is x = y, or x = y = z with several targets, left to right.
	Assign struct {
		Place
		Targets []Expr
		Value   Expr
	}
	// AugAssign is x += y; Op is "+", "|", "//", …
	AugAssign struct {
		Place
		Target Expr
		Op     string
		Value  Expr
	}
	// AnnAssign is x: T = y; Value is nil in x: T.
	AnnAssign struct {
		Place
		Target, Annotation, Value Expr
	}
	// Delete is del x, y.
	Delete struct {
		Place
		Targets []Expr
	}
	// If is one if or elif; Else holds the next elif as its only statement.
	If struct {
		Place
		Test       Expr
		Body, Else []Stmt
	}
	// For is for x in y, with its else.
	For struct {
		Place
		Target, Iter Expr
		Body, Else   []Stmt
		Async        bool
	}
	// While is while x, with its else.
	While struct {
		Place
		Test       Expr
		Body, Else []Stmt
	}
	// Try is try/except/else/finally; Star is true for except*.
	Try struct {
		Place
		Body     []Stmt
		Handlers []ExceptHandler
		Else     []Stmt
		Finally  []Stmt
		Star     bool
	}
	// With is with x as y, z: …
	With struct {
		Place
		Items []WithItem
		Body  []Stmt
		Async bool
	}
	// FunctionDef is def or async def.
	FunctionDef struct {
		Place
		Name       string
		Params     Params
		Body       []Stmt
		Decorators []Expr
		Async      bool
		Scope      Scope // of the body
	}
	// ClassDef is class C(bases, keyword=…).
	ClassDef struct {
		Place
		Name       string
		Bases      []Expr
		Keywords   []Keyword
		Body       []Stmt
		Decorators []Expr
	}
	// Return is return x; Value may be nil.
	Return struct {
		Place
		Value Expr
	}
	// Raise is raise x from y; both may be nil.
	Raise struct {
		Place
		Exc, Cause Expr
	}
	// Assert is assert x, y; Msg may be nil.
	Assert struct {
		Place
		Test, Msg Expr
	}
	// Import is import a.b as c, d.
	Import struct {
		Place
		Names []Alias
	}
	// ImportFrom is from ..module import a as b, or from m import *: one
	// Alias whose Name is "*". Level counts the leading dots.
	ImportFrom struct {
		Place
		Module string
		Names  []Alias
		Level  int
	}
	// Global is global x, y.
	Global struct {
		Place
		Names []string
	}
	// Nonlocal is nonlocal x, y.
	Nonlocal struct {
		Place
		Names []string
	}
	// Pass is pass.
	Pass struct{ Place }
	// Break is break.
	Break struct{ Place }
	// Continue is continue.
	Continue struct{ Place }
	// Match is match x with its cases.
	Match struct {
		Place
		Subject Expr
		Cases   []MatchCase
	}
	// TypeAlias is type X = T.
	TypeAlias struct {
		Place
		Name string
	}
	// BadStmt is a statement that could not be understood: what it would
	// have assigned is not known.
	BadStmt struct{ Place }
)

// Parts of statements.
type (
	// ExceptHandler is except T as name; Type is nil in a bare except.
	ExceptHandler struct {
		Place
		Type Expr
		Name string
		Body []Stmt
	}
	// WithItem is x as y; Vars may be nil.
	WithItem struct {
		Context, Vars Expr
	}
	// Alias is name as asname; AsName may be "". Name is dotted in imports.
	Alias struct {
		Place
		Name, AsName string
	}
	// MatchCase is case pattern if guard; Guard may be nil.
	MatchCase struct {
		Place
		Pattern Pattern
		Guard   Expr
		Body    []Stmt
	}
	// Params are a function's parameters.
	Params struct {
		PosOnly, Args []Param
		Vararg        string // the name after *, or ""
		KwOnly        []Param
		Kwarg         string // the name after **, or ""
	}
	// Param is one parameter; Default may be nil.
	Param struct {
		Place
		Name       string
		Annotation Expr
		Default    Expr
	}
)

// Expressions.
type (
	// Name is a variable.
	Name struct {
		Place
		ID string
	}
	// NoneLit is None.
	NoneLit struct{ Place }
	// BoolLit is True or False.
	BoolLit struct {
		Place
		Value bool
	}
	// IntLit is an integer in any base.
	IntLit struct {
		Place
		Value *big.Int
	}
	// FloatLit is a float.
	FloatLit struct {
		Place
		Value float64
	}
	// ImagLit is an imaginary number; nobody needs its value.
	ImagLit struct{ Place }
	// StrLit is a string with its escapes resolved; adjacent literals are
	// one. A lone surrogate escape becomes U+FFFD.
	StrLit struct {
		Place
		Value string
	}
	// BytesLit is a bytes literal with its escapes resolved.
	BytesLit struct {
		Place
		Value string
	}
	// EllipsisLit is ... .
	EllipsisLit struct{ Place }
	// JoinedStr is an f-string, or one concatenated with other literals.
	// Values holds StrLit and FormattedValue in turn.
	JoinedStr struct {
		Place
		Values []Expr
	}
	// FormattedValue is one {…} of an f-string; Conversion is 0, 's', 'r' or
	// 'a'; Format may be nil.
	FormattedValue struct {
		Place
		Value      Expr
		Conversion byte
		Format     *JoinedStr
	}
	// List is [a, *b].
	List struct {
		Place
		Elts []Expr
	}
	// Tuple is a, b or (a, b); its span includes the parentheses if there
	// are any.
	Tuple struct {
		Place
		Elts []Expr
	}
	// Set is {a, b}.
	Set struct {
		Place
		Elts []Expr
	}
	// Dict is {k: v, **m}; the key of **m is nil.
	Dict struct {
		Place
		Keys, Values []Expr
	}
	// UnaryOp is not x, -x, +x, ~x; Op is "not", "-", "+", "~".
	UnaryOp struct {
		Place
		Op      string
		Operand Expr
	}
	// BinOp is x + y; Op is "+", "-", "*", "/", "//", "%", "**", "@", "|",
	// "&", "^", "<<", ">>".
	BinOp struct {
		Place
		Left  Expr
		Op    string
		Right Expr
	}
	// BoolOp is x and y, x or y; Op is "and" or "or". It has two or more
	// values.
	BoolOp struct {
		Place
		Op     string
		Values []Expr
	}
	// Compare is a < b <= c; Ops has as many entries as Comparators: "==",
	// "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in".
	Compare struct {
		Place
		Left        Expr
		Ops         []string
		Comparators []Expr
	}
	// Call is f(a, *b, k=v, **m).
	Call struct {
		Place
		Func     Expr
		Args     []Expr
		Keywords []Keyword
	}
	// Attribute is x.attr; its span is that of the whole.
	Attribute struct {
		Place
		Value Expr
		Attr  string
	}
	// Subscript is x[i]; Index may be a Slice or a Tuple.
	Subscript struct {
		Place
		Value, Index Expr
	}
	// Slice is a:b:c; each part may be nil.
	Slice struct {
		Place
		Lower, Upper, Step Expr
	}
	// Starred is *x.
	Starred struct {
		Place
		Value Expr
	}
	// IfExp is a if test else b.
	IfExp struct {
		Place
		Test, Body, Else Expr
	}
	// Lambda is lambda x: y.
	Lambda struct {
		Place
		Params Params
		Body   Expr
		Scope  Scope // of the body
	}
	// Comp is a comprehension; Kind is '[', '{', ':' (a dict, with Value)
	// or '(' (a generator).
	Comp struct {
		Place
		Kind       byte
		Elt        Expr // the key of a dict comprehension
		Value      Expr // the value of a dict comprehension
		Generators []Comprehension
	}
	// NamedExpr is x := y.
	NamedExpr struct {
		Place
		Target *Name
		Value  Expr
	}
	// Await is await x.
	Await struct {
		Place
		Value Expr
	}
	// Yield is yield x; Value may be nil. From is true in yield from x.
	Yield struct {
		Place
		Value Expr
		From  bool
	}
	// BadExpr is an expression that could not be understood.
	BadExpr struct{ Place }
)

// Parts of expressions.
type (
	// Keyword is k=v, or **v when Name is "".
	Keyword struct {
		Place
		Name  string
		Value Expr
	}
	// Comprehension is for x in y if a if b.
	Comprehension struct {
		Target, Iter Expr
		Ifs          []Expr
		Async        bool
	}
)

// A Pattern is what follows case.
type Pattern interface {
	Node
	pattern()
}

// Patterns.
type (
	// MatchValue is a literal or dotted name, compared with ==; None, True
	// and False are compared with is.
	MatchValue struct {
		Place
		Value Expr
	}
	// MatchAs is pattern as name; a bare name or _ has no Pattern, and _ has
	// no Name.
	MatchAs struct {
		Place
		Pattern Pattern
		Name    string
	}
	// MatchOr is a | b.
	MatchOr struct {
		Place
		Patterns []Pattern
	}
	// MatchSequence is [a, *b]; the starred one is a MatchStar.
	MatchSequence struct {
		Place
		Patterns []Pattern
	}
	// MatchStar is *name within a sequence; Name is "" in *_.
	MatchStar struct {
		Place
		Name string
	}
	// MatchMapping is {k: p, **rest}; Rest is "" where there is none.
	MatchMapping struct {
		Place
		Keys     []Expr
		Patterns []Pattern
		Rest     string
	}
	// MatchClass is C(p, name=q): Names are of the last patterns.
	MatchClass struct {
		Place
		Class    Expr
		Patterns []Pattern
		Names    []string
	}
	// MatchOther is a pattern that could not be understood, or of a complex
	// number.
	MatchOther struct{ Place }
)

func (*ExprStmt) stmt()    {}
func (*Assign) stmt()      {}
func (*AugAssign) stmt()   {}
func (*AnnAssign) stmt()   {}
func (*Delete) stmt()      {}
func (*If) stmt()          {}
func (*For) stmt()         {}
func (*While) stmt()       {}
func (*Try) stmt()         {}
func (*With) stmt()        {}
func (*FunctionDef) stmt() {}
func (*ClassDef) stmt()    {}
func (*Return) stmt()      {}
func (*Raise) stmt()       {}
func (*Assert) stmt()      {}
func (*Import) stmt()      {}
func (*ImportFrom) stmt()  {}
func (*Global) stmt()      {}
func (*Nonlocal) stmt()    {}
func (*Pass) stmt()        {}
func (*Break) stmt()       {}
func (*Continue) stmt()    {}
func (*Match) stmt()       {}
func (*TypeAlias) stmt()   {}
func (*BadStmt) stmt()     {}

func (*Name) expr()           {}
func (*NoneLit) expr()        {}
func (*BoolLit) expr()        {}
func (*IntLit) expr()         {}
func (*FloatLit) expr()       {}
func (*ImagLit) expr()        {}
func (*StrLit) expr()         {}
func (*BytesLit) expr()       {}
func (*EllipsisLit) expr()    {}
func (*JoinedStr) expr()      {}
func (*FormattedValue) expr() {}
func (*List) expr()           {}
func (*Tuple) expr()          {}
func (*Set) expr()            {}
func (*Dict) expr()           {}
func (*UnaryOp) expr()        {}
func (*BinOp) expr()          {}
func (*BoolOp) expr()         {}
func (*Compare) expr()        {}
func (*Call) expr()           {}
func (*Attribute) expr()      {}
func (*Subscript) expr()      {}
func (*Slice) expr()          {}
func (*Starred) expr()        {}
func (*IfExp) expr()          {}
func (*Lambda) expr()         {}
func (*Comp) expr()           {}
func (*NamedExpr) expr()      {}
func (*Await) expr()          {}
func (*Yield) expr()          {}
func (*BadExpr) expr()        {}

func (*MatchValue) pattern()    {}
func (*MatchAs) pattern()       {}
func (*MatchOr) pattern()       {}
func (*MatchSequence) pattern() {}
func (*MatchStar) pattern()     {}
func (*MatchMapping) pattern()  {}
func (*MatchClass) pattern()    {}
func (*MatchOther) pattern()    {}
