package revision_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/cmd/internal/revision"
	"github.com/django-session-audit/django-session-audit/cmd/internal/revision/revisiontest"
)

// must returns what cannot fail in a test.
func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// write writes files of a work tree.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o777), os.WriteFile(name, []byte(text), 0o666)); err != nil {
			t.Fatal(err)
		}
	}
}

// A history is a repository of five commits:
//
//	one — two ——— merge   main, HEAD
//	   \— side —/         side, and the tags v1 (annotated) and v1-of (of it)
type history struct {
	*revisiontest.Repository
	one, two, side, merge string
}

func newHistory(t *testing.T) history {
	t.Helper()
	h := history{Repository: must(revisiontest.Init(t.TempDir()))}
	write(t, h.Dir, map[string]string{"app/settings.py": strings.Repeat("# a comment\n", 400) + "DEBUG = True\n", "manage.py": "import os\n"})
	h.one = must(h.Commit("main"))
	write(t, h.Dir, map[string]string{"app/settings.py": strings.Repeat("# a comment\n", 400) + "DEBUG = False\n"})
	h.two = must(h.Commit("main", h.one))
	write(t, h.Dir, map[string]string{"side.py": "x = 1\n"})
	h.side = must(h.Commit("feature/side", h.one))
	h.merge = must(h.Commit("main", h.two, h.side))
	tag := must(h.Tag("v1", "commit", h.side))
	must(h.Tag("v1-of", "tag", tag))
	return h
}

func TestResolve(t *testing.T) {
	h := newHistory(t)
	if err := errors.Join(
		h.Write("packed-refs", "# pack-refs with: peeled fully-peeled sorted\n"+h.two+" refs/heads/packed\n"+h.one+" refs/remotes/origin/main\n"+h.one+" refs/tags/old\n^"+h.one+"\n"),
		h.Write("refs/remotes/origin/HEAD", "ref: refs/remotes/origin/main\n"),
		h.Write("FETCH_HEAD", h.side+"\t\tbranch 'side' of https://example.com\n"+h.one+"\tnot-for-merge\n"),
		h.Write("refs/heads/same", h.one+"\n"), h.Write("refs/tags/same", h.two+"\n"),
		h.Write("refs/heads/loop", "ref: refs/heads/loop\n"), h.Write("refs/heads/bad", "not a hash\n"),
		h.Write("refs/heads/gone", strings.Repeat("1", 40)+"\n"),
	); err != nil {
		t.Fatal(err)
	}
	want := map[string]string{
		"HEAD": h.merge, "@": h.merge, "main": h.merge, "heads/main": h.merge, "refs/heads/main": h.merge,
		"HEAD~1": h.two, "HEAD~": h.two, "HEAD^": h.two, "HEAD^1": h.two, "@^2": h.side, "HEAD^2~1": h.one, "HEAD~2": h.one, "main^^": h.one,
		"HEAD^0": h.merge, "HEAD~0": h.merge, "HEAD^{}": h.merge, "HEAD^{commit}^2": h.side,
		"feature/side": h.side, "v1": h.side, "v1-of": h.side, "v1^{commit}~1": h.one, "old": h.one, "packed": h.two,
		"origin/main": h.one, "origin": h.one, "FETCH_HEAD": h.side, "same": h.two,
		h.one: h.one, h.two[:7]: h.two, strings.ToUpper(h.side[:10]): h.side, h.merge[:12] + "^2": h.side,
	}
	failing := map[string]string{
		"": "this is no revision", "main..side": "this is no revision", "HEAD@{1}": "this is no revision", ":/text": "this is no revision", "HEAD^{tree}": "this is no revision", "HEAD~x": "this is no revision",
		"mian": "no such branch", "config": "no such branch", "../secret": "this is no revision", "refs/heads/../../config": "this is no revision", "objects": "no such branch", "loop": "no such branch", ".git": "no such branch",
		"HEAD~3": "has no parent", "HEAD^3": "has 2 parents", "bad": "the reference refs/heads/bad is broken", "abcdef": "no such branch",
		"gone": "the commit 1111111 is not in this checkout", strings.Repeat("2", 40): "the commit 2222222 is not in this checkout",
	}
	for _, packed := range []bool{false, true} {
		if packed {
			if err := h.Pack(); err != nil {
				t.Fatal(err)
			}
		}
		c := must(revision.Open(h.Dir))
		defer c.Close()
		for name, id := range want {
			if got, err := c.Resolve(name); err != nil || got.ID != id {
				t.Errorf("packed %t: Resolve(%q) = %s, %v, want %s", packed, name, got.ID, err, id)
			}
		}
		for name, text := range failing {
			if got, err := c.Resolve(name); err == nil || !strings.Contains(err.Error(), text) {
				t.Errorf("packed %t: Resolve(%q) = %s, %v, want %q", packed, name, got.ID, err, text)
			}
		}
		_, err := c.Resolve("mian")
		unknown := new(revision.UnknownError)
		if !errors.As(err, &unknown) || strings.Join(unknown.Names, " ") != "HEAD bad feature/side gone loop main old origin/HEAD origin/main packed same v1 v1-of" {
			t.Errorf("packed %t: the names are %q", packed, unknown.Names)
		}
	}
}

