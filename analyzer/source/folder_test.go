package source

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
)

func TestFolderIsAFileSystem(t *testing.T) {
	dir := t.TempDir()
	var names []string
	for i := range 3 * maxSubs {
		name := fmt.Sprintf("d%d/e/f%d.py", i, i)
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o666); err != nil {
			t.Fatal(err)
		}
		names = append(names, name)
	}
	f, err := openFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var wait sync.WaitGroup
	for from := range 4 {
		wait.Go(func() {
			for i := range names {
				name := names[(i*(2*from+1)+from)%len(names)]
				if got, err := fs.ReadFile(f, name); err != nil || string(got) != name {
					t.Errorf("%s holds %q, %v", name, got, err)
				}
			}
		})
	}
	wait.Wait()
	listed := 0
	err = fs.WalkDir(f, ".", func(_ string, d fs.DirEntry, err error) error {
		if d.Type().IsRegular() {
			listed++
		}
		return err
	})
	if err != nil || listed != len(names) {
		t.Errorf("%d files, %v, want %d", listed, err, len(names))
	}
}

func TestFolderStaysInside(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(outside, "secret.py"), []byte("x"), 0o666); err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(dir, "a"), 0o777); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{"out": outside, "a/up": "..", "a/out": outside} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	f, err := openFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, name := range []string{"out", "a/up", "a/out", "out/.", "none", "a/none"} {
		if entries, err := f.ReadDir(name); err == nil {
			t.Errorf("%s lists %v", name, entries)
		}
	}
	for _, name := range []string{"out/secret.py", "a/out/secret.py", "../secret.py", "/etc/passwd"} {
		_, err := f.Open(name)
		var of *fs.PathError
		if !errors.As(err, &of) || of.Path != name {
			t.Errorf("opening %s: %v, want an error that names it", name, err)
		}
	}
	if _, err := f.Lstat("a/none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("what is not there: %v", err)
	}
}
