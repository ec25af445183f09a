package account

import (
	"context"
	"maps"
	"sync"
	"time"
)

// flushEvery is how often it is written when keys and sessions were used last.
const flushEvery = time.Minute

// Activity is when keys, by ID, and sessions, by hash, were used last.
type Activity struct {
	Keys, Sessions map[string]time.Time
}

// activity collects it, so that no request waits for it to be written.
type activity struct {
	mu   sync.Mutex
	used Activity
}

func newActivity() *activity {
	return &activity{used: Activity{map[string]time.Time{}, map[string]time.Time{}}}
}

func (a *activity) noteKey(id string, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.used.Keys[id] = at
}

func (a *activity) noteSession(hash string, at time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.used.Sessions[hash] = at
}

// take returns what was collected, and forgets it.
func (a *activity) take() Activity {
	a.mu.Lock()
	defer a.mu.Unlock()
	used := Activity{maps.Clone(a.used.Keys), maps.Clone(a.used.Sessions)}
	clear(a.used.Keys)
	clear(a.used.Sessions)
	return used
}

// Run writes every minute when keys and sessions were used last, until ctx is done, and then once more.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(flushEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			const last = 3 * time.Second
			final, done := context.WithTimeout(context.WithoutCancel(ctx), last)
			defer done()
			s.Flush(final)
			return
		case <-tick.C:
			s.Flush(ctx)
		}
	}
}

// Flush writes when keys and sessions were used last. If that fails, it is lost until they are used again.
func (s *Service) Flush(ctx context.Context) {
	used := s.activity.take()
	if len(used.Keys)+len(used.Sessions) == 0 {
		return
	}
	if err := s.store.Seen(ctx, used); err != nil {
		s.log.InfoContext(ctx, "cannot write when keys were used", "error", err)
	}
}
