package serve

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"twoway/bank"
)

// How often Follow polls for the newest release if nothing tells it, and how soon it listens again after it has lost the
// connection. The jitter keeps replicas that were started together from polling, or compiling, all at once.
const (
	pollEvery   = 2 * time.Second
	pollJitter  = 500 * time.Millisecond
	askTimeout  = 5 * time.Second
	readTimeout = 30 * time.Second // for a release, which may have megabytes
	toldJitter  = 150 * time.Millisecond
	listenAgain = time.Second
)

// Status says how the release in service relates to the newest one.
type Status struct {
	// Newest is the number of the newest release known, 0 before Follow has asked.
	Newest int
	// Problem is a sentence that says why the release in service may not be the newest; "" if it is.
	Problem string
	// Failures counts what went wrong since the start: the database did not answer, a connection was lost, a release could
	// not serve.
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

// Follow puts each newer release into service, until ctx is done: at once if the store tells of it, otherwise within three
// seconds. A release is compiled, and tried by its own cases, next to the one in service, which keeps serving meanwhile,
// and for good if the new one cannot serve or the store does not answer. Changes are logged. Something must be in service
// before Follow is called, which must be once.
func (s *Service) Follow(ctx context.Context) {
	wake := make(chan struct{}, 1)
	heard := func() {
		select {
		case wake <- struct{}{}:
		default: // it is about to look anyway
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
			pause(ctx, rand.N(toldJitter)) //nolint:gosec // it only spreads the load
		case <-time.After(pollEvery + rand.N(pollJitter)): //nolint:gosec // it only spreads the load
		}
		s.catchUp(ctx)
		s.report(ctx)
	}
}

func (s *Service) report(ctx context.Context) {
	s.replicas.report(ctx, s.current.Load().Release, s.Status())
}

// pause waits, or until ctx is done.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// listen hears of new releases until ctx is done, and reconnects as often as that takes.
func (s *Service) listen(ctx context.Context, heard func()) {
	for ctx.Err() == nil {
		if err := s.store.Listen(ctx, heard); err != nil {
			s.failures.Add(1)
			s.log.WarnContext(ctx, "lost the connection that tells of new releases; polling meanwhile", "error", err)
		}
		pause(ctx, listenAgain)
	}
}

// catchUp puts the newest release into service, unless it is there already, or is known not to serve. After a backup was
// restored, the newest may have a lower number than the one in service.
func (s *Service) catchUp(ctx context.Context) {
	current, before := s.current.Load(), s.Status()
	ask, done := context.WithTimeout(ctx, askTimeout)
	newest, err := s.store.Newest(ask)
	done()
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
	case err != nil: // which may pass: it is read again the next time
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
	read, done := context.WithTimeout(ctx, readTimeout)
	defer done()
	r, err := s.store.Release(read, number)
	if err != nil {
		return r, nil, err
	}
	compiled, err := s.Compile(read, r)
	return r, compiled, err
}

// noAnswer is the problem while the newest release is not known.
const noAnswer = "The database does not answer; the last good release keeps serving."

func cannotBeRead(number int, current *Compiled) string {
	return fmt.Sprintf("Release %d cannot be read; release %d keeps serving.", number, current.Release.Number)
}

func cannotServe(number int, current *Compiled) string {
	return fmt.Sprintf("Release %d cannot serve; release %d keeps serving.", number, current.Release.Number)
}

// setStatus stores the status, counts what went wrong, and logs a problem when it comes and when it goes.
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
