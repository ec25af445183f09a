package serve

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
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
	listenSteady = 10 * time.Second       // after which a new connection for notifications counts as good
	startRetry   = 2 * time.Second
)

// Status says how the release in service relates to the newest one.
type Status struct {
	// Newest is the number of the newest known release, 0 before Follow has asked for it.
	Newest int
	// Problem is a sentence that says why the release in service may not be the newest, or why nothing can be written; ""
	// if all is well.
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
	if status.Problem == "" && s.store != nil {
		status.Problem = s.store.WriteFault()
	}
	status.Failures = int(s.failures.Load())
	return status
}

// AwaitStart calls start every two seconds, until it succeeds or ctx is done. Meanwhile the release of the snapshot is in
// service (see LoadSnapshot), and the status says why start fails.
func (s *Service) AwaitStart(ctx context.Context, start func(context.Context) error) {
	for {
		pause(ctx, startRetry)
		if ctx.Err() != nil {
			return
		}
		err := start(ctx)
		if err == nil || ctx.Err() != nil {
			return
		}
		s.setStatus(Status{Newest: s.current.Load().Release.Number, Problem: fromSnapshot(err)}, err)
	}
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
	for {
		s.report(ctx)
		s.saveAgain()
		select {
		case <-ctx.Done():
			return
		case <-wake:
			pause(ctx, rand.N(wakeJitter)) //nolint:gosec // it only spreads the load
		case <-time.After(pollInterval + rand.N(pollJitter)): //nolint:gosec // it only spreads the load
		}
		s.catchUp(ctx)
		s.endListening()
	}
}

// report records what this copy serves, and logs when the database can no longer be written, and when it can again.
func (s *Service) report(ctx context.Context) {
	err := s.replicas.report(ctx, s.current.Load().Release, s.Status())
	if ctx.Err() != nil {
		return
	}
	switch fault := s.store.WriteFault(); {
	case fault == "":
		s.writing.ended(s.log.Info, "the database can be written again")
	case !s.isTroubled(): // otherwise that is logged already
		s.writing.failed(s.log.Error, fault, err)
	}
	switch {
	case err == nil:
		s.reporting.ended(s.log.Info, "this copy records again what it serves")
	case !bank.HasCode(err, bank.CodeUnavailable) && !bank.HasCode(err, bank.CodeStorageFailed): // those are logged already
		s.reporting.failed(s.log.Error, "this copy cannot record what it serves", err)
	}
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
	for ctx.Err() == nil {
		connected := false
		err := s.store.Listen(ctx, func() {
			if !connected {
				now := time.Now()
				s.heardAt.Store(&now)
				connected = true
			}
			heard()
		})
		switch {
		case err != nil:
			s.endListening()
			s.heardAt.Store(nil)
			s.failures.Add(1)
			s.listening.failed(s.log.Warn, "lost the connection for notifications of new releases; polling until it is back", err)
		case ctx.Err() == nil:
			s.log.InfoContext(ctx, "the database delivers no notifications, as behind a connection pooler; polling for new releases", "interval", pollInterval)
			return
		}
		pause(ctx, listenRetry)
	}
}

// isTroubled reports whether the release in service may not be the newest.
func (s *Service) isTroubled() bool {
	status := s.status.Load()
	return status != nil && status.Problem != ""
}

// endListening ends the outage of notifications, once their connection has lasted for a while. If it is lost at once each time,
// that is one outage.
func (s *Service) endListening() {
	if at := s.heardAt.Load(); at != nil && time.Since(*at) >= listenSteady {
		s.listening.ended(s.log.Info, "the connection for notifications of new releases is back")
	}
}

