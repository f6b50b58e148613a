package discover

import (
	"bytes"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

// Roots are the folders that may be the first entry of sys.path.
type roots struct {
	// managed are folders with a manage.py of Django's.
	managed map[string]bool
	// beside are those whose manage.py imports what lies beside it.
	beside map[string]bool
	// declared are, by the folder of a packaging file, the folders that it
	// says packages lie in.
	declared map[string][]string
	// voted is the root of each settings file that a mention names.
	voted map[string]string
	// called are the paths of links by which settings files are named.
	called map[string]string
}

// maxMatched bounds how many files are matched with names that have holes, and,
// ten times as dear, how many match.
const maxMatched = 5_000_000

// A location is a file as a module under a root. Where links lead to it, called
// is its path by them.
type location struct{ root, file, called string }

// packageFolder finds the folders that packaging and test tools are told of:
// package-dir, where, from, package_dir, pythonpath.
var packageFolder = lazyregexp.New(`(?m)(?:package[_-]dir\s*=\s*\{\s*["']{2}\s*[:=]\s*["']([\w./-]+)["']|package[_-]dir\s*=\s*\n?\s*=\s*([\w./-]+)|^\s*""\s*=\s*["']([\w./-]+)["']|\bwhere\s*=\s*\[?\s*["']?([\w./-]+)|\bfrom\s*=\s*["']([\w./-]+)["']|^\s*python_?paths?\s*=\s*\[?\s*["']?([\w./-]+))`)

// packageKeys are such that packageFolder finds nothing unless one of them is
// assigned something.
var packageKeys = [][]byte{
	[]byte("package_dir"), []byte("package-dir"), []byte(`""`), []byte("where"), []byte("from"),
	[]byte("pythonpath"), []byte("pythonpaths"), []byte("python_path"), []byte("python_paths"),
}

// namesPackageFolder reports whether packageFolder may find something. It takes a
// fiftieth of the time.
func namesPackageFolder(content []byte) bool {
	return slices.ContainsFunc(packageKeys, func(key []byte) bool { return assigns(content, key) })
}

// assigns reports whether a word and an equals sign follow each other.
func assigns(content, word []byte) bool {
	for {
		_, after, found := bytes.Cut(content, word)
		if !found {
			return false
		}
		if bytes.HasPrefix(bytes.TrimLeft(after, " \t\r\n\f"), []byte("=")) {
			return true
		}
		content = after
	}
}

// importStatement finds the modules that a program imports.
var importStatement = lazyregexp.New(`(?m)^[ \t]*(?:from|import)[ \t]+(\w[\w.]*)`)

// findRoots reads which folders are roots, and where each mention leads.
func (f *finder) findRoots() {
	f.projects = roots{managed: map[string]bool{}, beside: map[string]bool{}, declared: map[string][]string{}, voted: map[string]string{}, called: map[string]string{}}
	for _, name := range sift(f.index.Files(), showsRoot) {
		dir, base := path.Dir(name), path.Base(name)
		switch base {
		case "manage.py":
			if content := f.read(name, maxPlaceSize); bytes.Contains(bytes.ToLower(content), []byte("django")) {
				f.projects.managed[dir] = true
				for _, m := range importStatement().FindAllSubmatch(content, 32) {
					if f.moduleFile(dir, string(m[1])) != "" {
						f.projects.beside[dir] = true
					}
				}
			}
		default:
			f.declare(dir, f.read(name, maxPlaceSize))
		}
	}
	f.vote()
}

// showsRoot reports whether a file shows by its name that its folder is a root,
// or says which are.
func showsRoot(name string) (string, bool) {
	switch name[strings.LastIndexByte(name, '/')+1:] {
	case "manage.py", "pyproject.toml", "setup.cfg", "setup.py", "pytest.ini":
		return name, true
	}
	return "", false
}

// declare records the package folders that a packaging file of dir names.
func (f *finder) declare(dir string, content []byte) {
	if !namesPackageFolder(content) {
		return
	}
	for _, m := range packageFolder().FindAllSubmatch(content, 8) {
		for _, group := range m[1:] {
			sub := path.Join(dir, string(group))
			if len(group) > 0 && sub != dir && f.index.HasFolder(sub) {
				f.projects.declared[dir] = append(f.projects.declared[dir], sub)
			}
		}
	}
}

// vote lets every mention say under which root the file that it names lies.
// The same file may be named under two roots when a file inside a package
// leaves out the package; a root with a manage.py wins, for Python puts its
// folder first, then one that is no package, then the one of more mentions.
func (f *finder) vote() {
	votes, called := map[string]map[string]int{}, map[location]string{}
	for _, m := range f.mentions {
		if m.module == "" {
			continue
		}
		for _, at := range f.locate(m.file, m.module) {
			if votes[at.file] == nil {
				votes[at.file] = map[string]int{}
			}
			votes[at.file][at.root]++
			key := location{root: at.root, file: at.file}
			if before, known := called[key]; !known || at.called == at.file || before != at.file && at.called < before {
				called[key] = at.called
			}
		}
	}
	for file, byRoot := range votes {
		best := ""
		for root, n := range byRoot {
			if best == "" || f.betterRoot(root, n, best, byRoot[best]) {
				best = root
			}
		}
		f.projects.voted[file] = best
		f.projects.called[file] = called[location{root: best, file: file}]
	}
}

func (f *finder) betterRoot(a string, votesA int, b string, votesB int) bool {
	if ma, mb := f.projects.managed[a], f.projects.managed[b]; ma != mb {
		return ma
	}
	if pa, pb := f.isPackage(a), f.isPackage(b); pa != pb {
		return pb
	}
	if votesA != votesB {
		return votesA > votesB
	}
	if len(a) != len(b) {
		return len(a) < len(b)
	}
	return a < b
}

// isPackage reports whether the folder itself is imported from its parent.
func (f *finder) isPackage(dir string) bool {
	return f.index.HasFile(path.Join(dir, "__init__.py"))
}

// above returns the folder and the folders that it lies in, nearest first.
func above(dir string) []string {
	list := []string{dir}
	for dir != "." && dir != "/" {
		dir = path.Dir(dir)
		list = append(list, dir)
	}
	return list
}

// locate returns where a module lies that the file named from mentions. More
// than one place is returned only for a name with holes.
func (f *finder) locate(from, module string) []location {
	var inPackage []location
	folders := above(path.Dir(from))
	for _, dir := range folders {
		bases := append([]string{dir}, f.projects.declared[dir]...)
		for _, base := range append(bases, path.Join(dir, "src")) {
			found := f.under(base, module)
			if len(found) == 0 {
				continue
			}
			if !f.isPackage(base) || f.projects.managed[base] {
				return found
			}
			if inPackage == nil {
				inPackage = found
			}
		}
	}
	if inPackage != nil {
		return inPackage
	}
	return f.elsewhere(folders, module)
}

// under returns the modules of that name below a root.
func (f *finder) under(root, module string) []location {
	if !strings.Contains(module, "*") {
		if file := f.moduleFile(root, module); file != "" {
			real, _ := f.index.Real(file) // a lost link is told where it is read
			return []location{{root, real, file}}
		}
		return nil
	}
	if f.matched > maxMatched {
		return nil
	}
	key := location{root: root, file: module}
	found, known := f.holes[key]
	if known {
		f.matched += 10 * len(found)
		return found
	}
	glob := strings.ReplaceAll(module, ".", "/")
	fixed, _ := doublestar.SplitPattern(glob)
	files := f.index.Below(path.Join(root, fixed))
	f.matched += len(files)
	for _, file := range files {
		relative := strings.TrimPrefix(file, root+"/")
		stem, ok := strings.CutSuffix(relative, ".py")
		if ok && doublestar.MatchUnvalidated(glob, strings.TrimSuffix(stem, "/__init__")) {
			found = append(found, location{root, file, file})
		}
	}
	f.holes[key] = found
	return found
}

// called returns the path by which a settings file is imported: its own, or that
// of a link by which it is named.
func (f *finder) called(file string) string {
	if path := f.projects.called[file]; path != "" {
		return path
	}
	return file
}

// moduleFile returns the file of a module below a root, or "". As in Python, a
// package comes before a module.
func (f *finder) moduleFile(root, module string) string {
	stem := path.Join(root, strings.ReplaceAll(module, ".", "/"))
	for _, file := range []string{stem + "/__init__.py", stem + ".py"} {
		if f.index.HasFile(file) {
			return file
		}
	}
	return ""
}

// elsewhere looks for the module anywhere below the folders, nearest first:
// the Dockerfile at the top may start the project in backend/. Where several
// projects have such a module, nothing is returned, unless just one of them is
// started by a manage.py.
func (f *finder) elsewhere(folders []string, module string) []location {
	if strings.Contains(module, "*") {
		return nil
	}
	tail := strings.ReplaceAll(module, ".", "/")
	candidates := f.withTail(tail)
	for _, dir := range folders {
		var here, managed []location
		for _, c := range candidates {
			if dir == "." || strings.HasPrefix(c.file, dir+"/") {
				here = append(here, c)
				if f.projects.managed[c.root] {
					managed = append(managed, c)
				}
			}
		}
		switch {
		case len(managed) == 1:
			return managed
		case len(here) == 1 && strings.Contains(tail, "/"):
			return here
		case len(here) > 0:
			return nil
		}
	}
	return nil
}

// withTail returns the modules whose path ends so, under roots that are no
// packages.
func (f *finder) withTail(tail string) []location {
	files := slices.Clone(f.byBase()[path.Base(tail)+".py"])
	for _, file := range f.byBase()["__init__.py"] {
		if path.Base(path.Dir(file)) == path.Base(tail) {
			files = append(files, file)
		}
	}
	var found []location
	for _, file := range files {
		stem := strings.TrimSuffix(strings.TrimSuffix(file, ".py"), "/__init__")
		root, ok := strings.CutSuffix(stem, "/"+tail)
		if stem == tail {
			root, ok = ".", true
		}
		if ok && !f.isPackage(root) {
			found = append(found, location{root, file, file})
		}
	}
	return found
}

// rootOf returns the root of a settings file: what a mention says; else where
// its own absolute imports lead; else the nearest root that is known; else the
// nearest folder that is no package.
func (f *finder) rootOf(file string, facts *facts) string {
	if root, ok := f.projects.voted[file]; ok {
		return root
	}
	dir := path.Dir(file)
	folders := above(dir)
	for range f.levels(facts) {
		if len(folders) > 1 {
			folders = folders[1:]
		}
	}
	for _, ref := range facts.stars {
		for _, root := range folders {
			if ref.level == 0 && !f.isPackage(root) && f.moduleFile(root, ref.module) != "" {
				return root
			}
		}
	}
	known := map[string]bool{}
	for _, root := range f.projects.voted {
		known[root] = true
	}
	for _, root := range folders {
		if known[root] || f.projects.managed[root] && (!f.isPackage(root) || f.projects.beside[root]) {
			return root
		}
	}
	for _, root := range folders {
		if !f.isPackage(root) {
			return root
		}
	}
	return "."
}

// levels returns how many folders up a file's relative imports reach: so many
// folders are packages, with or without an __init__.py.
func (f *finder) levels(facts *facts) int {
	n := 0
	for _, refs := range [][]importRef{facts.stars, facts.froms} {
		for _, ref := range refs {
			n = max(n, ref.level)
		}
	}
	return n
}

// moduleName returns the dotted name of a file under a root.
func moduleName(root, file string) string {
	name := strings.TrimSuffix(file, ".py")
	if root != "." {
		name = strings.TrimPrefix(name, root+"/")
	}
	name = strings.TrimSuffix(name, "/__init__")
	return strings.ReplaceAll(name, "/", ".")
}

// imported returns the file that a from-import of a file means, or "".
func (f *finder) imported(file string, ref importRef) string {
	real, _ := f.index.Real(f.importedAs(f.called(file), ref))
	return real
}

func (f *finder) importedAs(file string, ref importRef) string {
	dir := path.Dir(file)
	if ref.level > 0 {
		for range ref.level - 1 {
			dir = path.Dir(dir)
		}
		return f.moduleFile(dir, ref.module)
	}
	if ref.module == "" {
		return ""
	}
	for _, root := range above(dir) {
		for _, base := range append([]string{root, path.Join(root, "src")}, f.projects.declared[root]...) {
			if found := f.moduleFile(base, ref.module); found != "" && found != file {
				return found
			}
		}
	}
	return ""
}
