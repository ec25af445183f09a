// Package publish checks the drafts and freezes them into releases, which are numbered, immutable and hashed. It rolls back to
// older releases, compares two states of the bank, and publishes the shipped bank at startup.
package publish

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"strconv"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/serve"
)

// Store is the part of a database that this package reads; it writes through package drafts. Its errors have the codes of
// package store.
type Store interface {
	// Current returns the newest release; an error with code not_found if there is none.
	Current(ctx context.Context) (bank.Release, error)
	// Newest returns the ID of the newest release; number 0 if there is none.
	Newest(ctx context.Context) (bank.ReleaseID, error)
	// Release returns the release with a number; an error with code not_found if there is none.
	Release(ctx context.Context, number int) (bank.Release, error)
	// Releases returns all releases without their content, the newest first.
	Releases(ctx context.Context) ([]bank.Release, error)
	// Shipped returns the fingerprint of the shipped bank to which the drafts were brought last, "" for none.
	Shipped(ctx context.Context) (string, error)
	// Schedules returns the schedules, the last first.
	Schedules(ctx context.Context) ([]bank.Schedule, error)
	// Approvals returns the approvals, the last first: those of a content with a hash or, if it is "", of any.
	Approvals(ctx context.Context, hash string) ([]bank.Approval, error)
	// Upgrades returns how many drafts have a change of the shipped bank that waits for a decision.
	Upgrades(ctx context.Context) (int, error)
}

// Service publishes drafts as releases, and puts them into service. It is safe for concurrent use.
type Service struct {
	store   Store
	drafts  *drafts.Service
	serving *serve.Service
	now     func() time.Time
	around  func(do func()) // may be nil
	choices choices
	wording drafts.WordingMemory

	fourEyes bool // publishing needs an approval
	log      *slog.Logger
	due      due
	trial    trialCache
	newest   newestCache
	diffs    diffCache
	coverage coverageCache
	unchosen unchosenSearches
}

// New returns a service that publishes drafts, reads releases from a store, and puts new ones into service.
func New(store Store, d *drafts.Service, serving *serve.Service, now func() time.Time) *Service {
	return &Service{store: store, drafts: d, serving: serving, now: now, log: slog.New(slog.DiscardHandler)}
}

// RequireApproval makes publishing need the approval of somebody else (see Approve). It must be called before the service is used.
func (s *Service) RequireApproval() { s.fourEyes = true }

// LogTo makes the service log what becomes of schedules. It must be called before the service is used.
func (s *Service) LogTo(log *slog.Logger) { s.log = log }

// Around makes around run the work of each check and publication, which needs as much memory as several copies of the bank. It must be
// called before the service is used.
func (s *Service) Around(around func(do func())) { s.around = around }

// run does work as Around says.
func (s *Service) run(do func()) {
	if s.around == nil {
		do()
		return
	}
	s.around(do)
}

// Publish is PublishOrder of all drafts.
func (s *Service) Publish(ctx context.Context, actor bank.Actor, note string, revision int) (bank.Release, error) {
	return s.PublishOrder(ctx, actor, Order{Note: note}, revision)
}

// PublishOrder freezes what the order says into the next release, if every check passes: the bank is valid, its rules compile and pass
// their cases, the lint rejects no wording, and no meeting loses all of its questions. If a check fails, the error has code
// invalid_content and every fault. Revision is the revision of the drafts to publish: if somebody has written since, the
// error has code stale. If there is nothing new to publish, it has code conflict. If the note has a character that nobody sees, or the
// selection has a part that is not a draft, it has code invalid_request. If it must be approved and is not, it has code not_approved.
// When PublishOrder returns, the release is in service in this process; the other replicas follow. The order's PublishAt is ignored.
func (s *Service) PublishOrder(ctx context.Context, actor bank.Actor, o Order, revision int) (r bank.Release, err error) {
	o.PublishAt = time.Time{}
	s.run(func() { r, err = s.publish(ctx, actor, o, revision) })
	return r, err
}

