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
			strings.Join(numbers(10_000, func(i int) string { return fmt.Sprintf("class A%d(A%d): pass\n", i, i+1) }), ""))
	}},
	{name: "ten thousand configurations", code: 0, says: []string{"settings modules"}, make: func(r tree) {
		r.project("")
		r.file("shop/settings.py", "from configurations import Configuration\nINSTALLED_APPS = []\n"+
			strings.Join(numbers(10_000, func(i int) string { return fmt.Sprintf("class A%d(Configuration): pass\n", i) }), ""))
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
		r.project("MIDDLEWARE += [" + strings.Join(numbers(20_000, func(i int) string { return fmt.Sprintf("'shop.mw.M%d', ", i) }), "") + "]\n")
		r.file("shop/mw.py", strings.Join(numbers(20_000, func(i int) string { return fmt.Sprintf("class M%d(M%d): pass\n", i, i+1) }), ""))
	}},
	{name: "hundreds of settings modules of large values in many worlds", code: 1, says: []string{"DJS101", "take more memory than is spent"}, heavy: true, make: func(r tree) {
		worlds := strings.Join(numbers(60, func(i int) string { return fmt.Sprintf("if f(%d): ALLOWED_HOSTS = ['a'] * 1000\n", i) }), "")
		var manage strings.Builder
		for i := range 300 {
			fmt.Fprintf(&manage, "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 's%d.settings')\n", i)
			r.file(fmt.Sprintf("s%d/settings.py", i), ordinary+"from x import f\n"+worlds)
		}
		r.file("manage.py", "import os\n"+manage.String())
	}},
	{name: "hundreds of settings modules of thousands of names", code: 1, says: []string{"DJS101", "were not judged", "more than is kept"}, heavy: true, make: func(r tree) {
		names := strings.Join(numbers(20_000, func(i int) string { return fmt.Sprintf("A%d = %d\n", i, i) }), "")
		var manage strings.Builder
		for i := range 300 {
			fmt.Fprintf(&manage, "os.environ.setdefault('DJANGO_SETTINGS_MODULE', 's%d.settings')\n", i)
			r.file(fmt.Sprintf("s%d/settings.py", i), ordinary+names)
		}
		r.file("manage.py", "import os\n"+manage.String())
	}},
	{name: "a hundred large modules imported", code: 1, says: []string{"DJS101", "more than 2 MiB of files were parsed for the module"}, heavy: true, make: func(r tree) {
		r.project(strings.Join(numbers(100, func(i int) string { return fmt.Sprintf("from . import m%d\n", i) }), ""))
		for i := range 100 {
			r.file(fmt.Sprintf("shop/m%d.py", i), strings.Join(numbers(20_000, func(k int) string { return fmt.Sprintf("def f%d(): return %d\n", k, k) }), ""))
		}
	}},
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

func numbers(n int, text func(i int) string) []string {
	all := make([]string, n)
	for i := range all {
		all[i] = text(i)
	}
	return all
}
