package analyzer

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/django-session-audit/django-session-audit/analyzer/discover"
	"github.com/django-session-audit/django-session-audit/analyzer/parallel"
	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// TestAhead holds that what is parsed ahead is bounded, that a file that is not
// there does no harm, and that nothing is parsed once it was stopped.
func TestAhead(t *testing.T) {
	dir, files := t.TempDir(), []string{"missing.py"}
	for i := range 40 {
		name := fmt.Sprintf("m%d.py", i)
		text := "X = 1\n" + strings.Repeat("# padding\n", 10_000) // 100 KB
		if i == 0 {
			text = strings.Repeat("# padding\n", 20_000)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		files = append(files, name)
	}
	repo, err := source.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { repo.Close() })
	parsed := newTrees()
	a := &ahead{repo: repo, index: discover.NewIndex(files[1:]), trees: parsed, seen: map[string]bool{}}
	a.add(files)
	a.add(files)
	a.group.Wait()
	n := len(parsed.parsed)
	if one := parallel.Width() == 1; one != (n == 0) || n > maxAhead/100_000+1 {
		t.Errorf("%d files were parsed ahead", n) // by one processor none
	}
	for f := range parsed.parsed {
		if len(f.Bytes) > maxAheadFile {
			t.Errorf("%s of %d bytes was parsed ahead", f.Path, len(f.Bytes))
		}
	}
	a.stop()
	a.add([]string{"m39.py"})
	a.group.Wait()
	if len(parsed.parsed) != n {
		t.Error("a file was parsed after it was stopped")
	}
}
