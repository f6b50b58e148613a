//go:build linux

package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
)

// speaking are names that speak to a runner, to a terminal or to nobody.
var speaking = []string{
	"::error::owned", "##[add-mask]owned", "a\n::error::owned", "a\r::set-output name=x::owned", "\x1b[2Jowned", "\xff\xfe",
	"a\u2028::error::owned", "\u202eyp.sgnittes", "%0A::error::owned", "[x](javascript:owned)", "<img src=x>", "`owned`", "|owned|",
}

var hostileFiles = []hostile{
	{name: "links out of the tree", code: 3, says: []string{found, "shop/local.py cannot be read (it is a link that leads out of the repository)"},
		hides: []string{"root:x:0"}, make: func(r tree) {
			r.project("from .local import *\n")
			r.link("/etc/passwd", "shop/local.py")
			r.link("/etc/passwd", ".env")
			r.link("../../../../../../../../etc", "shop/etc")
			r.link("/dev/zero", "requirements-zero.txt")
			r.link("/proc/self/environ", "Dockerfile")
		}},
	{name: "loops of links", code: 3, says: []string{found, "shop/a.py cannot be read (it is a link that leads to itself)"}, make: func(r tree) {
		r.project("from .a import *\n")
		r.link("b.py", "shop/a.py")
		r.link("a.py", "shop/b.py")
		r.link(".", "shop/here")
		r.link("..", "shop/there")
	}},
	{name: "a link is the output", code: 2, says: []string{"is not a regular file"}, args: []string{"scan", "--format", "sarif", "--output", "out.sarif", "."}, make: func(r tree) {
		r.project("")
		r.file("kept", "")
		r.link("kept", "out.sarif")
	}},
	{name: "a pipe is the output", code: 2, says: []string{"is not a regular file"}, args: []string{"scan", "--format", "sarif", "--output", "out.sarif", "."}, make: func(r tree) {
		r.project("")
		r.fifo("out.sarif")
	}},
	{name: "a folder is the output", code: 2, says: []string{"is not a regular file"}, args: []string{"scan", "--output", "shop", "."}, make: func(r tree) { r.project("") }},
	{name: "pipes", code: 1, says: []string{found}, make: func(r tree) {
		r.project("from .local import *\nimport yaml\nX = open('shop/data').read()\n")
		for _, name := range []string{"shop/local.py", "shop/production.py", "shop/data", ".env", "Dockerfile", "pyproject.toml", "docker-compose.yml", "requirements/base.txt"} {
			must(os.MkdirAll(r.path("requirements"), 0o755))
			r.fifo(name)
		}
	}},
	{name: "a pipe is the configuration", code: 2, says: []string{"django-session-audit.toml: cannot be read: it is not a regular file"}, make: func(r tree) {
		r.project("")
		r.fifo("django-session-audit.toml")
	}},
	{name: "devices", code: 1, says: []string{found}, make: func(r tree) {
		r.project("from .local import *\nX = open('shop/data').read()\n")
		for _, name := range []string{"shop/local.py", "shop/production.py", "shop/data", ".env", "pyproject.toml", "docker-compose.yml"} {
			r.device(name)
		}
	}},
	{name: "a socket", code: 1, says: []string{found}, make: func(r tree) {
		r.project("from .local import *\n")
		s, err := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
		must(err)
		defer syscall.Close(s)
		must(syscall.Bind(s, &syscall.SockaddrUnix{Name: r.path("shop/local.py")}))
	}},
	{name: "unreadable files and folders", code: 3, env: []string{asNobody + "=1"},
		says: []string{found, "closed: cannot be read (permission denied)", "the scan is not complete: shop/local.py cannot be read (permission denied)"}, make: func(r tree) {
			r.project("from .local import *\n")
			r.file("shop/local.py", "SESSION_COOKIE_SECURE = True\n")
			r.file("closed/settings.py", ordinary)
			must(os.Chmod(r.path("shop/local.py"), 0))
			must(os.Chmod(r.path("closed"), 0))
			r.Cleanup(func() { must(os.Chmod(r.path("closed"), 0o700)) })
		}},
	{name: "an unreadable settings module", code: 3, env: []string{asNobody + "=1"}, says: []string{"the scan is not complete: shop/settings.py cannot be read (permission denied)"}, make: func(r tree) {
		r.project("")
		must(os.Chmod(r.path("shop/settings.py"), 0))
	}},
	{name: "an unreadable repository", code: 3, env: []string{asNobody + "=1"}, says: []string{"permission denied"}, args: []string{"scan", "sub"}, make: func(r tree) {
		must(os.Mkdir(r.path("sub"), 0))
	}},
	{name: "names that speak", code: 1, says: []string{found}, make: func(r tree) {
		r.project("")
		for _, name := range speaking {
			r.file(name+".py", ordinary)
			r.file(name+"/settings.py", ordinary)
			r.file(name+"/requirements.txt", "django==4.2\n")
			r.file("settings/"+name+".env", "A=1\n")
		}
	}},
	{name: "modules with names that speak", code: 1, says: []string{found}, make: func(r tree) {
		r.project("")
		for i, name := range speaking {
			r.file(fmt.Sprintf("m%d/manage.py", i), "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', "+fmt.Sprintf("%q", name+".settings")+")\n")
			r.file(fmt.Sprintf("m%d/%s/settings.py", i, name), ordinary)
		}
	}},
	{name: "folders nested deeply", code: 1, says: []string{found, "folders nested deeper than 64"}, make: func(r tree) {
		r.project("")
		r.file(strings.Repeat("a/", 800)+"settings.py", ordinary)
	}},
	{name: "a hundred thousand files", code: 1, says: []string{found}, heavy: true, make: func(r tree) {
		r.project("")
		for i := range 1000 {
			dir := r.path(fmt.Sprintf("d%d", i))
			must(os.Mkdir(dir, 0o755))
			for j := range 100 {
				must(os.WriteFile(fmt.Sprintf("%s/%d.py", dir, j), nil, 0o644))
			}
		}
	}},
	{name: "fifty thousand settings in one folder", code: 1, says: []string{found}, heavy: true, make: func(r tree) {
		r.project("")
		must(os.Mkdir(r.path("settings"), 0o755))
		for j := range 50_000 {
			must(os.WriteFile(r.path(fmt.Sprintf("settings/production_%d.py", j)), nil, 0o644))
		}
	}},
}

func (r tree) link(to, name string) { must(os.Symlink(to, r.path(name))) }

func (r tree) fifo(name string) { must(syscall.Mkfifo(r.path(name), 0o644)) }

// device makes a device that can be read without end.
func (r tree) device(name string) {
	const zero = 1<<8 | 5 // /dev/zero
	if err := syscall.Mknod(r.path(name), syscall.S_IFCHR|0o666, zero); err != nil {
		r.Skipf("devices can only be made by root: %v", err)
	}
}
