package server

import (
	"context"
	"io"
	"sync"
	"time"
)

// LineBuffer is an io.Writer for the lines of a log that requests need not wait for: they are written to another writer a moment later,
// many at once. It is safe for concurrent use. Whoever creates it must call Run.
type LineBuffer struct {
	to    io.Writer
	mu    sync.Mutex
	lines []byte
	spare []byte
	full  chan struct{}
}

// Bounds of what waits in a LineBuffer.
const (
	lineDelay = 100 * time.Millisecond
	mostLines = 64 << 10 // in bytes, after which they are written at once
	mostKept  = 4 << 20  // in bytes; a writer that is slower than this makes requests wait
)

// NewLineBuffer returns a buffer in front of a writer.
func NewLineBuffer(to io.Writer) *LineBuffer {
	return &LineBuffer{to: to, full: make(chan struct{}, 1)}
}

// Write keeps a line, which must be whole. It never fails.
func (b *LineBuffer) Write(line []byte) (int, error) {
	b.mu.Lock()
	b.lines = append(b.lines, line...)
	size := len(b.lines)
	b.mu.Unlock()
	if size >= mostLines {
		select {
		case b.full <- struct{}{}:
		default:
		}
	}
	if size >= mostKept {
		b.Flush()
	}
	return len(line), nil
}

// Run writes the lines until ctx is done, and then the last ones.
func (b *LineBuffer) Run(ctx context.Context) {
	tick := time.NewTicker(lineDelay)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			b.Flush()
			return
		case <-tick.C:
		case <-b.full:
		}
		b.Flush()
	}
}

// Flush writes the lines that wait. If the writer fails, they are lost, like every line that a log cannot write.
func (b *LineBuffer) Flush() {
	b.mu.Lock()
	lines := b.lines
	b.lines, b.spare = b.spare[:0], nil
	b.mu.Unlock()
	if len(lines) > 0 {
		_, _ = b.to.Write(lines)
	}
	b.mu.Lock()
	b.spare = lines[:0]
	b.mu.Unlock()
}