func (s *Service) publish(ctx context.Context, actor bank.Actor, o Order, revision int) (bank.Release, error) {
	if err := bank.CheckNote("/note", o.Note); err != nil {
		return bank.Release{}, err
	}
	b, err := s.build(ctx, revision, o)
	if err != nil {
		return bank.Release{}, err
	}
	if err := b.refusal(); err != nil {
		return bank.Release{}, err
	}
	if err := s.requireApproval(ctx, actor, b); err != nil {
		return bank.Release{}, err
	}
	next := b.release
	next.Author, next.Note = actor.Name, o.Note
	return next, s.append(ctx, bank.Commit{After: revision, Release: &next}, actor, b.compiled)
}

// append writes the release of a commit, and puts it into service. The actor publishes it.
func (s *Service) append(ctx context.Context, commit bank.Commit, actor bank.Actor, compiled *serve.Compiled) error {
	commit.Entries = append(commit.Entries, publishedEntry(*commit.Release, actor, s.now()))
	if err := s.drafts.Commit(ctx, commit); err != nil {
		return s.drafts.WithCurrent(ctx, err)
	}
	s.serving.Put(*commit.Release, compiled)
	return nil
}

func publishedEntry(r bank.Release, actor bank.Actor, at time.Time) bank.AuditEntry {
	e := entry(bank.ActionPublish, strconv.Itoa(r.Number), actor, at)
	if e.Author = r.Author; r.Restores > 0 && actor.Kind != bank.ActorProgram { // which only changes the rules in force
		e.Action = bank.ActionRollBack
	}
	return e
}

// entry returns the audit entry of an action on a release, a schedule or an approval.
func entry(action bank.Action, id string, actor bank.Actor, at time.Time) bank.AuditEntry {
	return bank.AuditEntry{At: at, Author: actor.Name, Action: action, ID: id, AuthorKind: actor.Kind, AuthorID: actor.ID}
}

// Check is CheckOrder of all drafts, without what is only for an order.
func (s *Service) Check(ctx context.Context) (bank.Report, int, error) {
	checked, err := s.CheckOrder(ctx, Order{})
	return checked.Report, checked.Revision, err
}

// RollBack publishes the content of an older release under a new number; the drafts do not change. What it restores gets new versions
// (see bank.Release.SetVersions). The release must compile
// and pass its cases; faults found by the other checks become warnings in the report. It returns the same errors as Publish
// and, if there is no release with the number, an error with code not_found.
func (s *Service) RollBack(ctx context.Context, actor bank.Actor, note string, revision, number int) (bank.Release, error) {
	if err := bank.CheckNote("/note", note); err != nil {
		return bank.Release{}, err
	}
	now, err := s.drafts.Revision(ctx)
	if err != nil {
		return bank.Release{}, err
	}
	if now != revision {
		return bank.Release{}, drafts.Stale(now)
	}
	current, err := s.store.Current(ctx)
	if err != nil {
		return bank.Release{}, err
	}
	next, err := s.restored(ctx, current, number)
	if err != nil {
		return bank.Release{}, err
	}
	next.Author, next.Note = actor.Name, note
	compiled, err := s.check(ctx, current, &next)
	switch {
	case err != nil:
		return bank.Release{}, err
	case compiled == nil:
		return bank.Release{}, &bank.Error{Code: bank.CodeInvalidContent, Message: fmt.Sprintf("Release %d cannot serve.", number), Faults: next.Report.Faults}
	}
	next.Report.Warnings = append(next.Report.Faults, next.Report.Warnings...)
	next.Report.Faults = []bank.Fault{}
	return next, s.append(ctx, bank.Commit{After: revision, Release: &next}, actor, compiled)
}

// restored returns the release after current that has the content of an older one.
func (s *Service) restored(ctx context.Context, current bank.Release, number int) (bank.Release, error) {
	old, err := s.store.Release(ctx, number)
	if err != nil {
		return bank.Release{}, err
	}
	next := bank.Release{Number: current.Number + 1, Content: old.Content, Restores: old.Number, CreatedAt: s.now().UTC()}
	if old.Restores > 0 {
		next.Restores = old.Restores
	}
	next.Content.Normalise()                                // it may be from a version of the program with fewer lists
	if err := finish(&next, current, s.now()); err != nil { // other rules may be in force than at that time
		return bank.Release{}, err
	}
	if same, err := next.IsSame(current.ID()); same || err != nil {
		return bank.Release{}, cmp.Or[error](err, &bank.Error{Code: bank.CodeConflict, Message: fmt.Sprintf("There is nothing to roll back: release %d already has this content.", current.Number)})
	}
	return next, nil
}
