//go:build linux

package main

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/cmd/internal/action"
	"github.com/django-session-audit/django-session-audit/cmd/internal/cli"
)

// An output is a command line whose output is looked at for secrets and for what
// differs from run to run. It runs in the folder of a repository with the branch
// main.
type output struct {
	args string
	// writes are files that it writes, which are output, too.
	writes []string
	// fails is true if it ends with 2 or 3.
	fails bool
	// changes is true if it changes the repository.
	changes bool
}

// outputs are all commands in all their formats, with all their flags.
var outputs = []output{
	{args: "scan"},
	{args: "scan --format text --verbose --show-unknown"},
	{args: "scan --quiet"},
	{args: "scan --format text --assume empty-environment --verbose --color always"},
	{args: "scan --format sarif --category shop"},
	{args: "scan --format sarif --output report.sarif", writes: []string{"report.sarif"}},
	{args: "scan --format json"},
	{args: "scan --format github"},
	{args: "scan --format markdown"},
	{args: "scan --format html"},
	{args: "scan --format gitlab"},
	{args: "scan --format junit"},
	{args: "scan --format text --profile pci --rules DJS101,DJS201 --fail-on low"},
	{args: "scan --env MODE=x --env-file given.env --django-version 4.2 --include **/local*.py --exclude docs/** --ignore-rule DJS101 --verbose"},
	{args: "scan --write-baseline accepted.json", writes: []string{"accepted.json"}},
	{args: "scan --baseline accepted.json --verbose"},
	{args: "scan --policy policy.toml --config given.toml"},
	{args: "settings --format table"},
	{args: "settings --all"},
	{args: "settings --format json"},
	{args: "settings --format mermaid"},
	{args: "settings --format dot"},
	{args: "settings --format env"},
	{args: "settings --explain SESSION_COOKIE_SECURE"},
	{args: "settings --explain SESSION_COOKIE_AGE"},
	{args: "settings --explain SECRET_KEY"},
	{args: "settings --explain CACHES"},
	{args: "settings --explain SESSION_REDIS_URL"},
	{args: "diff main"},
	{args: "diff main --format text --quiet"},
	{args: "diff main --path . --format json"},
	{args: "diff main --format markdown"},
	{args: "diff main~0 main"},
	{args: "config show"},
	{args: "rules --format text"},
	{args: "rules --format json"},
	{args: "explain DJS101 --format text"},
	{args: "explain DJS101 --format markdown"},
	{args: "version"},
	{args: "help"},
	{args: "completion bash"},
	{args: "completion fish"},
	{args: "completion zsh"},
	{args: "completion powershell"},
	{args: "__complete scan --module s"},
	{args: "man pages", writes: []string{"pages/django-session-audit.1", "pages/django-session-audit-settings.1"}},
	{args: "fix --diff"},
	{args: "fix --diff --unsafe"},
	{args: "fix --check"},
	{args: "init --diff"},

	{args: "scan missing", fails: true},
	{args: "scan --format missing", fails: true},
	{args: "scan --module shop.missing --root shop", fails: true},
	{args: "scan --env-file broken.env", fails: true},
	{args: "scan --config broken.toml", fails: true},
	{args: "scan --policy broken.toml", fails: true},
	{args: "scan --baseline broken.toml", fails: true},
	{args: "scan --output missing/report.sarif", fails: true},
	{args: "settings --explain MISSING", fails: true},
	{args: "diff missing", fails: true},
	{args: "explain MISSING", fails: true},
	{args: "upload manage.py --wait 1s --repository owner/shop --commit 0123456789012345678901234567890123456789 --ref refs/heads/main", fails: true},
	{args: "action"},

	{args: "fix", changes: true},
	{args: "fix --unsafe", changes: true},
	{args: "init", changes: true},
}

// line returns the words of the command line.
func (o output) line() []string { return strings.Fields(o.args) }

// said runs a command line in this process and returns what it prints.
func said(code *int, args ...string) string {
	var out bytes.Buffer
	p := cli.Program{Version: "1.2.3", Action: action.Main, Annotate: action.Annotate}
	*code = p.Main(args, strings.NewReader(""), &out, &out, func(string) string { return "" })
	return out.String()
}

// A command is what --help and a shell's completion say of it.
type command struct {
	name           string // with those that it is below
	flags, formats []string
}

// commands returns the commands below one, without those that only hold others.
func commands(above ...string) []command {
	var code int
	help := said(&code, append(above, "--help")...)
	if _, rest, holds := strings.Cut(help, "Available Commands:\n"); holds {
		var all []command
		names, _, _ := strings.Cut(rest, "\n\n")
		for _, line := range strings.Split(names, "\n") {
			name, _, _ := strings.Cut(strings.TrimSpace(line), " ")
			all = append(all, commands(append(slices.Clone(above), name)...)...)
		}
		return all
	}
	c := command{name: strings.Join(above, " ")}
	for _, m := range regexp.MustCompile(`(?m)^ +(?:-\w, )?(--[a-z-]+)`).FindAllStringSubmatch(help, -1) {
		c.flags = append(c.flags, m[1])
	}
	if slices.Contains(c.flags, "--format") {
		for _, line := range strings.Split(said(&code, append(append([]string{"__complete"}, above...), "--format", "")...), "\n") {
			if strings.HasPrefix(line, ":") {
				break
			}
			c.formats = append(c.formats, line)
		}
	}
	return []command{c}
}

// A new command, format or flag is not tested before it has a line in outputs.
func TestOutputsAreAllThereAre(t *testing.T) {
	has := func(prefix, words string) bool {
		return slices.ContainsFunc(outputs, func(o output) bool {
			return strings.HasPrefix(o.args+" ", prefix) && strings.Contains(o.args+" ", words+" ")
		})
	}
	formats := 0
	all := commands()
	for _, c := range all {
		if !has(c.name+" ", "") {
			t.Errorf("no line runs %s", c.name)
		}
		for _, format := range c.formats {
			if formats++; !has(c.name+" ", " --format "+format) {
				t.Errorf("no line runs %s --format %s", c.name, format)
			}
		}
		for _, flag := range c.flags {
			if flag != "--help" && flag != "--no-descriptions" && !has("", " "+flag) {
				t.Errorf("no line has %s, a flag of %s", flag, c.name)
			}
		}
	}
	if len(all) < 15 || formats < 20 {
		t.Errorf("only %d commands and %d formats are seen", len(all), formats)
	}
}
