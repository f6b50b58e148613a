package analyzer

import (
	"cmp"
	"slices"
	"sync"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/parallel"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// ahead parses what is going to be imported while something else is evaluated. It
// changes nothing but the time that a scan takes.
type ahead struct {
	repo  *source.Repository
	index *discover.Index
	trees *trees

	group   parallel.Group
	mu      sync.Mutex
	named   []string // files that are going to be read
	seen    map[string]bool
	waiting []*source.File // those that were read
	bytes   int            // of those that were parsed
	running bool
}

// What is parsed ahead is bounded: evaluation may end before it comes there.
const (
	maxAhead     = 1 << 19
	maxAheadFile = 1 << 17
)

// add says which files are going to be asked for.
func (a *ahead) add(files []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, f := range files {
		if !a.seen[f] {
			a.seen[f] = true
			a.named = append(a.named, f)
		}
	}
	if !a.running && a.more() && parallel.Width() > 1 {
		a.running = true
		a.group.Go(func() {
			for f := a.next(); f != nil; f = a.next() {
				a.trees.parse(f)
			}
		})
	}
}

// next returns the file that is to be parsed next, or nil.
func (a *ahead) next() *source.File {
	for {
		if f, known := a.largest(); known {
			return f
		}
		a.read()
	}
}

// more reports whether files are still to be read.
func (a *ahead) more() bool { return len(a.named) > 0 && a.bytes <= maxAhead }

// read reads the files that were named, but for those that are not there or too
// large.
func (a *ahead) read() {
	a.mu.Lock()
	named := a.named
	a.named = nil
	a.mu.Unlock()
	for _, name := range named {
		if f, err := a.index.Read(a.repo, name); err == nil && len(f.Bytes) <= maxAheadFile {
			a.mu.Lock()
			a.waiting = append(a.waiting, f)
			a.mu.Unlock()
		}
	}
}

// largest returns the largest of the files that wait, or nil if none do: what is
// evaluated meanwhile is not kept waiting by the small ones. It reports false if
// others are to be read first.
func (a *ahead) largest() (largest *source.File, known bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.more() {
		return nil, false
	}
	a.waiting = slices.DeleteFunc(a.waiting, a.trees.begun)
	if len(a.waiting) == 0 || a.bytes > maxAhead {
		a.running = false
		return nil, true
	}
	largest = slices.MaxFunc(a.waiting, func(f, g *source.File) int { return cmp.Compare(len(f.Bytes), len(g.Bytes)) })
	a.bytes += len(largest.Bytes)
	return largest, true
}

// stop lets go of what has not been parsed yet.
func (a *ahead) stop() {
	a.mu.Lock()
	a.named, a.waiting, a.bytes = nil, nil, maxAhead+1
	a.mu.Unlock()
	a.group.Wait()
}
