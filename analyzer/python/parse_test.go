package python

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

func parse(text string) *Module { return Parse(source.NewFile("settings.py", []byte(text))) }

// TestNewSyntax is for what is younger than the Python that recorded the trees.
func TestNewSyntax(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"def f[T](x: T) -> T: pass", "(FunctionDef f (params [] [(param x (Name T) nil)] - [] -) [(Pass)] [] false)"},
		{"def f[T: int, *Ts, **P](): pass", "(FunctionDef f (params [] [] - [] -) [(Pass)] [] false)"},
		{"def f[T = int](): pass", "(FunctionDef f (params [] [] - [] -) [(Pass)] [] false)"},
		{"class A[T]: pass", "(ClassDef A [] [] [(Pass)] [])"},
		{"class A[T: (int, str) = int](B[T]): pass", "(ClassDef A [(Subscript (Name B) (Name T))] [] [(Pass)] [])"},
		{"type X = int", "(TypeAlias X)"},
		{"type X[T] = list[T]", "(TypeAlias X)"},
		{"try: pass\nexcept A, B: pass", "(Try [(Pass)] [(handler (Tuple [(Name A) (Name B)]) - [(Pass)])] [] [] false)"},
		{"try: pass\nexcept* A, B: pass", "(Try [(Pass)] [(handler (Tuple [(Name A) (Name B)]) - [(Pass)])] [] [] true)"},
		{`f"{"a"}"`, `(Expr (JoinedStr [(FormattedValue (Str "a") - nil)]))`},
		{`f'{f'{'a'}'}'`, `(Expr (JoinedStr [(FormattedValue (JoinedStr [(FormattedValue (Str "a") - nil)]) - nil)]))`},
		{"f'{a\n # comment\n}'", `(Expr (JoinedStr [(FormattedValue (Name a) - nil)]))`},
		{`f"{'\n'.join(a)}"`, `(Expr (JoinedStr [(FormattedValue (Call (Attribute (Str "{a}") join) [(Name a)] []) - nil)]))`},
		{`t"{a}"`, "(Expr (BadExpr))"},
		{`tr"a" "b"`, "(Expr (BadExpr))"},
		{`"\N{BULLET}"`, `(Expr (Str "{fffd}"))`},
	} {
		m := parse(test.text)
		if diff := cmp.Diff(test.want+"\n", dump(m.Body, false)); diff != "" || len(m.Errors) > 0 {
			t.Errorf("%s: %s%v", test.text, diff, m.Errors)
		}
	}
}

