package discover

import (
	"fmt"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

// BenchmarkFind walks a repository of 100,000 files, of which a few matter.
func BenchmarkFind(b *testing.B) {
	a, err := txtar.ParseFile("testdata/package_by_name.txtar")
	if err != nil {
		b.Fatal(err)
	}
	for i := range 100_000 {
		a.Files = append(a.Files, txtar.File{Name: fmt.Sprintf("app%d/sub%d/f%d.py", i/2000, i/50%40, i%50)})
	}
	repo := extract(b, a)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Find(repo, Options{}); err != nil {
			b.Fatal(err)
		}
	}
}
