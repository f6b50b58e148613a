package discover

import (
	"fmt"
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/django-session-audit/django-session-audit/analyzer/parallel"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// fragile is a file system that panics in folders of one name.
type fragile struct{ fs.FS }

func (f fragile) ReadDir(name string) ([]fs.DirEntry, error) {
	if len(name) > 1 && name[len(name)-1] == '7' {
		panic("in " + name)
	}
	return fs.ReadDir(f.FS, name)
}

// Whichever goroutine lists a folder, a panic in it is the caller's.
func TestWalkPanicsForTheCaller(t *testing.T) {
	for _, n := range []int{8, 100} {
		files := fstest.MapFS{}
		for i := range n {
			files[fmt.Sprintf("f%03d/g/a.py", i)] = &fstest.MapFile{}
		}
		func() {
			defer func() {
				r := recover()
				if p, ok := r.(*parallel.Panic); ok {
					r = p.Value
				}
				if text, _ := r.(string); len(text) != len("in f007") {
					t.Errorf("of %d folders, recovered %v", n, r)
				}
			}()
			_, _, err := walk(source.Over(fragile{files}))
			t.Errorf("walk returned %v", err)
		}()
	}
}
