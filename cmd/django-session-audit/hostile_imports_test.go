//go:build linux

package main

import (
	"fmt"
	"strings"
)

// hostileImports are modules that take in one another.
var hostileImports = []hostile{
	{name: "a cycle of imports", code: 1, says: []string{found}, make: func(r tree) {
		r.project("from .a import *\n")
		r.file("shop/a.py", "from .b import *\nfrom .settings import *\n")
		r.file("shop/b.py", "from .a import *\nimport shop.settings\nfrom . import settings, a, b\n")
	}},
	{name: "a module that takes in itself", code: 1, says: []string{found}, make: func(r tree) {
		r.project("from .settings import *\nimport shop.settings as s\nfrom importlib import import_module, reload\nimport_module('shop.settings')\nreload(s)\nexec(open(__file__).read())\nfor i in range(10 ** 6):\n    import_module('shop.settings')\n")
	}},
	{name: "a chain of imports", code: 1, says: []string{found}, make: func(r tree) {
		r.project("from .m0 import *\n")
		for i := range 5000 {
			r.file(fmt.Sprintf("shop/m%d.py", i), fmt.Sprintf("from .m%d import *\nX%d = 'a' * 10 ** 5\n", i+1, i))
		}
	}},
	{name: "diamonds of star imports", code: 1, says: []string{found}, make: func(r tree) {
		r.project("from .a0 import *\nfrom .b0 import *\n")
		for i := range 500 {
			text := fmt.Sprintf("from .a%d import *\nfrom .b%[1]d import *\nX%[1]d = 1\n", i+1)
			r.file(fmt.Sprintf("shop/a%d.py", i), text)
			r.file(fmt.Sprintf("shop/b%d.py", i), text)
		}
	}},
	{name: "star imports of many names", code: 1, says: []string{found}, make: func(r tree) {
		r.project("from .m0 import *\n")
		var names strings.Builder
		for i := range 10_000 {
			fmt.Fprintf(&names, "N%d = 1\n", i)
		}
		for i := range 100 {
			r.file(fmt.Sprintf("shop/m%d.py", i), fmt.Sprintf("from .m%d import *\n", i+1))
		}
		r.file("shop/m100.py", names.String())
	}},
	{name: "five thousand settings modules", code: 1, says: []string{found}, heavy: true, make: func(r tree) {
		r.project("")
		for i := range 5000 {
			r.file(fmt.Sprintf("p%d/settings.py", i), ordinary)
		}
	}},
	{name: "five thousand settings modules that take in each other", code: 1, says: []string{"DJS101"}, heavy: true, make: func(r tree) {
		r.project("")
		for i := range 5000 {
			r.file(fmt.Sprintf("settings/production_%d.py", i), ordinary+fmt.Sprintf("from .production_%d import *\n", i+1))
		}
	}},
	{name: "six hundred projects", code: 1, says: []string{found}, heavy: true, make: func(r tree) {
		r.project("")
		for i := range 600 {
			r.file(fmt.Sprintf("p%d/manage.py", i), "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'conf.settings')\n")
			r.file(fmt.Sprintf("p%d/conf/settings.py", i), ordinary)
		}
	}},
	{name: "three hundred bombs", code: 1, says: []string{found}, heavy: true, make: func(r tree) {
		r.project("")
		for i := range 300 {
			r.file(fmt.Sprintf("p%d/manage.py", i), "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'conf.settings')\n")
			r.file(fmt.Sprintf("p%d/conf/settings.py", i), ordinary+"import vault\nfor i in range(10 ** 9):\n    if vault.f(i): X = i\n")
		}
	}},
	{name: "split settings of everything", code: 1, says: []string{found}, make: func(r tree) {
		r.project("from split_settings.tools import include, optional\ninclude('*.py', '**/*.py', '../**/*', '{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}*', '" + strings.Repeat("**/", 1000) + "*.py', optional('" + strings.Repeat("*a", 200) + "'))\n")
		for i := range 200 {
			r.file(fmt.Sprintf("shop/%s%d.py", strings.Repeat("a", 150), i), "include('*.py')\n")
		}
	}},
	{name: "globs by the program", code: 1, says: []string{found}, make: func(r tree) {
		r.project("import glob, os\nfrom pathlib import Path\nP = Path(__file__).parent\nfor i in range(10 ** 5):\n    glob.glob('" + strings.Repeat("*a", 100) + "b')\n    glob.glob('" + strings.Repeat("**/", 30) + "x', recursive=True)\n    list(P.glob('**/*'))\n    list(P.rglob('*'))\n    os.listdir('shop')\n    list(os.walk('.'))\n")
		for i := range 300 {
			r.file(fmt.Sprintf("shop/%s%d", strings.Repeat("a", 200), i), "")
		}
	}},
	{name: "files read again and again", code: 1, says: []string{found}, make: func(r tree) {
		r.project("X = []\nfor i in range(10 ** 5):\n    X.append(open('shop/data.txt').read())\n    X.append(open('shop/data.txt').readlines())\n")
		r.long("shop/data.txt", "", "a\n", 1<<20, "")
	}},
	{name: "many large files read", code: 1, says: []string{found}, make: func(r tree) {
		r.project("X = [open('shop/data%d.txt' % i).read() for i in range(200)]\n")
		for i := range 200 {
			r.long(fmt.Sprintf("shop/data%d.txt", i), "", "ab\n", 1<<20, "")
		}
	}},
}
