// Package file writes files: whole, or not at all, and never through a link.
package file

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// ErrNotAFile is returned for a destination that is there already and is not a
// regular file: a link could lead anywhere.
var ErrNotAFile = errors.New("is there already and is not a regular file; choose another name or remove it")

// ErrNotAFolder is returned for a folder on the way that is a link or no folder.
var ErrNotAFolder = errors.New("is a link or no folder; nothing is written through it")

// CreateIn writes a new file under a folder, with the folders that it lies in,
// readable by everyone. One that is there already is left alone, with
// fs.ErrExist, and so is all that lies behind a link.
func CreateIn(root *os.Root, path string, data []byte) error {
	fail := func(err error) error { return fmt.Errorf("cannot write %s: %w", path, err) }
	parts := strings.Split(filepath.ToSlash(filepath.Dir(path)), "/")
	for i := range parts {
		folder := filepath.Join(parts[:i+1]...)
		if err := root.Mkdir(folder, 0o755); err != nil && !errors.Is(err, fs.ErrExist) {
			return fail(err)
		}
		if info, err := root.Lstat(folder); err != nil {
			return fail(err)
		} else if !info.IsDir() {
			return fail(fmt.Errorf("%s %w", folder, ErrNotAFolder))
		}
	}
	if _, err := root.Lstat(path); err == nil {
		return fail(fs.ErrExist)
	}
	return WriteIn(root, path, data, 0o644)
}

// Write writes data to the file of that path, readable by everyone. The
// file is complete or as it was before. A link at that path is refused.
func Write(path string, data []byte) error {
	root, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	defer root.Close()
	return WriteIn(root, filepath.Base(path), data, 0o644)
}

// WriteIn is Write for a path under a folder that it may not leave,
// not even through links on the way, and with the permissions given.
func WriteIn(root *os.Root, path string, data []byte, perm fs.FileMode) error {
	fail := func(err error) error { return fmt.Errorf("cannot write %s: %w", path, cause(err)) }
	switch info, err := root.Lstat(path); {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return fail(err)
	case !info.Mode().IsRegular():
		return fail(ErrNotAFile)
	}
	temp := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+"."+rand.Text())
	f, err := root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return fail(err)
	}
	_, err = f.Write(data)
	// The mode at creation is narrowed by the umask, and other steps of a job
	// may run as another user.
	err = firstOf(err, f.Chmod(perm), f.Close())
	if err == nil {
		err = root.Rename(temp, path) // replaces a link, and never follows it
	}
	if err != nil {
		_ = root.Remove(temp) // what went wrong first is what is told
		return fail(err)
	}
	return nil
}

func firstOf(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// cause leaves out of an error the name of the temporary file, which says
// nothing to anybody.
func cause(err error) error {
	var pe *fs.PathError
	var le *os.LinkError
	switch {
	case errors.As(err, &pe):
		return pe.Err
	case errors.As(err, &le):
		return le.Err
	}
	return err
}
