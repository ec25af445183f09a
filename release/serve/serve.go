// Package serve holds the release in service and answers requests from it. It follows newer releases, keeps a snapshot of the
// last good one on disk, and replays the sets of older releases from their tokens.
package serve

import (
	"context"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"twoway/bank"
)

// Store is the part of a database that this package uses. Its errors have the codes of package store.
type Store interface {
	// Newest returns the ID of the newest release; number 0 if there is none.
	Newest(ctx context.Context) (bank.ReleaseID, error)
	// Release returns the release with a number; an error with code not_found if there is none.
	Release(ctx context.Context, number int) (bank.Release, error)
	// Listen calls heard when there may be a new release, until ctx is done or the connection is lost, which is an error. If
	// it returns nil before ctx is done, there are no notifications.
	Listen(ctx context.Context, heard func()) error
	// Secret returns the secret with a name. It is generated at the first call.
	Secret(ctx context.Context, name string) ([]byte, error)
	// WriteFault returns why the last write failed, as a sentence that says what to do; "" if it succeeded.
	WriteFault() string
	History
}

// Service holds the release in service. It is safe for concurrent use.
type Service struct {
	store    Store
	key      bank.TokenKey // as configured; if empty, the store has the key
	current  atomic.Pointer[Compiled]
	status   atomic.Pointer[Status]
	failures atomic.Int64
	swapping sync.Mutex // while a release is put into service
	// advancing is held while a newer release is made ready, by Put or Follow: otherwise Follow, which is notified of what was published
	// here, would make it a second time.
	advancing sync.Mutex
	refused   bank.ReleaseID // the newest release that could not serve, which Follow tries once
	replicas  *Replicas      // nil if this copy of the program does not report
	older     cache
	editions  editions
	snapshot  Snapshot
	unsaved   atomic.Pointer[unsaved]   // the release in service, if it could not be written to the snapshot
	heardAt   atomic.Pointer[time.Time] // when the connection for notifications was made; nil while there is none
	log       *slog.Logger
	around    func(do func()) // may be nil

	following, listening, reporting, writing, saving outage
}

// unsaved is a release that is not in the snapshot yet.
type unsaved struct {
	release bank.Release
	key     bank.TokenKey
}

// Options configure a service. All are optional.
type Options struct {
	// TokenKey authenticates tokens. Without it the store keeps one.
	TokenKey bank.TokenKey
	// Replicas receives reports of what this copy of the program serves. Without it, nothing is reported.
	Replicas *Replicas
	// Snapshot is the file to which each release in service is written, for LoadSnapshot. Its folder is created.
	Snapshot Snapshot
	// Log receives changes of the release in service, and failures. Without it, nothing is logged.
	Log *slog.Logger
}

// New returns a service that reads from a store. Nothing is in service until Start, Put or LoadSnapshot.
func New(store Store, o Options) *Service {
	s := &Service{store: store, key: o.TokenKey, replicas: o.Replicas, snapshot: o.Snapshot, log: o.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

// Around makes around run the work of each release that Follow reads and puts into service, which needs as much memory as several copies of
// the bank. It must be called before the service is used.
func (s *Service) Around(around func(do func())) { s.around = around }

// run does work as Around says.
func (s *Service) run(do func()) {
	if s.around == nil {
		do()
		return
	}
	s.around(do)
}

// Fixed returns a service with one release and without a store: it answers, but cannot follow.
func Fixed(release *Compiled) *Service {
	s := &Service{log: slog.New(slog.DiscardHandler)}
	s.current.Store(release)
	return s
}

// Current returns the release in service; an error with code unavailable while there is none. Use the same release for the
// whole of a response.
func (s *Service) Current() (*Compiled, error) {
	if current := s.current.Load(); current != nil {
		return current, nil
	}
	return nil, &bank.Error{Code: bank.CodeUnavailable, Message: "The questions are still being loaded. Please try again in a moment."}
}

// Compile returns a release ready to answer, with the key of this service for its tokens. If the release cannot serve, the
// error has code invalid_content.
func (s *Service) Compile(ctx context.Context, r bank.Release) (*Compiled, error) {
	key, err := s.tokenKey(ctx)
	if err != nil {
		return nil, err
	}
	return compileAfter(s.current.Load(), r, key)
}

// compileToServe is Compile for a release that is put into service at once.
func (s *Service) compileToServe(ctx context.Context, r bank.Release) (*Compiled, error) {
	key, err := s.tokenKey(ctx)
	if err != nil {
		return nil, err
	}
	return compileToServe(s.current.Load(), r, key)
}

func (s *Service) tokenKey(ctx context.Context) (bank.TokenKey, error) {
	if len(s.key) > 0 {
		return s.key, nil
	}
	return s.store.Secret(ctx, "token")
}

// Start compiles a release and puts it into service, whatever is in service now.
func (s *Service) Start(ctx context.Context, r bank.Release) error {
	next, err := s.compileToServe(ctx, r)
	if err != nil {
		return fmt.Errorf("release %d cannot serve: %w", r.Number, err)
	}
	s.swap(s.current.Load(), next, r)
	return nil
}

// Put puts a compiled release into service, unless the same or a newer one is already in service.
func (s *Service) Put(r bank.Release, compiled *Compiled) {
	s.advancing.Lock()
	defer s.advancing.Unlock()
	for {
		before := s.current.Load()
		if before != nil && before.Release.Number >= r.Number || s.swap(before, compiled, r) {
			return
		}
	}
}

// swap replaces the release in service, and writes the snapshot. If the release in service is no longer before, it does
// nothing and returns false.
func (s *Service) swap(before, next *Compiled, r bank.Release) bool {
	next.reader() // so that the first request does not wait for it
	s.swapping.Lock()
	defer s.swapping.Unlock()
	if !s.current.CompareAndSwap(before, next) {
		return false
	}
	if before != nil {
		s.older.add(before)
	}
	s.save(unsaved{r, next.key})
	return true
}

// save writes a release to the snapshot. If that fails, the old snapshot is unchanged, and saveAgain retries.
func (s *Service) save(u unsaved) {
	if s.snapshot == "" {
		return
	}
	if err := s.snapshot.write(u.release, u.key); err != nil {
		s.unsaved.Store(&u)
		s.saving.failed(s.log.Warn, "cannot write the snapshot of the release; if the database is unreachable at the next start, this program serves an older one, or none", err)
		return
	}
	s.unsaved.Store(nil)
	s.saving.ended(s.log.Info, "the snapshot of the release is written")
}

// saveAgain writes the snapshot if that has failed.
func (s *Service) saveAgain() {
	if s.unsaved.Load() == nil {
		return
	}
	s.swapping.Lock()
	defer s.swapping.Unlock()
	if u := s.unsaved.Load(); u != nil {
		s.save(*u)
	}
}
