package revision_test

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
	"github.com/django-session-audit/django-session-audit/cmd/internal/revision"
	"github.com/django-session-audit/django-session-audit/cmd/internal/revision/revisiontest"
)

// readAll resolves HEAD and reads all files of its tree.
func readAll(dir string) error {
	c, err := revision.Open(dir)
	if err != nil {
		return err
	}
	defer c.Close()
	head, err := c.Resolve("HEAD")
	if err != nil {
		return err
	}
	tree, err := c.Tree(head, ".")
	if err != nil {
		return err
	}
	r := source.Over(tree)
	return fs.WalkDir(tree, ".", func(name string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			_, err = r.Read(name)
		}
		return err
	})
}

// TestRefused opens checkouts whose .git is not what it should be.
func TestRefused(t *testing.T) {
	elsewhere := newHistory(t)
	for name, c := range map[string]struct {
		make func(dir string) error
		want string
	}{
		"no repository": {func(dir string) error { return nil }, "no git checkout"},
		"a link": {func(dir string) error {
			return os.Symlink(filepath.Join(elsewhere.Dir, ".git"), filepath.Join(dir, ".git"))
		}, "links are not followed"},
		"a file that leads elsewhere": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, ".git"), []byte("gitdir: "+elsewhere.Dir+"/.git\n"), 0o666)
		}, "does not know of the checkout"},
		"a file that names nothing": {func(dir string) error { return os.WriteFile(filepath.Join(dir, ".git"), []byte("secret: x\n"), 0o666) }, "names no folder"},
		"no folder of git":          {func(dir string) error { return os.Mkdir(filepath.Join(dir, ".git"), 0o777) }, "is no git repository"},
		"SHA-256": {func(dir string) error {
			r := must(revisiontest.Init(dir))
			return r.Write("config", "[core]\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n")
		}, "SHA-256, which is not supported"},
		"reftable": {func(dir string) error {
			return must(revisiontest.Init(dir)).Write("config", "[extensions]\n\trefStorage = reftable\n")
		}, "a reftable, which is not supported"},
		"a broken configuration": {func(dir string) error { return must(revisiontest.Init(dir)).Write("config", "[core\n") }, "cannot be understood"},
		"a huge configuration": {func(dir string) error {
			return must(revisiontest.Init(dir)).Write("config", strings.Repeat("#\n", 1<<20))
		}, "larger than 1 MiB"},
		"objects elsewhere": {func(dir string) error {
			r := must(revisiontest.Init(dir))
			objects := filepath.Join(dir, ".git", "objects")
			return errors.Join(r.Write("HEAD", elsewhere.merge+"\n"), os.RemoveAll(objects), os.Symlink(filepath.Join(elsewhere.Dir, ".git", "objects"), objects))
		}, "escapes"},
		"alternates elsewhere": {func(dir string) error {
			r := must(revisiontest.Init(dir))
			return errors.Join(r.Write("HEAD", elsewhere.merge+"\n"), r.Write("objects/info/alternates", elsewhere.Dir+"/.git/objects\n"))
		}, "borrows objects"},
	} {
		dir := t.TempDir()
		if err := c.make(dir); err != nil {
			t.Fatal(err)
		}
		if err := readAll(dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestBrokenObjects reads objects that are not what their names say.
func TestBrokenObjects(t *testing.T) {
	object := func(text string) func(h history) error {
		return func(h history) error {
			return h.Write("objects/"+h.merge[:2]+"/"+h.merge[2:], revisiontest.Deflate(text))
		}
	}
	for name, c := range map[string]struct {
		make func(h history) error
		want string
	}{
		"another content":     {object("commit 4\x00tree"), "broken"},
		"too short":           {object("commit 400\x00tree"), "broken"},
		"too long":            {object("commit 1\x00tree"), "broken"},
		"a size below zero":   {object("commit -1\x00tree"), "broken"},
		"a size beyond all":   {object("commit 99999999999999999999\x00tree"), "broken"},
		"too large":           {object("commit 99999999999\x00tree"), "too large"},
		"a kind there is not": {object("commot 4\x00tree"), "broken"},
		"a head without end":  {object(strings.Repeat("commit", 1<<20)), "broken"},
		"not deflated":        {func(h history) error { return h.Write("objects/"+h.merge[:2]+"/"+h.merge[2:], "commit 4\x00tree") }, "broken"},
		"a tree as a commit": {func(h history) error {
			return h.Write("HEAD", must(h.Object(plumbing.TreeObject, nil)).String()+"\n")
		}, "this is no commit"},
		"a commit of a blob": {func(h history) error {
			blob := must(h.Object(plumbing.BlobObject, []byte("x")))
			return h.Write("HEAD", must(h.Object(plumbing.CommitObject, []byte("tree "+blob.String()+"\n"))).String()+"\n")
		}, "broken"},
		"a tree that ends early": {func(h history) error {
			tree := must(h.Object(plumbing.TreeObject, []byte("100644 a.py\x00123")))
			return h.Write("HEAD", must(h.Object(plumbing.CommitObject, []byte("tree "+tree.String()+"\n"))).String()+"\n")
		}, "broken"},
		"tags without end": {func(h history) error {
			id := h.merge
			for range 20 {
				id = must(h.Tag("t", "tag", id))
			}
			return h.Write("HEAD", id+"\n")
		}, "a tag of a tag"},
	} {
		h := newHistory(t)
		if err := c.make(h); err != nil {
			t.Fatal(err)
		}
		if err := readAll(h.Dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestNames reads a tree with names that no checkout could have.
func TestNames(t *testing.T) {
	h := newHistory(t)
	blob := must(h.Object(plumbing.BlobObject, []byte("x = 1\n")))
	var content []byte
	for _, name := range []string{".", "..", ".GIT", ".git", "", "a/b", "good.py", "good.py", "../x"} {
		content = append(content, "100644 "+name+"\x00"+string(blob[:])...)
	}
	content = append(content, "160000 module\x00"+string(blob[:])...)
	content = append(content, "100000 odd\x00"+string(blob[:])...)
	tree := must(h.Object(plumbing.TreeObject, content))
	id := must(h.Object(plumbing.CommitObject, []byte("tree "+tree.String()+"\n")))
	c := must(revision.Open(h.Dir))
	defer c.Close()
	files := must(c.Tree(must(c.Resolve(id.String())), "."))
	var names []string
	if err := fs.WalkDir(files, ".", func(name string, _ fs.DirEntry, err error) error {
		names = append(names, name)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(names, []string{".", "good.py", "module"}) {
		t.Errorf("the names are %q", names)
	}
}

// A rawPack writes a pack entry by entry.
type rawPack struct {
	bytes.Buffer
	starts   []int
	deflated map[string]string
}

func newRawPack() *rawPack {
	p := &rawPack{deflated: map[string]string{}}
	p.WriteString("PACK\x00\x00\x00\x02\x00\x00\x00\x01")
	return p
}

// add adds an entry of a kind and a declared length.
func (p *rawPack) add(kind plumbing.ObjectType, length int, base, content string) {
	p.starts = append(p.starts, p.Len())
	head := byte(kind)<<4 | byte(length&15)
	for length >>= 4; length > 0; length >>= 7 {
		p.WriteByte(head | 0x80)
		head = byte(length & 0x7f)
	}
	p.WriteByte(head)
	if p.deflated[content] == "" {
		p.deflated[content] = revisiontest.Deflate(content)
	}
	p.WriteString(base + p.deflated[content])
}

// rawIndex is an index of one object that is said to be at a place.
func rawIndex(id plumbing.Hash, at int) string {
	b := []byte("\xfftOc\x00\x00\x00\x02")
	for i := range 256 {
		n := uint32(0)
		if i >= int(id[0]) {
			n = 1
		}
		b = binary.BigEndian.AppendUint32(b, n)
	}
	b = append(b, id[:]...)
	b = append(b, 0, 0, 0, 0)
	b = binary.BigEndian.AppendUint32(b, uint32(at))
	b = append(b, make([]byte, 20)...) // nobody compares the pack's sum
	sum := sha1.Sum(b)
	return string(b) + string(sum[:])
}

// TestTangledPacks reads objects of packs that would make a reader run for ever
// or fill the memory.
func TestTangledPacks(t *testing.T) {
	id := plumbing.NewHash(strings.Repeat("ab", 20))
	uvarint := func(n uint64) string { return string(binary.AppendUvarint(nil, n)) }
	for name, c := range map[string]struct {
		make func(p *rawPack)
		want string
	}{
		"a delta of itself":         {func(p *rawPack) { p.add(plumbing.REFDeltaObject, 3, string(id[:]), "\x01\x01\x00") }, "broken"},
		"a delta of nothing":        {func(p *rawPack) { p.add(plumbing.REFDeltaObject, 3, strings.Repeat("x", 20), "\x01\x01\x00") }, "broken"},
		"a delta of what is before": {func(p *rawPack) { p.add(plumbing.OFSDeltaObject, 3, "\x7f", "\x01\x01\x00") }, "broken"},
		"a huge length":             {func(p *rawPack) { p.add(plumbing.BlobObject, 1<<40, "", "x") }, "too large"},
		"more than its length":      {func(p *rawPack) { p.add(plumbing.BlobObject, 1, "", strings.Repeat("x", 1<<20)) }, "broken"},
		"less than its length":      {func(p *rawPack) { p.add(plumbing.BlobObject, 10, "", "x") }, "broken"},
		"no kind":                   {func(p *rawPack) { p.add(5, 1, "", "x") }, "broken"},
		"a delta to a huge object": {func(p *rawPack) {
			p.add(plumbing.BlobObject, 1, "", "x")
			text := uvarint(1) + uvarint(1<<40) + "\x01x"
			p.add(plumbing.OFSDeltaObject, len(text), string([]byte{byte(p.Len() - p.starts[0])}), text)
		}, "too large"},
		"a chain without end": {func(p *rawPack) {
			p.add(plumbing.BlobObject, 1, "", "x")
			for range 5000 {
				at := p.starts[len(p.starts)-1]
				p.add(plumbing.OFSDeltaObject, 4, string([]byte{byte(p.Len() - at)}), "\x01\x01\x01x")
			}
		}, "broken"},
	} {
		h := newHistory(t)
		p := newRawPack()
		c.make(p)
		pack := "objects/pack/pack-" + strings.Repeat("1", 40)
		if err := errors.Join(h.Write(pack+".pack", p.String()), h.Write(pack+".idx", rawIndex(id, p.starts[len(p.starts)-1])), h.Write("HEAD", id.String()+"\n")); err != nil {
			t.Fatal(err)
		}
		if err := readAll(h.Dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestFlippedBytes changes a byte of a pack or of its index at a time: what is
// read is right, or there is an error, and neither panic nor hang.
func TestFlippedBytes(t *testing.T) {
	h := newHistory(t)
	if err := h.Pack(); err != nil {
		t.Fatal(err)
	}
	found := must(filepath.Glob(filepath.Join(h.Dir, ".git", "objects", "pack", "*")))
	if len(found) != 2 {
		t.Fatalf("the pack is %q", found)
	}
	if err := readAll(h.Dir); err != nil {
		t.Fatal(err)
	}
	failed := 0
	for _, name := range found {
		whole := must(os.ReadFile(name))
		for i := 0; i < len(whole); i += 1 + len(whole)/200 {
			broken := bytes.Clone(whole)
			broken[i] ^= 0xff
			if err := os.WriteFile(name, broken, 0o666); err != nil {
				t.Fatal(err)
			}
			if readAll(h.Dir) != nil {
				failed++
			}
		}
		if err := os.WriteFile(name, whole, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if failed < 100 {
		t.Errorf("%d broken files were told", failed)
	}
}
