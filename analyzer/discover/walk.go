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
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// Limits of one walk. A repository that meets one is scanned in part, and a
// note says so.
const (
	maxFiles = 1_000_000
	maxLinks = 10_000
	maxDepth = 64
)

// walk lists the regular files of a repository once, leaving out folders that
// hold no source of the project's own. Its notes are sorted.
func walk(repo *source.Repository) (x *Index, notes []string, err error) {
	entries, err := repo.List(".")
	if err != nil {
		return nil, nil, fmt.Errorf("cannot list the folder: %w; check that it exists and can be read", err)
	}
	top := &branch{path: "."}
	w := &walker{repo: repo, links: map[string]string{}}
	w.more.L = &w.mu
	w.fill(top, entries)
	w.todo, w.open = slices.Clone(top.below), len(top.below)
	parallel.Each(parallel.Width(), func(int) { w.work() })
	slices.Sort(w.notes)
	x = &Index{files: make([]string, 0, w.found), folders: map[string]bool{".": true}, links: w.links}
	top.collect(x)
	return x, w.notes, nil
}

// A branch is a folder with what lies below it.
type branch struct {
	path  string
	depth int
	built bool // what lies beside it speaks for the output of a build
	files []string
	below []*branch
	after int // how many of the files above come before it
}

// collect takes all files of a branch into an index, in order: each folder has
// sorted its own, so nobody needs to sort them all.
func (b *branch) collect(x *Index) {
	before, from := len(x.files), 0
	for _, sub := range b.below {
		x.files = append(x.files, b.files[from:sub.after]...)
		from = sub.after
		sub.collect(x)
	}
	x.files = append(x.files, b.files[from:]...)
	if len(x.files) > before {
		x.folders[b.path] = true
	}
}

// A walker is what those who list folders share.
type walker struct {
	repo *source.Repository

	mu    sync.Mutex
	more  sync.Cond // there is something to do, or nothing will be
	todo  []*branch
	open  int               // how many branches are not done
	found int               // files
	full  bool              // there are more than are taken
	links map[string]string // what each says
	notes []string
}

// work lists folders until all are listed.
func (w *walker) work() {
	for b := w.next(); b != nil; b = w.next() {
		w.list(b)
	}
}

// next waits for something to do; nil says that everything is done.
func (w *walker) next() *branch {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.todo) == 0 {
		if w.open == 0 {
			return nil
		}
		w.more.Wait()
	}
	last := len(w.todo) - 1
	b := w.todo[last]
	w.todo = w.todo[:last]
	return b
}

func (w *walker) list(b *branch) {
	defer w.done(b)
	entries, err := w.repo.List(b.path)
	if err != nil {
		w.note(b.path + ": " + reason(err))
	}
	if !prunedByContents(path.Base(b.path), b.built, entries) {
		w.fill(b, entries)
	}
}

// done hands on what lies below a branch.
func (w *walker) done(b *branch) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.todo = append(w.todo, b.below...)
	w.open += len(b.below) - 1
	if len(b.below) > 1 || w.open == 0 {
		w.more.Broadcast()
	}
}

// fill takes the entries of a folder into its branch.
func (w *walker) fill(b *branch, entries []source.Entry) {
	prefix := b.path + "/"
	if b.path == "." {
		prefix = ""
	}
	slices.SortFunc(entries, byPath)
	b.files = joined(prefix, entries)
	if !w.record(b) {
		return
	}
	seen := 0
	for _, e := range entries {
		switch {
		case !nameable(e.Name):
		case e.Kind == source.RegularFile:
			seen++
		case e.Kind == source.Link:
			w.link(prefix + e.Name)
		case e.Kind == source.Folder && !prunedByName(e.Name):
			b.below = append(b.below, &branch{
				path: prefix + e.Name, depth: b.depth + 1, built: mayBeBuilt(e.Name, entries), after: min(seen, len(b.files)),
			})
		}
	}
	if b.depth == maxDepth && len(b.below) > 0 {
		b.below = nil
		w.note(fmt.Sprintf("%s: folders nested deeper than %d are not looked into", b.path, maxDepth))
	}
}

// byPath compares entries as the paths of all that lies in them would be: a
// folder "a" comes after a file "a.py".
func byPath(a, b source.Entry) int {
	n := min(len(a.Name), len(b.Name))
	if c := strings.Compare(a.Name[:n], b.Name[:n]); c != 0 {
		return c
	}
	return next(a, n) - next(b, n)
}

// next is the byte that follows n bytes of an entry's path; 0 at its end.
func next(e source.Entry, n int) int {
	switch {
	case n < len(e.Name):
		return int(e.Name[n])
	case e.Kind == source.Folder:
		return '/'
	}
	return 0
}

// joined returns the paths of the files among the entries. They lie in one text,
// for there are many.
func joined(prefix string, entries []source.Entry) []string {
	size, n := 0, 0
	for _, e := range entries {
		if e.Kind == source.RegularFile && nameable(e.Name) {
			size += len(prefix) + len(e.Name)
			n++
		}
	}
	var text strings.Builder
	text.Grow(size)
	files := make([]string, 0, n)
	for _, e := range entries {
		if e.Kind == source.RegularFile && nameable(e.Name) {
			from := text.Len()
			text.WriteString(prefix)
			text.WriteString(e.Name)
			files = append(files, text.String()[from:])
		}
	}
	return files
}

// nameable reports whether a file of that name can be imported, and named in a
// report.
func nameable(name string) bool {
	return utf8.ValidString(name) && strings.IndexByte(name, '\\') < 0
}

// record counts a branch's files, and leaves out those that are too many. It
// reports whether there may be room for more.
func (w *walker) record(b *branch) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if room := maxFiles - w.found; len(b.files) > room {
		b.files = b.files[:room]
		if !w.full {
			w.notes = append(w.notes, fmt.Sprintf("more than %d files: the rest is not looked at; scan a folder of the repository instead", maxFiles))
		}
		w.full = true
	}
	w.found += len(b.files)
	return !w.full
}

// link records what a link says. It is not followed here.
func (w *walker) link(name string) {
	to, err := w.repo.Target(name)
	if err != nil {
		w.note(name + ": " + reason(err))
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch n := len(w.links); {
	case n < maxLinks:
		w.links[name] = to
	case n == maxLinks:
		w.links["."] = "" // no link is called so
		w.notes = append(w.notes, fmt.Sprintf("more than %d links: the rest is not looked at; scan a folder of the repository instead", maxLinks))
	}
}

func (w *walker) note(text string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.notes = append(w.notes, text)
}

// reason words an error without the path, which the note names already.
func reason(err error) string {
	var pathError *fs.PathError
	if errors.As(err, &pathError) {
		err = pathError.Err
	}
	return "cannot be read (" + err.Error() + ")"
}
