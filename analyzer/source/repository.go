package source

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"strings"
	"sync"
)

// MaxFileSize is the largest file that is read, in bytes. Larger files are
// refused with ErrTooLarge.
const MaxFileSize = 4 << 20

// Errors that Read returns, besides those of the file system.
var (
	ErrTooLarge   = errors.New("larger than the limit of 4 MiB")
	ErrNotRegular = errors.New("not a regular file")
	ErrOutside    = errors.New("outside the repository")
)

// A Repository is the scanned tree of files: a folder, or what another file
// system holds. Nothing outside of it is ever read, and no link is followed.
type Repository struct {
	door  door
	mu    sync.Mutex
	files map[string]*reading
	held  int // bytes of the files that are kept
}

// What is kept of the files that were read, in bytes. What is over that is read
// again whenever it is asked for. The smaller one is for contents of which those
// who ask keep nothing.
const (
	maxHeld     = 32 << 20
	maxContents = 8 << 20
)

// A reading is one file's only read; those who come while it runs wait for it,
// and for nothing else.
type reading struct {
	once sync.Once
	file *File
	err  error
}

// Open opens the folder dir. Links that lead out of it are refused by the
// operating system's own means. The error says what to do about it.
func Open(dir string) (*Repository, error) {
	d, err := openDoor(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", dir, err)
	}
	return through(d), nil
}

// Over returns the repository of the files of another file system, whose names
// are told apart by case and whose links, if there are any, are those that its
// fs.ReadLinkFS names. What it holds open is the caller's to close.
func Over(fsys fs.FS) *Repository {
	return through(system{fsys})
}

func through(d door) *Repository {
	return &Repository{door: d, files: map[string]*reading{}}
}

// Close releases the folder. The repository must not be asked for more.
func (r *Repository) Close() error { return r.door.close() }

// List returns what is in a folder, in any order. What could be listed comes
// with the error.
func (r *Repository) List(dir string) ([]Entry, error) {
	dir, err := Clean(dir)
	if err != nil {
		return nil, err
	}
	return r.door.list(dir)
}

// Target returns what a link says. It is not followed.
func (r *Repository) Target(name string) (string, error) {
	name, err := Clean(name)
	if err != nil {
		return "", err
	}
	return r.door.target(name)
}

// Clean turns a path into the form that File.Path has, or fails with
// ErrOutside.
func Clean(p string) (string, error) {
	p = path.Clean(strings.ReplaceAll(p, "\\", "/"))
	if path.IsAbs(p) || p == ".." || strings.HasPrefix(p, "../") {
		return "", ErrOutside
	}
	return p, nil
}

// Read returns a regular file of the repository, reading it the first time
// only, unless the repository's files are too large for that. It may be called
// from several goroutines.
func (r *Repository) Read(name string) (*File, error) { return r.read(name, maxHeld) }

// Content returns what a regular file of the repository holds, for those who keep
// nothing of it.
func (r *Repository) Content(name string) ([]byte, error) {
	f, err := r.read(name, maxContents)
	if err != nil {
		return nil, err
	}
	return f.Bytes, nil
}

// read reads a file, and keeps it while all that are kept have at most so many
// bytes.
func (r *Repository) read(name string, most int) (*File, error) {
	name, err := Clean(name)
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	f := r.files[name]
	if f == nil {
		f = new(reading)
		r.files[name] = f
	}
	r.mu.Unlock()
	f.once.Do(func() {
		var content []byte
		if content, f.err = r.door.read(name); f.err == nil {
			f.file = NewFile(name, content)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		if r.held+len(content) > most {
			delete(r.files, name)
		} else {
			r.held += len(content)
		}
	})
	return f.file, f.err
}

// Kind returns what is at the path; Nothing if it is outside the repository.
func (r *Repository) Kind(name string) Kind {
	name, err := Clean(name)
	if err != nil {
		return Nothing
	}
	kind, err := r.door.kind(name)
	if err != nil {
		return Nothing
	}
	return kind
}

// With returns the repository with other contents for some of its files. Both
// share what else has been read, and the folder: it is closed by whoever opened
// it.
func (r *Repository) With(files ...*File) *Repository {
	r.mu.Lock()
	changed := through(r.door)
	changed.files, changed.held = maps.Clone(r.files), r.held
	r.mu.Unlock()
	for _, f := range files {
		read := &reading{file: f}
		read.once.Do(func() {})
		changed.files[f.Path] = read
	}
	return changed
}
