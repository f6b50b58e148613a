package discover

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"sync"

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
	f := newFinder(repo, index)
	f.options, f.include, f.exclude, f.notes = o, include, exclude, notes
	return f.layout()
}

func newFinder(repo *source.Repository, index *Index) *finder {
	f := &finder{
		repo: repo, index: index, packages: newPackages(),
		facts: map[string]*facts{}, holes: map[location][]location{}, envFiles: map[string][]Given{},
	}
	f.envSources, f.byBase = sync.OnceValue(f.readEnvSources), sync.OnceValue(f.readBaseNames)
	return f
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
	parsed   int               // bytes of those
	unparsed bool              // whether there were more of them than are parsed

	manifests int                // bytes of YAML parsed
	envFiles  map[string][]Given // of compose files' env_file
	variables int                // that files set for production

	holes   map[location][]location // what names with holes mean under a root
	matched int                     // files that were matched with them

	needs      []requirement
	envSources func() []envSource         // those of readEnvSources, which are read once
	byBase     func() map[string][]string // that of readBaseNames, the same
	searched   int                        // scripts that were searched for the start of a server
	packages   *Packages
}

// layout goes from the list of files to the layout, one stage after the other.
func (f *finder) layout() (*Layout, error) {
	f.readMentions()
	f.findRoots()
	f.readFiles()
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
	if f.unparsed {
		f.notes = append(f.notes, fmt.Sprintf("files of more than %d MiB may be settings modules: the rest is not looked into; exclude what is none, or scan a folder of the repository", maxParsed>>20))
	}
	if f.matched > maxMatched {
		f.notes = append(f.notes, "names of settings modules that have holes, such as a variable, may mean too many files: some of them were not looked for")
	}
	l.Notes = f.notes
	return l, nil
}

// readFiles reads what may be settings, what requires packages and, where there are
// settings that somebody names, what sets variables. These have nothing to do with
// each other, and among the first is mostly one large file.
func (f *finder) readFiles() {
	var others parallel.Group
	others.Go(f.readRequirements)
	if len(f.projects.voted) > 0 {
		others.Go(func() { f.envSources() })
	}
	f.readCandidates()
	others.Wait()
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
	content, err := f.index.Content(f.repo, name)
	if err != nil || len(content) > limit {
		return nil
	}
	return content
}

// readBaseNames returns all files by their base names, each list sorted.
func (f *finder) readBaseNames() map[string][]string {
	found := map[string][]string{}
	for _, name := range f.index.Files() {
		base := path.Base(name)
		found[base] = append(found[base], name)
	}
	return found
}
