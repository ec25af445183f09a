// Package release is the life of a release: freezing content under a number, and holding the one in service.
package release

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"sync/atomic"
	"time"

	"twoway/bank"
)

// Releases is what this package needs of a store.
type Releases interface {
	// Current is the newest release; an error of code not_found if there is none.
	Current(ctx context.Context) (bank.Release, error)
	// Append adds a release; an error of code conflict if its number is taken.
	Append(ctx context.Context, r bank.Release) error
	// Newest is the number of the newest release, 0 if there is none.
	Newest(ctx context.Context) (int, error)
	// Release is the release of a number; an error of code not_found if there is none.
	Release(ctx context.Context, number int) (bank.Release, error)
	// Listen calls heard when there may be a new release, until ctx is done or the connection is lost.
	Listen(ctx context.Context, heard func()) error
}

// Service keeps releases and holds the one in service.
type Service struct {
	releases  Releases
	now       func() time.Time
	serving   atomic.Pointer[Serving]
	following atomic.Pointer[Following]
	refused   int    // the newest release that could not serve, which Follow tries once
	kept      string // the file of the last good release; none if empty
	log       *slog.Logger
}

// NewService keeps releases in a store. Nothing is in service until Start.
func NewService(releases Releases, now func() time.Time) *Service {
	return &Service{releases: releases, now: now}
}

// Serving is the release in service, nil before Start has succeeded. Hold on to it for the whole of one answer.
func (s *Service) Serving() *Serving { return s.serving.Load() }

// Start publishes the shipped content if it differs from the newest release, and puts the newest release into service.
// Several replicas may start at once: one of them publishes.
func (s *Service) Start(ctx context.Context, shipped bank.Content) error {
	current, err := s.Seed(ctx, shipped)
	if err != nil {
		return err
	}
	serving, err := NewServing(current)
	if err != nil {
		return fmt.Errorf("release: release %d cannot serve: %w", current.Number, err)
	}
	s.put(serving, current)
	return nil
}

// Seed publishes the shipped content if it differs from the newest release, and returns the release that is then the
// newest. Content that does not hold together or does not compile is not published.
func (s *Service) Seed(ctx context.Context, shipped bank.Content) (bank.Release, error) {
	const attempts = 5 // as many replicas may publish before us
	var err error
	for range attempts {
		var current bank.Release
		current, err = s.seedOnce(ctx, shipped)
		if !hasCode(err, bank.CodeConflict) {
			return current, err
		}
	}
	return bank.Release{}, err
}

func (s *Service) seedOnce(ctx context.Context, shipped bank.Content) (bank.Release, error) {
	current, err := s.releases.Current(ctx)
	if err != nil && !hasCode(err, bank.CodeNotFound) {
		return bank.Release{}, fmt.Errorf("release: read the newest: %w", err)
	}
	next, err := Freeze(current, shipped, "The bank as it comes with the program.", s.now())
	if err != nil || next.Hash == current.Hash {
		return current, err
	}
	if err := next.Content.Validate(); err != nil {
		return bank.Release{}, err
	}
	if _, err := NewServing(next); err != nil {
		return bank.Release{}, err
	}
	if err := s.releases.Append(ctx, next); err != nil {
		return bank.Release{}, fmt.Errorf("release: publish %d: %w", next.Number, err)
	}
	return next, nil
}

// Freeze makes the release that follows previous (whose number is 0 if there is none): the content normalised, each
// changed question and rule with a version one higher than before, numbered and hashed. It writes to no argument: the
// release's lists are its own.
func Freeze(previous bank.Release, content bank.Content, note string, at time.Time) (bank.Release, error) {
	content.Normalise()
	before := previous.Content // which may be from a time when there were fewer lists
	before.Normalise()
	raiseVersions(before, &content)
	hash, err := content.Hash()
	if err != nil {
		return bank.Release{}, err
	}
	return bank.Release{Number: previous.Number + 1, Hash: hash, Content: content, Note: note, CreatedAt: at.UTC()}, nil
}

func raiseVersions(before bank.Content, after *bank.Content) {
	questions := make(map[string]bank.Question, len(before.Questions))
	for _, q := range before.Questions {
		questions[q.ID] = q
	}
	for i := range after.Questions {
		q := &after.Questions[i]
		if old, ok := questions[q.ID]; ok {
			q.Version = old.Version
			q.Version += raise(*q, old)
		}
	}
	rules := make(map[string]bank.Rule, len(before.Rules))
	for _, r := range before.Rules {
		rules[r.ID] = r
	}
	for i := range after.Rules {
		r := &after.Rules[i]
		if old, ok := rules[r.ID]; ok {
			r.Version = old.Version
			r.Version += raise(*r, old)
		}
	}
}

func raise[T any](now, before T) int {
	if reflect.DeepEqual(now, before) {
		return 0
	}
	return 1
}

func hasCode(err error, code bank.Code) bool {
	e, ok := errors.AsType[*bank.Error](err)
	return ok && e.Code == code
}
