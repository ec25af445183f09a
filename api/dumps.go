package api

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sort"
	"sync"

	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"

	"twoway/api/openapi"
	"twoway/release/serve"
)

// mostIndexes is how many indexes of dumps are kept: all formats of two releases. Each has some ten kilobytes.
const mostIndexes = 6

// dumps keeps the indexes of the dumps that were asked for last, and bounds how many chunks are made at the same time. Sending one takes
// as long as its reader wishes, so that this must not be bounded; making a chunk takes some microseconds.
type dumps struct {
	mu      sync.Mutex
	list    []keptIndex // the last used first
	loading singleflight.Group
	making  *semaphore.Weighted
}

type keptIndex struct {
	key   string
	index *dumpIndex
}

func newDumps() dumps {
	return dumps{making: semaphore.NewWeighted(int64(max(1, runtime.GOMAXPROCS(0)-1)))}
}

// index returns the index of the dump of a release.
func (d *dumps) index(ctx context.Context, from *serve.Edition, format openapi.DumpReleaseParamsFormat) (*dumpIndex, error) {
	key := fmt.Sprint(from.Summary.Number, from.Summary.Hash, format)
	if found := d.find(key); found != nil {
		return found, nil
	}
	whole := context.WithoutCancel(ctx) // others may wait for it too
	made := d.loading.DoChan(key, func() (any, error) {
		chunks := newDumpWriter(from, format)
		index, err := newDumpIndex(chunks.count(), func(i int) ([]byte, error) { return d.make(whole, chunks, i) })
		if err == nil {
			d.add(keptIndex{key, index})
		}
		return index, err
	})
	select {
	case <-ctx.Done():
		return nil, ctx.Err()
	case got := <-made:
		index, _ := got.Val.(*dumpIndex) // nil with an error
		return index, got.Err
	}
}

// make makes a chunk.
func (d *dumps) make(ctx context.Context, chunks *dumpWriter, i int) ([]byte, error) {
	if err := d.making.Acquire(ctx, 1); err != nil {
		return nil, err
	}
	defer d.making.Release(1)
	return chunks.chunk(i)
}

func (d *dumps) find(key string) *dumpIndex {
	d.mu.Lock()
	defer d.mu.Unlock()
	for i, kept := range d.list {
		if kept.key == key {
			d.list = slices.Insert(slices.Delete(d.list, i, i+1), 0, kept)
			return kept.index
		}
	}
	return nil
}

func (d *dumps) add(kept keptIndex) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.list = slices.Insert(d.list, 0, kept)
	d.list = d.list[:min(len(d.list), mostIndexes)]
}

// searchChunk returns the number of the chunk that has the byte at a position.
func searchChunk(starts []int64, at int64) int {
	return sort.Search(len(starts), func(i int) bool { return starts[i] > at }) - 1
}
