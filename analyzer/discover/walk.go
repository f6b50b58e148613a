package discover

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/django-session-audit/django-session-audit/analyzer/parallel"
)

// Limits of one walk. A repository that meets one is scanned in part, and a
// note says so.
const (
	maxFiles = 1_000_000
	maxLinks = 10_000
	maxDepth = 64
)

// walkers is how many folders are listed at the same time: listing waits for
// the kernel more than it computes.
const walkers = 4

// A walked is what one walk found.
type walked struct {
	files []string
	links map[string]string // what each says
	notes []string
}

// walk lists the regular files of a repository once, sorted, leaving out
// folders that hold no source of the project's own.
func walk(fsys fs.FS) (walked, error) {
	top, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return walked{}, fmt.Errorf("cannot list the folder: %w; check that it exists and can be read", err)
	}
	w := &walker{fsys: fsys, slots: make(chan struct{}, walkers-1)}
	w.found.links = map[string]string{}
	w.folder(".", top, 0)
	w.running.Wait()
	slices.Sort(w.found.files)
	slices.Sort(w.found.notes)
	return w.found, nil
}

type walker struct {
	fsys    fs.FS
	slots   chan struct{}
	running parallel.Group

	mu    sync.Mutex
	found walked
}

// folder records the entries of one folder and goes on below it.
func (w *walker) folder(dir string, entries []fs.DirEntry, depth int) {
	var files, folders []string
	prefix := dir + "/"
	if dir == "." {
		prefix = ""
	}
	for _, e := range entries {
		name := e.Name()
		if !utf8.ValidString(name) || strings.ContainsRune(name, '\\') {
			continue // no such file can be imported, nor named in a report
		}
		switch {
		case e.Type().IsRegular():
			files = append(files, prefix+name)
		case e.Type() == fs.ModeSymlink:
			w.link(prefix + name)
		case e.IsDir() && !prunedByName(name):
			folders = append(folders, prefix+name)
		}
	}
	if !w.record(files) {
		return
	}
	if depth == maxDepth && len(folders) > 0 {
		w.note(fmt.Sprintf("%s: folders nested deeper than %d are not looked into", dir, maxDepth))
		return
	}
	for _, sub := range folders {
		w.descend(sub, entries, depth+1)
	}
}

// descend lists a folder, at the same time as others if there is a free slot.
func (w *walker) descend(dir string, siblings []fs.DirEntry, depth int) {
	list := func() {
		entries, err := fs.ReadDir(w.fsys, dir)
		if err != nil {
			w.note(dir + ": " + reason(err))
		}
		if !prunedByContents(path.Base(dir), siblings, entries) {
			w.folder(dir, entries, depth)
		}
	}
	select {
	case w.slots <- struct{}{}:
		w.running.Go(func() {
			defer func() { <-w.slots }()
			list()
		})
	default:
		list()
	}
}

// record keeps files and reports whether there is room for more.
func (w *walker) record(files []string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	room := maxFiles - len(w.found.files)
	if room <= 0 {
		return false
	}
	if len(files) > room {
		files = files[:room]
		w.found.notes = append(w.found.notes, fmt.Sprintf("more than %d files: the rest is not looked at; scan a folder of the repository instead", maxFiles))
	}
	w.found.files = append(w.found.files, files...)
	return true
}

// link records what a link says. It is not followed here.
func (w *walker) link(name string) {
	to, err := fs.ReadLink(w.fsys, name)
	if err != nil {
		w.note(name + ": " + reason(err))
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch n := len(w.found.links); {
	case n < maxLinks:
		w.found.links[name] = to
	case n == maxLinks:
		w.found.links["."] = "" // no link is called so
		w.found.notes = append(w.found.notes, fmt.Sprintf("more than %d links: the rest is not looked at; scan a folder of the repository instead", maxLinks))
	}
}

func (w *walker) note(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.found.notes = append(w.found.notes, text)
}

// reason words an error without the path, which the note names already.
func reason(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return "cannot be read (" + err.Error() + ")"
}

// prunedNames are folders that never hold a project's own source.
var prunedNames = map[string]bool{
	".git": true, ".hg": true, ".svn": true, ".bzr": true,
	"node_modules": true, "bower_components": true,
	".venv": true, "site-packages": true, "__pypackages__": true,
	"__pycache__": true, ".tox": true, ".nox": true, ".eggs": true,
	".mypy_cache": true, ".pytest_cache": true, ".ruff_cache": true,
	".hypothesis": true, ".ipynb_checkpoints": true, ".direnv": true,
	".terraform": true,
}

func prunedByName(name string) bool {
	return prunedNames[name] || strings.HasSuffix(name, ".egg-info") || strings.HasSuffix(name, ".dist-info")
}

// prunedByContents reports whether a folder is a virtual environment or the
// output of a build. "build", "dist" and "env" are also good names for folders
// of a project's own, so their contents decide.
func prunedByContents(name string, siblings, entries []fs.DirEntry) bool {
	if has(entries, "pyvenv.cfg") {
		return true
	}
	switch strings.ToLower(name) {
	case "venv", "env", "virtualenv":
		return has(entries, "bin") && has(entries, "lib") || has(entries, "Scripts") && has(entries, "Lib")
	case "build":
		return has(siblings, "setup.py", "pyproject.toml", "setup.cfg") && hasPrefix(entries, "bdist.", "lib.", "temp.", "lib") && !has(entries, "__init__.py")
	case "dist":
		return has(siblings, "setup.py", "pyproject.toml", "package.json") && !has(entries, "__init__.py", "manage.py", "settings.py")
	}
	return false
}

func has(entries []fs.DirEntry, names ...string) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool { return slices.Contains(names, e.Name()) })
}

func hasPrefix(entries []fs.DirEntry, prefixes ...string) bool {
	return slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		return slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(e.Name(), p) })
	})
}
