package parallel

import (
	"runtime"
	"sync"
)

// A Group is goroutines that somebody waits for, and the only way to start any.
// A panic that nobody recovers from in a goroutine ends the process with its own
// text, which may hold anything of the scanned repository; one in a group is
// carried to who waits. The zero value is ready.
type Group struct {
	running sync.WaitGroup
	once    sync.Once
	failure *Panic
}

// Go calls f in a goroutine.
func (g *Group) Go(f func()) {
	g.running.Go(func() {
		defer func() {
			if r := recover(); r != nil {
				g.once.Do(func() { g.failure = carried(r) })
			}
		}()
		f()
	})
}

// Wait returns when all have, and panics with a *Panic if one of them did.
func (g *Group) Wait() {
	g.running.Wait()
	if g.failure != nil {
		panic(g.failure)
	}
}

// A Panic is a panic of a goroutine on its way to who waits for it.
type Panic struct {
	// Value is what the goroutine panicked with.
	Value   any
	callers []uintptr
}

// Callers returns the calls that led to the panic in its goroutine.
func (p *Panic) Callers() []uintptr { return p.callers }

func carried(r any) *Panic {
	if p, ok := r.(*Panic); ok {
		return p
	}
	pcs := make([]uintptr, 256)
	return &Panic{Value: r, callers: pcs[:runtime.Callers(1, pcs)]}
}
