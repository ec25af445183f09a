package publish

import (
	"context"
	"sync"
	"time"
)

// searchTimeout is how long a search for questions that nobody gets may take.
const searchTimeout = 10 * time.Minute

// UnchosenState is how far the search for the questions of the drafts is that nobody gets.
type UnchosenState struct {
	Trial    *Trial // what is tried
	IsDone   bool
	Progress Progress // while it is not done; the zero value until something is known
	Found    Unchosen // once it is done
}

// unchosenSearches has the last search. One runs at a time.
type unchosenSearches struct {
	mu   sync.Mutex
	last *unchosenSearch // may be nil
}

// unchosenSearch is a search that nobody waits for.
type unchosenSearch struct {
	hash string // of the content
	stop context.CancelFunc
	done chan struct{}

	mu       sync.Mutex
	progress Progress

	// What came of it; not to be read before done is closed.
	found Unchosen
	err   error
}

// SearchUnchosen finds the ready questions of the drafts that are in the set of no meeting (see FindUnchosen). That takes longer than a
// request may, so the search goes on by itself: SearchUnchosen waits for it as long as is said, and returns how far it is. What was found is
// kept until the drafts change. An error of a search is returned once; the next call begins anew.
func (s *Service) SearchUnchosen(ctx context.Context, wait time.Duration) (UnchosenState, error) {
	trial, err := s.Trial(ctx)
	if err != nil {
		return UnchosenState{}, err
	}
	search := s.unchosen.of(ctx, trial)
	state := UnchosenState{Trial: trial}
	if state.IsDone = search.isDone(ctx, wait); !state.IsDone {
		state.Progress = search.at()
		return state, nil
	}
	if search.err != nil {
		s.unchosen.drop(search)
		return UnchosenState{}, search.err
	}
	state.Found = search.found
	return state, nil
}

// of returns the search in a trial, which it begins unless it is the last one. The search outlives ctx. One in older drafts is stopped:
// nobody asks for it any more.
func (l *unchosenSearches) of(ctx context.Context, trial *Trial) *unchosenSearch {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.last
	if before != nil && before.hash == trial.Release.Hash {
		return before
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), searchTimeout)
	begun := &unchosenSearch{hash: trial.Release.Hash, stop: stop, done: make(chan struct{})}
	l.last = begun
	go func() {
		defer close(begun.done)
		defer stop()
		if before != nil {
			before.stop()
			<-before.done
		}
		begun.found, begun.err = FindUnchosen(WithProgress(ctx, begun.tell), trial.Compiled)
	}()
	return begun
}

// drop forgets a search that has failed, so that it is begun again.
func (l *unchosenSearches) drop(failed *unchosenSearch) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.last == failed {
		l.last = nil
	}
}

func (u *unchosenSearch) tell(p Progress) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.progress = p
}

func (u *unchosenSearch) at() Progress {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.progress
}

// isDone waits for the search, and reports whether it is done.
func (u *unchosenSearch) isDone(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-u.done:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}
