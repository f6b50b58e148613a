//go:build linux

package main

import (
	"fmt"
	"os"
	"strings"
)

// hostileCosts are programs and files of which a part that looks small costs as
// much as the square of its size, or more.
var hostileCosts = []hostile{
	{name: "tuples of tuples as keys", code: 1, says: []string{found}, make: program_("a = ()", "for i in range(60): a = (a, a)", "X = {a: 1}", "Y = a in {a}", "Z = hash(a)", "ALLOWED_HOSTS = a")},
	{name: "lists of lists compared", code: 1, says: []string{found}, make: program_("a, b = [], []", "for i in range(60): a, b = [a, a], [b, b]", "X = a == b", "Y = a < b", "Z = a in [b]", "W = sorted([a, b])")},
	{name: "the largest of a long range", code: 1, says: []string{found}, make: program_("X = max(range(10 ** 9))", "Y = min(range(10 ** 9))")},
	{name: "classes on top of each other", code: 1, says: []string{found}, make: program_("A = object", "for i in range(20000): A = type('A', (A,), {})", "X = A().x")},
	{name: "a class of thousands of bases", code: 1, says: []string{found}, make: program_(append(sequence("class A%d: pass", 4000),
		"class B("+strings.Join(sequence("A%d", 4000), ", ")+"): pass", "X = B().x", "class C(B): pass", "Y = C().x")...)},
	{name: "a module in a hundred thousand packages", code: 1, says: []string{found}, make: program_("import importlib", "importlib.import_module('a.' * 10 ** 5 + 'b')")},
	{name: "thousands of folders and of modules", code: 1, says: []string{found}, make: program_("import sys, os", "for i in range(10000): sys.path.insert(0, os.path.join(os.path.dirname(__file__), 'a%d' % i))", "for i in range(10000): __import__('m%d' % i)")},
	{name: "parents of a long path", code: 1, says: []string{found}, make: program_("from pathlib import Path", "X = list(Path('/a' * 10 ** 5).parents)", "Y = Path('/a' * 10 ** 5).parents[7]")},
	{name: "a path joined of many", code: 1, says: []string{found}, make: program_("import os", "X = os.path.join(*['a'] * 90000)")},
	{name: "patterns made in a loop", code: 1, says: []string{found}, make: program_("import re", "for i in range(10 ** 5):", "    X = re.compile('(a{1,50}){1,20}%d' % i).match('a' * 100)", "    Y = re.compile('a' * 1900 + str(i))")},
	{name: "names deleted", code: 1, says: []string{found}, make: program_(strings.Join(sequence("x%d", 50000), " = ")+" = 1", "del "+strings.Join(sequence("x%d", 50000), ", "))},
	{name: "items deleted", code: 1, says: []string{found}, make: program_("X, Y = list(range(90000)), dict.fromkeys(range(90000))", "for i in range(90000):", "    del X[0]", "    del Y[i]")},
	{name: "special methods that call themselves", code: 1, says: []string{found}, make: program_(recursive()...)},
	{name: "modules with holes in their names", code: 1, says: []string{found}, make: func(r tree) {
		r.project("")
		for i := range 2000 {
			r.file(fmt.Sprintf("shop/a%d/b%d/c%d.py", i%30, i%7, i), "X = 1\n")
		}
		r.long("manage.py", "import os\nE = os.environ['X']\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n", "os.environ.setdefault('DJANGO_SETTINGS_MODULE', f'shop.a{E}.b{E}.c{E}')\n", 3000, "")
	}},
	{name: "statements in one long line", code: 1, says: []string{"DJS101"}, make: func(r tree) {
		r.project("")
		r.long("shop/settings.py", ordinary+"X = '"+strings.Repeat("a", 900_000)+"'; ", "Y = 1; ", 10_000, "\n")
	}},
	{name: "a repair in one long line", code: 0, says: []string{"SESSION_COOKIE_SECURE = True"}, args: []string{"fix", "--diff", "--unsafe", "."}, make: func(r tree) {
		r.project("")
		r.long("shop/settings.py", strings.ReplaceAll(ordinary, "SESSION_COOKIE_SECURE", "CSRF_COOKIE_PATH")+"X = '"+strings.Repeat("a", 900_000)+"'; SESSION_COOKIE_SECURE = False; ", "Y = 1; ", 10_000, "\n")
	}},
	{name: "links of links", code: 3, says: []string{"it is a link that leads to itself"}, make: func(r tree) {
		r.project("")
		r.file("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'l0.settings')\n")
		for i := range 60 {
			r.link(strings.Repeat(fmt.Sprintf("l%d/../", i+1), 100)+fmt.Sprintf("l%d", i+1), fmt.Sprintf("l%d", i))
		}
		r.link("shop", "l60")
	}},
	{name: "twelve thousand lost links", code: 1, says: []string{found, "more than 10000 links"}, heavy: true, make: func(r tree) {
		r.project("")
		for i := range 12_000 {
			must(os.Mkdir(r.path(fmt.Sprintf("p%d", i)), 0o755))
			r.link("/x\n::error::owned\x1b", fmt.Sprintf("p%d/settings.py", i))
		}
	}},
	{name: "folders that lead up", code: 1, says: []string{found}, make: func(r tree) {
		r.project("")
		for i := range 2000 {
			must(os.MkdirAll(r.path(fmt.Sprintf("q/%d", i)), 0o755))
			r.link("../..", fmt.Sprintf("q/%d/up", i))
		}
	}},
	{name: "values that a file of results repeats", code: 1, says: []string{"DJS101"}, hides: []string{"##["}, args: []string{"scan", "--format", "sarif", "."}, make: func(r tree) {
		r.project("SESSION_COOKIE_NAME = SESSION_COOKIE_DOMAIN = SESSION_COOKIE_SAMESITE = '##[add-mask]owned' + chr(10) + '::error::owned'\n")
	}},
}

// recursive are the lines of a class whose special methods call themselves, and
// of what calls each.
func recursive() []string {
	lines := []string{"import os", "class A:"}
	var calls []string
	for _, m := range []struct{ name, body, call string }{
		{"add", "self + a[0]", "a + a"}, {"radd", "a[0] + self", "1 + a"}, {"lt", "self < a[0]", "sorted([a, a])"}, {"contains", "a[0] in self", "1 in a"},
		{"call", "self(*a)", "a()"}, {"str", "str(self)", "f'{a}'"}, {"repr", "repr(self)", "repr(a)"}, {"hash", "hash(self)", "{a: 1}"}, {"format", "format(self)", "f'{a:x}'"},
		{"index", "int(self)", "[1][a]"}, {"int", "self.__index__()", "int(a)"}, {"fspath", "os.fspath(self)", "os.path.join(a, a)"}, {"neg", "-self", "-a"},
		{"getitem", "self[a[0]]", "a[0]"}, {"reversed", "reversed(self)", "list(reversed(a))"}, {"iter", "iter(self)", "list(a)"}, {"next", "next(self)", "next(a)"},
		{"getattr", "getattr(self, a[0] + 'a')", "a.x"}, {"bool", "bool(self)", "1 if a else 2"}, {"len", "len(self)", "len(a)"}, {"eq", "a[0] == self", "a == a"},
		{"enter", "self.__enter__()", "a.__enter__()"}, {"bytes", "bytes(self)", "bytes(a)"}, {"matmul", "self @ a[0]", "a @ a"},
	} {
		lines = append(lines, "    def __"+m.name+"__(self, *a): return "+m.body)
		calls = append(calls, "try: X = "+m.call, "except Exception: pass")
	}
	return append(append(lines, "a = A()"), calls...)
}
