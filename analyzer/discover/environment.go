package discover

import (
	"path"
	"slices"
	"strings"
)

// An envSource is one file that sets variables for production.
type envSource struct {
	file  string
	given []Given
	// module and configuration are what the source chooses itself, or "".
	module, configuration string
}

// Limits of what is read for production's variables: files, variables in all of
// them, and variables of all modules.
const (
	maxEnvSources = 500
	maxVariables  = 20_000
	maxGiven      = 200_000
)

// addEnvironment gives each production module the variables that files of the
// repository set for it. Where two files disagree about a variable, nothing is
// known of it.
func (f *finder) addEnvironment(units []*unit) {
	var production []*unit
	for _, u := range units {
		if u.Role == Production && u.Judged {
			production = append(production, u)
		}
	}
	if len(production) == 0 {
		return
	}
	sources, near := f.envSources(), newNearness(units)
	given := 0
	for _, s := range sources {
		for _, u := range unitsOf(s, production, near) {
			if given += len(s.given); given <= maxGiven {
				u.Environment = append(u.Environment, s.given...)
			}
		}
	}
	if f.variables > maxVariables || f.searched > maxScripts || given > maxGiven {
		f.notes = append(f.notes, "more files set variables than are read: of some variables, nothing is known")
	}
	for _, u := range production {
		u.Environment = agreed(u.Environment)
	}
}

// agreed sorts the variables by name and leaves out those that are given two
// different texts.
func agreed(list []Given) []Given {
	texts := map[string]string{}
	dispute := map[string]bool{}
	for _, g := range list {
		if text, ok := texts[g.Name]; ok && text != g.Text {
			dispute[g.Name] = true
		}
		texts[g.Name] = g.Text
	}
	slices.SortStableFunc(list, func(a, b Given) int { return strings.Compare(a.Name, b.Name) })
	var kept []Given
	for _, g := range list {
		if !dispute[g.Name] && (len(kept) == 0 || kept[len(kept)-1].Name != g.Name) {
			kept = append(kept, g)
		}
	}
	return kept
}

// readEnvSources reads all files that set variables for production, in order.
func (f *finder) readEnvSources() []envSource {
	var sources []envSource
	names := sift(f.index.Files(), func(name string) (string, bool) {
		return name, f.envKindOf(name) != noEnv && !matchTree(f.exclude, name)
	})
	for _, name := range names {
		if len(sources) >= maxEnvSources {
			break
		}
		content := f.read(name, maxPlaceSize)
		if content == nil {
			continue
		}
		kind := f.envKindOf(name)
		given := literal(f.readEnv(kind, name, content))
		if kind != envDockerfile {
			// Elsewhere, nothing behind the sign means: to be filled in.
			given = slices.DeleteFunc(given, func(g Given) bool { return g.Text == "" })
		}
		if len(given) == 0 {
			continue
		}
		if f.variables += len(given); f.variables > maxVariables {
			break
		}
		s := envSource{file: name, given: given}
		for _, g := range given {
			switch g.Name {
			case "DJANGO_SETTINGS_MODULE":
				s.module = g.Text
			case "DJANGO_CONFIGURATION":
				s.configuration = g.Text
			}
		}
		sources = append(sources, s)
	}
	return sources
}

// literal keeps the variables whose text is all there: nothing that another
// variable, a template or a person fills in.
func literal(list []Given) []Given {
	return slices.DeleteFunc(list, func(g Given) bool {
		return !envName().MatchString(g.Name) || len(g.Text) > 4096 || strings.ContainsAny(g.Text, "$`\n\x00") ||
			strings.Contains(g.Text, "{{") || strings.Contains(g.Text, "!!!") || strings.EqualFold(g.Text, "TODO") || strings.HasPrefix(g.Text, "<") && strings.HasSuffix(g.Text, ">")
	})
}

// unitsOf returns the units that a source is for: those that it names, else
// the one production module of the nearest project. If it is not plain which,
// there are none.
func unitsOf(s envSource, production []*unit, near *nearness) []*unit {
	root, ok := near.root(path.Dir(s.file))
	var found []*unit
	for _, u := range production {
		switch {
		case s.module != "" && s.module != u.Name,
			s.configuration != "" && s.configuration != u.Configuration,
			s.module == "" && !(ok && u.Root == root),
			!related(path.Dir(s.file), u.Root) && s.module == "":
			continue
		case s.module == "" && s.configuration == "" && staging(s.file) != staging(u.Name+" "+u.Configuration):
			continue
		}
		found = append(found, u)
	}
	if len(found) > 1 && s.module == "" && s.configuration == "" {
		return nil
	}
	return found
}

// staging reports whether a name says staging, which is production's twin with
// variables of its own.
func staging(name string) bool {
	return hasWord(name, []string{"staging", "stage", "stg", "preprod", "preproduction", "uat", "qa"}) || hasWord(name, []string{"pre"})
}

// A nearness says which project is near to a folder.
type nearness struct {
	roots     []string          // sorted
	producing []string          // those of settings for production
	known     map[string]string // by folder; "" where no project is near
}

func newNearness(units []*unit) *nearness {
	return &nearness{roots: rootsOf(units), producing: rootsOf(forProduction(units)), known: map[string]string{}}
}

// root returns the project that a folder belongs to: the root that it lies in,
// the deepest first; else the only one with settings for production below it.
func (n *nearness) root(dir string) (string, bool) {
	root, known := n.known[dir]
	if !known {
		root = n.find(dir)
		n.known[dir] = root
	}
	return root, root != ""
}

func (n *nearness) find(dir string) string {
	for _, d := range above(dir) {
		if _, is := slices.BinarySearch(n.roots, d); is && d != "." {
			return d
		}
	}
	found := ""
	for _, root := range n.producing {
		if related(dir, root) {
			if found != "" {
				return ""
			}
			found = root
		}
	}
	return found
}
