package revision

import (
	"bufio"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
)

// Bounds of what is read. A repository that meets one is told of.
const (
	// maxObject is the largest object that is read, and the largest that one
	// is made of.
	maxObject = 64 << 20
	// maxDeltas is how much may have to be read to make one object.
	maxDeltas = 256 << 20
	// maxChain is the longest chain of deltas; git makes none that is longer.
	maxChain = 4096
	// maxIndexes is how much all indexes of packs may hold: ten million
	// objects and more.
	maxIndexes = 1 << 30
	maxPacks   = 10_000
	// cached is how much of what objects are made of is kept.
	cached = 32 << 20
)

var (
	errBroken = errors.New("the repository has an object that is broken")
	errLarge  = errors.New("the repository has an object that is too large to be read")
)

// A MissingError says that an object is not in the checkout.
type MissingError struct {
	// What is missing, as in "the parent of the commit 1a2b3c4".
	What string
	// Shallow is true if the checkout has the newest commits only, Partial if
	// it leaves out objects, and Borrowed if some lie elsewhere.
	Shallow, Partial, Borrowed bool
}

// Error says it in a sentence, with what to do about it.
func (e *MissingError) Error() string {
	text := e.What + " is not in this checkout"
	switch {
	case e.Shallow:
		return text + ", which has the newest commits only; give actions/checkout the line \"fetch-depth: 2\", or run git fetch --deepen=1"
	case e.Borrowed:
		return text + ", which borrows objects from another repository (.git/objects/info/alternates), and nothing outside of .git is read; run git repack -a -d"
	case e.Partial:
		return text + ", which leaves out objects (a partial clone); give actions/checkout no filter"
	}
	return text
}

// An object is the content of one object.
type object struct {
	kind    plumbing.ObjectType
	content []byte
}

// A store reads objects. Its methods may be called from several goroutines.
type store struct {
	dir *gitDir

	mu     sync.Mutex
	packs  []*pack // nil until they are asked for
	loaded bool
	bases  *bases
}

func newStore(dir *gitDir) *store {
	return &store{dir: dir, bases: &bases{cache.NewBufferLRU(cached), map[int64]plumbing.ObjectType{}}}
}

func (s *store) close() error {
	var all []error
	for _, p := range s.packs {
		all = append(all, p.close())
	}
	return errors.Join(all...)
}

// object returns an object, whose name its content bears out.
func (s *store) object(id plumbing.Hash) (o object, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer recovered(&err)
	if o, err = s.loose(id); errors.Is(err, fs.ErrNotExist) {
		var p *pack
		var at int64
		if p, at, err = s.packed(id); err == nil {
			o, err = p.object(at)
		}
	}
	if err == nil && plumbing.ComputeHash(o.kind, o.content) != id {
		err = errBroken
	}
	return o, err
}

// size returns the size of an object, which is not read for it as a whole.
func (s *store) size(id plumbing.Hash) (n int64, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer recovered(&err)
	f, _, err := s.dir.open(loosePath(id))
	if errors.Is(err, fs.ErrNotExist) {
		p, at, err := s.packed(id)
		if err != nil {
			return 0, err
		}
		return p.size(at)
	}
	if err != nil {
		return 0, err
	}
	defer f.Close()
	_, n, _, err = looseHead(f)
	return n, err
}

// recovered turns a panic over a broken file into an error.
func recovered(err *error) {
	if r := recover(); r != nil {
		*err = errBroken
	}
}

func loosePath(id plumbing.Hash) string {
	text := id.String()
	return "objects/" + text[:2] + "/" + text[2:]
}

// loose reads an object that has a file of its own.
func (s *store) loose(id plumbing.Hash) (object, error) {
	f, _, err := s.dir.open(loosePath(id))
	if err != nil {
		return object{}, err
	}
	defer f.Close()
	kind, size, text, err := looseHead(f)
	if err != nil {
		return object{}, err
	}
	if size > maxObject {
		return object{}, errLarge
	}
	content, err := io.ReadAll(io.LimitReader(text, size+1))
	if err != nil || int64(len(content)) != size {
		return object{}, errBroken
	}
	return object{kind, content}, nil
}

// looseHead reads the head of such a file, and returns what comes after it.
func looseHead(f io.Reader) (plumbing.ObjectType, int64, io.Reader, error) {
	inflated, err := zlib.NewReader(bufio.NewReader(f))
	if err != nil {
		return 0, 0, nil, errBroken
	}
	text := bufio.NewReaderSize(inflated, 4096)
	head, err := text.ReadSlice(0)
	if err != nil {
		return 0, 0, nil, errBroken
	}
	word, digits, _ := strings.Cut(string(head[:len(head)-1]), " ")
	kind, err := plumbing.ParseObjectType(word)
	if err != nil {
		return 0, 0, nil, errBroken
	}
	size, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || size < 0 {
		return 0, 0, nil, errBroken
	}
	return kind, size, text, nil
}

// packed returns the pack that has an object, and where.
func (s *store) packed(id plumbing.Hash) (*pack, int64, error) {
	if err := s.load(); err != nil {
		return nil, 0, err
	}
	for _, p := range s.packs {
		if at, err := p.index.FindOffset(id); err == nil {
			return p, at, nil
		}
	}
	return nil, 0, s.missing("the object " + short(id.String()))
}

// load reads the indexes of all packs, once.
func (s *store) load() error {
	if s.loaded {
		return nil
	}
	entries, err := s.dir.list("objects/pack")
	if err != nil {
		return err
	}
	room := int64(maxIndexes)
	for _, e := range entries {
		name, found := strings.CutSuffix(e.Name(), ".idx")
		if !found {
			continue
		}
		if len(s.packs) == maxPacks {
			return fmt.Errorf("the repository has more than %d packs; run git repack -a -d", maxPacks)
		}
		p, err := openPack(s.dir, name, &room)
		if err != nil {
			return err
		}
		p.bases, p.number = s.bases, int64(len(s.packs))
		s.packs = append(s.packs, p)
	}
	s.loaded = true
	return nil
}

// missing says why an object may not be there.
func (s *store) missing(what string) error {
	there := func(name string) bool {
		f, info, err := s.dir.open(name)
		if err != nil {
			return false
		}
		return errors.Join(f.Close()) == nil && info.Size() > 0
	}
	return &MissingError{What: what, Shallow: there("shallow"), Partial: s.dir.partial, Borrowed: there("objects/info/alternates")}
}

// named returns the objects whose names begin so, in order.
func (s *store) named(prefix string) (ids []plumbing.Hash, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	defer recovered(&err)
	if err := s.load(); err != nil {
		return nil, err
	}
	entries, err := s.dir.list("objects/" + prefix[:2])
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if name := prefix[:2] + e.Name(); plumbing.IsHash(name) && strings.HasPrefix(name, prefix) {
			ids = append(ids, plumbing.NewHash(name))
		}
	}
	for _, p := range s.packs {
		ids = append(ids, p.named(prefix)...)
	}
	slices.SortFunc(ids, func(a, b plumbing.Hash) int { return strings.Compare(a.String(), b.String()) })
	return slices.Compact(ids), nil
}
