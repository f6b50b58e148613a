package discover

import (
	"fmt"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/django-session-audit/django-session-audit/analyzer/source"
)

// sizes are how many files the repositories of the benchmarks have. What it
// takes for each file must not grow with them.
var sizes = []int{1_000, 10_000, 100_000}

// BenchmarkWalk lists the files of a repository.
func BenchmarkWalk(b *testing.B) {
	eachSize(b, func(repo *source.Repository) error {
		_, _, err := walk(repo)
		return err
	})
}

// BenchmarkFind finds the few that matter among them, and reads those.
func BenchmarkFind(b *testing.B) {
	eachSize(b, func(repo *source.Repository) error {
		_, err := Find(repo, Options{})
		return err
	})
}

func eachSize(b *testing.B, do func(*source.Repository) error) {
	for _, size := range sizes {
		b.Run(fmt.Sprintf("files=%d", size), func(b *testing.B) {
			a, err := txtar.ParseFile("testdata/package_by_name.txtar")
			if err != nil {
				b.Fatal(err)
			}
			for i := len(a.Files); i < size; i++ {
				a.Files = append(a.Files, txtar.File{Name: fmt.Sprintf("app%d/sub%d/f%d.py", i/2000, i/50%40, i%50)})
			}
			repo := extract(b, a)
			b.ReportAllocs()
			for b.Loop() {
				if err := do(repo); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(size), "ns/file")
		})
	}
}
