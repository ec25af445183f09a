package serve

import (
	"github.com/maypok86/otter/v2"

	"twoway/resolve"
)

// Bounds of what is kept of the texts that a release has read, in bytes.
const (
	mostTitles  = 1 << 20
	mostCares   = 2 << 20
	readingSize = 300 // about what a title or care needs besides its text
)

// saidBy is something that somebody of a trade cares about.
type saidBy struct{ role, occupation, said string }

// newMemory returns a memory of bounded size: most people type what others have typed before.
func newMemory() resolve.Memory {
	titles := otter.Must(&otter.Options[string, resolve.Title]{
		MaximumWeight: mostTitles, Weigher: func(said string, _ resolve.Title) uint32 { return weight(said) },
	})
	cares := otter.Must(&otter.Options[saidBy, resolve.Care]{
		MaximumWeight: mostCares, Weigher: func(by saidBy, _ resolve.Care) uint32 { return weight(by.said) },
	})
	return resolve.Memory{
		Titles: func(said string, read func() resolve.Title) resolve.Title { return recall(titles, said, read) },
		Cares: func(role, occupation, said string, read func() resolve.Care) resolve.Care {
			return recall(cares, saidBy{role, occupation, said}, read)
		},
	}
}

// recall returns what a cache has for a key, or else what read returns, and keeps that.
func recall[K comparable, V any](kept *otter.Cache[K, V], key K, read func() V) V {
	if v, found := kept.GetIfPresent(key); found {
		return v
	}
	v := read()
	kept.Set(key, v)
	return v
}

func weight(said string) uint32 { return uint32(len(said) + readingSize) } //nolint:gosec // at most a few hundred bytes
