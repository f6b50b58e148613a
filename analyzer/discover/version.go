package discover

import (
	"path"
	"strings"
)

// A requirement is one place that requires Django.
type requirement struct {
	Version
	// home is the folder of the project that the file belongs to: that of
	// the file, without folders such as requirements/.
	home string
	rank int // the lower, the more it says about production
}

// Ranks of requirements. A lock file says what is installed; a pin is next;
// then the lowest version allowed. What only tests or documentation install
// comes after all of that, each in the same order.
const (
	lockRank = iota
	pinRank
	boundRank
	restRank // of a file for development, tests or documentation
)

// maxVersionFiles is how many files are searched for a requirement.
const maxVersionFiles = 2000

// readRequirements reads every file that may require Django.
func (f *finder) readRequirements() {
	queue, seen := f.versionFiles(), map[string]bool{}
	for _, name := range queue {
		seen[name] = true
	}
	for read := 0; read < len(queue) && read < maxVersionFiles; read++ {
		name := queue[read]
		content := f.read(name, 4<<20)
		f.packages.add(name, content)
		found, includes := scanRequirements(name, content)
		for _, r := range found {
			r.home = homeOf(name)
			f.needs = append(f.needs, r)
		}
		for _, included := range includes {
			if !seen[included] && f.index.HasFile(included) {
				seen[included] = true
				queue = append(queue, included)
			}
		}
	}
}

func (f *finder) versionFiles() []string {
	return sift(f.index.Files(), func(name string) (string, bool) {
		return name, requirementKindOf(name) != noRequirements && !matchTree(f.exclude, name)
	})
}

// usesDjango reports whether something in the repository needs Django.
func (f *finder) usesDjango() bool {
	return len(f.projects.managed) > 0 || len(f.needs) > 0
}

// addVersions gives each module the version of its project.
func (f *finder) addVersions(l *Layout) {
	l.Packages = f.packages
	byRoot := map[string]Version{}
	for _, m := range l.Modules {
		v, known := byRoot[m.Root]
		if !known {
			v = versionFor(f.needs, m.Root)
			byRoot[m.Root] = v
		}
		m.Version = v
	}
}

// versionFor returns the version for a project root: from the nearest folder
// at or above it that says one, else from below it, else from anywhere.
func versionFor(needs []requirement, root string) Version {
	inside := func(r requirement) bool { return root == "." || strings.HasPrefix(r.home, root+"/") }
	for _, dir := range above(root) {
		if v := bestVersion(needs, func(r requirement) bool { return r.home == dir }); v.Text != "" {
			return v
		}
	}
	if v := bestVersion(needs, inside); v.Text != "" {
		return v
	}
	return bestVersion(needs, func(requirement) bool { return true })
}

// bestVersion returns the version of the best requirement that passes: by
// rank, then the file that is less deep, then the higher version, which is the
// one for a newer Python.
func bestVersion(needs []requirement, ok func(requirement) bool) Version {
	var best *requirement
	for i, r := range needs {
		if r.Text != "" && ok(r) && (best == nil || compareRequirements(r, *best) < 0) {
			best = &needs[i]
		}
	}
	if best == nil {
		return Version{}
	}
	return best.Version
}

func compareRequirements(a, b requirement) int {
	if a.rank != b.rank {
		return a.rank - b.rank
	}
	if pa, pb := isForProduction(a.File), isForProduction(b.File); pa != pb {
		if pa {
			return -1
		}
		return 1
	}
	if c := strings.Count(a.File, "/") - strings.Count(b.File, "/"); c != 0 {
		return c
	}
	if c := compareVersions(b.Text, a.Text); c != 0 {
		return c
	}
	if c := strings.Compare(b.File, a.File); c != 0 {
		return c // requirements.txt, made of requirements.in, comes first
	}
	return a.Line - b.Line
}

// isForProduction reports whether a file of requirements says by its name that
// it is for production.
func isForProduction(name string) bool {
	role, _ := roleOfWords(path.Base(name))
	return role == Production
}

// homeOf returns the folder of the project that a file of requirements is for.
func homeOf(name string) string {
	dir := path.Dir(name)
	for dir != "." {
		switch strings.ToLower(path.Base(dir)) {
		case "requirements", "requirement", "reqs", "deps", "dependencies", "constraints", "pip", "conda", "docker", "compose", "compiled":
			dir = path.Dir(dir)
		default:
			return dir
		}
	}
	return dir
}

// rankOf ranks a requirement by its file and by what it says.
func rankOf(name string, kind requirementKind, v Version, rest bool) int {
	rank := boundRank
	switch {
	case kind == lockFile:
		rank = lockRank
	case v.Exact:
		rank = pinRank
	}
	if rest || isRest(name) {
		rank += restRank
	}
	return rank
}

// isRest reports whether a file says by its name that what it requires is not
// for production.
func isRest(name string) bool {
	for _, part := range strings.Split(name, "/") {
		role, _ := roleOfWords(part)
		if role == Test || role == Development {
			return true
		}
	}
	return showFolder(name) != ""
}