// TestTree reads the trees of commits through the door that scans use.
func TestTree(t *testing.T) {
	h := newHistory(t)
	write(t, h.Dir, map[string]string{"app.py": "", "app0/Name.py": "name", "app0/name.py": "other", "big.py": strings.Repeat("x", source.MaxFileSize+1)})
	must(h.Commit("main", h.merge))
	if err := os.Symlink("app/settings.py", filepath.Join(h.Dir, "link.py")); err != nil {
		t.Fatal(err)
	}
	must(h.Commit("linked"))
	for _, packed := range []bool{false, true} {
		if packed {
			if err := h.Pack(); err != nil {
				t.Fatal(err)
			}
		}
		c := must(revision.Open(filepath.Join(h.Dir, "app")))
		defer c.Close()
		if c.Top != h.Dir || c.Below != "app" {
			t.Errorf("the checkout is %s, below it %s", c.Top, c.Below)
		}
		tree := must(c.Tree(must(c.Resolve("HEAD")), "."))
		if err := fstest.TestFS(tree, "app/settings.py", "app0/Name.py", "app.py", "manage.py", "side.py"); err != nil {
			t.Errorf("packed %t: %v", packed, err)
		}
		r := source.Over(tree)
		for name, want := range map[string]error{
			"app0/Name.py": nil, "app0/NAME.py": fs.ErrNotExist, "app0": source.ErrNotRegular,
			"big.py": source.ErrTooLarge, "app.py/x": fs.ErrNotExist, "../x": source.ErrOutside, "app.py": nil,
		} {
			if _, err := r.Read(name); !errors.Is(err, want) {
				t.Errorf("packed %t: Read(%q): %v, want %v", packed, name, err, want)
			}
		}
		linked := must(c.Tree(must(c.Resolve("linked")), "."))
		if to, err := fs.ReadLink(linked, "link.py"); err != nil || to != "app/settings.py" {
			t.Errorf("packed %t: the link leads to %s, %v", packed, to, err)
		}
		if _, err := source.Over(linked).Read("link.py"); !errors.Is(err, source.ErrNotRegular) {
			t.Errorf("packed %t: a link is read: %v", packed, err)
		}
		for name, debug := range map[string]string{"HEAD~2": "False", "HEAD~3": "True"} {
			below := source.Over(must(c.Tree(must(c.Resolve(name)), "app")))
			if f, err := below.Read("settings.py"); err != nil || !strings.HasSuffix(string(f.Bytes), "\nDEBUG = "+debug+"\n") {
				t.Errorf("packed %t: settings.py at %s: %v", packed, name, err)
			}
		}
		if _, err := c.Tree(must(c.Resolve("HEAD")), "app/none"); err == nil || !strings.Contains(err.Error(), "has no such folder") {
			t.Errorf("a folder that is not there: %v", err)
		}
	}
}

// TestMissing asks for what a checkout may leave out.
func TestMissing(t *testing.T) {
	for name, c := range map[string]struct {
		make func(h history) error
		want string
	}{
		"shallow":    {func(h history) error { return h.Write("shallow", h.merge+"\n") }, "fetch-depth: 2"},
		"partial":    {func(h history) error { return h.Write("config", "[extensions]\n\tpartialClone = origin\n") }, "a partial clone"},
		"promisor":   {func(h history) error { return h.Write("config", "[remote \"origin\"]\n\tpromisor = true\n") }, "a partial clone"},
		"alternates": {func(h history) error { return h.Write("objects/info/alternates", "/elsewhere/objects\n") }, "git repack -a -d"},
		"gone":       {func(history) error { return nil }, "is not in this checkout"},
	} {
		h := newHistory(t)
		if err := errors.Join(c.make(h), os.Remove(filepath.Join(h.Dir, ".git", "objects", h.two[:2], h.two[2:]))); err != nil {
			t.Fatal(err)
		}
		checkout := must(revision.Open(h.Dir))
		defer checkout.Close()
		_, err := checkout.Resolve("HEAD^")
		missing := new(revision.MissingError)
		if !errors.As(err, &missing) || !strings.HasPrefix(missing.What, "the parent of the commit "+h.merge[:7]) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
