package revision

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/django-session-audit/django-session-audit/analyzer/lazyregexp"
)

const (
	// maxPackedRefs is the largest packed-refs that is read.
	maxPackedRefs = 256 << 20
	// maxNames bounds how many names are gathered for somebody who mistyped
	// one.
	maxNames = 5000
	// maxSymbolic bounds references to references.
	maxSymbolic = 8
)

// An UnknownError says that nothing has a name.
type UnknownError struct {
	Name string
	// Names are those that there are, for a hint.
	Names []string
}

// Error says it in a sentence that does not repeat the name.
func (e *UnknownError) Error() string { return "there is no such branch, tag or commit" }

// ErrSyntax says what a revision may be.
var ErrSyntax = errors.New("this is no revision; give a branch, a tag, a commit, or one of these with ~1 or ^2 behind it for its parents")

// step is what may stand behind a name: ~3, ^2, ^{commit}.
var step = lazyregexp.New(`^(?:\^\{(?:commit)?\}|~([0-9]*)|\^([0-9]*))`)

// Resolve returns the commit that a revision names, as git's own commands take
// it: a branch, a tag, HEAD, the beginning of a commit's name, and the parents of
// one of these (https://git-scm.com/docs/gitrevisions).
func (c *Checkout) Resolve(revision string) (Commit, error) {
	name, steps := revision, ""
	if i := strings.IndexAny(revision, "~^"); i >= 0 {
		name, steps = revision[:i], revision[i:]
	}
	if name == "@" {
		name = "HEAD"
	}
	if name == "" || strings.ContainsAny(name, "@:?*[\\ ") && !plumbing.IsHash(name) || strings.Contains(name, "..") {
		return Commit{}, ErrSyntax
	}
	id, err := c.lookup(name)
	if err != nil {
		return Commit{}, err
	}
	at, err := c.commit(id)
	if missing := new(MissingError); errors.As(err, &missing) {
		missing.What = "the commit " + short(id.String())
	}
	for err == nil && steps != "" {
		at, steps, err = c.follow(at, steps)
	}
	return at, err
}

// maxSteps bounds how far back one goes.
const maxSteps = 100_000

// follow takes the first of the steps behind a name.
func (c *Checkout) follow(at Commit, steps string) (Commit, string, error) {
	m := step().FindStringSubmatch(steps)
	if m == nil {
		return at, "", ErrSyntax
	}
	rest := steps[len(m[0]):]
	number := func(text string) (int, error) {
		if text == "" {
			return 1, nil
		}
		n, err := strconv.Atoi(text)
		if err != nil || n > maxSteps {
			return 0, ErrSyntax
		}
		return n, nil
	}
	var err error
	switch {
	case strings.HasPrefix(m[0], "~"):
		var n int
		for n, err = number(m[1]); err == nil && n > 0; n-- {
			at, err = c.Parent(at, 1)
		}
	case !strings.HasPrefix(m[0], "^{"):
		var n int
		if n, err = number(m[2]); err == nil && n > 0 {
			at, err = c.Parent(at, n)
		}
	}
	return at, rest, err
}

// lookup returns the object that a name stands for, in git's order.
func (c *Checkout) lookup(name string) (plumbing.Hash, error) {
	if plumbing.IsHash(name) {
		return plumbing.NewHash(name), nil
	}
	for _, ref := range fullNames(name) {
		id, err := c.reference(ref)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return id, err
		}
	}
	id, err := c.abbreviated(name)
	if errors.Is(err, fs.ErrNotExist) {
		return id, &UnknownError{Name: name, Names: c.names()}
	}
	return id, err
}

// ownRef is the form of the references that are no branch or tag.
var ownRef = lazyregexp.New(`^[A-Z][A-Z_]*$`)

// fullNames returns the references that a name may be short for.
func fullNames(name string) []string {
	if !valid(name) {
		return nil
	}
	var all []string
	if ownRef().MatchString(name) || strings.HasPrefix(name, "refs/") {
		all = append(all, name)
	}
	return append(all, "refs/"+name, "refs/tags/"+name, "refs/heads/"+name, "refs/remotes/"+name, "refs/remotes/"+name+"/HEAD")
}

