package revision_test

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/django-session-audit/django-session-audit/cmd/internal/revision"
)

// git runs the real git with a configuration of nothing, and returns what it
// prints.
func git(t *testing.T, dir string, args ...string) string {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "protocol.file.allow=always", "-C", dir}, args...)...)
	cmd.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1",
		"GIT_AUTHOR_NAME=A", "GIT_AUTHOR_EMAIL=a@example.com", "GIT_COMMITTER_NAME=A", "GIT_COMMITTER_EMAIL=a@example.com",
		"GIT_AUTHOR_DATE=1767225600 +0000", "GIT_COMMITTER_DATE=1767225600 +0000")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("git %s: %v\n%s", args, err, out)
	}
	return strings.TrimSpace(string(out))
}

// TestAsGit compares with the real git: what it resolves, and what it lists, in
// the kinds of checkouts that it makes.
func TestAsGit(t *testing.T) {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	dir := filepath.Join(t.TempDir(), "whole")
	origin := longHistory(t, dir)
	around := t.TempDir()
	git(t, around, "init", "-q", "-b", "main")
	git(t, around, "submodule", "--quiet", "add", "file://"+dir, "module")
	git(t, around, "commit", "-qm", "a module")
	shallow := filepath.Join(t.TempDir(), "shallow")
	git(t, dir, "clone", "-q", "--depth=2", "file://"+dir, shallow)
	linked := filepath.Join(t.TempDir(), "linked")
	git(t, dir, "worktree", "add", "-q", "--detach", linked, "HEAD~3")
	for name, c := range map[string]struct{ dir, revisions string }{
		"whole":     {origin, "HEAD HEAD~1 HEAD~7 HEAD^2 v1 v1~2 v1^{} side main~5^0 refs/heads/side"},
		"linked":    {linked, "HEAD HEAD~1 main side v1"},
		"submodule": {filepath.Join(around, "module"), "HEAD HEAD~2 origin/main origin/side v1"},
		"around":    {around, "HEAD main"},
		"shallow":   {shallow, "HEAD HEAD^ origin/main"},
	} {
		checkout, err := revision.Open(c.dir)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		for r := range strings.FieldsSeq(c.revisions) {
			commit, err := checkout.Resolve(r)
			if want := git(t, c.dir, "rev-parse", r+"^{commit}"); err != nil || commit.ID != want {
				t.Errorf("%s: %s is %s, %v, want %s", name, r, commit.ID, err, want)
				continue
			}
			if got, want := list(t, checkout, commit), git(t, c.dir, "ls-tree", "-r", "--full-tree", commit.ID); got != want {
				t.Errorf("%s: the tree of %s is\n%s\nwant\n%s", name, r, got, want)
			}
		}
		if _, err := checkout.Resolve("HEAD~50"); name == "shallow" && (err == nil || !strings.Contains(err.Error(), "fetch-depth: 2")) {
			t.Errorf("shallow: %v", err)
		}
		if err := checkout.Close(); err != nil {
			t.Error(err)
		}
	}
}

// longHistory makes a repository of forty commits and a merge, in packs with
// long chains of deltas and a few files besides.
func longHistory(t *testing.T, dir string) string {
	t.Helper()
	if err := os.Mkdir(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	git(t, dir, "init", "-q", "-b", "main")
	lines := make([]string, 2000)
	for n := range 40 {
		for i := range lines {
			if i%41 == n {
				lines[i] = fmt.Sprintf("SETTING_%d = %d", i, n)
			}
		}
		write(t, dir, map[string]string{"config/settings.py": strings.Join(lines, "\n"), fmt.Sprintf("app%d/models.py", n%7): fmt.Sprint(n)})
		git(t, dir, "add", "-A")
		git(t, dir, "commit", "-qm", "another")
		switch n {
		case 20:
			git(t, dir, "tag", "-a", "-m", "first", "v1")
			git(t, dir, "branch", "side")
		case 30:
			git(t, dir, "repack", "-q", "-a", "-d", "-f", "--depth=50", "--window=50")
			git(t, dir, "pack-refs", "--all")
		}
	}
	git(t, dir, "checkout", "-q", "side")
	write(t, dir, map[string]string{"side.py": "x = 1\n"})
	git(t, dir, "add", "-A")
	git(t, dir, "commit", "-qm", "aside")
	git(t, dir, "checkout", "-q", "main")
	git(t, dir, "merge", "-q", "--no-ff", "-m", "merged", "side")
	return dir
}

// list lists a tree as git ls-tree does. The name of a blob is made of its
// content, so it says that the content is right.
func list(t *testing.T, c *revision.Checkout, of revision.Commit) string {
	t.Helper()
	files := must(c.Tree(of, "."))
	var lines []string
	if err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && name != "module" {
			return err
		}
		if d.IsDir() { // a submodule, whose commit is not shown
			lines = append(lines, git(t, c.Top, "ls-tree", "--full-tree", of.ID, name))
			return nil
		}
		content, err := fs.ReadFile(files, name)
		lines = append(lines, fmt.Sprintf("100644 blob %s\t%s", plumbing.ComputeHash(plumbing.BlobObject, content), name))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}
