package discover

import (
	"path"
	"slices"
	"strings"

	"github.com/django-session-audit/django-session-audit/analyzer/parallel"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// Find walks the repository once and returns its layout. An error means that
// the folder could not be read at all, or that an option is wrong.
func Find(repo *source.Repository, o Options) (*Layout, error) {
	include, err := compileGlobs("include", o.Include)
	if err != nil {
		return nil, err
	}
	exclude, err := compileGlobs("exclude", o.Exclude)
	if err != nil {
		return nil, err
	}
	index, notes, err := walk(repo)
	if err != nil {
		return nil, err
	}
	f := &finder{
		repo: repo, options: o, include: include, exclude: exclude,
		index: index, facts: map[string]*facts{}, holes: map[location][]location{},
		notes: notes, packages: newPackages(),
	}
	return f.layout()
}

// A finder holds what one Find works with.
type finder struct {
	repo             *source.Repository
	options          Options
	include, exclude []string
	index            *Index
	notes            []string

	mentions []mention
	projects roots
	facts    map[string]*facts // of each Python file that was looked into
	byBase   map[string][]string

	manifests int // bytes of YAML parsed

	holes   map[location][]location // what names with holes mean under a root
	matched int                     // files that were matched with them

	needs    []requirement
	packages *Packages
}

// layout goes from the list of files to the layout, one stage after the other.
func (f *finder) layout() (*Layout, error) {
	f.readMentions()
	f.findRoots()
	f.readBoth()
	units := f.units()
	decideRoles(units)
	for _, u := range units {
		for _, i := range u.imports {
			u.Imports = append(u.Imports, i.Module)
		}
	}
	l := &Layout{Index: f.index, Files: len(f.index.Files()), PythonFiles: f.pythonFiles()}
	if err := f.choose(units, l); err != nil {
		return nil, err
	}
	slices.SortFunc(l.Modules, compareModules)
	l.Django = len(l.Modules) > 0 || f.usesDjango()
	f.addVersions(l)
	f.addEnvironment(units)
	f.noteUnjudged(l)
	if f.matched > maxMatched {
		f.notes = append(f.notes, "names of settings modules that have holes, such as a variable, may mean too many files: some of them were not looked for")
	}
	l.Notes = f.notes
	return l, nil
}

// readBoth reads what may be settings and what requires packages, which have
// nothing to do with each other. Among the former is mostly one large file.
func (f *finder) readBoth() {
	var requirements parallel.Group
	requirements.Go(f.readRequirements)
	f.readCandidates()
	requirements.Wait()
}

func compareModules(a, b *Module) int {
	if c := strings.Compare(a.Root, b.Root); c != 0 {
		return c
	}
	if c := strings.Compare(a.Name, b.Name); c != 0 {
		return c
	}
	return strings.Compare(a.Configuration, b.Configuration)
}

func (f *finder) pythonFiles() int {
	n := 0
	for _, name := range f.index.Files() {
		if strings.HasSuffix(name, ".py") {
			n++
		}
	}
	return n
}

// read returns a file's content, or nil if it cannot be read or is larger than
// the limit, which no file that matters here is.
func (f *finder) read(name string, limit int) []byte {
	file, err := f.index.Read(f.repo, name)
	if err != nil || len(file.Bytes) > limit {
		return nil
	}
	return file.Bytes
}

// withBase returns the Python files with that base name, sorted.
func (f *finder) withBase(base string) []string {
	if f.byBase == nil {
		f.byBase = map[string][]string{}
		for _, name := range f.index.Files() {
			if strings.HasSuffix(name, ".py") {
				f.byBase[path.Base(name)] = append(f.byBase[path.Base(name)], name)
			}
		}
	}
	return f.byBase[base]
}
