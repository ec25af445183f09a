package app

import (
	"math"
	"runtime"
	"runtime/debug"
)

// leastMemory is what the program may use before it collects garbage more often, in bytes. The shipped bank needs half of it.
const leastMemory = 224 << 20

// limitMemory makes the garbage collector keep the program near what it needs: a flood of requests would otherwise double that. The
// limit is soft, and twice of what a larger bank needs. One that was set by GOMEMLIMIT stays.
func limitMemory() {
	if debug.SetMemoryLimit(-1) != math.MaxInt64 {
		return
	}
	runtime.GC()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	debug.SetMemoryLimit(max(leastMemory, 2*int64(now.HeapAlloc))) //nolint:gosec // far below the greatest number
}
