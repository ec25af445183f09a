package app

import (
	"math"
	"runtime"
	"runtime/debug"
)

// leastMemory is what the program may use before it collects garbage more often, in bytes. The shipped bank needs less than half of it.
const leastMemory = 240 << 20

// limitMemory makes the garbage collector keep the process near what a bank needs: a flood of requests would otherwise double that. The
// limit is soft. One that was set by GOMEMLIMIT stays.
func limitMemory() {
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(leastMemory)
	}
}

// raiseMemoryLimit raises the limit that limitMemory set to twice of what is in use, for larger banks.
func raiseMemoryLimit() {
	if debug.SetMemoryLimit(-1) != leastMemory {
		return
	}
	runtime.GC()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	debug.SetMemoryLimit(max(leastMemory, 2*int64(now.HeapAlloc))) //nolint:gosec // far below the greatest number
}