// valid reports whether a reference may have that name: what git forbids would
// lead to other files (https://git-scm.com/docs/git-check-ref-format).
func valid(name string) bool {
	return fs.ValidPath(name) && !strings.ContainsAny(name, "\\:*?[~^ \x7f") && !strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) &&
		!slices.ContainsFunc(strings.Split(name, "/"), func(part string) bool { return strings.HasPrefix(part, ".") || strings.HasSuffix(part, ".lock") })
}

// reference returns the object that a reference names; fs.ErrNotExist if there
// is no such reference.
func (c *Checkout) reference(name string) (plumbing.Hash, error) {
	for range maxSymbolic {
		text, err := c.dir.reference(name)
		if err != nil {
			return plumbing.ZeroHash, err
		}
		to, symbolic := strings.CutPrefix(text, "ref: ")
		if !symbolic {
			first, _, _ := strings.Cut(text, "\t") // FETCH_HEAD says more
			if !plumbing.IsHash(first) {
				return plumbing.ZeroHash, fmt.Errorf("the reference %s is broken", printable(name))
			}
			return plumbing.NewHash(first), nil
		}
		if name = strings.TrimSpace(to); !valid(name) || !strings.HasPrefix(name, "refs/") {
			return plumbing.ZeroHash, fs.ErrNotExist
		}
	}
	return plumbing.ZeroHash, fs.ErrNotExist
}

// printable returns the name of a reference if it is short and plain.
func printable(name string) string {
	if len(name) > 200 {
		return "with a long name"
	}
	return name
}

// reference returns the first line of a reference.
func (g *gitDir) reference(name string) (string, error) {
	file := name
	if g.own != "" && (!strings.HasPrefix(name, "refs/") || strings.HasPrefix(name, "refs/worktree/") || strings.HasPrefix(name, "refs/bisect/")) {
		file = g.own + "/" + name
	}
	text, err := g.small(file)
	if err == nil && len(bytes.TrimSpace(text)) > 0 {
		line, _, _ := strings.Cut(strings.TrimSpace(string(text)), "\n")
		return strings.TrimSpace(line), nil
	}
	found := ""
	err = g.packedRefs(func(id, ref string) bool {
		if ref == name {
			found = id
		}
		return found == ""
	})
	if err == nil && found == "" {
		err = fs.ErrNotExist
	}
	return found, err
}

// packedRefs hands over the packed references until there is no more need.
func (g *gitDir) packedRefs(yield func(id, ref string) bool) error {
	f, _, err := g.open("packed-refs")
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(io.LimitReader(f, maxPackedRefs))
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "#") || strings.HasPrefix(line, "^") {
			continue
		}
		if id, ref, found := strings.Cut(line, " "); found && !yield(id, ref) {
			return nil
		}
	}
	return lines.Err()
}

// abbreviated returns the commit or tag whose name begins so.
func (c *Checkout) abbreviated(prefix string) (plumbing.Hash, error) {
	prefix = strings.ToLower(prefix)
	if len(prefix) < 4 || len(prefix) > 40 || strings.Trim(prefix, "0123456789abcdef") != "" {
		return plumbing.ZeroHash, fs.ErrNotExist
	}
	ids, err := c.store.named(prefix)
	if err != nil {
		return plumbing.ZeroHash, err
	}
	found := plumbing.ZeroHash
	for _, id := range ids {
		if _, err := c.commit(id); err != nil {
			continue
		}
		if !found.IsZero() {
			return plumbing.ZeroHash, errors.New("several commits have names that begin so; give more of its digits")
		}
		found = id
	}
	if found.IsZero() {
		return found, fs.ErrNotExist
	}
	return found, nil
}

// names returns what may be asked for, for somebody who mistyped it: branches
// and tags.
func (c *Checkout) names() []string {
	var names []string
	add := func(ref string) bool {
		for _, kind := range []string{"refs/heads/", "refs/tags/", "refs/remotes/"} {
			if name, found := strings.CutPrefix(ref, kind); found && valid(name) {
				names = append(names, name)
			}
		}
		return len(names) < maxNames
	}
	for _, folder := range []string{"refs/heads", "refs/tags", "refs/remotes"} {
		_ = fs.WalkDir(c.dir.root.FS(), folder, func(name string, d fs.DirEntry, err error) error {
			if err == nil && d.Type().IsRegular() && !add(name) {
				return fs.SkipAll
			}
			return nil
		})
	}
	_ = c.dir.packedRefs(func(_, ref string) bool { return add(ref) })
	names = append(names, "HEAD")
	slices.Sort(names)
	return slices.Compact(names)
}
