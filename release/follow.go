package release

import (
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"

	"twoway/bank"
)

// How often Follow asks for the newest release if nobody tells it, and how soon it listens again when it has lost the
// connection. Replicas that were started together soon ask at different times.
const (
	askEvery    = 2 * time.Second
	askJitter   = 500 * time.Millisecond
	listenAgain = time.Second
)

// Following says how the release in service stands to the newest one.
type Following struct {
	// Newest is the number of the newest release that is known of, 0 before Follow has asked.
	Newest int
	// Problem is a sentence on why the release in service may not be the newest; empty if it is.
	Problem string
}

// Following is how the release in service stands to the newest one.
func (s *Service) Following() Following {
	if f := s.following.Load(); f != nil {
		return *f
	}
	return Following{}
}

// Follow puts each newer release into service, until ctx is done: at once if the store tells of it, else within three
// seconds. A release is built and tried by its own cases beside the one in service, which goes on answering, and goes on
// for good if the new one cannot serve or the store does not answer. What changes is logged. It is to be called after
// Start, once.
func (s *Service) Follow(ctx context.Context, log *slog.Logger) {
	wake := make(chan struct{}, 1)
	heard := func() {
		select {
		case wake <- struct{}{}:
		default: // it is about to look anyway
		}
	}
	var listening sync.WaitGroup
	defer listening.Wait()
	listening.Go(func() { s.listen(ctx, heard, log) })
	for {
		select {
		case <-ctx.Done():
			return
		case <-wake:
		case <-time.After(askEvery + rand.N(askJitter)): //nolint:gosec // it only spreads the load
		}
		s.catchUp(ctx, log)
	}
}

// listen hears of new releases until ctx is done, over as many connections as that takes.
func (s *Service) listen(ctx context.Context, heard func(), log *slog.Logger) {
	for ctx.Err() == nil {
		if err := s.releases.Listen(ctx, heard); err != nil {
			log.WarnContext(ctx, "no longer told of new releases; asking for them meanwhile", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-time.After(listenAgain):
		}
	}
}

// catchUp puts the newest release into service, unless it is already, or is known not to serve.
func (s *Service) catchUp(ctx context.Context, log *slog.Logger) {
	serving, before := s.Serving(), s.Following()
	newest, err := s.releases.Newest(ctx)
	switch {
	case ctx.Err() != nil:
		return
	case err != nil:
		s.stand(ctx, log, Following{Newest: before.Newest, Problem: noAnswer}, err)
		return
	case newest <= serving.Release.Number:
		s.stand(ctx, log, Following{Newest: newest}, nil)
		return
	case newest == s.refused:
		s.stand(ctx, log, Following{Newest: newest, Problem: cannotServe(newest, serving)}, nil)
		return
	}
	r, next, err := s.build(ctx, newest)
	switch {
	case hasCode(err, bank.CodeUnavailable):
		s.stand(ctx, log, Following{Newest: newest, Problem: noAnswer}, err)
		return
	case err != nil:
		s.refused = newest
		s.stand(ctx, log, Following{Newest: newest, Problem: cannotServe(newest, serving)}, err)
		return
	}
	s.put(next, r)
	log.InfoContext(ctx, "a newer release is in service", "release", newest, "hash", next.Release.Hash, "instead_of", serving.Release.Number)
	s.stand(ctx, log, Following{Newest: newest}, nil)
}

func (s *Service) build(ctx context.Context, number int) (bank.Release, *Serving, error) {
	r, err := s.releases.Release(ctx, number)
	if err != nil {
		return r, nil, err
	}
	serving, err := NewServing(r)
	return r, serving, err
}

// noAnswer is the problem while nobody can tell what the newest release is.
const noAnswer = "The database does not answer; the last good release goes on answering."

func cannotServe(number int, serving *Serving) string {
	return fmt.Sprintf("Release %d cannot serve; release %d goes on answering.", number, serving.Release.Number)
}

// stand keeps how things stand, and logs a problem when it comes and when it goes.
func (s *Service) stand(ctx context.Context, log *slog.Logger, now Following, err error) {
	before := s.Following()
	s.following.Store(&now)
	switch {
	case now.Problem == before.Problem:
	case now.Problem != "":
		log.ErrorContext(ctx, now.Problem, "error", err)
	default:
		log.InfoContext(ctx, "the newest release is in service", "release", now.Newest)
	}
}
