// Package serve holds the release in service, and answers from it. It follows newer releases, keeps a snapshot of the last
// good one on disk, and replays sets of older releases from their tokens.
package serve

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"

	"twoway/bank"
)

// Store is what this package reads of a database. Its errors are those of package store.
type Store interface {
	// Newest names the newest release; number 0 if there is none.
	Newest(ctx context.Context) (bank.ReleaseID, error)
	// Release returns the release of a number; an error of code not_found if there is none.
	Release(ctx context.Context, number int) (bank.Release, error)
	// Listen calls heard when there may be a new release, until ctx is done or the connection is lost.
	Listen(ctx context.Context, heard func()) error
	// Secret returns the secret of a name, made when it is first asked for.
	Secret(ctx context.Context, name string) ([]byte, error)
}

// Service holds the release in service. It is safe for concurrent use.
type Service struct {
	store     Store
	key       bank.TokenKey // as configured; empty for that of the store
	current   atomic.Pointer[Compiled]
	status    atomic.Pointer[Status]
	failures  atomic.Int64
	swapping  sync.Mutex     // while a release is put into service
	refused   bank.ReleaseID // the newest release that could not serve, which Follow tries once
	replicas  *Replicas      // nil if this copy of the program does not report
	older     cache
	snapshots string // the file of the last good release; none if empty
	log       *slog.Logger
}

// Options configure a service. All may be left out.
type Options struct {
	// TokenKey authenticates tokens. Without it the store keeps one.
	TokenKey bank.TokenKey
	// Replicas receives what this copy of the program serves. Without it, nothing is reported.
	Replicas *Replicas
	// Snapshot is a file that holds the release in service, for LoadSnapshot. Its folder is created.
	Snapshot string
	// Log receives what goes wrong while following. Without it, nothing is logged.
	Log *slog.Logger
}

// New returns a service on a store. Nothing is in service until Put, LoadSnapshot or Follow puts a release there.
func New(store Store, o Options) *Service {
	s := &Service{store: store, key: o.TokenKey, replicas: o.Replicas, snapshots: o.Snapshot, log: o.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

// Fixed returns a service of one release, without a store: it answers, and cannot follow.
func Fixed(release *Compiled) *Service {
	s := &Service{log: slog.New(slog.DiscardHandler)}
	s.current.Store(release)
	return s
}

// Current returns the release in service; an error of code unavailable while there is none. Use the same one for the whole
// of an answer.
func (s *Service) Current() (*Compiled, error) {
	if current := s.current.Load(); current != nil {
		return current, nil
	}
	return nil, &bank.Error{Code: bank.CodeUnavailable, Message: "The questions are still being loaded. Please try again in a moment."}
}

// Compile makes a release ready to answer, with the key of this service for its tokens. A release that cannot serve is an
// error of code invalid_content.
func (s *Service) Compile(ctx context.Context, r bank.Release) (*Compiled, error) {
	key := s.key
	if len(key) == 0 {
		secret, err := s.store.Secret(ctx, "token")
		if err != nil {
			return nil, err
		}
		key = secret
	}
	return Compile(r, key)
}

// Start compiles a release and puts it into service, whatever is there.
func (s *Service) Start(ctx context.Context, r bank.Release) error {
	next, err := s.Compile(ctx, r)
	if err != nil {
		return fmt.Errorf("release %d cannot serve: %w", r.Number, err)
	}
	s.swap(s.current.Load(), next, r)
	return nil
}

// Put puts a compiled release into service, unless a newer one is there already.
func (s *Service) Put(r bank.Release, compiled *Compiled) {
	for {
		before := s.current.Load()
		if before != nil && before.Release.Number >= r.Number || s.swap(before, compiled, r) {
			return
		}
	}
}

// swap puts a release into service in place of another, and writes its snapshot. If something else has come into service
// meanwhile, it does nothing and returns false.
func (s *Service) swap(before, next *Compiled, r bank.Release) bool {
	s.swapping.Lock()
	defer s.swapping.Unlock()
	if !s.current.CompareAndSwap(before, next) {
		return false
	}
	if before != nil {
		s.older.add(before)
	}
	if s.snapshots != "" {
		if err := writeSnapshot(s.snapshots, r, next.key); err != nil {
			s.log.Warn("cannot write the snapshot of the release; this program will not start while the database is unreachable", "error", err)
		}
	}
	return true
}
