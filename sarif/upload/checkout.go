package upload

import (
	"bufio"
	"bytes"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// A Checkout is what is checked out in a folder, as far as its .git tells.
type Checkout struct {
	// Commit is the full name of the commit, or "" when it is not known.
	Commit string
	// Branch is the branch that is checked out (refs/heads/…), or "".
	Branch string
	// Merge is the commit of the pull request's merge that was fetched, or
	// "" when there is none.
	Merge string
}

// How much is read of Git's files.
const (
	maxGitFile    = 64 << 10
	maxPackedRefs = 64 << 20
	maxRefDepth   = 5
)

// ReadCheckout reads what is checked out in the workspace, without running
// Git: a container may have none, and Git refuses folders of another user.
// Only files under the workspace are read; what cannot be read is not known.
// The ref is the run's (GITHUB_REF).
func ReadCheckout(workspace, ref string) Checkout {
	root, err := os.OpenRoot(workspace)
	if err != nil {
		return Checkout{}
	}
	defer root.Close()
	g, ok := findGit(root)
	if !ok {
		return Checkout{}
	}
	var c Checkout
	head := g.read(g.dir, "HEAD")
	if name, symbolic := strings.CutPrefix(head, "ref:"); symbolic {
		name = strings.TrimSpace(name)
		c.Commit = g.resolve(name, maxRefDepth)
		if c.Commit != "" && strings.HasPrefix(name, "refs/heads/") {
			c.Branch = name
		}
	} else if commitForm().MatchString(head) {
		c.Commit = head
	}
	if mergeRef().MatchString(ref) {
		// actions/checkout fetches the merge to there.
		c.Merge = g.resolve("refs/remotes/"+strings.TrimPrefix(ref, "refs/"), maxRefDepth)
	}
	return c
}

// A gitFolder is where Git keeps what it knows. A linked worktree has its own
// HEAD and shares the refs.
type gitFolder struct {
	root        *os.Root
	dir, common string // slash-separated, relative to the root
}

func findGit(root *os.Root) (gitFolder, bool) {
	g := gitFolder{root: root, dir: ".git", common: ".git"}
	info, err := root.Lstat(".git")
	switch {
	case err != nil:
		return g, false
	case info.IsDir():
		return g, true
	case !info.Mode().IsRegular():
		return g, false
	}
	target, ok := strings.CutPrefix(g.read(".", ".git"), "gitdir:")
	if !ok {
		return g, false
	}
	if g.dir, ok = g.inside(".", strings.TrimSpace(target)); !ok {
		return g, false
	}
	g.common = g.dir
	if shared := g.read(g.dir, "commondir"); shared != "" {
		if g.common, ok = g.inside(g.dir, shared); !ok {
			return g, false
		}
	}
	return g, true
}

// inside returns a path that one of Git's files names, relative to the root,
// or false when it leads out.
func (g gitFolder) inside(from, name string) (string, bool) {
	name = filepath.ToSlash(name)
	if path.IsAbs(name) || filepath.IsAbs(name) {
		base, err := filepath.Abs(g.root.Name())
		if err != nil {
			return "", false
		}
		rel, err := filepath.Rel(base, filepath.FromSlash(name))
		if err != nil {
			return "", false
		}
		name = filepath.ToSlash(rel)
	} else {
		name = path.Join(from, name)
	}
	name = path.Clean(name)
	return name, filepath.IsLocal(filepath.FromSlash(name))
}

// resolve returns the commit of a ref, or "".
func (g gitFolder) resolve(ref string, depth int) string {
	if depth == 0 || !strings.HasPrefix(ref, "refs/") || !filepath.IsLocal(filepath.FromSlash(ref)) || path.Clean(ref) != ref {
		return ""
	}
	value := g.read(g.common, ref)
	if next, symbolic := strings.CutPrefix(value, "ref:"); symbolic {
		return g.resolve(strings.TrimSpace(next), depth-1)
	}
	if commitForm().MatchString(value) {
		return value
	}
	return g.packed(ref)
}

// packed looks the ref up in the file of packed refs: lines of a commit, a
// blank and a ref, and lines that start with # or ^.
func (g gitFolder) packed(ref string) string {
	f := g.open(g.common, "packed-refs")
	if f == nil {
		return ""
	}
	defer f.Close()
	lines := bufio.NewScanner(io.LimitReader(f, maxPackedRefs))
	lines.Buffer(make([]byte, 0, 4096), maxGitFile)
	for lines.Scan() {
		commit, name, ok := bytes.Cut(lines.Bytes(), []byte(" "))
		if ok && string(bytes.TrimSpace(name)) == ref && commitForm().Match(commit) {
			return string(commit)
		}
	}
	return ""
}

// open opens a regular file, or returns nil.
func (g gitFolder) open(dir, name string) *os.File {
	name = path.Join(dir, name)
	info, err := g.root.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return nil
	}
	f, err := g.root.Open(name)
	if err != nil {
		return nil
	}
	return f
}

// read returns the start of a regular file without blanks around it, or "".
func (g gitFolder) read(dir, name string) string {
	f := g.open(dir, name)
	if f == nil {
		return ""
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxGitFile))
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(b))
}
