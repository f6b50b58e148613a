package sarif

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// ErrNotAFile is returned for a destination that is there already and is not a
// regular file: a link could lead anywhere.
var ErrNotAFile = errors.New("is there already and is not a regular file; choose another name or remove it")

// WriteFile writes data to the file of that path, readable by everyone. The
// file is complete or as it was before. A link at that path is refused.
func WriteFile(path string, data []byte) error {
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	defer root.Close()
	return WriteFileIn(root, filepath.Base(path), data)
}

// WriteFileIn is WriteFile for a path under a folder that it may not leave,
// not even through links on the way.
func WriteFileIn(root *os.Root, path string, data []byte) error {
	fail := func(err error) error { return fmt.Errorf("cannot write %s: %w", path, err) }
	switch info, err := root.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fail(err)
	case !info.Mode().IsRegular():
		return fail(ErrNotAFile)
	}
	temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text())
	f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return fail(err)
	}
	_, err = f.Write(data)
	// The mode at creation is narrowed by the umask, and other steps of a job
	// may run as another user.
	err = errors.Join(err, f.Chmod(0o644), f.Close())
	if err == nil {
		err = root.Rename(temp, path) // replaces a link, and never follows it
	}
	if err != nil {
		return fail(errors.Join(err, root.Remove(temp)))
	}
	return nil
}
