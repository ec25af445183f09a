package app

import (
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"
)

// Limits of memory, in bytes. They are soft: the program collects garbage more often instead of exceeding them.
const (
	// What the program may use. The shipped bank needs less than half of it.
	leastMemory = 216 << 20
	// What a check, a publication or a switch to another release may use besides.
	publishingMemory = 128 << 20
)

// startingGarbage is the garbage collector's percentage (see debug.SetGCPercent) during the start, when nearly everything stays.
const startingGarbage = 400

// limitMemory makes the garbage collector keep the process near what a bank needs: a flood of requests would otherwise double that. A
// limit that was set by GOMEMLIMIT stays. During the start, garbage is collected less often.
func limitMemory() {
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(leastMemory)
		debug.SetGCPercent(startingGarbage)
	}
}

// memory is the limit of a program that serves, if limitMemory has set one.
type memory struct {
	mu      sync.Mutex
	limit   int64 // 0 while limitMemory decides, or GOMEMLIMIT
	settled int64 // the limit after the start
	running int   // checks, publications and the like
}

// settle ends what limitMemory does for the start, gives memory back to the system, and raises the limit to 1.7 times of what is in
// use, for larger banks.
func (m *memory) settle() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if debug.SetMemoryLimit(-1) != leastMemory {
		return
	}
	debug.SetGCPercent(100) //nolint:mnd // Go's default
	debug.FreeOSMemory()
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	m.settled = max(leastMemory, int64(now.HeapAlloc)*17/10) //nolint:gosec // far below the greatest number
	m.limit = m.settled
	m.set()
}

// raised does work with a higher limit: a check holds several copies of the bank, and so does a switch to another release; collecting
// garbage all the time would make them take several times as long. Afterwards more may stay in memory, such as an older release.
func (m *memory) raised(do func()) {
	m.change(1)
	defer time.AfterFunc(settleAfter, m.adjust)
	defer m.change(-1)
	do()
}

// adjust raises the limit to half as much again as was in use at the last collection of garbage, if that is more than settle allowed: close
// to the limit, nearly all time would go into collecting.
func (m *memory) adjust() {
	inUse := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(inUse)
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.limit == 0 || m.running > 0 {
		return
	}
	m.limit = max(m.settled, int64(inUse[0].Value.Uint64())*3/2) //nolint:gosec // far below the greatest number
	m.set()
}

func (m *memory) change(by int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.running += by
	m.set()
}

func (m *memory) set() {
	switch {
	case m.limit == 0:
	case m.running > 0:
		debug.SetMemoryLimit(m.limit + publishingMemory)
	default:
		debug.SetMemoryLimit(m.limit)
	}
}
