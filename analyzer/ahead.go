package analyzer

import (
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
	waiting []string // the next one last
	seen    map[string]bool
	bytes   int // of the files that were parsed
	running bool
}

// What is parsed ahead is bounded: evaluation may end before it comes there.
const (
	maxAhead     = 1 << 19
	maxAheadFile = 1 << 17
)

// add says which files are going to be asked for, in their order.
func (a *ahead) add(files []string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, f := range slices.Backward(files) {
		if !a.seen[f] {
			a.seen[f] = true
			a.waiting = append(a.waiting, f)
		}
	}
	if !a.running && len(a.waiting) > 0 && parallel.Width() > 1 {
		a.running = true
		a.group.Go(a.run)
	}
}

func (a *ahead) run() {
	for name := a.next(0); name != ""; {
		size := 0
		if f, err := a.index.Read(a.repo, name); err == nil && len(f.Bytes) <= maxAheadFile {
			size = len(f.Bytes)
			a.trees.parse(f)
		}
		name = a.next(size)
	}
}

// next returns the file that is to be parsed next, after one of so many bytes.
func (a *ahead) next(bytes int) string {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.bytes += bytes
	last := len(a.waiting) - 1
	if last < 0 || a.bytes > maxAhead {
		a.running = false
		return ""
	}
	name := a.waiting[last]
	a.waiting = a.waiting[:last]
	return name
}

// stop lets go of what has not been parsed yet.
func (a *ahead) stop() {
	a.mu.Lock()
	a.waiting, a.bytes = nil, maxAhead+1
	a.mu.Unlock()
	a.group.Wait()
}
