package discover

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
	"github.com/django-session-audit/django-session-audit/analyzer/parallel"
)

// A mention is a place that names a settings module, a class of
// django-configurations, or both.
type mention struct {
	place
	file string
	line int
	// module is a dotted name; each * stands for a part that the program
	// computes. It is "" when only a class is named.
	module string
	// configuration is the class that DJANGO_CONFIGURATION names.
	configuration string
	// passing is true for a command that runs once, such as collectstatic
	// when an image is built: it says nothing about what the server runs.
	passing bool
}

// Limits of what is read in search of mentions. Files that say how a project
// is run are short.
const (
	maxPlaceSize      = 512 << 10
	maxPlaces         = 5000
	maxMentions       = 20_000
	maxMentionsInFile = 1000
)

// readMentions reads every file that may name a settings module.
func (f *finder) readMentions() {
	found := sift(f.index.Files(), func(name string) (placed, bool) {
		p, ok := placeOf(name)
		return placed{p, name}, ok
	})
	tamed := developerCompose(found)
	found = slices.DeleteFunc(found, func(p placed) bool { return matchTree(f.exclude, p.name) })
	if len(found) > maxPlaces {
		f.notes = append(f.notes, "more files of deployment than are read: some that name settings modules may be missed")
		found = found[:maxPlaces]
	}
	mentions := make([][]mention, len(found))
	parallel.Each(len(found), func(i int) {
		p := found[i]
		if p.kind == composePlace && p.role == Development && !p.strong && tamed[path.Dir(p.name)] {
			p.role = Production
		}
		mentions[i] = scanMentions(p.name, p.place, f.read(p.name, maxPlaceSize))
	})
	f.mentions = slices.Concat(mentions...)
	full := slices.ContainsFunc(mentions, func(list []mention) bool { return len(list) == maxMentionsInFile })
	if full || len(f.mentions) > maxMentions {
		f.notes = append(f.notes, "more lines name settings modules than are followed: some modules may be missed")
		f.mentions = f.mentions[:min(len(f.mentions), maxMentions)]
	}
}

// A placed is a file with what it is by its path.
type placed struct {
	place
	name string
}

// developerCompose returns the folders that have a compose file of their own
// for developers. There, the one without a word in its name is for others.
func developerCompose(files []placed) map[string]bool {
	found := map[string]bool{}
	for _, p := range files {
		if p.kind == composePlace && p.role == Development && p.strong {
			found[path.Dir(p.name)] = true
		}
	}
	return found
}

var (
	mentionKey = lazyregexp.New(`(?i)DJANGO[_-](SETTINGS[_-]MODULE|CONFIGURATION)\b`)
	// settingsFlag is the option of manage.py, django-admin and pytest.
	settingsFlag = lazyregexp.New(`--(?:settings|ds|configuration)(?:[= ]|["'],\s*)["']?([A-Za-z_][\w.-]*)(?:["'\s,\])]|$)`)
	dottedName   = lazyregexp.New(`^[A-Za-z_*][\w*-]*(\.[\w*-]+)*$`)
	quoted       = lazyregexp.New(`"([^"\\]*)"|'([^'\\]*)'`)
)

// mentionWords are such that a file without any of them mentions nothing.
var mentionWords = [][]byte{
	[]byte("DJANGO_SETTINGS_MODULE"), []byte("DJANGO_CONFIGURATION"), []byte("django_settings_module"), []byte("django-settings-module"),
	[]byte("--ds"), []byte("--settings"),
}

// scanMentions returns the mentions of one file, line by line. The files are
// of a dozen languages, and in all of them a line suffices.
func scanMentions(name string, p place, content []byte) []mention {
	if !slices.ContainsFunc(mentionWords, func(w []byte) bool { return bytes.Contains(content, w) }) {
		return nil
	}
	s := &scanner{name: name, place: p, lines: splitLines(content)}
	for i := range s.lines {
		s.follow(i)
		if !isComment(s.lines[i]) {
			s.line(i)
		}
		if len(s.found) >= maxMentionsInFile {
			return s.found[:maxMentionsInFile]
		}
	}
	return s.found
}

