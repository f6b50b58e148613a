package revision_test

import (
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/django-session-audit/django-session-audit/cmd/internal/revision"
	"github.com/django-session-audit/django-session-audit/cmd/internal/revision/revisiontest"
)

// contents returns the files of the tree of HEAD.
func contents(dir string) (map[string]string, error) {
	c, err := revision.Open(dir)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	head, err := c.Resolve("HEAD")
	if err != nil {
		return nil, err
	}
	tree, err := c.Tree(head, ".")
	if err != nil {
		return nil, err
	}
	all := map[string]string{}
	return all, fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		text, err := fs.ReadFile(tree, name)
		all[name] = string(text)
		return err
	})
}

func resolved(dir, name string) (revision.Commit, error) {
	c, err := revision.Open(dir)
	if err != nil {
		return revision.Commit{}, err
	}
	defer c.Close()
	return c.Resolve(name)
}

// FuzzPack holds that of a pack and an index in which anything may stand, either
// nothing is read or what the commit has: the names of objects tell.
func FuzzPack(f *testing.F) {
	h := history{Repository: must(revisiontest.Init(f.TempDir()))}
	for name, text := range map[string]string{"settings.py": strings.Repeat("# a comment\n", 40) + "DEBUG = True\n", "old.py": strings.Repeat("# a comment\n", 40)} {
		if err := os.WriteFile(filepath.Join(h.Dir, name), []byte(text), 0o666); err != nil {
			f.Fatal(err)
		}
	}
	must(h.Commit("main"))
	if err := h.Pack(); err != nil {
		f.Fatal(err)
	}
	want := must(contents(h.Dir))
	read := func(ext string) ([]byte, string) {
		name := must(filepath.Glob(filepath.Join(h.Dir, ".git/objects/pack/*"+ext)))[0]
		return must(os.ReadFile(name)), name
	}
	pack, packName := read(".pack")
	index, indexName := read(".idx")
	f.Add(pack, index)
	f.Add(pack[:len(pack)-30], index)
	f.Add(pack, index[:len(index)/2])
	f.Fuzz(func(t *testing.T, pack, index []byte) {
		if err := errors.Join(os.WriteFile(packName, pack, 0o666), os.WriteFile(indexName, index, 0o666)); err != nil {
			t.Fatal(err)
		}
		if got, err := contents(h.Dir); err == nil && !maps.Equal(got, want) {
			t.Errorf("the commit has the files %q", slices.Collect(maps.Keys(got)))
		}
	})
}

// FuzzObject holds of a tree in which anything may stand that it is refused, or
// that its files stand in it and have names that a checkout could have.
func FuzzObject(f *testing.F) {
	h := history{Repository: must(revisiontest.Init(f.TempDir()))}
	blob := must(h.Object(plumbing.BlobObject, []byte("x = 1\n")))
	entry := func(mode, name string) string { return mode + " " + name + "\x00" + string(blob[:]) }
	f.Add(entry("100644", "a.py")+entry("100755", "b.py"), "")
	f.Add(entry("120000", "link")+entry("160000", "module")+entry("100644", "..")+entry("100644", ".git"), "parent x\n")
	f.Add(entry("100644", "a/b")+entry("100644", "a.py")+entry("100644", "a.py")+"100644 c", "author")
	f.Fuzz(func(t *testing.T, tree, head string) {
		id := must(h.Object(plumbing.TreeObject, []byte(tree)))
		commit := must(h.Object(plumbing.CommitObject, []byte("tree "+id.String()+"\n"+head)))
		if err := h.Write("HEAD", commit.String()+"\n"); err != nil {
			t.Fatal(err)
		}
		got, err := contents(h.Dir)
		if err != nil {
			return
		}
		for name, text := range got {
			there := slices.ContainsFunc([]string{"100644", "100664", "100755"}, func(mode string) bool { return strings.Contains(tree, entry(mode, name)) })
			if !fs.ValidPath(name) || strings.EqualFold(name, ".git") || strings.Contains(name, "/") || text != "x = 1\n" || !there {
				t.Errorf("%q has the file %q with %q", tree, name, text)
			}
		}
	})
}

// FuzzResolve holds of references and a configuration in which anything may stand
// that a revision is one of the repository's commits, or nothing.
func FuzzResolve(f *testing.F) {
	h := history{Repository: must(revisiontest.Init(f.TempDir()))}
	h.one = must(h.Commit("main"))
	h.two = must(h.Commit("main", h.one))
	const config = "[core]\n\trepositoryformatversion = 0\n"
	f.Add(config, "ref: refs/heads/main\n", "", "HEAD~1")
	f.Add(config+"[remote \"origin\"]\n\tpromisor = true\n", h.one+"\n", "# pack-refs with: peeled\n"+h.two+" refs/heads/x\n^"+h.one, "x^{commit}")
	f.Add("[include]\n\tpath = /etc/passwd\n", "ref: ../../config", h.one+" refs/tags/../x", h.two[:7])
	f.Add("[core \"\\", "ref: HEAD", "\x00", "@^2~99999999999")
	f.Fuzz(func(t *testing.T, config, head, packed, name string) {
		if err := errors.Join(h.Write("config", config), h.Write("HEAD", head), h.Write("packed-refs", packed)); err != nil {
			t.Fatal(err)
		}
		got, err := resolved(h.Dir, name)
		switch {
		case err == nil && got.ID != h.one && got.ID != h.two:
			t.Errorf("%q is the commit %q", name, got.ID)
		case err != nil && strings.ContainsFunc(err.Error(), func(r rune) bool { return r < ' ' }):
			t.Errorf("%q: %q", name, err)
		}
	})
}
