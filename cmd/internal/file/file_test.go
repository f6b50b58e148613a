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

func TestNewFiles(t *testing.T) {
	outside, dir := t.TempDir(), t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	if err := os.Mkdir(filepath.Join(dir, "inner"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("inner", filepath.Join(dir, "within")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path string
		want error
	}{
		{"top.yml", nil},
		{"a/b/c.yml", nil},
		{"a/b/c.yml", fs.ErrExist},
		{"a/b/d.yml", nil},
		{"top.yml/x.yml", ErrNotAFolder},
		{"link/x.yml", ErrNotAFolder},
		{"within/x.yml", ErrNotAFolder},
		{"link", fs.ErrExist},
	} {
		if err := CreateIn(root, c.path, []byte(c.path)); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.path, err, c.want)
		}
	}
	if err := CreateIn(root, "../x.yml", nil); err == nil {
		t.Error("a file was written outside")
	}
	if got, err := os.ReadFile(filepath.Join(dir, "a", "b", "c.yml")); string(got) != "a/b/c.yml" || err != nil {
		t.Errorf("it holds %q (%v)", got, err)
	}
	for _, folder := range []string{outside, filepath.Join(dir, "inner")} {
		if entries, err := os.ReadDir(folder); len(entries) > 0 || err != nil {
			t.Errorf("%s holds %v (%v)", folder, entries, err)
		}
	}
}