// splitLines splits at LF, CR LF and a lone CR, as source.File counts lines.
func splitLines(content []byte) []string {
	text := strings.ReplaceAll(string(content), "\r\n", "\n")
	return strings.Split(strings.ReplaceAll(text, "\r", "\n"), "\n")
}

func isComment(line string) bool {
	line = strings.TrimSpace(line)
	return strings.HasPrefix(line, "#") || strings.HasPrefix(line, ";") || strings.HasPrefix(line, "//")
}

type scanner struct {
	name  string
	place place
	lines []string
	found []mention
	// assigned are the strings that each variable of a Python file is assigned,
	// once they were asked for.
	assigned map[string][]string

	section string // of an ini or TOML file
	stage   string // the name of a Dockerfile's stage
	run     bool   // within a Dockerfile's RUN
	resumes bool   // the line before ended with a backslash
}

// follow keeps track of what the line belongs to.
func (s *scanner) follow(i int) {
	line := strings.TrimSpace(s.lines[i])
	switch s.place.kind {
	case iniPlace:
		if strings.HasPrefix(line, "[") {
			s.section = strings.Trim(line, "[] ")
		}
	case dockerPlace:
		if fields := strings.Fields(line); len(fields) > 0 && !s.resumes {
			s.run = strings.EqualFold(fields[0], "RUN")
			if strings.EqualFold(fields[0], "FROM") {
				s.stage = ""
				if len(fields) == 4 && strings.EqualFold(fields[2], "AS") {
					s.stage = fields[3]
				}
			}
		}
		s.resumes = strings.HasSuffix(line, "\\") || s.resumes && isComment(line)
	}
}

// line finds the mentions of one line.
func (s *scanner) line(i int) {
	line := s.lines[i]
	for _, at := range mentionKey().FindAllStringSubmatchIndex(line, 4) {
		key := line[at[2]:at[3]]
		upper := key[0] == 'S' || key[0] == 'C'
		if refersTo(line[:at[0]]) {
			key += "?"
		}
		s.value(i, strings.EqualFold(strings.TrimSuffix(key, "?"), "CONFIGURATION"), upper, strings.HasSuffix(key, "?"), line[at[1]:])
	}
	if strings.Contains(line, "--") {
		for _, m := range settingsFlag().FindAllStringSubmatch(line, 4) {
			if strings.Contains(m[0], "--configuration") {
				continue
			}
			s.add(i, mention{module: m[1], passing: s.place.kind == shellPlace})
		}
	}
}

// refersTo reports whether the text before a variable's name shows that the
// variable is read there, as in $NAME and ${NAME.
func refersTo(before string) bool {
	return strings.HasSuffix(before, "$") || strings.HasSuffix(before, "${")
}

// value reads what follows the key and records it.
func (s *scanner) value(i int, configuration, upper, reference bool, rest string) {
	if reference && !strings.HasPrefix(rest, ":-") && !strings.HasPrefix(rest, "-") {
		return
	}
	values := s.values(i, strings.TrimPrefix(strings.TrimPrefix(rest, ":-"), "-"), reference)
	for _, v := range values {
		m := mention{module: v, passing: !upper}
		if configuration {
			m = mention{configuration: v, passing: !upper}
		}
		s.add(i, m)
	}
}

var (
	comparison   = lazyregexp.New(`^["'\])]*\s*(==|!=|=~|\bin\b|\bnot\b|\bis\b)`)
	nothing      = lazyregexp.New(`^["'\])\s,:=(]*$`)
	valueLine    = lazyregexp.New(`^\s*"?'?(?:default_?)?[vV]alue"?'?\s*[:=]\s*(.*)$`)
	plainValue   = lazyregexp.New(`^["'\])\s,:=?]*(?:[vV]alue["']?\s*[:=]\s*)?(?:\$\{\w+:?-)?["']?([A-Za-z_][\w.{}$%*-]*)`)
	pythonString = lazyregexp.New(`^["'\])\s,:=(]*([rRuUfF]{0,2})(?:"([^"\\]*)"|'([^'\\]*)')`)
	pythonName   = lazyregexp.New(`^["'\])\s,:=(]*([A-Za-z_]\w*)`)
)

