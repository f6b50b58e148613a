//go:build linux

package main

import "strings"

const many = 100_000

// hostileSyntax are programs that are too much of one thing.
var hostileSyntax = []hostile{
	{name: "nested brackets", code: 1, says: []string{found}, make: nested("[", "", "]", many)},
	{name: "brackets that stay open", code: 1, says: []string{found}, make: nested("[", "", "", 4_000_000)},
	{name: "nested calls", code: 1, says: []string{found}, make: nested("f(", "", ")", many)},
	{name: "nested lambdas", code: 1, says: []string{found}, make: nested("lambda:", "1", "", many)},
	{name: "nested minus", code: 1, says: []string{found}, make: nested("-", "1", "", 1_000_000)},
	{name: "nested fields", code: 1, says: []string{found}, make: nested("f'{", "1", "}'", many)},
	{name: "a million terms", code: 1, says: []string{found}, make: nested("1+", "1", "", 1_000_000)},
	{name: "a million adjacent texts", code: 1, says: []string{found}, make: nested("'a'", "", "", 1_000_000)},
	{name: "a million attributes", code: 1, says: []string{found}, make: nested("", "x", ".a", 1_000_000)},
	{name: "a million items", code: 1, says: []string{found}, make: bracketed("[", "1,", 1_900_000, "]")},
	{name: "a million arguments", code: 1, says: []string{found}, make: bracketed("dict(", "a=1,", 1_000_000, ")")},
	{name: "a million statements of one letter", code: 1, says: []string{found}, make: statements("a\n", 2_000_000)},
	{name: "a hundred thousand elif", code: 1, says: []string{found}, make: statements("if 0: pass\n"+strings.Repeat("elif 0: pass\n", 1)+"else: pass\n", many)},
	{name: "a hundred thousand branches of one if", code: 1, says: []string{found}, make: block("if x: pass\n", "elif x: pass\n", many)},
	{name: "a hundred thousand cases", code: 1, says: []string{found}, make: block("match x:\n", " case 1: pass\n", many)},
	{name: "nested patterns", code: 1, says: []string{found}, make: block("match x:\n case "+strings.Repeat("[", many), strings.Repeat("]", many)+": pass\n", 1)},
	{name: "a hundred thousand star imports", code: 1, says: []string{found}, make: statements("from os import *\n", many)},
	{name: "nested blocks", code: 1, says: []string{found}, make: indented("if 1:\n", 2500)},
	{name: "a million letters that are no Python", code: 1, says: []string{found}, make: statements("$?", 2_000_000)},
	{name: "a million open strings", code: 1, says: []string{found}, make: statements("f'{\n", 1_000_000)},
}

// nested makes settings that take in a module with one nested expression.
func nested(open, middle, shut string, times int) func(tree) {
	return func(r tree) {
		r.project("from .local import *\n")
		r.file("shop/local.py", "X = "+strings.Repeat(open, times)+middle+strings.Repeat(shut, times)+"\nY = 1\n")
	}
}

func bracketed(head, text string, times int, tail string) func(tree) {
	return func(r tree) {
		r.project("from .local import *\n")
		r.long("shop/local.py", "X = 1\n"+head, text, times, tail+"\nY = 1\n")
	}
}

func statements(text string, times int) func(tree) { return bracketed("", text, times, "") }

func block(head, text string, times int, tail ...string) func(tree) {
	return bracketed(head, text, times, strings.Join(tail, ""))
}

// indented nests blocks, each by one blank.
func indented(opening string, levels int) func(tree) {
	return func(r tree) {
		r.project("from .local import *\n")
		var b strings.Builder
		for i := range levels {
			b.WriteString(strings.Repeat(" ", i) + opening)
		}
		b.WriteString(strings.Repeat(" ", levels) + "X = 1\n")
		r.file("shop/local.py", b.String())
	}
}
