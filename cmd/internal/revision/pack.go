package revision

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"os"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/cache"
	"github.com/go-git/go-git/v5/plumbing/format/idxfile"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
)

// A pack is a file of many objects with its index.
type pack struct {
	dir    *gitDir
	name   string // without an extension
	number int64  // tells packs apart
	index  *idxfile.MemoryIndex

	file    *os.File // nil until it is asked for
	scanner *packfile.Scanner
	bases   *bases
}

// bases keeps what deltas start from.
type bases struct {
	contents cache.Buffer
	kinds    map[int64]plumbing.ObjectType
}

// openPack reads the index of a pack. Room is how much indexes may still hold.
func openPack(dir *gitDir, name string, room *int64) (*pack, error) {
	f, info, err := dir.open("objects/pack/" + name + ".idx")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if *room -= info.Size(); *room < 0 {
		return nil, errors.New("the repository has too many objects")
	}
	p := &pack{dir: dir, name: name, index: idxfile.NewMemoryIndex()}
	if err := idxfile.NewDecoder(f).Decode(p.index); err != nil {
		return nil, errors.New("the repository has a pack whose index is broken")
	}
	return p, nil
}

func (p *pack) close() error {
	if p.file == nil {
		return nil
	}
	return p.file.Close()
}

// open opens the pack itself, once.
func (p *pack) open() error {
	if p.file != nil {
		return nil
	}
	f, _, err := p.dir.open("objects/pack/" + p.name + ".pack")
	if err != nil {
		return err
	}
	p.file, p.scanner = f, packfile.NewScanner(f)
	return nil
}

// object returns the object at a place of the pack.
func (p *pack) object(at int64) (object, error) {
	o, deltas, err := p.chain(at)
	if err != nil {
		return object{}, err
	}
	for i := len(deltas) - 1; i >= 0; i-- {
		if _, err := madeSize(deltas[i].content); err != nil {
			return object{}, err
		}
		if o.content, err = packfile.PatchDelta(o.content, deltas[i].content); err != nil {
			return object{}, errBroken
		}
		p.keep(deltas[i].at, o)
	}
	return o, nil
}

// A delta says what to change of another object.
type delta struct {
	at      int64
	content []byte
}

// chain follows the deltas from a place of the pack to the object that they
// start from, and returns it with them, the last one to be applied first.
func (p *pack) chain(at int64) (object, []delta, error) {
	if err := p.open(); err != nil {
		return object{}, nil, err
	}
	var deltas []delta
	room := int64(maxDeltas)
	for range maxChain {
		if o, ok := p.kept(at); ok {
			return o, deltas, nil
		}
		h, err := p.scanner.SeekObjectHeader(at)
		if err != nil {
			return object{}, nil, errBroken
		}
		if room -= h.Length; h.Length > maxObject || room < 0 {
			return object{}, nil, errLarge
		}
		var content bytes.Buffer
		if n, _, err := p.scanner.NextObject(&content); err != nil || n != h.Length {
			return object{}, nil, errBroken
		}
		base, err := p.base(h)
		if err != nil {
			return object{}, nil, err
		}
		if base < 0 {
			o := object{h.Type, content.Bytes()}
			p.keep(at, o)
			return o, deltas, nil
		}
		deltas = append(deltas, delta{at, content.Bytes()})
		at = base
	}
	return object{}, nil, errBroken
}

// base returns where the object is that a delta starts from, or -1 for what is
// no delta.
func (p *pack) base(h *packfile.ObjectHeader) (int64, error) {
	switch h.Type {
	case plumbing.OFSDeltaObject:
		return h.OffsetReference, nil
	case plumbing.REFDeltaObject:
		at, err := p.index.FindOffset(h.Reference)
		if err != nil {
			return 0, errBroken
		}
		return at, nil
	case plumbing.CommitObject, plumbing.TreeObject, plumbing.BlobObject, plumbing.TagObject:
		return -1, nil
	}
	return 0, errBroken
}

// size returns the size of the object at a place of the pack.
func (p *pack) size(at int64) (int64, error) {
	if err := p.open(); err != nil {
		return 0, err
	}
	if o, ok := p.kept(at); ok {
		return int64(len(o.content)), nil
	}
	h, err := p.scanner.SeekObjectHeader(at)
	if err != nil {
		return 0, errBroken
	}
	base, err := p.base(h)
	switch {
	case err != nil:
		return 0, err
	case base < 0:
		return h.Length, nil
	}
	r, err := p.scanner.ReadObject()
	if err != nil {
		return 0, errBroken
	}
	defer r.Close()
	var head [2 * binary.MaxVarintLen64]byte
	n, err := io.ReadFull(r, head[:])
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, errBroken
	}
	return madeSize(head[:n])
}

// madeSize returns the size of what a delta makes, which it says after that of
// what it starts from. The numbers are written as Go's are.
func madeSize(delta []byte) (int64, error) {
	_, n := binary.Uvarint(delta)
	if n <= 0 {
		return 0, errBroken
	}
	size, n := binary.Uvarint(delta[n:])
	switch {
	case n <= 0:
		return 0, errBroken
	case size > maxObject:
		return 0, errLarge
	}
	return int64(size), nil
}

// key is a place in one of all packs.
func (p *pack) key(at int64) int64 { return p.number<<48 | at }

func (p *pack) keep(at int64, o object) {
	p.bases.contents.Put(p.key(at), o.content)
	p.bases.kinds[p.key(at)] = o.kind
}

func (p *pack) kept(at int64) (object, bool) {
	content, ok := p.bases.contents.Get(p.key(at))
	return object{p.bases.kinds[p.key(at)], content}, ok
}

// named returns the objects of the pack whose names begin so.
func (p *pack) named(prefix string) []plumbing.Hash {
	first, err := hex.DecodeString(prefix[:2])
	if err != nil {
		return nil
	}
	bucket := p.index.FanoutMapping[first[0]]
	if bucket < 0 || bucket >= len(p.index.Names) {
		return nil
	}
	var ids []plumbing.Hash
	for names := p.index.Names[bucket]; len(names) >= len(plumbing.ZeroHash); names = names[len(plumbing.ZeroHash):] {
		id := plumbing.Hash(names[:len(plumbing.ZeroHash)])
		if text := id.String(); len(text) >= len(prefix) && text[:len(prefix)] == prefix {
			ids = append(ids, id)
		}
	}
	return ids
}
