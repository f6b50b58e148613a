package parallel

import (
	"runtime"
	"slices"
	"strings"
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
	for _, n := range []int{6, 100} {
		got := recovered(func() {
			Each(n, func(i int) {
				if i == 5 {
					panic("five")
				}
			})
		})
		if p, ok := got.(*Panic); ok {
			got = p.Value
		}
		if got != "five" {
			t.Errorf("of %d, recovered %v, want what the call panicked with", n, got)
		}
	}
}

func TestGroupCarriesThePanicAndItsPlace(t *testing.T) {
	var outer Group
	outer.Go(func() {
		var inner Group
		inner.Go(fails)
		inner.Go(func() {})
		inner.Wait()
	})
	p, ok := recovered(outer.Wait).(*Panic)
	if !ok || p.Value != "six" {
		t.Fatalf("recovered %v, want what the goroutine within panicked with", p)
	}
	frames := runtime.CallersFrames(p.Callers())
	for {
		frame, more := frames.Next()
		if strings.HasSuffix(frame.Function, ".fails") {
			return
		}
		if !more {
			t.Fatal("its callers do not lead to where it panicked")
		}
	}
}

func fails() { panic("six") }

func recovered(f func()) (r any) {
	defer func() { r = recover() }()
	f()
	return nil
}
