package source

import (
	"bytes"
	"io"
	"io/fs"
)

// A door is the way to the files of a repository. Whatever name it is given, a
// door leads nowhere else.
type door interface {
	// list returns what is in a folder, in any order. What could be listed
	// comes with the error.
	list(dir string) ([]Entry, error)
	// kind says what is at a path: of links, that they are links.
	kind(name string) (Kind, error)
	// target returns what a link says.
	target(name string) (string, error)
	// read returns the content of a regular file that is not too large.
	read(name string) ([]byte, error)
	close() error
}

// An Entry is what is in a folder under one name.
type Entry struct {
	Name string
	Kind Kind
}

// A Kind says what is found at a path.
type Kind int

// The kinds that a path can be of.
const (
	Nothing Kind = iota
	RegularFile
	Folder
	Link
	Other // a device, a pipe
)

// system is the door to a file system.
type system struct{ fs.FS }

// close leaves the file system open: somebody else has opened it.
func (system) close() error { return nil }

func (d system) list(dir string) ([]Entry, error) {
	found, err := fs.ReadDir(d.FS, dir)
	entries := make([]Entry, len(found))
	for i, e := range found {
		entries[i] = Entry{e.Name(), kindOf(e.Type())}
	}
	return entries, err
}

func (d system) kind(name string) (Kind, error) {
	info, err := fs.Lstat(d.FS, name)
	if err != nil {
		return Nothing, err
	}
	return kindOf(info.Mode()), nil
}

func (d system) target(name string) (string, error) { return fs.ReadLink(d.FS, name) }

func kindOf(mode fs.FileMode) Kind {
	switch mode.Type() {
	case 0:
		return RegularFile
	case fs.ModeDir:
		return Folder
	case fs.ModeSymlink:
		return Link
	}
	return Other
}

func (d system) read(name string) ([]byte, error) {
	// Lstat first: opening a FIFO would wait for a writer for ever.
	info, err := fs.Lstat(d.FS, name)
	if err != nil {
		return nil, err
	}
	if err := readable(kindOf(info.Mode()), info.Size()); err != nil {
		return nil, err
	}
	f, err := d.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readAll(f, info.Size())
}

// readable is what is to be said against reading what is of that kind and size.
func readable(kind Kind, size int64) error {
	switch {
	case kind != RegularFile:
		return ErrNotRegular
	case size > MaxFileSize:
		return ErrTooLarge
	}
	return nil
}

// readAll reads what is left of a file that had that size a moment ago, so that
// one buffer does. A file that grew meanwhile is read to its end all the same.
func readAll(f io.Reader, size int64) ([]byte, error) {
	content := bytes.NewBuffer(make([]byte, 0, size+bytes.MinRead))
	if _, err := content.ReadFrom(io.LimitReader(f, MaxFileSize+1)); err != nil {
		return nil, err
	}
	if content.Len() > MaxFileSize {
		return nil, ErrTooLarge
	}
	return content.Bytes(), nil
}
