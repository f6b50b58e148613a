package cli

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// When garbage is collected: not before the heap has filled its room, and later
// when as much has been added to what is alive as the slack allows. Go by itself
// begins at 4 MiB, so that the scan of a large project collects thirty times, and
// doubles what is alive, which is a lot where that is. Near the limit it collects
// more often.
const (
	heapRoom  = 24 << 20
	heapSlack = 30 // percent
	heapLimit = 112 << 20
)

// CollectGarbage sets for the whole process when garbage is collected.
func CollectGarbage() {
	debug.SetMemoryLimit(heapLimit)
	debug.SetGCPercent(heapRoom / (4 << 20) * 100)
	afterNext()
}

// afterNext adjusts things after the next collection, and so on. A collection is
// noticed by what nobody holds.
func afterNext() {
	runtime.AddCleanup(&[64]byte{}, func(struct{}) {
		live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
		metrics.Read(live)
		debug.SetGCPercent(percentFor(live[0].Value.Uint64()))
		afterNext()
	}, struct{}{})
}

// percentFor is by how much the heap may grow over what is alive.
func percentFor(live uint64) int {
	if live == 0 || live >= heapRoom {
		return heapSlack
	}
	return max(heapSlack, int((heapRoom-live)*100/live))
}
