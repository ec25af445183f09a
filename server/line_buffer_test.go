package server_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"twoway/server"
)

// TestLineBuffer: lines come a moment later, whole, each once, and the last ones at the end.
func TestLineBuffer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out lockedBuffer
		b := server.NewLineBuffer(&out)
		ctx, stop := context.WithCancel(t.Context())
		var running sync.WaitGroup
		running.Go(func() { b.Run(ctx) })
		if _, err := b.Write([]byte("first\n")); err != nil || out.text() != "" {
			t.Errorf("%v, at once: %q, want nothing yet", err, out.text())
		}
		time.Sleep(time.Second)
		if out.text() != "first\n" {
			t.Errorf("a second later: %q", out.text())
		}
		var writing sync.WaitGroup
		for w := range 4 {
			writing.Go(func() {
				for i := range 5000 {
					_, _ = fmt.Fprintf(b, "%d-%d\n", w, i)
				}
			})
		}
		writing.Wait()
		stop()
		running.Wait()
		seen := map[string]int{}
		for line := range strings.Lines(out.text()) {
			seen[line]++
		}
		if len(seen) != 20_001 || seen["3-4999\n"] != 1 {
			t.Errorf("%d different lines, want 20001", len(seen))
		}
	})
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) text() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}
