package serve

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"twoway/bank"
)

// Intervals and timeouts of Follow. The jitter prevents replicas that started together from polling, or compiling, at the
// same time.
const (
	pollInterval = 2 * time.Second
	pollJitter   = 500 * time.Millisecond
	queryTimeout = 5 * time.Second
	readTimeout  = 30 * time.Second       // for a release, which may have megabytes
	wakeJitter   = 150 * time.Millisecond // after a notification
	listenRetry  = time.Second            // after the connection for notifications was lost
)

// Status says how the release in service relates to the newest one.
type Status struct {
	// Newest is the number of the newest known release, 0 before Follow has asked for it.
	Newest int
	// Problem is a sentence that says why the release in service may not be the newest; "" if it is.
	Problem string
	// Failures is the number of failures since the start: the database did not answer, a connection was lost, or a release
	// could not serve.
	Failures int
}

// Status returns how the release in service relates to the newest one.
func (s *Service) Status() Status {
	var status Status
	if now := s.status.Load(); now != nil {
		status = *now
	}
	status.Failures = int(s.failures.Load())
	return status
}

// Follow puts each newer release into service, until ctx is done: at once if the store notifies it, or within three seconds.
// The release in service keeps serving while a newer one is compiled and its cases are run, and continues to serve if the
// newer one cannot serve or the store does not answer. Changes are logged. Follow must be called once, after a release was
// put into service.
func (s *Service) Follow(ctx context.Context) {
	wake := make(chan struct{}, 1)
	heard := func() {
		select {
		case wake <- struct{}{}:
		default: // a wake-up is already pending
		}
	}
	var listening sync.WaitGroup
	defer listening.Wait()
	listening.Go(func() { s.listen(ctx, heard) })
	s.report(ctx)
	for {
		select {
		case <-ctx.Done():
			return
		case <-wake:
			pause(ctx, rand.N(wakeJitter)) //nolint:gosec // it only spreads the load
		case <-time.After(pollInterval + rand.N(pollJitter)): //nolint:gosec // it only spreads the load
		}
		s.catchUp(ctx)
		s.report(ctx)
	}
}

func (s *Service) report(ctx context.Context) {
	s.replicas.report(ctx, s.current.Load().Release, s.Status())
}

// pause waits for a duration, or until ctx is done.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// listen listens for new releases until ctx is done, or the store says that it delivers no notifications. It reconnects when
// the connection is lost, and logs that once, until the connection has worked again.
func (s *Service) listen(ctx context.Context, heard func()) {
	var worked atomic.Bool
	worked.Store(true)
	listens := func() {
		worked.Store(true)
		heard()
	}
	for ctx.Err() == nil {
		err := s.store.Listen(ctx, listens)
		switch {
		case err != nil:
			s.failures.Add(1)
			if worked.Swap(false) {
				s.log.WarnContext(ctx, "lost the connection for notifications of new releases; polling until it is back", "error", err)
			}
		case ctx.Err() == nil:
			s.log.InfoContext(ctx, "the database delivers no notifications, as behind a connection pooler; polling for new releases", "interval", pollInterval)
			return
		}
		pause(ctx, listenRetry)
	}
}

// catchUp puts the newest release into service, unless it is already in service, or is known to be unable to serve. After a
// backup was restored, the newest may have a lower number than the one in service.
func (s *Service) catchUp(ctx context.Context) {
	current, before := s.current.Load(), s.Status()
	queryCtx, cancel := context.WithTimeout(ctx, queryTimeout)
	newest, err := s.store.Newest(queryCtx)
	cancel()
	switch {
	case ctx.Err() != nil:
		return
	case err != nil:
		s.setStatus(ctx, Status{Newest: before.Newest, Problem: noAnswer}, err)
		return
	case newest == current.Release || newest.Number == 0:
		s.setStatus(ctx, Status{Newest: current.Release.Number}, nil)
		return
	case newest == s.refused:
		s.setStatus(ctx, Status{Newest: newest.Number, Problem: cannotServe(newest.Number, current)}, nil)
		return
	}
	r, next, err := s.build(ctx, newest.Number)
	switch {
	case ctx.Err() != nil:
		return
	case bank.HasCode(err, bank.CodeInvalidContent):
		s.refused = newest
		s.setStatus(ctx, Status{Newest: newest.Number, Problem: cannotServe(newest.Number, current)}, err)
		return
	case err != nil: // the failure may be temporary: the next poll retries
		s.setStatus(ctx, Status{Newest: newest.Number, Problem: cannotBeRead(newest.Number, current)}, err)
		return
	}
	if s.swap(current, next, r) {
		s.log.InfoContext(ctx, "a newer release is in service", "release", newest.Number, "hash", next.Release.Hash, "instead_of", current.Release.Number)
	}
	s.setStatus(ctx, Status{Newest: newest.Number}, nil)
}

// build reads and compiles a release. If it cannot serve, the error has code invalid_content.
func (s *Service) build(ctx context.Context, number int) (bank.Release, *Compiled, error) {
	readCtx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	r, err := s.store.Release(readCtx, number)
	if err != nil {
		return r, nil, err
	}
	compiled, err := s.Compile(readCtx, r)
	return r, compiled, err
}

// noAnswer is the problem while the newest release is not known.
const noAnswer = "The database does not answer; the last good release stays in service."

func cannotBeRead(number int, current *Compiled) string {
	return fmt.Sprintf("Release %d cannot be read; release %d stays in service.", number, current.Release.Number)
}

func cannotServe(number int, current *Compiled) string {
	return fmt.Sprintf("Release %d cannot be served; release %d stays in service.", number, current.Release.Number)
}

// setStatus stores the status, counts an error, and logs a problem when it starts and when it ends.
func (s *Service) setStatus(ctx context.Context, status Status, err error) {
	before := s.Status()
	if err != nil {
		s.failures.Add(1)
	}
	s.status.Store(&status)
	switch {
	case status.Problem == before.Problem:
	case status.Problem != "":
		s.log.ErrorContext(ctx, status.Problem, "error", err)
	default:
		s.log.InfoContext(ctx, "the newest release is in service", "release", status.Newest)
	}
}