// values returns the dotted names in what follows a key.
func (s *scanner) values(i int, rest string, reference bool) []string {
	if comparison().MatchString(rest) && !reference {
		return nil
	}
	if nothing().MatchString(rest) {
		rest = s.valueBelow(i)
	}
	if s.place.kind == pythonPlace || s.place.kind == serverPlace {
		return s.pythonValues(rest)
	}
	m := plainValue().FindStringSubmatch(rest)
	if m == nil {
		return nil
	}
	return named(strings.TrimRight(m[1], "}"))
}

// valueBelow finds the value on one of the lines below, as in
//
//   - name: DJANGO_SETTINGS_MODULE
//     value: config.settings.production
func (s *scanner) valueBelow(i int) string {
	for j := i + 1; j < len(s.lines) && j <= i+4; j++ {
		line := s.lines[j]
		if m := valueLine().FindStringSubmatch(line); m != nil {
			return m[1]
		}
		if s.place.kind == pythonPlace || s.place.kind == serverPlace {
			return line
		}
		if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "-") || strings.HasPrefix(trimmed, "}") {
			return ""
		}
	}
	return ""
}

// pythonValues reads a string, each string of a conditional expression, or the
// strings that the file assigns to the variable that is used.
func (s *scanner) pythonValues(rest string) []string {
	if m := pythonString().FindStringSubmatch(rest); m != nil {
		text := m[2] + m[3]
		if strings.Contains(rest, " if ") && strings.Contains(rest, " else ") {
			return named(stringsOf(rest)...)
		}
		return named(computed(text))
	}
	m := pythonName().FindStringSubmatch(rest)
	if m == nil {
		return nil
	}
	if s.assigned == nil {
		s.assigned = assignedIn(s.lines)
	}
	return s.assigned[m[1]]
}

var assignment = lazyregexp.New(`^\s*([A-Za-z_]\w*)\s*(?::\s*\w+\s*)?=[^=]`)

// assignedIn returns the names in the strings that lines assign, by variable.
func assignedIn(lines []string) map[string][]string {
	assigned := map[string][]string{}
	for _, line := range lines {
		if m := assignment().FindStringSubmatch(line); m != nil && len(assigned[m[1]]) < maxMentionsInFile {
			assigned[m[1]] = append(assigned[m[1]], named(stringsOf(line)...)...)
		}
	}
	return assigned
}

// stringsOf returns the quoted strings of a line.
func stringsOf(line string) []string {
	var list []string
	for _, m := range quoted().FindAllStringSubmatch(line, 16) {
		list = append(list, computed(m[1]+m[2]))
	}
	return list
}

var hole = lazyregexp.New(`%\(\w*\)s|%s|\{[^{}]*\}|\$\{?\w+\}?`)

// computed turns the parts that a program fills in to *, as it does for a text
// that something is appended to.
func computed(text string) string {
	text = hole().ReplaceAllString(text, "*")
	if strings.HasSuffix(text, ".") {
		text += "*"
	}
	return text
}

// named keeps what may be a module's or a class's name. A name with nothing
// but a hole says nothing.
func named(texts ...string) []string {
	var list []string
	for _, t := range texts {
		t = strings.TrimSuffix(computed(t), ".py")
		if dottedName().MatchString(t) && !strings.HasPrefix(t, "*") && len(t) < 200 {
			list = append(list, t)
		}
	}
	return list
}

// add records a mention of line i with what is known of the place.
func (s *scanner) add(i int, m mention) {
	m.place, m.file, m.line = s.place, s.name, i+1
	switch s.place.kind {
	case iniPlace:
		if s.place.role == "" && strings.Contains(s.section, "pytest") {
			m.role = Test
		}
		m.passing = m.passing || s.place.role == "" && m.role == ""
	case dockerPlace:
		m.passing = m.passing || s.run
		if role := pathRole(s.stage + "/x"); role != "" && s.stage != "" {
			m.role = role
		}
	case ciPlace:
		m.passing = m.passing || hasWord(path.Base(s.name), []string{"deploy", "release", "publish"})
	}
	s.found = append(s.found, m)
}
