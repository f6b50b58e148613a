package revision

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
)

// A treeFS is the tree of a commit as a file system: regular files, folders and
// links, which are not followed. A submodule is an empty folder, as it is in a
// checkout without submodules. Names are told apart by case.
type treeFS struct {
	store *store
	root  plumbing.Hash

	mu    sync.Mutex
	trees map[plumbing.Hash][]entry
}

// Nothing returns the tree of no files at all.
func Nothing() fs.FS { return &treeFS{} }

// An entry is a file or folder of a tree.
type entry struct {
	name string
	mode fs.FileMode
	id   plumbing.Hash // zero for a submodule
}

// modes are git's words for what an entry is.
var modes = map[string]fs.FileMode{
	"40000": fs.ModeDir | 0o755, "100644": 0o644, "100664": 0o644, "100755": 0o755, "120000": fs.ModeSymlink | 0o777, "160000": fs.ModeDir | 0o755,
}

// entries returns what is in a tree, sorted by name.
func (t *treeFS) entries(id plumbing.Hash) ([]entry, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if all, ok := t.trees[id]; ok {
		return all, nil
	}
	if id.IsZero() {
		return nil, nil
	}
	o, err := t.store.object(id)
	if err == nil && o.kind != plumbing.TreeObject {
		err = errBroken
	}
	if err != nil {
		return nil, err
	}
	all, err := parseTree(o.content)
	if err == nil {
		t.trees[id] = all
	}
	return all, err
}

// parseTree reads a tree. What has a name that no checkout could have is left
// out, and so is the second of two that have the same.
func parseTree(content []byte) ([]entry, error) {
	var all []entry
	for len(content) > 0 {
		head, rest, found := bytes.Cut(content, []byte{0})
		word, name, spaced := strings.Cut(string(head), " ")
		if !found || !spaced || len(rest) < len(plumbing.ZeroHash) {
			return nil, errBroken
		}
		e := entry{name: name, mode: modes[strings.TrimLeft(word, "0")], id: plumbing.Hash(rest[:len(plumbing.ZeroHash)])}
		content = rest[len(plumbing.ZeroHash):]
		if word == "160000" {
			e.id = plumbing.ZeroHash
		}
		if e.mode != 0 && name != "" && name != "." && name != ".." && !strings.EqualFold(name, ".git") && !strings.Contains(name, "/") {
			all = append(all, e)
		}
	}
	slices.SortStableFunc(all, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return slices.CompactFunc(all, func(a, b entry) bool { return a.name == b.name }), nil
}

// find returns the entry at a path.
func (t *treeFS) find(name string) (entry, error) {
	at := entry{name: ".", mode: fs.ModeDir | 0o755, id: t.root}
	if !fs.ValidPath(name) {
		return at, fs.ErrInvalid
	}
	if name == "." {
		return at, nil
	}
	for part := range strings.SplitSeq(name, "/") {
		if !at.mode.IsDir() {
			return at, fs.ErrNotExist
		}
		all, err := t.entries(at.id)
		if err != nil {
			return at, err
		}
		i, found := slices.BinarySearchFunc(all, part, func(e entry, part string) int { return strings.Compare(e.name, part) })
		if !found {
			return at, fs.ErrNotExist
		}
		at = all[i]
	}
	return at, nil
}

// info describes an entry, with the size of a file.
func (t *treeFS) info(e entry) (fs.FileInfo, error) {
	i := fileInfo{entry: e}
	var err error
	if !e.mode.IsDir() {
		i.size, err = t.store.size(e.id)
	}
	return i, err
}

// Lstat describes what is at a path.
func (t *treeFS) Lstat(name string) (fs.FileInfo, error) {
	e, err := t.find(name)
	if err == nil {
		var i fs.FileInfo
		if i, err = t.info(e); err == nil {
			return i, nil
		}
	}
	return nil, &fs.PathError{Op: "lstat", Path: name, Err: err}
}

// ReadLink returns where a link leads.
func (t *treeFS) ReadLink(name string) (string, error) {
	e, err := t.find(name)
	if err == nil && e.mode.Type() != fs.ModeSymlink {
		err = fs.ErrInvalid
	}
	var o object
	if err == nil {
		o, err = t.store.object(e.id)
	}
	if err != nil {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: err}
	}
	return string(o.content), nil
}

// Open opens a file or a folder.
func (t *treeFS) Open(name string) (fs.File, error) {
	f, err := t.open(name)
	if err != nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: err}
	}
	return f, nil
}

func (t *treeFS) open(name string) (fs.File, error) {
	e, err := t.find(name)
	if err != nil {
		return nil, err
	}
	if e.mode.IsDir() {
		all, err := t.entries(e.id)
		return &folder{tree: t, info: fileInfo{entry: e}, left: all}, err
	}
	if e.mode.Type() == fs.ModeSymlink {
		return nil, errors.New("links are not followed")
	}
	o, err := t.store.object(e.id)
	if err == nil && o.kind != plumbing.BlobObject {
		err = errBroken
	}
	if err != nil {
		return nil, err
	}
	return &file{Reader: bytes.NewReader(o.content), info: fileInfo{e, int64(len(o.content))}}, nil
}

// fileInfo describes an entry.
type fileInfo struct {
	entry
	size int64
}

func (i fileInfo) Name() string       { return path.Base(i.name) }
func (i fileInfo) Size() int64        { return i.size }
func (i fileInfo) Mode() fs.FileMode  { return i.mode }
func (i fileInfo) ModTime() time.Time { return time.Time{} }
func (i fileInfo) IsDir() bool        { return i.mode.IsDir() }
func (i fileInfo) Sys() any           { return nil }

// A file is an open file.
type file struct {
	*bytes.Reader
	info fileInfo
}

func (f *file) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *file) Close() error               { return nil }

// A folder is an open folder.
type folder struct {
	tree *treeFS
	info fileInfo
	left []entry
}

func (f *folder) Stat() (fs.FileInfo, error) { return f.info, nil }
func (f *folder) Close() error               { return nil }
func (f *folder) Read([]byte) (int, error) {
	return 0, &fs.PathError{Op: "read", Path: f.info.name, Err: errors.New("is a folder")}
}

// ReadDir returns the next entries.
func (f *folder) ReadDir(n int) ([]fs.DirEntry, error) {
	if n <= 0 || n > len(f.left) {
		if n > 0 && len(f.left) == 0 {
			return nil, io.EOF
		}
		n = len(f.left)
	}
	var next []fs.DirEntry
	for _, e := range f.left[:n] {
		next = append(next, dirEntry{f.tree, e})
	}
	f.left = f.left[n:]
	return next, nil
}

// A dirEntry is an entry of a folder; its size is read when it is asked for.
type dirEntry struct {
	tree *treeFS
	entry
}

func (d dirEntry) Name() string               { return d.name }
func (d dirEntry) IsDir() bool                { return d.mode.IsDir() }
func (d dirEntry) Type() fs.FileMode          { return d.mode.Type() }
func (d dirEntry) Info() (fs.FileInfo, error) { return d.tree.info(d.entry) }
