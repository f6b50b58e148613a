// Package parallel does the same for many things on several processors. It
// knows nothing of what is done.
package parallel

import (
	"runtime"
	"sync/atomic"
)

// most bounds how many goroutines run: each holds memory of its own.
const most = 8

// Width is how many things are done at the same time.
func Width() int { return min(runtime.GOMAXPROCS(0), most) }

// Each calls f with 0 to n-1, in any order and several at a time, and returns
// when all calls have. It panics if one of them did.
func Each(n int, f func(i int)) {
	width := min(Width(), n)
	if width <= 1 {
		for i := range n {
			f(i)
		}
		return
	}
	var next atomic.Int64
	var g Group
	for range width {
		g.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	g.Wait()
}
