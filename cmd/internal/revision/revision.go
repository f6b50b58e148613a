// Package revision reads files of other commits from the git objects of a
// checkout, without a git program. It reads, and does nothing else: no hook, no
// helper and nothing that a configuration names is run, nothing is fetched, and
// nothing is read outside of the .git folder, whatever links, alternates and
// .git files say. Objects, packs and names may come from anybody; what is read
// of them is bounded, and what is broken is an error.
//
// The formats of packs are go-git's to know, and its only user is this package.
// Its own reader of objects is not used: it follows chains of deltas without an
// end, inflates what they declare, and looks into alternates.
package revision

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"

	"github.com/go-git/go-git/v5/plumbing"
)

// A Checkout is a folder with the git objects of its repository.
type Checkout struct {
	// Top is the folder that holds the .git folder.
	Top string
	// Below is the opened folder below Top, with slashes; "." for Top.
	Below string

	dir   *gitDir
	store *store
}

// A Commit is one commit of a checkout.
type Commit struct {
	// ID is the commit's name in 40 hexadecimal digits.
	ID string
	// Parents is how many commits it came from: two for a merge.
	Parents int

	parents []plumbing.Hash
	tree    plumbing.Hash
}

// Open opens the git objects of the checkout that holds a folder. The caller
// closes it.
func Open(folder string) (*Checkout, error) {
	folder, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	top, err := Top(folder)
	if err != nil {
		return nil, err
	}
	below, err := filepath.Rel(top, folder)
	if err != nil {
		return nil, err
	}
	dir, err := openGitDir(top)
	if err != nil {
		return nil, err
	}
	return &Checkout{Top: top, Below: filepath.ToSlash(below), dir: dir, store: newStore(dir)}, nil
}

// Close releases all files.
func (c *Checkout) Close() error { return errors.Join(c.store.close(), c.dir.close()) }

// Parent returns the nth parent of a commit; 1 is the first, which for a merge
// is the branch that was merged into.
func (c *Checkout) Parent(of Commit, n int) (Commit, error) {
	if n < 1 || n > len(of.parents) {
		return Commit{}, fmt.Errorf("the commit %s has %s", short(of.ID), parentsText(len(of.parents)))
	}
	parent, err := c.commit(of.parents[n-1])
	if missing := new(MissingError); errors.As(err, &missing) {
		missing.What = "the parent of the commit " + short(of.ID)
	}
	return parent, err
}

func parentsText(n int) string {
	switch n {
	case 0:
		return "no parent"
	case 1:
		return "one parent"
	}
	return fmt.Sprintf("%d parents", n)
}

// Tree returns the files of a commit below a folder, as the tree of a file
// system: "." for all of them.
func (c *Checkout) Tree(of Commit, below string) (fs.FS, error) {
	tree := &treeFS{store: c.store, root: of.tree, trees: map[plumbing.Hash][]entry{}}
	if below == "." {
		_, err := tree.entries(of.tree)
		return tree, err
	}
	e, err := tree.find(below)
	switch {
	case errors.Is(err, fs.ErrNotExist) || err == nil && !e.mode.IsDir():
		return nil, &NoFolderError{Folder: below, Commit: of}
	case err != nil:
		return nil, err
	}
	tree.root = e.id
	_, err = tree.entries(e.id)
	return tree, err
}

// A NoFolderError says that a commit has no such folder.
type NoFolderError struct {
	Folder string
	Commit Commit
}

// Error says it in a sentence.
func (e *NoFolderError) Error() string {
	return fmt.Sprintf("the commit %s has no such folder", short(e.Commit.ID))
}

// short returns the first digits of a commit's name, as git shows it.
func short(id string) string { return id[:min(len(id), 7)] }

// Short is the beginning of the commit's name, as git shows it.
func (c Commit) Short() string { return short(c.ID) }

// commit returns the commit that an object is, or that a tag names.
func (c *Checkout) commit(id plumbing.Hash) (Commit, error) {
	for range maxPeeled {
		o, err := c.store.object(id)
		if err != nil {
			return Commit{}, err
		}
		switch o.kind {
		case plumbing.CommitObject:
			return parseCommit(id, o.content)
		case plumbing.TagObject:
			if id, err = hashAfter(o.content, "object "); err != nil {
				return Commit{}, err
			}
		default:
			return Commit{}, errors.New("this is no commit")
		}
	}
	return Commit{}, errors.New("this is a tag of a tag of a tag, and so on")
}

// maxPeeled bounds tags that name tags.
const maxPeeled = 8

// parseCommit reads the head of a commit: its tree, and its parents.
func parseCommit(id plumbing.Hash, content []byte) (Commit, error) {
	tree, err := hashAfter(content, "tree ")
	if err != nil {
		return Commit{}, err
	}
	c := Commit{ID: id.String(), tree: tree}
	_, rest, _ := bytes.Cut(content, []byte("\n"))
	for bytes.HasPrefix(rest, []byte("parent ")) {
		parent, err := hashAfter(rest, "parent ")
		if err != nil {
			return Commit{}, err
		}
		c.parents = append(c.parents, parent)
		_, rest, _ = bytes.Cut(rest, []byte("\n"))
	}
	c.Parents = len(c.parents)
	return c, nil
}

// hashAfter returns the name of an object that stands behind a word at the
// start of an object.
func hashAfter(content []byte, word string) (plumbing.Hash, error) {
	line, _, _ := bytes.Cut(content, []byte("\n"))
	text, found := bytes.CutPrefix(line, []byte(word))
	if !found || !plumbing.IsHash(string(text)) {
		return plumbing.ZeroHash, errBroken
	}
	return plumbing.NewHash(string(text)), nil
}