// brokenFiles are not Python. Each error is told as start:end and message.
var brokenFiles = []struct {
	text, want string
	errors     []string
}{
	// Only Python 2.
	{"print 'a'\nx = 1", "(BadStmt) (Assign [(Name x)] (Int 1))", []string{"0:9 a print statement, which only Python 2 has"}},
	{"print >>f, a", "(BadStmt)", []string{"0:12 a print statement, which only Python 2 has"}},
	{"exec a in b", "(BadStmt)", []string{"0:11 an exec statement, which only Python 2 has"}},
	{"a <> b", "(Expr (BadExpr))", []string{"0:6 the operator <>, which only Python 2 has"}},
	{"raise A, b", "(BadStmt)", []string{"0:10 a raise statement with several values, which only Python 2 has"}},
	{"x = `a`", "(Assign [(Name x)] (BadExpr))", []string{"4:7 a string with a prefix that Python does not have"}},
	{"x = 10L", "(Assign [(Name x)] (BadExpr))", []string{"4:7 an integer ending in L, which only Python 2 has"}},
	{"x = 0777", "(Assign [(Name x)] (BadExpr))", []string{"4:8 an integer with a leading zero, which only Python 2 has"}},
	{"x = ur''", "(Assign [(Name x)] (BadExpr))", []string{"4:8 a string with a prefix that Python does not have"}},
	{"def f(a, (b, c)): pass", "(FunctionDef f (params [] [(param a nil nil) (param  nil nil)] - [] -) [(Pass)] [] false)",
		[]string{"9:15 a parameter that is not a name"}},

	// A statement is lost, and its neighbours are not.
	{"a = 1\nb = = 2\nc = 3", "(Assign [(Name a)] (Int 1)) (BadStmt) (Assign [(Name c)] (Int 3))", []string{"10:11 not valid Python"}},
	{"a = 1\nb = [1 2]\nc = 3", "(Assign [(Name a)] (Int 1)) (BadStmt) (Assign [(Name c)] (Int 3))", []string{"13:14 not valid Python"}},
	{"a = 1\nb = foo(\nc = 2\n", "(Assign [(Name a)] (Int 1)) (BadStmt)", []string{"6:20 not valid Python"}},
	{"a = 'b\nc = 2", "(BadStmt) (Assign [(Name c)] (Int 2))", []string{"4:5 a string is not closed"}},
	{"def f():\n    a = 1\n    b = = 2\n    c = 3\nd = 4",
		"(FunctionDef f (params [] [] - [] -) [(Assign [(Name a)] (Int 1)) (BadStmt) (Assign [(Name c)] (Int 3))] [] false) (Assign [(Name d)] (Int 4))",
		[]string{"27:28 not valid Python"}},
	{"if a = 1:\n    b = 2\nc = 3", "(If (BadExpr) [(Assign [(Name b)] (Int 2))] []) (Assign [(Name c)] (Int 3))", []string{"5:8 not valid Python"}},
	{"class A(:\n    b = 1\nc = 2", "(BadStmt) (Assign [(Name c)] (Int 2))", []string{"7:8 not valid Python"}},
	{"a = 1\n<<<<<<< HEAD\nb = 2\n", "(Assign [(Name a)] (Int 1)) (BadStmt) (Expr (Name HEAD)) (Assign [(Name b)] (Int 2))", []string{"6:13 not valid Python"}},

	// tree-sitter takes these.
	{"if a:\nb = 1", "(If (Name a) [(BadStmt)] []) (Assign [(Name b)] (Int 1))", []string{"5:5 an indented block is missing"}},
	{"  a = 1\nb = 2", "(Assign [(Name a)] (Int 1)) (Assign [(Name b)] (Int 2))", []string{"0:2 indented unlike the statements before it"}},
	{"if a:\n    b\n  c\n", "(If (Name a) [(Expr (Name b))] []) (Expr (Name c))", []string{"12:14 indented unlike the statements before it"}},
	{"if a:\n        b\n\tc\n", "(If (Name a) [(Expr (Name b)) (Expr (Name c))] [])", []string{"16:17 indented unlike the statements before it"}},
	{"try: a\nb", "(Try [(Expr (Name a))] [] [] [] false) (Expr (Name b))", []string{"0:6 a try statement without except or finally"}},
	{"a =\nb = 1", "(BadStmt) (Assign [(Name b)] (Int 1))", []string{"3:4 a line break within a statement"}},
	{"a =\nb =\r\nc = d = 1", "(BadStmt) (BadStmt) (Assign [(Name c) (Name d)] (Int 1))",
		[]string{"3:4 a line break within a statement", "7:9 a line break within a statement"}},
	{"a = 1 +\n2\nb = 3", "(BadStmt) (Assign [(Name b)] (Int 3))", []string{"7:8 a line break within a statement"}},
	{"from a import\nb", "(BadStmt)", []string{"13:14 a line break within a statement"}},
	{"if a \n and b:\n    c", "(If (BoolOp and [(Name a) (Name b)]) [(Expr (Name c))] [])", []string{"4:7 a line break within a statement"}},
	{"a := 1", "(BadStmt)", []string{"0:6 the operator := needs parentheses here"}},
	{"a = b := 1", "(BadStmt)", []string{"0:10 the operator := needs parentheses here"}},
	{"a: b: c", "(AnnAssign (Name a) (BadExpr) nil)", []string{"3:7 a colon within an annotation"}},
	{"a = b += c", "(BadStmt)", []string{"0:10 an augmented assignment within an assignment"}},
	{"a = b: c = d", "(BadStmt)", []string{"0:12 an annotation within a chain of assignments"}},
	{"a, b: c = d", "(BadStmt)", []string{"0:11 an annotation of something that cannot have one"}},
	{"(*a)", "(Expr (BadExpr))", []string{"0:4 a starred expression in parentheses"}},
	{"x = a as b", "(Assign [(Name x)] (BadExpr))", []string{"4:10 a name after as, where none can be"}},
	{"from a import b.c", "(BadStmt)", []string{"0:17 a dotted name after import"}},
	{"assert a, b, c", "(BadStmt)", []string{"0:14 an assert statement with more than two values"}},

	// Literals.
	{`"\x4"`, "(Expr (BadExpr))", []string{"0:5 an escape with too few digits in a string"}},
	{`"\U00110000"`, "(Expr (BadExpr))", []string{"0:12 an escape beyond the last character of Unicode in a string"}},
	{`"a" "\N"`, "(Expr (BadExpr))", []string{`4:8 a malformed \N escape in a string`}},
	{`b"é"`, "(Expr (BadExpr))", []string{"0:5 bytes with something other than ASCII in them"}},
	{`b"a" "b"`, "(Expr (BadExpr))", []string{"0:8 bytes next to a string"}},
	{`f"{a!x}"`, "(Expr (BadExpr))", []string{"0:8 a conversion other than s, r and a in an f-string"}},
	{`f"{}"`, "(BadStmt)", []string{"3:3 a name is missing"}},
	{"1_, 2_.5", "(Expr (Tuple [(BadExpr) (BadExpr)]))", []string{"0:2 an underscore at a wrong place in a number", "4:8 an underscore at a wrong place in a number"}},

	// Encodings.
	{"a = '\x00'\nb = 2", `(Assign [(Name a)] (Str "{0}")) (Assign [(Name b)] (Int 2))`, []string{"5:6 the file has a NUL byte"}},
	{"a = '\xe9'\nb = 2", `(Assign [(Name a)] (Str "{fffd}")) (Assign [(Name b)] (Int 2))`,
		[]string{"5:6 the file is not in UTF-8, and no coding comment says what it is in"}},
	{"# coding: latin-1\nA\xe9 = '\xe9' # \xe9", "(Assign [(Name A\xe9)] (Str \"{fffd}\"))", nil},
	{"\xff\xfea\x00", "", []string{"0:4 the file is in UTF-16, which Python does not read"}},
	{"a\x00=\x001\x00", "", []string{"0:6 the file is in UTF-16, which Python does not read"}},
}

