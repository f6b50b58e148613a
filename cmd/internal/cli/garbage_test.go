package cli

import (
	"runtime"
	"runtime/debug"
	"testing"
	"time"
)

func TestPercentFor(t *testing.T) {
	for _, live := range []uint64{1, 1 << 20, 9 << 20, heapRoom / 2, heapRoom - 1, heapRoom, 100 << 20} {
		p := percentFor(live)
		grown := live + live*uint64(p)/100
		if grown < min(heapRoom, live+live*heapSlack/100)*99/100 || grown > max(heapRoom, live+live*heapSlack/100) {
			t.Errorf("%d bytes may become %d", live, grown)
		}
	}
}

func TestGarbageIsCollectedByWhatIsAlive(t *testing.T) {
	defer debug.SetMemoryLimit(debug.SetMemoryLimit(-1))
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	CollectGarbage()
	alive := make([]byte, 2*heapRoom)
	for until := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		runtime.GC()
		percent := debug.SetGCPercent(heapSlack)
		if percent == heapSlack {
			break
		}
		debug.SetGCPercent(percent)
		if time.Now().After(until) {
			t.Fatalf("with %d bytes alive, the heap may grow by %d percent", len(alive), percent)
		}
	}
	runtime.KeepAlive(alive)
}
