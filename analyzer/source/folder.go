package source

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
)

// A folder is the file system of one folder, through a root that no link leads
// out of. What os.Root does by itself is right, and slow for tens of thousands
// of files: it opens all folders on the way to each, and asks for more of each
// entry of a folder than its kind.
type folder struct {
	dir  string
	root *os.Root

	mu    sync.Mutex
	subs  map[string]*os.Root // of folders below, by their paths
	order []string            // of subs, the oldest first
}

// maxSubs is how many folders below are held open.
const maxSubs = 64

// portable is the door to a folder on any system.
type portable struct {
	system
	folder *folder
}

func openPortable(dir string) (door, error) {
	f, err := openFolder(dir)
	if err != nil {
		return nil, err
	}
	return portable{system{f}, f}, nil
}

func (d portable) close() error { return d.folder.Close() }

func openFolder(dir string) (*folder, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	return &folder{dir: dir, root: root, subs: map[string]*os.Root{}}, nil
}

// Close releases all that is held open.
func (f *folder) Close() error {
	for _, sub := range f.subs {
		sub.Close()
	}
	return f.root.Close()
}

// Open implements fs.FS.
func (f *folder) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	var file *os.File
	err := f.reach(name, func(root *os.Root, rest string) (err error) {
		file, err = root.Open(rest)
		return err
	})
	if err != nil {
		return nil, err
	}
	return file, nil
}

// Lstat implements fs.ReadLinkFS.
func (f *folder) Lstat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "lstat", Path: name, Err: fs.ErrInvalid}
	}
	var info fs.FileInfo
	err := f.reach(name, func(root *os.Root, rest string) (err error) {
		info, err = root.Lstat(rest)
		return err
	})
	return info, err
}

// ReadLink implements fs.ReadLinkFS.
func (f *folder) ReadLink(name string) (string, error) {
	if !fs.ValidPath(name) {
		return "", &fs.PathError{Op: "readlink", Path: name, Err: fs.ErrInvalid}
	}
	target, err := f.root.Readlink(filepath.FromSlash(name))
	return filepath.ToSlash(target), err
}

// ReadDir implements fs.ReadDirFS. The entries tell their names and types, and
// must not be asked for their Info. A folder is listed by its path, which is
// quick, once it is certain that the path leads where the root's own does.
func (f *folder) ReadDir(name string) ([]fs.DirEntry, error) {
	inside, err := f.Lstat(name)
	if err != nil {
		return nil, err
	}
	if !inside.IsDir() {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: errors.New("not a folder")}
	}
	listed, err := os.Open(filepath.Join(f.dir, filepath.FromSlash(name)))
	if err != nil {
		return nil, named(name, err)
	}
	defer listed.Close()
	if info, err := listed.Stat(); err != nil || !os.SameFile(inside, info) {
		return nil, &fs.PathError{Op: "readdir", Path: name, Err: ErrOutside}
	}
	entries, err := listed.ReadDir(-1)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return entries, named(name, err)
}

// reach does something with a file by a root that it can be reached from in few
// steps, and its path from there.
func (f *folder) reach(name string, do func(root *os.Root, rest string) error) error {
	f.mu.Lock()
	root, rest := f.nearest(name)
	f.mu.Unlock()
	err := do(root, rest)
	if root != f.root && errors.Is(err, os.ErrClosed) {
		err = do(f.root, filepath.FromSlash(name)) // it made room for another
	}
	return named(name, err)
}

func (f *folder) nearest(name string) (*os.Root, string) {
	dir, base := path.Split(name)
	if dir == "" {
		return f.root, base
	}
	dir = strings.TrimSuffix(dir, "/")
	sub := f.subs[dir]
	if sub == nil {
		above, rest := f.nearest(dir)
		opened, err := above.OpenRoot(rest)
		if err != nil {
			return f.root, filepath.FromSlash(name)
		}
		sub = opened
		f.hold(dir, sub)
	}
	return sub, base
}

// hold holds a folder below open, in the place of the oldest if need be.
func (f *folder) hold(dir string, sub *os.Root) {
	if len(f.order) == maxSubs {
		f.subs[f.order[0]].Close()
		delete(f.subs, f.order[0])
		f.order = f.order[1:]
	}
	f.subs[dir] = sub
	f.order = append(f.order, dir)
}

// named is an error about a file that tells its path in the repository.
func named(name string, err error) error {
	var of *fs.PathError
	if errors.As(err, &of) {
		return &fs.PathError{Op: of.Op, Path: name, Err: of.Err}
	}
	return err
}
