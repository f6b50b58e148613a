package discover

import (
	"path"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

// A requirementKind says how a file that requires packages is read.
type requirementKind int

const (
	noRequirements requirementKind = iota
	pipFile                        // requirements.txt, constraints.txt
	lockFile                       // poetry.lock, uv.lock, pdm.lock, pylock.toml, Pipfile.lock
	tomlFile                       // pyproject.toml, Pipfile
	setupFile                      // setup.cfg, setup.py
	condaFile
	dockerFile
)

// requirementKindOf says by its name how a file requires packages.
func requirementKindOf(name string) requirementKind {
	base := strings.ToLower(path.Base(name))
	ext := path.Ext(base)
	switch base {
	case "poetry.lock", "uv.lock", "pdm.lock", "pipfile.lock":
		return lockFile
	case "pyproject.toml", "pipfile":
		return tomlFile
	case "setup.cfg", "setup.py":
		return setupFile
	}
	switch {
	case strings.HasPrefix(base, "pylock.") && ext == ".toml":
		return lockFile
	case ext == ".txt" || ext == ".in" || ext == ".pip":
		dir := strings.ToLower(path.Base(path.Dir(name)))
		if hasWord(base, []string{"requirements", "requirement", "reqs", "req", "constraints", "deps", "dependencies", "requires"}) || hasWord(dir, []string{"requirements", "reqs", "constraints", "deps", "dependencies", "requires"}) {
			return pipFile
		}
	case (ext == ".yml" || ext == ".yaml") && hasWord(base, []string{"environment", "conda"}):
		return condaFile
	case strings.HasPrefix(base, "dockerfile"), strings.HasPrefix(base, "containerfile"), ext == ".dockerfile":
		return dockerFile
	}
	return noRequirements
}

// scanRequirements returns the places in one file that require Django, and the
// files that it includes.
func scanRequirements(name string, content []byte) (found []requirement, includes []string) {
	if len(content) == 0 {
		return nil, nil
	}
	kind := requirementKindOf(name)
	if kind == noRequirements {
		kind = pipFile // included by one
	}
	s := &requirementScanner{name: name, kind: kind, lines: splitLines(content)}
	for i := range s.lines {
		s.at = i
		switch kind {
		case pipFile:
			s.pip()
		case lockFile:
			s.lock()
		case tomlFile:
			s.toml()
		case setupFile:
			s.setup()
		case condaFile:
			s.conda()
		case dockerFile:
			s.docker()
		}
	}
	return s.found, s.includes
}

type requirementScanner struct {
	name     string
	kind     requirementKind
	lines    []string
	at       int
	section  string
	key      string // the last key of a TOML section
	locked   bool   // within Django's entry of a lock file
	found    []requirement
	includes []string
}

func (s *requirementScanner) line() string { return s.lines[s.at] }

// add records what a specifier such as ">=4.2,<5" says.
func (s *requirementScanner) add(specifier string, rest bool) {
	text, exact := lowest(specifier)
	v := Version{Text: text, Exact: exact, File: s.name, Line: s.at + 1}
	s.found = append(s.found, requirement{Version: v, rank: rankOf(s.name, s.kind, v, rest)})
}

var (
	djangoLine   = lazyregexp.New(`(?i)^\s*django\s*(?:\[[^\]]*\]\s*)?([^\w.\-\s].*)?$`)
	djangoString = lazyregexp.New(`(?i)["']django\s*(?:\[[^\]"']*\]\s*)?([\s<>=!~^(@;][^"']*)?["']`)
	djangoKey    = lazyregexp.New(`(?i)^\s*["']?django["']?\s*=\s*(.*)$`)
	djangoConda  = lazyregexp.New(`(?i)^\s*-\s*["']?(?:[\w-]+::)?django\s*(?:\[[^\]]*\])?([\s<>=!~][^"'#]*)?["']?\s*(?:#.*)?$`)
	djangoDocker = lazyregexp.New(`(?i)(?:^|[\s"'])django(?:\[[^\]]*\])?([<>=!~]=?[^\s"';&|\\]+)`)
	versionKey   = lazyregexp.New(`\bversion\s*=\s*["']([^"']*)["']`)
	includeLine  = lazyregexp.New(`^\s*(?:-r|-c|--requirement|--constraint)(?:\s+|=)["']?([^\s#"']+)`)
)

func (s *requirementScanner) pip() {
	if m := includeLine().FindStringSubmatch(s.line()); m != nil {
		s.includes = append(s.includes, path.Join(path.Dir(s.name), m[1]))
		return
	}
	if m := djangoLine().FindStringSubmatch(s.line()); m != nil && !strings.HasPrefix(m[1], "=>") {
		s.add(m[1], false)
	}
}

// lock reads the entry of Django: name = "django", then its version; in a
// Pipfile.lock, the object "django" with a "version".
func (s *requirementScanner) lock() {
	line := strings.TrimSpace(s.line())
	lower := strings.ToLower(line)
	switch {
	case lower == `name = "django"`, strings.HasPrefix(lower, `"django": {`):
		s.locked = true
	case strings.HasPrefix(line, "[[") || strings.HasPrefix(line, "}"):
		s.locked = false
	case strings.HasPrefix(lower, `"develop": {`):
		s.section = "develop"
	case s.locked:
		version, ok := strings.CutPrefix(line, "version = ")
		if !ok {
			version, ok = strings.CutPrefix(line, `"version": `)
		}
		if ok {
			s.add("=="+strings.Trim(version, `"', =`), s.section == "develop")
			s.locked = false
		}
	}
}

// toml reads pyproject.toml and Pipfile line by line, which keeps the number of
// the line: names of sections and keys are all that is needed of the format.
func (s *requirementScanner) toml() {
	line := strings.TrimSpace(s.line())
	if strings.HasPrefix(line, "#") {
		return
	}
	if strings.HasPrefix(line, "[") && !strings.ContainsAny(line, `"'=`) {
		s.section, s.key = strings.ToLower(strings.Trim(line, "[] ")), ""
		return
	}
	if key, _, ok := strings.Cut(line, "="); ok && !strings.ContainsAny(key, `"'<>!~`) {
		s.key = strings.TrimSpace(key)
	}
	if s.section == "build-system" {
		return
	}
	rest := isRestSection(s.section) || isRestSection(s.key)
	packages := strings.HasSuffix(s.section, "dependencies") || s.section == "packages" || s.section == "dev-packages"
	switch m := djangoKey().FindStringSubmatch(line); {
	case m != nil && packages:
		if v := versionKey().FindStringSubmatch(m[1]); v != nil {
			s.add(bare(v[1]), rest)
		} else if strings.HasPrefix(m[1], `"`) || strings.HasPrefix(m[1], "'") {
			s.add(bare(strings.Trim(m[1], `"' `)), rest)
		}
	case strings.HasSuffix(s.section, "dependencies.django") && versionKey().MatchString(line):
		s.add(bare(versionKey().FindStringSubmatch(line)[1]), rest)
	case strings.Contains(s.section, "project") || strings.Contains(s.section, "dependenc") || strings.Contains(s.key, "dependenc") || s.section == "":
		for _, m := range djangoString().FindAllStringSubmatch(line, 4) {
			s.add(m[1], rest)
		}
	}
}

// isRestSection reports whether a group of dependencies is for development.
func isRestSection(name string) bool {
	role, _ := roleOfWords(name)
	return role == Test || role == Development
}

// bare makes a version without an operator, which Poetry and Pipenv take for a
// pin, into one with it.
func bare(specifier string) string {
	specifier = strings.TrimSpace(strings.Split(strings.Trim(specifier, `"'`), `"`)[0])
	if specifier != "" && specifier[0] >= '0' && specifier[0] <= '9' {
		return "==" + specifier
	}
	return specifier
}

func (s *requirementScanner) setup() {
	line := s.line()
	if strings.HasSuffix(s.name, ".cfg") {
		if trimmed := strings.TrimSpace(line); strings.HasPrefix(trimmed, "[") {
			s.section = strings.Trim(trimmed, "[] ")
		}
		line = strings.TrimPrefix(strings.ReplaceAll(line, " ", ""), "install_requires=")
		if m := djangoLine().FindStringSubmatch(line); m != nil && strings.HasPrefix(s.section, "options") {
			s.add(m[1], false)
		}
		return
	}
	if isComment(line) {
		return
	}
	for _, m := range djangoString().FindAllStringSubmatch(line, 4) {
		if m[1] != "" {
			s.add(m[1], false)
		}
	}
}

func (s *requirementScanner) conda() {
	if m := djangoConda().FindStringSubmatch(s.line()); m != nil {
		specifier := strings.TrimSpace(m[1])
		// Conda's own pin is one equals sign: a version and all below it.
		if strings.HasPrefix(specifier, "=") && !strings.HasPrefix(specifier, "==") {
			version, _, _ := strings.Cut(specifier[1:], "=") // a build may follow
			if strings.Count(version, ".") < 2 && !strings.HasSuffix(version, "*") {
				version += ".*"
			}
			specifier = "==" + version
		}
		s.add(specifier, false)
	}
}

func (s *requirementScanner) docker() {
	if isComment(s.line()) {
		return
	}
	for _, m := range djangoDocker().FindAllStringSubmatch(s.line(), 4) {
		s.add(m[1], false)
	}
}
