package source

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
)

func TestRepository(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.py")
	dir := t.TempDir()
	for name, content := range map[string]string{outside: "x", filepath.Join(dir, "a.py"): "a = 1\n", filepath.Join(dir, "big.py"): string(make([]byte, MaxFileSize+1))} {
		if err := os.WriteFile(name, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Symlink(outside, filepath.Join(dir, "link.py")); err != nil {
		t.Fatal(err)
	}
	r, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for name, want := range map[string]error{
		"a.py": nil, "./a.py": nil, "big.py": ErrTooLarge, "link.py": ErrNotRegular, ".": ErrNotRegular,
		"../secret.py": ErrOutside, outside: ErrOutside, "none.py": os.ErrNotExist,
	} {
		if _, err := r.Read(name); !errors.Is(err, want) {
			t.Errorf("Read(%q): %v, want %v", name, err, want)
		}
	}
	var wait sync.WaitGroup
	files := make([]*File, 8)
	for i := range files {
		wait.Go(func() { files[i], _ = r.Read("a.py") })
	}
	wait.Wait()
	for _, f := range files {
		if f != files[0] {
			t.Error("a file was read twice")
		}
	}
}

// Over another file system, the same is read and refused.
func TestOver(t *testing.T) {
	r := Over(fstest.MapFS{
		"a.py":       {Data: []byte("a = 1\n")},
		"big.py":     {Data: make([]byte, MaxFileSize+1)},
		"largest.py": {Data: make([]byte, MaxFileSize)},
		"link.py":    {Mode: fs.ModeSymlink, Data: []byte("a.py")},
		"pipe.py":    {Mode: fs.ModeNamedPipe},
		"below/b.py": {},
	})
	defer r.Close()
	for name, want := range map[string]error{
		"a.py": nil, "./a.py": nil, "below/b.py": nil, "largest.py": nil, "big.py": ErrTooLarge,
		"link.py": ErrNotRegular, "pipe.py": ErrNotRegular, "below": ErrNotRegular, ".": ErrNotRegular,
		"../a.py": ErrOutside, "/a.py": ErrOutside, "A.py": fs.ErrNotExist, "below/c.py": fs.ErrNotExist,
	} {
		if _, err := r.Read(name); !errors.Is(err, want) {
			t.Errorf("Read(%q): %v, want %v", name, err, want)
		}
	}
	for name, want := range map[string]Kind{
		"a.py": RegularFile, "below": Folder, ".": Folder, "link.py": Link, "pipe.py": Other, "none.py": Nothing, "../a.py": Nothing,
	} {
		if got := r.Kind(name); got != want {
			t.Errorf("Kind(%q) = %v, want %v", name, got, want)
		}
	}
}

func TestPosition(t *testing.T) {
	f := NewFile("a.py", []byte("a\r\nb\rü😀c\n"))
	for offset, want := range map[int]Position{0: {1, 1}, 3: {2, 1}, 5: {3, 1}, 7: {3, 2}, 11: {3, 4}, 13: {4, 1}, 99: {4, 1}, -1: {1, 1}} {
		if got := f.Position(offset); got != want {
			t.Errorf("Position(%d) = %v, want %v", offset, got, want)
		}
	}
	if got := string(f.Line(3)); got != "ü😀c" {
		t.Errorf("Line(3) = %q", got)
	}
	if f.Line(0) != nil || f.Line(5) != nil || f.LineCount() != 4 {
		t.Error("lines outside the file")
	}
}

func TestWithOtherContents(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.py", "b.py"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("old"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	repo, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	changed := repo.With(NewFile("a.py", []byte("new")))
	for _, c := range []struct {
		repo       *Repository
		name, want string
	}{
		{repo, "a.py", "old"}, {repo, "b.py", "old"}, {changed, "a.py", "new"}, {changed, "b.py", "old"}, {changed, "./a.py", "new"},
	} {
		if f, err := c.repo.Read(c.name); err != nil || string(f.Bytes) != c.want {
			t.Errorf("%s is %v (%v), want %s", c.name, f, err, c.want)
		}
	}
	if content, _ := os.ReadFile(filepath.Join(dir, "a.py")); string(content) != "old" {
		t.Errorf("the file on disk was changed: %s", content)
	}
}

// TestKeeps holds that no more is kept of the files that were read than is said, and
// that what is not kept is the same when it is read again.
func TestKeeps(t *testing.T) {
	files := fstest.MapFS{}
	for i := range 10 {
		files[fmt.Sprintf("%d.py", i)] = &fstest.MapFile{Data: bytes.Repeat([]byte{byte('0' + i)}, MaxFileSize)}
	}
	repo := Over(files)
	for i := range 10 {
		name := fmt.Sprintf("%d.py", i)
		f, err := repo.Read(name)
		if err != nil {
			t.Fatal(err)
		}
		again, err := repo.Read(name)
		if err != nil || !bytes.Equal(f.Bytes, again.Bytes) || f.Bytes[0] != byte('0'+i) {
			t.Errorf("%s is something else when it is read again (%v)", name, err)
		}
		if kept := i < maxHeld/MaxFileSize; kept != (f == again) {
			t.Errorf("%s is kept: %t, want %t", name, f == again, kept)
		}
		content, err := repo.Content(name)
		if err != nil || !bytes.Equal(content, f.Bytes) {
			t.Errorf("the content of %s is not what the file holds (%v)", name, err)
		}
	}
	if repo.held > maxHeld {
		t.Errorf("%d bytes are held", repo.held)
	}
	if _, err := repo.Content("no.py"); err == nil {
		t.Error("a file that is not there has a content")
	}
}
