// Package revisiontest makes git repositories for tests, the same ones
// everywhere: without a git program, and with dates and persons that are always
// the same.
package revisiontest

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/idxfile"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/storage/memory"
)

// A Repository is a repository with a work tree.
type Repository struct {
	// Dir is the work tree.
	Dir string
	// Now is the time of the next commit, in seconds; each takes the next.
	Now int64

	objects map[plumbing.Hash]plumbing.EncodedObject
}

// Init makes a folder a repository with the branch main.
func Init(dir string) (*Repository, error) {
	r := &Repository{Dir: dir, Now: 1767225600, objects: map[plumbing.Hash]plumbing.EncodedObject{}}
	for _, folder := range []string{"objects/info", "objects/pack", "refs/heads", "refs/tags"} {
		if err := os.MkdirAll(filepath.Join(dir, ".git", folder), 0o777); err != nil {
			return nil, err
		}
	}
	if err := r.Write("config", "[core]\n\trepositoryformatversion = 0\n\tbare = false\n"); err != nil {
		return nil, err
	}
	return r, r.Write("HEAD", "ref: refs/heads/main\n")
}

// Write writes a file of the .git folder.
func (r *Repository) Write(name, text string) error {
	name = filepath.Join(r.Dir, ".git", filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return err
	}
	return os.WriteFile(name, []byte(text), 0o666)
}

// Commit commits the work tree as it is, lets a branch name the commit, and
// returns the commit's name.
func (r *Repository) Commit(branch string, parents ...string) (string, error) {
	tree, err := r.tree(r.Dir)
	if err != nil {
		return "", err
	}
	text := "tree " + tree.String() + "\n"
	for _, p := range parents {
		text += "parent " + p + "\n"
	}
	who := fmt.Sprintf("A U Thor <author@example.com> %d +0000\n", r.Now)
	r.Now++
	id, err := r.Object(plumbing.CommitObject, []byte(text+"author "+who+"committer "+who+"\ncommit\n"))
	if err != nil {
		return "", err
	}
	return id.String(), r.Write("refs/heads/"+branch, id.String()+"\n")
}

// Tag makes an annotated tag of an object of that kind.
func (r *Repository) Tag(name, kind, id string) (string, error) {
	tag, err := r.Object(plumbing.TagObject, fmt.Appendf(nil,
		"object %s\ntype %s\ntag %s\ntagger A U Thor <author@example.com> %d +0000\n\ntag\n", id, kind, name, r.Now))
	if err != nil {
		return "", err
	}
	return tag.String(), r.Write("refs/tags/"+name, tag.String()+"\n")
}

// tree stores a folder of the work tree.
func (r *Repository) tree(dir string) (plumbing.Hash, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	// Git sorts folders as if their names ended in a slash.
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return strings.Compare(sortName(a), sortName(b)) })
	var tree []byte
	for _, e := range entries {
		if e.Name() == ".git" {
			continue
		}
		mode, id, err := r.entry(filepath.Join(dir, e.Name()), e)
		if err != nil {
			return plumbing.ZeroHash, err
		}
		tree = append(fmt.Appendf(tree, "%s %s\x00", mode, e.Name()), id[:]...)
	}
	return r.Object(plumbing.TreeObject, tree)
}

func sortName(e fs.DirEntry) string {
	if e.IsDir() {
		return e.Name() + "/"
	}
	return e.Name()
}

func (r *Repository) entry(name string, e fs.DirEntry) (mode string, id plumbing.Hash, err error) {
	var content []byte
	switch {
	case e.IsDir():
		id, err = r.tree(name)
		return "40000", id, err
	case e.Type() == fs.ModeSymlink:
		var to string
		to, err = os.Readlink(name)
		mode, content = "120000", []byte(to)
	default:
		content, err = os.ReadFile(name)
		mode = "100644"
	}
	if err == nil {
		id, err = r.Object(plumbing.BlobObject, content)
	}
	return mode, id, err
}

// Object stores an object in a file of its own.
func (r *Repository) Object(kind plumbing.ObjectType, content []byte) (plumbing.Hash, error) {
	o := &plumbing.MemoryObject{}
	o.SetType(kind)
	if _, err := o.Write(content); err != nil {
		return plumbing.ZeroHash, err
	}
	id := o.Hash()
	r.objects[id] = o
	return id, r.Write(loose(id), Deflate(fmt.Sprintf("%s %d\x00%s", kind, len(content), content)))
}

func loose(id plumbing.Hash) string {
	text := id.String()
	return "objects/" + text[:2] + "/" + text[2:]
}

// Deflate returns text as git stores it.
func Deflate(text string) string {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	// A buffer takes everything.
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return b.String()
}

// Pack moves all objects into one pack, many of them as deltas of others.
func (r *Repository) Pack() error {
	store := memory.NewStorage()
	var ids []plumbing.Hash
	for id, o := range r.objects {
		ids = append(ids, id)
		if _, err := store.SetEncodedObject(o); err != nil {
			return err
		}
	}
	slices.SortFunc(ids, func(a, b plumbing.Hash) int { return bytes.Compare(a[:], b[:]) })
	var pack bytes.Buffer
	if _, err := packfile.NewEncoder(&pack, store, false).Encode(ids, 10); err != nil {
		return err
	}
	if err := r.AddPack(pack.Bytes()); err != nil {
		return err
	}
	for _, id := range ids {
		if err := os.Remove(filepath.Join(r.Dir, ".git", filepath.FromSlash(loose(id)))); err != nil {
			return err
		}
	}
	r.objects = map[plumbing.Hash]plumbing.EncodedObject{}
	return nil
}

// AddPack adds a pack with an index of its objects.
func (r *Repository) AddPack(pack []byte) error {
	index := new(idxfile.Writer)
	parser, err := packfile.NewParser(packfile.NewScanner(bytes.NewReader(pack)), index)
	if err != nil {
		return err
	}
	sum, err := parser.Parse()
	if err != nil {
		return err
	}
	idx, err := index.Index()
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if _, err := idxfile.NewEncoder(&b).Encode(idx); err != nil {
		return err
	}
	name := "objects/pack/pack-" + sum.String()
	return errors.Join(r.Write(name+".pack", string(pack)), r.Write(name+".idx", b.String()))
}
