package file

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWholeFile(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "out.sarif")
	for _, content := range []string{strings.Repeat("long", 1000), "short"} {
		if err := Write(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		got, err := os.ReadFile(path)
		if err != nil || string(got) != content {
			t.Errorf("holds %d bytes (%v), want %d", len(got), err, len(content))
		}
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode() != 0o644 {
		t.Errorf("mode is %v (%v)", info.Mode(), err)
	}
	onlyFile(t, dir, "out.sarif")
}

func TestNoLinkIsFollowed(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	victim := filepath.Join(outside, "victim")
	if err := os.WriteFile(victim, []byte("mine"), 0o644); err != nil {
		t.Fatal(err)
	}
	for link, target := range map[string]string{"link.sarif": victim, "dangling.sarif": filepath.Join(outside, "new"), "folder": outside} {
		if err := os.Symlink(target, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for _, path := range []string{"link.sarif", "dangling.sarif", "folder"} {
		if err := Write(filepath.Join(dir, path), []byte("x")); !errors.Is(err, ErrNotAFile) {
			t.Errorf("Write of %s: %v", path, err)
		}
	}
	for _, path := range []string{"link.sarif", "folder/new.sarif", "../new.sarif", "/new.sarif", "missing/new.sarif"} {
		if err := WriteIn(root, path, []byte("x"), 0o644); err == nil {
			t.Errorf("WriteIn of %s: no error", path)
		}
	}
	if got, _ := os.ReadFile(victim); string(got) != "mine" {
		t.Errorf("the link's target was written: %q", got)
	}
	onlyFile(t, outside, "victim")
	if err := Write(filepath.Join(dir, "none", "x.sarif"), nil); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without the folder: %v", err)
	}
}

func onlyFile(t *testing.T, dir, name string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != name {
		t.Errorf("the folder holds %v (%v), want only %s", entries, err, name)
	}
}

func TestPermissionsAreThoseAskedFor(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	for _, perm := range []fs.FileMode{0o600, 0o755} {
		if err := WriteIn(root, "x.py", []byte("x"), perm); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(filepath.Join(dir, "x.py")); err != nil || info.Mode() != perm {
			t.Errorf("mode is %v (%v), want %v", info.Mode(), err, perm)
		}
	}
}
