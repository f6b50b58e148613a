package discover

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

// A stage is one FROM of a Dockerfile.
type stage struct {
	name, from string
	env        []Given
	command    string // of the last CMD and ENTRYPOINT
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
	var env []Given
	command := ""
	for depth := 0; i >= 0 && depth <= len(stages); depth++ {
		env = append(without(stages[i].env, env), env...)
		if command == "" {
			command = stages[i].command
		}
		i = stageNamed(stages[:i], stages[i].from)
	}
	return env, command
}

func stageNamed(stages []stage, name string) int {
	for i := len(stages) - 1; i >= 0; i-- {
		if name != "" && strings.EqualFold(stages[i].name, name) {
			return i
		}
	}
	return -1
}

// startsServer reports whether a command starts a server, itself or through a
// script of the repository.
func (f *finder) startsServer(command string) bool {
	if serverCommand().MatchString(command) {
		return true
	}
	for _, word := range strings.FieldsFunc(command, func(r rune) bool { return strings.ContainsRune(" \t[],\"'", r) }) {
		base := path.Base(word)
		if len(base) < 3 || !strings.Contains(word, "/") && !strings.Contains(base, ".") {
			continue
		}
		for _, file := range f.withScript(base) {
			if content := f.read(file, 64<<10); serverCommand().Match(content) {
				return true
			}
		}
	}
	return false
}

// withScript returns the scripts of that base name.
func (f *finder) withScript(base string) []string {
	var found []string
	for _, name := range f.index.Files() {
		if path.Base(name) == base || path.Base(name) == base+".sh" {
			found = append(found, name)
		}
	}
	return found
}

// scanDockerfile reads the stages of a Dockerfile, instruction by instruction.
func scanDockerfile(name string, content []byte) []stage {
	stages := []stage{{}}
	lines := splitLines(content)
	for i := 0; i < len(lines); i++ {
		start := i
		text := strings.TrimSpace(lines[i])
		if text == "" || isComment(text) {
			continue
		}
		for strings.HasSuffix(text, "\\") && i+1 < len(lines) {
			i++
			next := strings.TrimSpace(lines[i])
			if isComment(next) {
				next = "\\"
			}
			text = strings.TrimSuffix(text, "\\") + " " + next
		}
		stages = instruction(stages, name, start+1, lines[start:i+1], text)
	}
	return stages
}

// instruction adds one instruction to the stages.
func instruction(stages []stage, name string, line int, lines []string, text string) []stage {
	word, rest, _ := strings.Cut(text, " ")
	last := &stages[len(stages)-1]
	switch strings.ToUpper(word) {
	case "FROM":
		s := stage{}
		for i, field := range strings.Fields(rest) {
			switch {
			case strings.HasPrefix(field, "--"):
			case s.from == "":
				s.from = field
			case strings.EqualFold(field, "AS"):
				if fields := strings.Fields(rest); i+1 < len(fields) {
					s.name = fields[i+1]
				}
			}
		}
		return append(stages, s)
	case "CMD", "ENTRYPOINT":
		last.command += " " + rest
	case "ENV":
		pairs := envPair().FindAllStringSubmatch(rest, -1)
		if key, value, ok := strings.Cut(strings.TrimSpace(rest), " "); ok && !strings.Contains(key, "=") {
			pairs = [][]string{{"", key, strings.TrimSpace(value)}} // ENV KEY value
		}
		for _, p := range pairs {
			if value, ok := unquote(p[2]); ok {
				g := Given{Name: p[1], Text: value, File: name, Line: line + lineWith(lines, p[1]+"=")}
				last.env = append(without(last.env, []Given{g}), g)
			}
		}
	}
	return stages
}

// lineWith returns which of the lines holds the text.
func lineWith(lines []string, text string) int {
	for i, l := range lines {
		if strings.Contains(l, text) {
			return i
		}
	}
	return 0
}