// catchUp puts the newest release into service, unless it is already in service, or is known to be unable to serve. After a
// backup was restored, the newest may have a lower number than the one in service.
func (s *Service) catchUp(ctx context.Context) {
	s.advancing.Lock()
	defer s.advancing.Unlock()
	current, before := s.current.Load(), s.Status()
	queryCtx, cancel := context.WithTimeout(ctx, queryTimeout)
	newest, err := s.store.Newest(queryCtx)
	cancel()
	switch {
	case ctx.Err() != nil:
		return
	case err != nil:
		s.setStatus(Status{Newest: before.Newest, Problem: noAnswer(err, current)}, err)
		return
	case newest == current.Release:
		s.setStatus(Status{Newest: current.Release.Number}, nil)
		return
	}
	if err := s.checkHistory(ctx, current, newest); err != nil {
		if ctx.Err() == nil {
			s.setStatus(Status{Newest: before.Newest, Problem: noAnswer(err, current)}, err)
		}
		return
	}
	if newest == s.refused {
		s.setStatus(Status{Newest: newest.Number, Problem: cannotServe(newest.Number, current)}, nil)
		return
	}
	s.run(func() { s.advance(ctx, current, newest) })
}

// advance puts a release into service instead of the current one.
func (s *Service) advance(ctx context.Context, current *Compiled, newest bank.ReleaseID) {
	r, next, err := s.build(ctx, newest.Number)
	switch {
	case ctx.Err() != nil:
		return
	case bank.HasCode(err, bank.CodeInvalidContent):
		s.refused = newest
		s.setStatus(Status{Newest: newest.Number, Problem: cannotServe(newest.Number, current)}, err)
		return
	case err != nil: // the failure may be temporary: the next poll retries
		s.setStatus(Status{Newest: newest.Number, Problem: cannotBeRead(newest.Number, current)}, err)
		return
	}
	if s.swap(current, next, r) {
		s.log.InfoContext(ctx, "a newer release is in service", "release", newest.Number, "hash", next.Release.Hash, "instead_of", current.Release.Number)
	}
	s.setStatus(Status{Newest: newest.Number}, nil)
}

// checkHistory returns a *LostError if the database does not have the release that is kept: the one in the snapshot or, if
// that could not be written, the one in service. Without it, only an empty database is refused: when a backup is restored,
// the snapshot is set aside.
func (s *Service) checkHistory(ctx context.Context, current *Compiled, newest bank.ReleaseID) error {
	if newest.Number == 0 {
		return &LostError{Kept: current.Release}
	}
	queryCtx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	if s.unsaved.Load() == nil {
		return s.snapshot.Check(queryCtx, s.store)
	}
	found, _, err := s.store.Contains(queryCtx, current.Release)
	if err == nil && !found {
		err = &LostError{Kept: current.Release, Newest: newest}
	}
	return err
}

// build reads and compiles a release. If it cannot serve, the error has code invalid_content.
func (s *Service) build(ctx context.Context, number int) (bank.Release, *Compiled, error) {
	readCtx, cancel := context.WithTimeout(ctx, readTimeout)
	defer cancel()
	r, err := s.store.Release(readCtx, number)
	if err != nil {
		return r, nil, err
	}
	compiled, err := s.Compile(readCtx, r) // without its resolvers, which another processor would make meanwhile: it is for those who ask
	return r, compiled, err
}

// noAnswer returns the problem while the newest release is not known because of err.
func noAnswer(err error, current *Compiled) string {
	if e, ok := errors.AsType[*bank.Error](err); ok && e.Code == bank.CodeStorageFailed {
		return fmt.Sprintf("%s Release %d stays in service.", e.Message, current.Release.Number)
	}
	return "The database does not answer; the last good release stays in service."
}

func cannotBeRead(number int, current *Compiled) string {
	return fmt.Sprintf("Release %d cannot be read; release %d stays in service.", number, current.Release.Number)
}

func cannotServe(number int, current *Compiled) string {
	return fmt.Sprintf("Release %d cannot be served; release %d stays in service.", number, current.Release.Number)
}

// setStatus stores the status, counts an error, and logs a problem when it starts, every few minutes, and when it ends.
func (s *Service) setStatus(status Status, err error) {
	if err != nil {
		s.failures.Add(1)
	}
	s.status.Store(&status)
	if status.Problem != "" {
		s.following.failed(s.log.Error, status.Problem, err)
		return
	}
	s.following.ended(s.log.Info, "the newest release is in service", "release", status.Newest)
}
