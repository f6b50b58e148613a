//go:build linux

package main

import (
	"os"
	"strings"
	"unicode/utf16"
)

const gigabyte = 1 << 30

// hostileTexts are files that are no text, or too much of it.
var hostileTexts = []hostile{
	{name: "files of a gigabyte", code: 1, says: []string{found, "larger than the limit of 4 MiB"}, make: func(r tree) {
		r.project("from .local import *\nX = open('shop/data.json').read()\n")
		for _, name := range []string{"shop/local.py", "shop/production.py", "shop/data.json", "pyproject.toml", "requirements.prod.txt", ".env", "Dockerfile",
			"docker-compose.yml", "Pipfile.lock", "poetry.lock", "Procfile", "setup.cfg", "tox.ini", "deploy.sh", ".github/workflows/ci.yml"} {
			r.file(name, "import os\n")
			must(os.Truncate(r.path(name), gigabyte))
		}
	}},
	{name: "a settings module of a gigabyte", code: 3, says: []string{"the scan is not complete: shop/settings.py cannot be read (larger than the limit of 4 MiB)"}, make: func(r tree) {
		r.project("")
		must(os.Truncate(r.path("shop/settings.py"), gigabyte))
	}},
	{name: "a line of 50 MB", code: 1, says: []string{found, "larger than the limit of 4 MiB"}, make: func(r tree) {
		r.project("from .local import *\n")
		r.long("shop/local.py", "X = 1 #", "x", 50<<20, "")
	}},
	{name: "a line of 4 MB of a comment", code: 1, says: []string{found}, make: line("X = 1 # ", "x ", "\n")},
	{name: "a line of 4 MB of text", code: 1, says: []string{found}, make: line("X = '", "ab", "'\n")},
	{name: "a line of 4 MB of quotes", code: 1, says: []string{found}, make: line("X = ", "''", "\n")},
	{name: "a line of 4 MB of open text", code: 1, says: []string{found}, make: line("X = '''", "\"'", "\n")},
	{name: "a line of 4 MB of digits", code: 1, says: []string{found}, make: line("X = ", "12", "\n")},
	{name: "a line of 4 MB of hexadecimal digits", code: 1, says: []string{found}, make: line("X = 0x", "12", "\n")},
	{name: "a line of 4 MB of a float", code: 1, says: []string{found}, make: line("X = 1.", "12", "e400\n")},
	{name: "a line of 4 MB of a name", code: 1, says: []string{found}, make: line("X", "yz", " = 1\n")},
	{name: "a line of 4 MB of backslashes", code: 1, says: []string{found}, make: line("X = '", `\\`, "'\n")},
	{name: "4 MB of continued lines", code: 1, says: []string{found}, make: line("X = 1 + \\\n", "\\\n", "1\n")},
	{name: "a line of 4 MB of braces in text", code: 1, says: []string{found}, make: line("X = f'", "{{", "'\n")},
	{name: "a line of 4 MB of suppressions", code: 1, says: []string{found}, make: line("X = 1 ", "# django-session-audit: ignore[DJS101] ", "\n")},
	{name: "4 MB of suppressions", code: 1, says: []string{found}, make: line("", "# django-session-audit: ignore[DJS999] because\n", "\n")},
	{name: "4 MB of NULs", code: 1, says: []string{found, "NUL"}, make: line("X = 1\n", "\x00\x00", "\n")},
	{name: "4 MB of line ends", code: 1, says: []string{found}, make: line("X = 1\n", "\r\n", "\n")},
	{name: "4 MB of bytes that are no text", code: 1, says: []string{found, "UTF-8"}, make: line("X = '", "\xff\xfe", "'\n")},
	{name: "UTF-16", code: 0, says: []string{"UTF-16"}, make: func(r tree) { r.encoded(false) }},
	{name: "UTF-16 from the other end", code: 0, says: []string{"UTF-16"}, make: func(r tree) { r.encoded(true) }},
	{name: "a coding cookie", code: 1, says: []string{"shop/settings.py:5:25  medium  DJS101"}, make: func(r tree) {
		r.project("")
		r.file("shop/settings.py", "# -*- coding: latin-1 -*-\nNAME = 'caf\xe9'\n"+ordinary)
	}},
	{name: "a coding cookie of no encoding", code: 1, says: []string{"shop/settings.py:4:25  medium  DJS101"}, make: func(r tree) {
		r.project("")
		r.file("shop/settings.py", "# coding: ::error::owned\n"+ordinary)
	}},
	{name: "a byte order mark", code: 1, says: []string{found}, make: func(r tree) {
		r.project("")
		r.file("shop/settings.py", "\ufeff"+ordinary)
	}},
	{name: "lines that end with CR", code: 1, says: []string{found}, make: func(r tree) {
		r.project("")
		r.file("shop/settings.py", strings.ReplaceAll(ordinary, "\n", "\r"))
	}},
	{name: "text that speaks", code: 1, says: []string{"DJS101"}, hides: []string{"owned"}, make: func(r tree) {
		r.project("")
		var b strings.Builder
		for _, s := range speaking {
			s = strings.NewReplacer("\n", `\n`, "\r", `\r`, "\x1b", `\x1b`, "\xff", "", "\xfe", "").Replace(s)
			b.WriteString("# " + s + "\nX = {'" + s + "': '''" + s + "'''}\nif X['" + s + "']: raise ValueError('" + s + "')\n")
		}
		r.file("shop/settings.py", b.String()+ordinary)
		r.file("README.md", strings.Join(speaking, "\n"))
		r.file("shop/local.py", strings.Join(speaking, "\n"))
	}},
}

// line makes a project whose settings take in a module of nearly 4 MiB.
func line(head, text, tail string) func(tree) {
	return func(r tree) {
		r.project("from .local import *\n")
		r.long("shop/local.py", head, text, (4<<20-len(head)-len(tail))/len(text), tail)
	}
}

// encoded writes the settings module in UTF-16.
func (r tree) encoded(big bool) {
	r.project("")
	var b strings.Builder
	for _, u := range utf16.Encode([]rune("\ufeff" + ordinary)) {
		if big {
			u = u>>8 | u<<8
		}
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	r.file("shop/settings.py", b.String())
}
