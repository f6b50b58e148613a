//go:build linux

package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// maxPeak is the most memory that the program may take, in MiB, and maxTook how
// long it may keep a processor, whatever the repository.
const (
	maxPeak = 256
	maxTook = 10 * time.Second
)

// A hostile is a repository that somebody made to harm the scan.
type hostile struct {
	name string
	make func(tree)
	// args are those of the command line; nil for a scan that tells
	// everything.
	args []string
	// env are variables of the process.
	env  []string
	code int
	// says and hides are what the output has and has not.
	says, hides []string
	// heavy cases are left out of short runs.
	heavy bool
}

var everything = []string{"scan", "--verbose", "--show-unknown", "."}

// project writes a small project with one finding, which has to be found
// whatever else there is.
func (r tree) project(settings string) {
	r.file("manage.py", "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n")
	r.file("requirements.txt", "django==5.2.4\n")
	r.file("shop/__init__.py", "")
	r.file("shop/settings.py", ordinary+settings)
}

const ordinary = `INSTALLED_APPS = ["django.contrib.sessions"]
MIDDLEWARE = ["django.contrib.sessions.middleware.SessionMiddleware"]
SESSION_COOKIE_SECURE = False
`

// found is what a scan of the project says.
const found = "shop/settings.py:3:25  medium  DJS101"

func TestHostile(t *testing.T) {
	for _, group := range [][]hostile{hostileFiles, hostileTexts, hostileSyntax, hostilePrograms, hostileCosts, hostileImports, hostileData, hostileConfigurations, hostilePlaces} {
		for _, c := range group {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel() // what is held is processor time, not the clock's
				c.run(t)
			})
		}
	}
}

func (c hostile) run(t *testing.T) {
	if c.heavy && testing.Short() {
		t.Skip("takes long to make")
	}
	dir := t.TempDir()
	must(os.Chmod(dir, 0o755))
	c.make(tree{t, dir})
	args := c.args
	if args == nil {
		args = everything
	}
	o := runProgram(t, dir, c.env, args...)
	t.Logf("exit %d, %.2f s, %d MiB", o.code, o.took.Seconds(), o.peak)
	t.Logf("%.6000s", o.all())
	if o.code != c.code {
		t.Errorf("exit code %d, want %d", o.code, c.code)
	}
	for _, text := range c.says {
		if !strings.Contains(o.all(), text) {
			t.Errorf("the output does not say %q", text)
		}
	}
	for _, text := range append(c.hides, dir) {
		if strings.Contains(o.all(), text) {
			t.Errorf("the output has %q", text)
		}
	}
	o.harmless(t)
	if o.peak >= maxPeak && !raceDetector {
		t.Errorf("%d MiB of memory, want less than %d", o.peak, maxPeak)
	}
	if o.took >= maxTook && !raceDetector {
		t.Errorf("%s of a processor, want less than %s", o.took, maxTook)
	}
}

// crash is what Go and this program say when they break.
var crash = regexp.MustCompile(`internal error|goroutine \d|panic:|fatal error:|runtime error|signal SIG`)

// obeyed is what a runner takes for a command.
var obeyed = regexp.MustCompile(`(?m)^\s*::|##\[`)

// harmless holds what is true of every output.
func (o outcome) harmless(t *testing.T) {
	t.Helper()
	for _, bad := range []*regexp.Regexp{crash, obeyed} {
		if found := bad.FindString(o.all()); found != "" {
			t.Errorf("the output has %q", found)
		}
	}
	if strings.ContainsFunc(o.all(), func(r rune) bool { return r < ' ' && r != '\n' || r == 0x7f || 0x80 <= r && r < 0xa0 || r == '\uFFFE' }) {
		t.Error("the output has control characters")
	}
}
