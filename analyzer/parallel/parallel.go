// Package parallel does the same for many things on several processors. It
// knows nothing of what is done.
package parallel

import (
	"runtime"
	"sync"
	"sync/atomic"
)

// most bounds how many goroutines run: each holds memory of its own.
const most = 8

// Width is how many things are done at the same time.
func Width() int { return min(runtime.GOMAXPROCS(0), most) }

// Each calls f with 0 to n-1, in any order and several at a time, and returns
// when all calls have. It panics if one of them did.
func Each(n int, f func(i int)) {
	if width := min(Width(), n); width > 1 {
		each(n, width, f)
		return
	}
	for i := range n {
		f(i)
	}
}

func each(n, width int, f func(i int)) {
	var next atomic.Int64
	var running sync.WaitGroup
	var once sync.Once
	var failure any
	for range width {
		running.Go(func() {
			// A panic that nobody recovers from ends the process with its own
			// text, which may hold anything of the scanned repository.
			defer func() {
				if r := recover(); r != nil {
					once.Do(func() { failure = r })
				}
			}()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	running.Wait()
	if failure != nil {
		panic(failure)
	}
}