func TestBrokenFiles(t *testing.T) {
	for _, test := range brokenFiles {
		m := parse(test.text)
		got := strings.ReplaceAll(strings.TrimSuffix(dump(m.Body, false), "\n"), "\n", " ")
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%q: %s", test.text, diff)
		}
		var errors []string
		for _, e := range m.Errors {
			errors = append(errors, fmt.Sprintf("%d:%d %s", e.Span.Start, e.Span.End, e.Message))
		}
		if diff := cmp.Diff(test.errors, errors); diff != "" {
			t.Errorf("%q: errors: %s", test.text, diff)
		}
		if err := checkModule(m); err != nil {
			t.Errorf("%q: %v", test.text, err)
		}
	}
}

// TestLaws checks the laws that FuzzParse looks for on the files that are Python.
func TestLaws(t *testing.T) {
	for _, name := range []string{"expressions", "statements", "strings", "match", "soft_keywords", "crlf", "cr", "bom", "comments"} {
		content, err := os.ReadFile("testdata/" + name + ".py")
		if err != nil {
			t.Fatal(err)
		}
		if err := checkModule(parse(string(content))); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestHostile holds that files made to be deep, wide or slow come to an end, with
// a tree that a reader can descend.
func TestHostile(t *testing.T) {
	const n = 20000
	deepIndent := func(header string) string {
		var b strings.Builder
		b.WriteString(header)
		for i := range 700 {
			b.WriteString(strings.Repeat(" ", i) + "if x:\n")
		}
		return b.String()
	}
	repeat := strings.Repeat
	for name, text := range map[string]string{
		"brackets":          repeat("[", n) + repeat("]", n),
		"open brackets":     "x = " + repeat("([{", n),
		"parentheses":       "x = " + repeat("(", n) + "1" + repeat(")", n),
		"closing":           repeat(")]}", n),
		"calls":             repeat("f(", n) + repeat(")", n),
		"sum":               "x = a" + repeat(" + a", 2*n),
		"ands":              "x = a" + repeat(" & a", n),
		"ands and xors":     "x = a" + repeat(" & a ^ a", n),
		"bools":             "x = a" + repeat(" and a", n),
		"comparisons":       "x = a" + repeat(" < a", n),
		"powers":            "x = a" + repeat("**a", n),
		"attributes":        "x = a" + repeat(".a", n),
		"subscripts":        "x = a" + repeat("[0]", n),
		"elifs":             "if a: b\n" + repeat("elif a: b\n", n) + "else: c\n",
		"nots":              "x = " + repeat("not ", n) + "a",
		"minuses":           "x = " + repeat("-", n) + "1",
		"lambdas":           "x = " + repeat("lambda: ", n) + "a",
		"conditionals":      "x = " + repeat("a if a else ", n) + "a",
		"targets":           repeat("a = ", n) + "1",
		"f-strings":         repeat(`f"{`, n),
		"triple f-strings":  repeat(`f"""{`, 200) + "a" + repeat(`}"""`, 200),
		"formats":           `f"` + repeat("{a:", n) + repeat("}", n) + `"`,
		"literals":          "x = " + repeat("'a' ", n),
		"ifs in a line":     repeat("if a:", n),
		"patterns":          "match a:\n case " + repeat("[", n) + repeat("]", n) + ": pass",
		"pattern bars":      "match a:\n case a" + repeat("|a", n) + ": pass",
		"annotations":       "x: " + repeat("a[", n) + repeat("]", n),
		"unions":            "x: a" + repeat("|a", n),
		"continued lines":   repeat("\\\n", n/5),
		"dots":              repeat(".", n),
		"defs":              repeat("def f(\n", n/10),
		"comprehensions":    "x = [a " + repeat("for a in ", n/10),
		"stars":             repeat("*", n),
		"quotes":            repeat(`"""`, n),
		"digits":            "x = " + repeat("9", 100*n),
		"hex digits":        "x = 0x" + repeat("f", 100*n),
		"indents":           deepIndent(""),
		"indents in string": deepIndent("f\"{x\n"),
		"NULs":              repeat("\x00a", n),
		"not UTF-8":         repeat("\xff", n),
		"semicolons":        repeat("a;", n),
		"classes":           repeat("class A(\n", n/10),
	} {
		t.Run(name, func(t *testing.T) {
			if err := checkModule(parse(text)); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestDepth(t *testing.T) {
	for _, text := range []string{
		"x = " + strings.Repeat("-", 2000) + "1\ny = 2",
		"x = a" + strings.Repeat(" + a", 2000) + "\ny = 2",
		"if a: b\n" + strings.Repeat("elif a: b\n", 2000) + "y = 2",
	} {
		m := parse(text)
		if len(m.Errors) != 1 || m.Errors[0].Message != "nested deeper than 1000 levels" {
			t.Errorf("%.20q: %v", text, m.Errors)
		}
		if got := dump(m.Body[1:], false); got != "(Assign [(Name y)] (Int 2))\n" {
			t.Errorf("%.20q: the next statement is %s", text, got)
		}
	}
	for _, text := range []string{
		"x = " + strings.Repeat("(", 900) + "1" + strings.Repeat(")", 900),
		"x = a" + strings.Repeat(" + a", 900),
		"if a: b\n" + strings.Repeat("elif a: b\n", 900),
		"x = a" + strings.Repeat(" and a", 100000),
		strings.Repeat("a = ", 10000) + "b",
	} {
		if m := parse(text); len(m.Errors) > 0 {
			t.Errorf("%.20q: %s", text, m.Errors[0].Message)
		}
	}
}

// TestGrammarNames holds that the grammar has every name that conversion asks for.
func TestGrammarNames(t *testing.T) {
	l := pythonLanguage()
	for k, name := range kindNames {
		if name != "" && !slices.Contains(l.kinds, kind(k)) {
			t.Errorf("no symbol is %s", name)
		}
	}
	for f, name := range fieldNames {
		if name != "" && !slices.Contains(l.fields, field(f)) {
			t.Errorf("no field is %s", name)
		}
	}
}

// BenchmarkParse parses a settings file of a usual kind.
func BenchmarkParse(b *testing.B) {
	f := source.NewFile("settings.py", []byte(strings.Repeat(settings, 20)))
	b.SetBytes(int64(len(f.Bytes)))
	b.ReportAllocs()
	for b.Loop() {
		if m := Parse(f); len(m.Errors) > 0 {
			b.Fatal(m.Errors[0].Message)
		}
	}
}

const settings = `"""
Django settings for the shop project.

For the full list of settings and their values, see
https://docs.djangoproject.com/en/5.2/ref/settings/
"""
import os
from pathlib import Path

import environ

# Build paths inside the project like this: BASE_DIR / "subdir".
BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env(DEBUG=(bool, False))
environ.Env.read_env(os.path.join(BASE_DIR, ".env"))

SECRET_KEY = env("DJANGO_SECRET_KEY")
DEBUG = env.bool("DJANGO_DEBUG", default=False)
ALLOWED_HOSTS = env.list("DJANGO_ALLOWED_HOSTS", default=["shop.example.com", "www.example.com"])

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    # Our own
    "shop.catalogue",
    "shop.checkout",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": os.environ.get("POSTGRES_DB", "shop"),
        "HOST": os.environ.get("POSTGRES_HOST", "localhost"),
        "PORT": int(os.environ.get("POSTGRES_PORT", 5432)),
        "CONN_MAX_AGE": 60 * 10,
    }
}

# Sessions
SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_HTTPONLY = True
if not DEBUG:
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True
    SECURE_HSTS_SECONDS = 31_536_000
    CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": f"redis://{env('REDIS')}/1"}}

LOGGING = {
    "version": 1,
    "handlers": {"console": {"class": "logging.StreamHandler", "level": "INFO" if DEBUG else "WARNING"}},
    "root": {"handlers": ["console"]},
}

try:
    from .local_settings import *  # noqa: F403
except ImportError:
    pass
`
