package release

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"twoway/bank"
)

// How often Follow asks for the newest release if nobody tells it, and how soon it listens again when it has lost the
// connection. Replicas that were started together soon ask at different times, and those that were told do not all build at once.
const (
	askEvery    = 2 * time.Second
	askJitter   = 500 * time.Millisecond
	askTimeout  = 5 * time.Second
	readTimeout = 30 * time.Second // of a release, which may have megabytes
	toldJitter  = 150 * time.Millisecond
	listenAgain = time.Second
	reportEvery = 10 * time.Second
)

// Following says how the release in service stands to the newest one.
type Following struct {
	// Newest is the number of the newest release that is known of, 0 before Follow has asked.
	Newest int
	// Problem is a sentence on why the release in service may not be the newest; empty if it is.
	Problem string
	// Failures counts what has gone wrong since the start: the database did not answer, a connection was lost, a release
	// could not serve.
	Failures int
}

// Following is how the release in service stands to the newest one.
func (s *Service) Following() Following {
	var f Following
	if now := s.following.Load(); now != nil {
		f = *now
	}
	f.Failures = int(s.failures.Load())
	return f
}

// Follow puts each newer release into service, until ctx is done: at once if the store tells of it, else within three
// seconds. A release is built and tried by its own cases beside the one in service, which goes on answering, and goes on
// for good if the new one cannot serve or the store does not answer. What changes is logged. It is to be called after
// Start, once.
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
		case <-time.After(askEvery + rand.N(askJitter)): //nolint:gosec // it only spreads the load
		}
		s.catchUp(ctx)
		s.report(ctx)
	}
}

// pause waits, or until ctx is done.
func pause(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}

// listen hears of new releases until ctx is done, over as many connections as that takes.
func (s *Service) listen(ctx context.Context, heard func()) {
	for ctx.Err() == nil {
		if err := s.store.Listen(ctx, heard); err != nil {
			s.failures.Add(1)
			s.log.WarnContext(ctx, "no longer told of new releases; asking for them meanwhile", "error", err)
		}
		pause(ctx, listenAgain)
	}
}

// catchUp puts the newest release into service, unless it is already, or is known not to serve. After a backup was brought
// back, the newest may have a lower number than the one in service.
func (s *Service) catchUp(ctx context.Context) {
	serving, before := s.Serving(), s.Following()
	ask, done := context.WithTimeout(ctx, askTimeout)
	newest, err := s.store.Newest(ask)
	done()
	switch {
	case ctx.Err() != nil:
		return
	case err != nil:
		s.stand(ctx, Following{Newest: before.Newest, Problem: noAnswer}, err)
		return
	case newest == serving.Release || newest.Number == 0:
		s.stand(ctx, Following{Newest: serving.Release.Number}, nil)
		return
	case newest == s.refused:
		s.stand(ctx, Following{Newest: newest.Number, Problem: cannotServe(newest.Number, serving)}, nil)
		return
	}
	r, next, err := s.build(ctx, newest.Number)
	switch {
	case ctx.Err() != nil:
		return
	case bank.HasCode(err, bank.CodeInvalidContent):
		s.refused = newest
		s.stand(ctx, Following{Newest: newest.Number, Problem: cannotServe(newest.Number, serving)}, err)
		return
	case err != nil: // which may pass: it is read again the next time
		s.stand(ctx, Following{Newest: newest.Number, Problem: cannotBeRead(newest.Number, serving)}, err)
		return
	}
	if s.put(serving, next, r) {
		s.log.InfoContext(ctx, "a newer release is in service", "release", newest.Number, "hash", next.Release.Hash, "instead_of", serving.Release.Number)
	}
	s.stand(ctx, Following{Newest: newest.Number}, nil)
}

// build makes a release of the store ready to answer. If its rules cannot serve, the error has code invalid_content.
func (s *Service) build(ctx context.Context, number int) (bank.Release, *Serving, error) {
	read, done := context.WithTimeout(ctx, readTimeout)
	defer done()
	r, err := s.store.Release(read, number)
	if err != nil {
		return r, nil, err
	}
	serving, err := s.newServing(read, r)
	return r, serving, err
}

// report records what this replica serves, when that has changed, and every now and then. That it cannot is no failure:
// the database does not answer, which is told otherwise.
func (s *Service) report(ctx context.Context) {
	if s.name == "" {
		return
	}
	f := s.Following()
	now := bank.Replica{Name: s.name, Release: s.Serving().Release, Problem: f.Problem, Failures: f.Failures, SeenAt: s.reported.SeenAt}
	at := s.now()
	if now == s.reported && at.Sub(now.SeenAt) < reportEvery {
		return
	}
	now.SeenAt = at
	ask, done := context.WithTimeout(ctx, askTimeout)
	defer done()
	if err := s.store.Report(ask, now); err == nil {
		s.reported = now
	}
}

// noAnswer is the problem while nobody can tell what the newest release is.
const noAnswer = "The database does not answer; the last good release goes on answering."

func cannotBeRead(number int, serving *Serving) string {
	return fmt.Sprintf("Release %d cannot be read; release %d goes on answering.", number, serving.Release.Number)
}

func cannotServe(number int, serving *Serving) string {
	return fmt.Sprintf("Release %d cannot serve; release %d goes on answering.", number, serving.Release.Number)
}

// stand keeps how things stand, counts what went wrong, and logs a problem when it comes and when it goes.
func (s *Service) stand(ctx context.Context, now Following, err error) {
	before := s.Following()
	if err != nil {
		s.failures.Add(1)
	}
	s.following.Store(&now)
	switch {
	case now.Problem == before.Problem:
	case now.Problem != "":
		s.log.ErrorContext(ctx, now.Problem, "error", err)
	default:
		s.log.InfoContext(ctx, "the newest release is in service", "release", now.Newest)
	}
}
