//go:build linux

package main

import (
	"fmt"
	"strings"
)

// hostilePlaces are repositories in which settings modules, and what says how a
// project is run, are looked for at a great price: each file is as large as is
// read, and looks as if its parts had to be compared with each other.
var hostilePlaces = []hostile{
	{name: "a Dockerfile of one instruction in many lines", code: 1, says: []string{found}, make: brimming("Dockerfile", "FROM python\nCMD a ", constant("\\\n"))},
	{name: "a Dockerfile of many variables in one line", code: 1, says: []string{found}, make: brimming("Dockerfile", "FROM python\nCMD gunicorn\nENV ", each("A%d=1 "))},
	{name: "a Dockerfile of many variables", code: 1, says: []string{found}, make: brimming("Dockerfile", "FROM python\nCMD gunicorn\n", each("ENV A%d=1\n"))},
	{name: "a Dockerfile of many variables in many lines", code: 1, says: []string{found}, make: brimming("Dockerfile", "FROM python\nCMD gunicorn\nENV ", each("A%d=1 \\\n"))},
	{name: "a Dockerfile of many commands", code: 1, says: []string{found}, make: brimming("Dockerfile", "FROM python\n", constant("CMD x\n"))},
	{name: "a Dockerfile whose stage has many names", code: 1, says: []string{found}, make: brimming("Dockerfile", "FROM python", constant(" AS"))},
	{name: "a Dockerfile of many stages", code: 1, says: []string{found}, make: brimming("Dockerfile", "FROM python AS s-1\n", func(i int) string {
		return fmt.Sprintf("FROM s%d AS s%d\nENV A%d=1\n", i-1, i, i)
	})},
	{name: "a Dockerfile that starts anything", code: 1, says: []string{found}, make: func(r tree) {
		brimming("Dockerfile", "FROM python\nCMD ", each("x%d.y "))(r)
		for i := range 5000 {
			r.file(fmt.Sprintf("d%d/f%d", i%50, i), "")
		}
	}},
	{name: "a Dockerfile that starts one of many scripts", code: 1, says: []string{found, "more files set variables than are read"}, make: func(r tree) {
		brimming("Dockerfile", "FROM python\nCMD ", constant("run.sh "))(r)
		for i := range 1000 {
			r.file(fmt.Sprintf("d%d/run.sh", i), strings.Repeat("x", 60_000))
		}
	}},
	{name: "one file of variables, named often", code: 1, says: []string{found}, make: func(r tree) {
		brimming("e", "", each("A%d=1\n"))(r)
		r.file("docker-compose.prod.yml", "services:\n  web:\n    env_file:\n"+strings.Repeat("      - e\n", 6000))
	}},
	{name: "many files of variables", code: 1, says: []string{found, "more files set variables than are read"}, make: func(r tree) {
		for i := range 60 {
			brimming(fmt.Sprintf("d%d/.env.production", i), "", each("A%d=1\n"))(r)
		}
	}},
	{name: "modules named by many variables", code: 1, says: []string{"DJS101"}, make: brimming("manage.py", "import django\n", each("DJANGO_SETTINGS_MODULE=n%d\n"))},
	{name: "many mentions far down", code: 1, says: []string{found, "more lines name settings modules than are followed"}, make: func(r tree) {
		for i := range 10 {
			brimming(fmt.Sprintf("%sDockerfile.%d", strings.Repeat("d/", 60), i), "FROM python\n", each("ENV DJANGO_SETTINGS_MODULE=a.b.c%d\n"))(r)
		}
	}},
	{name: "requirements that include each other", code: 1, says: []string{found}, make: func(r tree) {
		for i := range 60 {
			brimming(fmt.Sprintf("requirements/r%d.txt", i), "", constant("-r r0.txt\n"))(r)
		}
	}},
	{name: "configurations upon configurations", code: 0, says: []string{"settings modules"}, make: func(r tree) {
		r.project("")
		r.file("shop/settings.py", "from configurations import Configuration\nINSTALLED_APPS = []\nclass A1999(Configuration): pass\n"+
			strings.Join(sequence("class A%[2]d(A%[1]d): pass\n", 10_000), ""))
	}},
	{name: "ten thousand configurations", code: 0, says: []string{"settings modules"}, make: func(r tree) {
		r.project("")
		r.file("shop/settings.py", "from configurations import Configuration\nINSTALLED_APPS = []\n"+
			numbered("class A%d(Configuration): pass\n", 10_000))
	}},
	{name: "thousands of projects that name one module", code: 1, says: []string{"DJS501"}, heavy: true, make: func(r tree) {
		r.project("")
		for i := range 1500 {
			r.file(fmt.Sprintf("r%d/manage.py", i), "import django\nos.environ['DJANGO_SETTINGS_MODULE'] = 'a.settings'\n")
			r.file(fmt.Sprintf("r%d/a/settings.py", i), ordinary)
			r.file(fmt.Sprintf("r%d/Dockerfile", i), "FROM python\nENV DJANGO_SETTINGS_MODULE=a.settings A=1\nCMD gunicorn\n")
		}
	}},
	{name: "middleware that extends other middleware", code: 1, says: []string{found}, make: func(r tree) {
		r.project("MIDDLEWARE += [" + numbered("'shop.mw.M%d', ", 20_000) + "]\n")
		r.file("shop/mw.py", strings.Join(sequence("class M%[2]d(M%[1]d): pass\n", 20_000), ""))
	}},
	{name: "hundreds of settings modules of large values in many worlds", code: 1, says: []string{"DJS101", "take more memory than is spent"}, heavy: true, make: func(r tree) {
		r.modules(300, "from x import f\n"+numbered("if f(%d): ALLOWED_HOSTS = ['a'] * 1000\n", 60))
	}},
	{name: "hundreds of settings modules of thousands of names", code: 1, says: []string{"DJS101", "were not judged", "more than is kept"}, heavy: true, make: func(r tree) {
		r.modules(300, numbered("A%[1]d = %[1]d\n", 20_000))
	}},
	{name: "a hundred large modules imported", code: 1, says: []string{"DJS101", "more than 2 MiB of files were parsed for the module"}, heavy: true, make: func(r tree) {
		r.project(numbered("from . import m%d\n", 100))
		for i := range 100 {
			r.file(fmt.Sprintf("shop/m%d.py", i), numbered("def f%[1]d(): return %[1]d\n", 20_000))
		}
	}},
}

// modules writes so many settings modules, all of which manage.py names.
func (r tree) modules(n int, settings string) {
	r.file("manage.py", "import os\n"+numbered("os.environ.setdefault('DJANGO_SETTINGS_MODULE', 's%d.settings')\n", n))
	for i := range n {
		r.file(fmt.Sprintf("s%d/settings.py", i), ordinary+settings)
	}
}

// brimming writes a project with a file that is as large as is read of such files.
func brimming(name, head string, part func(i int) string) func(tree) {
	const most = 512<<10 - 100
	return func(r tree) {
		r.project("")
		var text strings.Builder
		text.WriteString(head)
		for i := 0; text.Len() < most-200; i++ {
			text.WriteString(part(i))
		}
		r.file(name, text.String())
	}
}

func constant(text string) func(int) string { return func(int) string { return text } }

func each(format string) func(int) string {
	return func(i int) string { return fmt.Sprintf(format, i) }
}
