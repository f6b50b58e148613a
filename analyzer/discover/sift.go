package discover

import (
	"slices"

	"github.com/django-session-audit/django-session-audit/analyzer/parallel"
)

// sifted is how many files one processor goes through before it takes others.
const sifted = 2048

// sift returns what is picked of the files, in their order. It picks several at
// a time, for there may be a hundred thousand of which three matter.
func sift[T any](files []string, pick func(name string) (T, bool)) []T {
	parts := make([][]T, (len(files)+sifted-1)/sifted)
	parallel.Each(len(parts), func(i int) {
		for _, name := range files[i*sifted : min((i+1)*sifted, len(files))] {
			if picked, ok := pick(name); ok {
				parts[i] = append(parts[i], picked)
			}
		}
	})
	return slices.Concat(parts...)
}
