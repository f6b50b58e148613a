package discover

import (
	"path"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

// A stage is one FROM of a Dockerfile.
type stage struct {
	name, from string
	env        []Given  // in their order; the last one of a name counts
	commands   []string // of CMD and ENTRYPOINT
}

var (
	serverCommand = lazyregexp.New(`\b(gunicorn|uwsgi|daphne|uvicorn|hypercorn|granian|waitress|mod_wsgi|apache2|unitd|bjoern|cheroot)\b`)
	envPair       = lazyregexp.New(`([A-Za-z_][A-Za-z0-9_]*)=("(?:[^"\\]|\\.)*"|'[^']*'|(?:[^\s"'\\]|\\.)*)`)
)

// readDockerfile returns the variables of the stage that starts the server, or
// none if no stage does.
func (f *finder) readDockerfile(name string, content []byte) []Given {
	stages := scanDockerfile(name, content)
	for i := len(stages) - 1; i >= 0; i-- {
		if role := pathRole(stages[i].name + "/x"); stages[i].name != "" && (role == Development || role == Test) {
			continue
		}
		env, command := inherited(stages, i)
		if f.startsServer(command) || namesSettings(env) {
			return env
		}
		return nil
	}
	return nil
}

func namesSettings(env []Given) bool {
	for _, g := range env {
		if g.Name == "DJANGO_SETTINGS_MODULE" || g.Name == "DJANGO_CONFIGURATION" {
			return true
		}
	}
	return false
}

// inherited returns the variables and the command of a stage with those of the
// stages that it builds on.
func inherited(stages []stage, i int) ([]Given, string) {
	var env [][]Given
	command := ""
	for i >= 0 {
		env = append(env, stages[i].env)
		if command == "" {
			command = strings.Join(stages[i].commands, " ")
		}
		i = stageNamed(stages[:i], stages[i].from)
	}
	slices.Reverse(env)
	return lastOf(slices.Concat(env...)), command
}

// lastOf keeps the last variable of each name.
func lastOf(list []Given) []Given {
	seen := map[string]bool{}
	var kept []Given
	for _, g := range slices.Backward(list) {
		if !seen[g.Name] {
			seen[g.Name] = true
			kept = append(kept, g)
		}
	}
	slices.Reverse(kept)
	return kept
}

func stageNamed(stages []stage, name string) int {
	for i := len(stages) - 1; i >= 0; i-- {
		if name != "" && strings.EqualFold(stages[i].name, name) {
			return i
		}
	}
	return -1
}

// maxScripts bounds how many scripts are read to see whether they start a server.
const maxScripts = 200

// startsServer reports whether a command starts a server, itself or through a
// script of the repository.
func (f *finder) startsServer(command string) bool {
	if serverCommand().MatchString(command) {
		return true
	}
	seen := map[string]bool{}
	for _, word := range strings.FieldsFunc(command, func(r rune) bool { return strings.ContainsRune(" \t[],\"'", r) }) {
		base := path.Base(word)
		if seen[base] || len(base) < 3 || !strings.Contains(word, "/") && !strings.Contains(base, ".") {
			continue
		}
		seen[base] = true
		for _, file := range slices.Concat(f.byBase()[base], f.byBase()[base+".sh"]) {
			if f.searched++; f.searched > maxScripts {
				return false
			}
			if serverCommand().Match(f.read(file, 64<<10)) {
				return true
			}
		}
	}
	return false
}

// scanDockerfile reads the stages of a Dockerfile, instruction by instruction.
func scanDockerfile(name string, content []byte) []stage {
	stages := []stage{{}}
	lines := splitLines(content)
	for i := 0; i < len(lines); {
		in := instructionAt(lines, i)
		stages = in.apply(stages, name)
		i += len(in.starts)
	}
	return stages
}

// An instruction is one instruction of a Dockerfile in one line.
type instruction struct {
	text   string
	line   int   // its first line, from 1
	starts []int // where each of its lines starts in the text
}

// instructionAt returns the instruction that starts at a line. An empty line and a
// comment are an empty one; a comment in the midst of one is no part of it.
func instructionAt(lines []string, i int) instruction {
	in := instruction{line: i + 1, starts: []int{0}}
	line := strings.TrimSpace(lines[i])
	if isComment(line) {
		return in
	}
	var text strings.Builder
	for i++; strings.HasSuffix(line, "\\") && i < len(lines); i++ {
		text.WriteString(strings.TrimSuffix(line, "\\"))
		text.WriteByte(' ')
		in.starts = append(in.starts, text.Len())
		if line = strings.TrimSpace(lines[i]); isComment(line) {
			line = "\\"
		}
	}
	text.WriteString(line)
	in.text = text.String()
	return in
}

// apply does to the stages what the instruction says.
func (in instruction) apply(stages []stage, name string) []stage {
	word, rest, _ := strings.Cut(in.text, " ")
	last := &stages[len(stages)-1]
	switch strings.ToUpper(word) {
	case "FROM":
		return append(stages, stageOf(strings.Fields(rest)))
	case "CMD", "ENTRYPOINT":
		last.commands = append(last.commands, rest)
	case "ENV":
		last.env = append(last.env, in.variables(rest, name)...)
	}
	return stages
}

// stageOf reads what follows a FROM.
func stageOf(fields []string) stage {
	var s stage
	for i, field := range fields {
		switch {
		case strings.HasPrefix(field, "--"):
		case s.from == "":
			s.from = field
		case strings.EqualFold(field, "AS") && i+1 < len(fields):
			s.name = fields[i+1]
		}
	}
	return s
}

// variables reads what follows an ENV: NAME=text, any number of times, or NAME
// and a text.
func (in instruction) variables(rest, name string) []Given {
	var list []Given
	add := func(variable, text string, line int) {
		if text, ok := unquote(text); ok {
			list = append(list, Given{Name: variable, Text: text, File: name, Line: line})
		}
	}
	if variable, text, ok := strings.Cut(strings.TrimSpace(rest), " "); ok && !strings.Contains(variable, "=") {
		add(variable, strings.TrimSpace(text), in.line)
		return list
	}
	from := len(in.text) - len(rest)
	for _, at := range envPair().FindAllStringSubmatchIndex(rest, -1) {
		line, exact := slices.BinarySearch(in.starts, from+at[0])
		if !exact {
			line--
		}
		add(rest[at[2]:at[3]], rest[at[4]:at[5]], in.line+line)
	}
	return list
}
