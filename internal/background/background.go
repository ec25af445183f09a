// Package background does long work next to a program that serves: it leaves one processor free, and lets others go first.
package background

import (
	"runtime"
	"sync"
)

// Each calls do for every number from 0 to n-1, on all processors but one, and returns when all calls have. They come in no
// particular order, and several at once.
func Each(n int, do func(i int)) {
	workers := max(1, runtime.GOMAXPROCS(0)-1)
	var group sync.WaitGroup
	for worker := range workers {
		group.Go(func() {
			for i := worker; i < n; i += workers {
				do(i)
				runtime.Gosched() // requests that arrive meanwhile go first
			}
		})
	}
	group.Wait()
}
