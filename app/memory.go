package app

import (
	"math"
	"runtime"
	"runtime/debug"
)

// leastMemory is what the program may use before it collects garbage more often, in bytes. The shipped bank needs less than half of it.
const leastMemory = 240 << 20

// startingGarbage is the garbage collector's percentage (see debug.SetGCPercent) during the start, when nearly everything stays.
const startingGarbage = 400

// limitMemory makes the garbage collector keep the process near what a bank needs: a flood of requests would otherwise double that. The
// limit is soft. One that was set by GOMEMLIMIT stays. During the start, garbage is collected less often.
func limitMemory() {
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(leastMemory)
		debug.SetGCPercent(startingGarbage)
	}
}

// settleMemory ends what limitMemory does for the start, gives memory back to the system, and raises the limit to twice of what is in
// use, for larger banks.
func settleMemory() {
	if debug.SetMemoryLimit(-1) != leastMemory {
		return
	}
	debug.SetGCPercent(100) //nolint:mnd // Go's default
	debug.FreeOSMemory()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	debug.SetMemoryLimit(max(leastMemory, 2*int64(now.HeapAlloc))) //nolint:gosec // far below the greatest number
}
