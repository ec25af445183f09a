// Package release is the life of a release: drafts are edited, checked and published under a number, an old release is
// brought back, and every copy of the program follows what is published and holds one release in service.
package release

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"sync"
	"sync/atomic"
	"time"

	"twoway/bank"
)

// Store is what this package needs of a database. Its errors are those of package store.
type Store interface {
	// Current is the newest release; an error of code not_found if there is none.
	Current(ctx context.Context) (bank.Release, error)
	// Newest names the newest release; number 0 if there is none.
	Newest(ctx context.Context) (bank.ReleaseID, error)
	// Release is the release of a number; an error of code not_found if there is none.
	Release(ctx context.Context, number int) (bank.Release, error)
	// Releases are all releases without their content, the newest first.
	Releases(ctx context.Context) ([]bank.Release, error)
	// Listen calls heard when there may be a new release, until ctx is done or the connection is lost.
	Listen(ctx context.Context, heard func()) error

	// Drafts are all drafts, and the revision of which they are, or an earlier one.
	Drafts(ctx context.Context) ([]bank.DraftPart, int, error)
	// Revision is the number of the last audit entry.
	Revision(ctx context.Context) (int, error)
	// Commit writes all or nothing; an error of code stale if somebody has written since.
	Commit(ctx context.Context, c bank.Commit) error
	// Audit are entries below a number (0: all), the last first.
	Audit(ctx context.Context, before, limit int) ([]bank.AuditEntry, error)

	// Report records what a replica serves.
	Report(ctx context.Context, r bank.Replica) error
	// Replicas are those heard of within a day, by name.
	Replicas(ctx context.Context) ([]bank.Replica, error)
	// Secret is the secret of a name, made when it is first asked for.
	Secret(ctx context.Context, name string) ([]byte, error)
}

// Service keeps a bank and holds the release in service. Its methods may be called from several goroutines at once.
type Service struct {
	store     Store
	now       func() time.Time
	key       bank.TokenKey // as configured; empty for that of the store
	name      string        // under which this replica reports
	serving   atomic.Pointer[Serving]
	following atomic.Pointer[Following]
	failures  atomic.Int64
	swapping  sync.Mutex     // while a release is put into service
	refused   bank.ReleaseID // the newest release that could not serve, which Follow tries once
	reported  bank.Replica
	older     shelf
	kept      string // the file of the last good release; none if empty
	log       *slog.Logger
}

// Options are what a service can be told. All may be left out.
type Options struct {
	// TokenKey authenticates tokens; without it the store keeps one.
	TokenKey bank.TokenKey
	// Name is that under which this copy of the program reports what it serves; without it, it does not report.
	Name string
	// KeepIn is a file in which each release that comes into service is kept, for Resume. Its folder is made.
	KeepIn string
	// Log is told of what goes wrong while following; without it, nothing is.
	Log *slog.Logger
}

// NewService keeps a bank in a store. Nothing is in service until Start.
func NewService(store Store, now func() time.Time, o Options) *Service {
	s := &Service{store: store, now: now, key: o.TokenKey, name: o.Name, kept: o.KeepIn, log: o.Log}
	if s.log == nil {
		s.log = slog.New(slog.DiscardHandler)
	}
	return s
}

// Fixed is a service of one release, without a store: it answers, and can neither be edited nor follow.
func Fixed(serving *Serving) *Service {
	s := &Service{log: slog.New(slog.DiscardHandler)}
	s.serving.Store(serving)
	return s
}

// Serving is the release in service, nil before Start has succeeded. Hold on to it for the whole of one answer.
func (s *Service) Serving() *Serving { return s.serving.Load() }

// Start brings the drafts up to the shipped content, as Seed does, and puts the newest release into service. Several
// replicas may start at once.
func (s *Service) Start(ctx context.Context, shipped bank.Content) error {
	current, err := s.Seed(ctx, shipped)
	if err != nil {
		return err
	}
	serving, err := s.newServing(ctx, current)
	if err != nil {
		return fmt.Errorf("release: release %d cannot serve: %w", current.Number, err)
	}
	s.put(s.Serving(), serving, current)
	return nil
}

// newServing makes a release ready to answer.
func (s *Service) newServing(ctx context.Context, r bank.Release) (*Serving, error) {
	key := s.key
	if len(key) == 0 {
		secret, err := s.store.Secret(ctx, "token")
		if err != nil {
			return nil, err
		}
		key = secret
	}
	return NewServing(r, key)
}

// Freeze makes the release that follows previous (whose number is 0 if there is none): the content normalised, each
// changed question and rule with a version one higher than before, near duplicates listed, numbered and hashed. It writes
// to no argument: the release's lists are its own.
func Freeze(previous bank.Release, content bank.Content, note string, at time.Time) (bank.Release, error) {
	content.Normalise()
	content.NearDuplicates = nearDuplicates(&content)
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
