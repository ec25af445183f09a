// Package publish checks the drafts and freezes them into releases, which are numbered, immutable and hashed. It rolls back to
// older releases, compares two states of the bank, and publishes the shipped bank at startup.
package publish

import (
	"context"
	"fmt"
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
	// Release returns the release with a number; an error with code not_found if there is none.
	Release(ctx context.Context, number int) (bank.Release, error)
	// Releases returns all releases without their content, the newest first.
	Releases(ctx context.Context) ([]bank.Release, error)
	// Shipped returns the fingerprint of the shipped bank to which the drafts were brought last, "" for none.
	Shipped(ctx context.Context) (string, error)
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
}

// New returns a service that publishes drafts, reads releases from a store, and puts new ones into service.
func New(store Store, d *drafts.Service, serving *serve.Service, now func() time.Time) *Service {
	return &Service{store: store, drafts: d, serving: serving, now: now}
}

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

// Publish freezes the drafts into the next release, if every check passes: the bank is valid, its rules compile and pass
// their cases, the lint rejects no wording, and no meeting loses all of its questions. If a check fails, the error has code
// invalid_content and every fault. Revision is the revision of the drafts to publish: if somebody has written since, the
// error has code stale. If there is nothing new to publish, it has code conflict. If the note has a character that nobody sees,
// it has code invalid_request. When Publish returns, the release is in
// service in this process; the other replicas follow.
func (s *Service) Publish(ctx context.Context, actor bank.Actor, note string, revision int) (r bank.Release, err error) {
	s.run(func() { r, err = s.publish(ctx, actor, note, revision) })
	return r, err
}

func (s *Service) publish(ctx context.Context, actor bank.Actor, note string, revision int) (bank.Release, error) {
	if err := bank.CheckNote("/note", note); err != nil {
		return bank.Release{}, err
	}
	next, compiled, err := s.build(ctx, revision)
	switch {
	case err != nil:
		return bank.Release{}, err
	case len(next.Report.Faults) > 0:
		return bank.Release{}, &bank.Error{Code: bank.CodeInvalidContent, Message: "The drafts cannot be published.", Faults: next.Report.Faults}
	}
	next.Author, next.Note = actor.Name, note
	return next, s.append(ctx, revision, next, compiled)
}

// append writes a release, and puts it into service.
func (s *Service) append(ctx context.Context, revision int, next bank.Release, compiled *serve.Compiled) error {
	commit := bank.Commit{After: revision, Entries: []bank.AuditEntry{publishedEntry(next, s.now())}, Release: &next}
	if err := s.drafts.Commit(ctx, commit); err != nil {
		return s.drafts.WithCurrent(ctx, err)
	}
	s.serving.Put(next, compiled)
	return nil
}

func publishedEntry(r bank.Release, at time.Time) bank.AuditEntry {
	e := bank.AuditEntry{At: at, Author: r.Author, Action: bank.ActionPublish, ID: strconv.Itoa(r.Number)}
	if r.Restores > 0 {
		e.Action = bank.ActionRollBack
	}
	return e
}

// Check runs the checks of Publish without publishing. It returns the report, and the revision of the drafts it is about.
func (s *Service) Check(ctx context.Context) (report bank.Report, revision int, err error) {
	s.run(func() { report, revision, err = s.checkDrafts(ctx) })
	return report, revision, err
}

func (s *Service) checkDrafts(ctx context.Context) (bank.Report, int, error) {
	for {
		revision, err := s.drafts.Revision(ctx)
		if err != nil {
			return bank.Report{}, 0, err
		}
		next, _, err := s.build(ctx, revision)
		switch {
		case bank.HasCode(err, bank.CodeStale): // somebody has edited a draft in between
			continue
		case bank.HasCode(err, bank.CodeConflict):
			err = nil // nothing new to publish is not a fault of the drafts
		}
		return next.Report, revision, err
	}
}

// build returns the release that publishing the drafts of a revision would create, with its report and, if the release can
// serve, compiled. If its content is that of the newest release, build returns it with an error with code conflict.
func (s *Service) build(ctx context.Context, revision int) (bank.Release, *serve.Compiled, error) {
	state, err := s.drafts.State(ctx)
	if err != nil {
		return bank.Release{}, nil, err
	}
	if state.Revision != revision {
		return bank.Release{}, nil, drafts.Stale(state.Revision)
	}
	current, err := s.store.Current(ctx)
	if err != nil {
		return bank.Release{}, nil, err
	}
	next, err := s.freeze(ctx, state.Content, current)
	if err != nil {
		return bank.Release{}, nil, err
	}
	compiled, err := s.check(ctx, current, &next)
	if err == nil && next.Hash == current.Hash {
		err = &bank.Error{Code: bank.CodeConflict, Message: fmt.Sprintf("There is nothing to publish: the drafts are the same as release %d.", current.Number)}
	}
	return next, compiled, err
}

// RollBack publishes the content of an older release under a new number; the drafts do not change. The release must compile
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
	return next, s.append(ctx, revision, next, compiled)
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
	next.Content.Normalise() // it may be from a version of the program with fewer lists
	if next.Hash, err = next.Content.Hash(); err != nil {
		return bank.Release{}, err
	}
	if next.Hash == current.Hash {
		return bank.Release{}, &bank.Error{Code: bank.CodeConflict, Message: fmt.Sprintf("There is nothing to roll back: release %d already has this content.", current.Number)}
	}
	return next, nil
}
