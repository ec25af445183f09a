package admin

import (
	"context"
	"crypto/rand"
	"net/url"
	"slices"
	"sync"
	"time"

	"twoway/bank"
	"twoway/release/publish"
)

// Bounds of the work that goes on while nobody waits for the answer to a request.
const (
	mostJobs   = 12               // that are kept once they are done
	jobTimeout = 10 * time.Minute // of each
	patience   = 3 * time.Second  // how long a request waits for one before it shows how far it is
)

// job is a check or a publication. It takes longer than a request may, so it goes on by itself, and a page shows how far it is.
type job struct {
	id      string
	visitor string // who began it
	done    chan struct{}

	mu       sync.Mutex
	progress publish.Progress

	// What came of it; not to be read before done is closed.
	checked   publish.Checked
	sets      setsView
	release   bank.Release
	err       error
	ended     time.Time
	order     publish.Order
	attempt   attempt    // what the form said, to be shown again if it has failed
	selection url.Values // of the order, as in the address of a page
	rollBack  int        // the number of the release to return to; 0 for a publication
}

// at returns how far the job is.
func (j *job) at() publish.Progress {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.progress
}

func (j *job) tell(p publish.Progress) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.progress = p
}

// isDone waits a little for the job, and reports whether it is done.
func (j *job) isDone(ctx context.Context, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-j.done:
		return true
	case <-timer.C:
	case <-ctx.Done():
	}
	return false
}

// jobs are those that run, and the last ones that have ended. One runs at a time: each needs as much memory as several copies of the bank.
type jobs struct {
	mu    sync.Mutex
	all   []*job // the last one first
	queue chan struct{}
}

func newJobs() *jobs { return &jobs{queue: make(chan struct{}, 1)} }

// find returns a job; nil if there is none.
func (l *jobs) find(id string) *job {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.IndexFunc(l.all, func(j *job) bool { return j.id == id }); i >= 0 {
		return l.all[i]
	}
	return nil
}

// start begins a job, unless there is one with its ID, and returns it. The work outlives the request whose context is given.
func (l *jobs) start(ctx context.Context, begun *job, work func(ctx context.Context, j *job) error) *job {
	l.mu.Lock()
	defer l.mu.Unlock()
	if i := slices.IndexFunc(l.all, func(j *job) bool { return j.id == begun.id }); i >= 0 {
		return l.all[i]
	}
	begun.done = make(chan struct{})
	l.all = slices.Insert(l.all, 0, begun)
	l.forget()
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), jobTimeout)
	go func() {
		defer cancel()
		defer close(begun.done)
		l.queue <- struct{}{}
		defer func() { <-l.queue }()
		begun.err = work(publish.WithProgress(ctx, begun.tell), begun)
		begun.ended = time.Now()
	}()
	return begun
}

// drop forgets a job, so that it can be begun again.
func (l *jobs) drop(id string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = slices.DeleteFunc(l.all, func(j *job) bool { return j.id == id })
}

// forget forgets the oldest jobs that are done.
func (l *jobs) forget() {
	for i := len(l.all) - 1; i >= 0 && len(l.all) > mostJobs; i-- {
		select {
		case <-l.all[i].done:
			l.all = slices.Delete(l.all, i, i+1)
		default:
		}
	}
}

func newJobID() string { return rand.Text() }
