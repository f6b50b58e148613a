package revision

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	format "github.com/go-git/go-git/v5/plumbing/format/config"
)

// ErrNoRepository says that a folder is in no checkout.
var ErrNoRepository = errors.New("this is no git checkout: neither the folder nor one above it has a .git folder")

// maxSmall is the largest of git's small files that is read: a reference, a
// configuration.
const maxSmall = 1 << 20

// Top returns the folder, the given one or one above, that has a .git, or
// ErrNoRepository. The folder is an absolute path.
func Top(folder string) (string, error) {
	for dir := folder; ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return dir, nil
		}
		if dir == filepath.Dir(dir) {
			return "", ErrNoRepository
		}
	}
}

// A gitDir is a .git folder, and the only door to it: regular files, read-only,
// and nothing outside.
type gitDir struct {
	root *os.Root
	// own is the folder below root of what a linked worktree has for itself,
	// such as HEAD; "" for a checkout that has its .git folder to itself.
	own string
	// partial is true if objects were left out on purpose.
	partial bool
}

// openGitDir opens the .git of a checkout.
func openGitDir(top string) (*gitDir, error) {
	name := filepath.Join(top, ".git")
	info, err := os.Lstat(name)
	if err != nil {
		return nil, err
	}
	var g *gitDir
	switch {
	case info.IsDir():
		g, err = openDir(name)
	case info.Mode().IsRegular():
		g, err = openLinked(top)
	default:
		err = errors.New("the checkout's .git is neither a folder nor a file; links are not followed")
	}
	if err != nil {
		return nil, err
	}
	if err := g.understood(); err != nil {
		return nil, errors.Join(err, g.close())
	}
	return g, nil
}

func (g *gitDir) close() error { return g.root.Close() }

// openLinked opens what a .git file leads to: the .git of the repository that a
// linked worktree or a submodule belongs to. It must say in turn that the
// checkout is its own, for a file that anybody may have put there leads
// anywhere.
func openLinked(top string) (*gitDir, error) {
	own, err := linkedFolder(top)
	if err != nil {
		return nil, err
	}
	g, err := openDir(own)
	if err != nil {
		return nil, err
	}
	if common := filepath.Dir(filepath.Dir(own)); filepath.Base(filepath.Dir(own)) == "worktrees" {
		text, err := g.small("gitdir")
		if err == nil && sameFile(rooted(own, strings.TrimSpace(string(text))), filepath.Join(top, ".git")) {
			whole, err := openDir(common)
			if err == nil {
				whole.own = "worktrees/" + filepath.Base(own)
			}
			return whole, errors.Join(err, g.close())
		}
	}
	c, err := g.config()
	if err == nil && sameFile(rooted(own, c.Section("core").Option("worktree")), top) {
		return g, nil
	}
	return nil, errors.Join(errors.New("the checkout's .git file leads to a folder that does not know of the checkout"), g.close())
}

// linkedFolder returns the folder that the .git file of a checkout names.
func linkedFolder(top string) (string, error) {
	around, err := openDir(top)
	if err != nil {
		return "", err
	}
	text, err := around.small(".git")
	if err := errors.Join(err, around.close()); err != nil {
		return "", err
	}
	to, found := strings.CutPrefix(strings.TrimSpace(string(text)), "gitdir: ")
	if !found {
		return "", errors.New("the checkout's .git file names no folder")
	}
	return filepath.Clean(rooted(top, to)), nil
}

func openDir(name string) (*gitDir, error) {
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, err
	}
	return &gitDir{root: root}, nil
}

// rooted returns a path that may be relative to a folder.
func rooted(folder, name string) string {
	if filepath.IsAbs(name) || name == "" {
		return name
	}
	return filepath.Join(folder, name)
}

func sameFile(a, b string) bool {
	x, err := os.Stat(a)
	if err != nil {
		return false
	}
	y, err := os.Stat(b)
	return err == nil && os.SameFile(x, y)
}

// understood is an error if the repository is kept in a way that is not known
// here.
func (g *gitDir) understood() error {
	if _, err := g.small("HEAD"); err != nil {
		return fmt.Errorf("the checkout's .git is no git repository: %w", err)
	}
	c, err := g.config()
	if err != nil {
		return err
	}
	extensions := c.Section("extensions")
	if text := extensions.Option("objectformat"); text != "" && !strings.EqualFold(text, "sha1") {
		return errors.New("the repository names its objects by SHA-256, which is not supported")
	}
	if text := extensions.Option("refstorage"); text != "" && !strings.EqualFold(text, "files") {
		return errors.New("the repository keeps its references in a reftable, which is not supported")
	}
	g.partial = extensions.Option("partialclone") != ""
	for _, remote := range c.Section("remote").Subsections {
		g.partial = g.partial || strings.EqualFold(remote.Option("promisor"), "true")
	}
	return nil
}

// config returns the repository's configuration, of which a few keys are looked
// at. What it includes is not read.
func (g *gitDir) config() (c *format.Config, err error) {
	text, err := g.small("config")
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	defer recovered(&err)
	c = format.New()
	if err := format.NewDecoder(bytes.NewReader(text)).Decode(c); err != nil {
		return nil, errors.New("the file .git/config cannot be understood")
	}
	return c, nil
}

// small returns the text of a small file.
func (g *gitDir) small(name string) ([]byte, error) {
	f, _, err := g.open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxSmall+1))
	if err == nil && len(text) > maxSmall {
		err = fmt.Errorf("the file %s of the repository is larger than 1 MiB", path.Base(name))
	}
	return text, err
}

// open opens a regular file.
func (g *gitDir) open(name string) (*os.File, fs.FileInfo, error) {
	name = filepath.FromSlash(name)
	// Opening a pipe would wait for a writer for ever.
	info, err := g.root.Lstat(name)
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	f, err := g.root.Open(name)
	return f, info, err
}

// list returns what is in a folder, sorted; nothing if there is no such folder.
func (g *gitDir) list(name string) ([]fs.DirEntry, error) {
	entries, err := fs.ReadDir(g.root.FS(), name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return entries, err
}
