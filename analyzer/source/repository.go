package source

import (
	"bytes"
	"errors"
	"fmt"
	"io"
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
	fsys  fs.FS
	close func() error

	mu    sync.Mutex
	files map[string]*reading
}

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
	f, err := openFolder(dir)
	if err != nil {
		return nil, fmt.Errorf("cannot open %s: %w", dir, err)
	}
	r := Over(f)
	r.close = f.Close
	return r, nil
}

// Over returns the repository of the files of another file system, whose names
// are told apart by case and whose links, if there are any, are those that its
// fs.ReadLinkFS names. What it holds open is the caller's to close.
func Over(fsys fs.FS) *Repository {
	return &Repository{fsys: fsys, close: func() error { return nil }, files: map[string]*reading{}}
}

// Close releases the folder.
func (r *Repository) Close() error { return r.close() }

// FS returns the tree for walking and matching. Reads go through Read.
func (r *Repository) FS() fs.FS { return r.fsys }

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
// only. It may be called from several goroutines.
func (r *Repository) Read(name string) (*File, error) {
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
		if content, f.err = r.read(name); f.err == nil {
			f.file = NewFile(name, content)
		}
	})
	return f.file, f.err
}

func (r *Repository) read(name string) ([]byte, error) {
	// Lstat first: opening a FIFO would wait for a writer for ever.
	info, err := fs.Lstat(r.fsys, name)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, ErrNotRegular
	}
	if info.Size() > MaxFileSize {
		return nil, ErrTooLarge
	}
	f, err := r.fsys.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	// The size is known, so one buffer does; a file that grew meanwhile is
	// read to its end all the same.
	content := bytes.NewBuffer(make([]byte, 0, info.Size()+bytes.MinRead))
	if _, err := content.ReadFrom(io.LimitReader(f, MaxFileSize+1)); err != nil {
		return nil, err
	}
	if content.Len() > MaxFileSize {
		return nil, ErrTooLarge
	}
	return content.Bytes(), nil
}

// A Kind says what is found at a path.
type Kind int

// The kinds that a path can be of.
const (
	Nothing Kind = iota
	RegularFile
	Folder
	Other // a link, a device, a pipe
)

// Kind returns what is at the path; Nothing if it is outside the repository.
func (r *Repository) Kind(name string) Kind {
	name, err := Clean(name)
	if err != nil {
		return Nothing
	}
	info, err := fs.Lstat(r.fsys, name)
	switch {
	case err != nil:
		return Nothing
	case info.Mode().IsRegular():
		return RegularFile
	case info.IsDir():
		return Folder
	}
	return Other
}

// With returns the repository with other contents for some of its files. Both
// share what else has been read, and the folder: it is closed by whoever opened
// it.
func (r *Repository) With(files ...*File) *Repository {
	r.mu.Lock()
	changed := Over(r.fsys)
	changed.files = maps.Clone(r.files)
	r.mu.Unlock()
	for _, f := range files {
		read := &reading{file: f}
		read.once.Do(func() {})
		changed.files[f.Path] = read
	}
	return changed
}
