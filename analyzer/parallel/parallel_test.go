package parallel

import (
	"slices"
	"testing"
)

func TestEachCallsOnceForEach(t *testing.T) {
	for _, n := range []int{0, 1, 2, 1000} {
		called := make([]int, n)
		Each(n, func(i int) { called[i]++ })
		if i := slices.IndexFunc(called, func(times int) bool { return times != 1 }); i >= 0 {
			t.Errorf("of %d, %d was called for %d times", n, i, called[i])
		}
	}
}

func TestEachPanicsForTheCaller(t *testing.T) {
	defer func() {
		if r := recover(); r != "five" {
			t.Errorf("recovered %v, want what the call panicked with", r)
		}
	}()
	Each(100, func(i int) {
		if i == 5 {
			panic("five")
		}
	})
	t.Error("Each returned")
}
