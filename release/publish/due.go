package publish

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
)

// Notices are what admins should know of, without asking for it.
type Notices struct {
	Upgrades int // changes of the shipped bank that wait for a decision
	Failed   int // schedules that have failed and were not cancelled
}

// due is what the service knows about what is due, at a revision of the bank.
type due struct {
	mu       sync.Mutex // while something is published because it is due
	known    bool
	revision int
	planned  []bank.Schedule // the first ones first
	noticed  sync.Mutex      // guards notices
	notices  Notices
}

// dueInterval is how often Keep looks for what is due.
const dueInterval = 5 * time.Second

// Keep publishes what is due, until ctx is done: what was missed before it was called at once, and the rest within dueInterval. It also
// keeps the drafts ready while admins use them, and not for longer (see drafts.Service.Tend). Errors are logged when they begin; what could
// not be published because of one is tried again.
func (s *Service) Keep(ctx context.Context) {
	failing := false
	for ctx.Err() == nil {
		err := s.Due(ctx)
		if err != nil && !failing && ctx.Err() == nil {
			s.log.WarnContext(ctx, "cannot look for what is to be published by now; trying again", "error", err)
		}
		failing = err != nil
		s.tend(ctx)
		select {
		case <-ctx.Done():
		case <-time.After(dueInterval):
		case <-s.drafts.Visited():
		}
	}
}

// tend prepares what admins need while they look at pages, and forgets it when they do not.
func (s *Service) tend(ctx context.Context) {
	switch s.drafts.Tend(ctx) {
	case drafts.TendedForgot:
		s.forget()
	case drafts.TendedPrepared:
		_, _ = s.Trial(ctx) // an error is left to whoever needs it next
	case drafts.TendedNothing:
	}
}

// forget gives the memory free that only admins need.
func (s *Service) forget() {
	s.trial.mu.Lock()
	s.trial.trial = nil
	s.trial.mu.Unlock()
	s.diffs.mu.Lock()
	s.diffs.kept = nil
	s.diffs.mu.Unlock()
}

// Notices returns what admins should know of, as of the last call of Due.
func (s *Service) Notices() Notices {
	s.due.noticed.Lock()
	defer s.due.noticed.Unlock()
	return s.due.notices
}

// Due publishes what is to be published by now: schedules, in the order of their times, and a release without the rules that have ended
// and with those that have come into force. If several copies of the program do so at once, one of them publishes each. A schedule whose
// content has changed since, fails its checks, or lacks a required approval is marked as failed, with the reason. An error means that
// something is still to be done.
func (s *Service) Due(ctx context.Context) error {
	s.due.mu.Lock()
	defer s.due.mu.Unlock()
	if err := s.refresh(ctx); err != nil {
		return err
	}
	for _, one := range s.due.planned {
		if one.PublishAt.After(s.now()) {
			break
		}
		var err error
		s.run(func() { err = s.publishPlanned(ctx, one) })
		if err != nil {
			return err
		}
	}
	if current, err := s.serving.Current(); err == nil {
		if content := current.Content; !content.SetInForce(s.now()) {
			return s.refresh(ctx)
		}
	}
	var err error
	s.run(func() { err = s.publishRules(ctx) })
	if err != nil {
		return err
	}
	return s.refresh(ctx)
}

// refresh reads the schedules, and what admins should know of, if anything was written since.
func (s *Service) refresh(ctx context.Context) error {
	revision, err := s.drafts.Revision(ctx)
	if err != nil || s.due.known && s.due.revision == revision {
		return err
	}
	all, err := s.store.Schedules(ctx)
	if err != nil {
		return err
	}
	var notices Notices
	if notices.Upgrades, err = s.store.Upgrades(ctx); err != nil {
		return err
	}
	s.due.planned = nil
	for _, one := range all {
		switch one.Status {
		case bank.SchedulePlanned:
			s.due.planned = append(s.due.planned, one)
		case bank.ScheduleFailed:
			notices.Failed++
		case bank.SchedulePublished, bank.ScheduleCancelled:
		}
	}
	slices.SortFunc(s.due.planned, func(a, b bank.Schedule) int {
		return cmp.Or(a.PublishAt.Compare(b.PublishAt), cmp.Compare(a.ID, b.ID))
	})
	s.due.known, s.due.revision = true, revision
	s.due.noticed.Lock()
	defer s.due.noticed.Unlock()
	if notices.Upgrades > s.due.notices.Upgrades {
		s.log.WarnContext(ctx, "changes of the shipped bank to drafts that were edited here wait for a decision: GET /v1/admin/upgrades lists them", "upgrades", notices.Upgrades)
	}
	s.due.notices = notices
	return nil
}

// publishPlanned publishes a schedule, or marks it as failed. If another copy of the program was faster, it does nothing.
func (s *Service) publishPlanned(ctx context.Context, one bank.Schedule) error {
	for {
		err := s.tryPlanned(ctx, one)
		switch {
		case bank.HasCode(err, bank.CodeStale):
			if planned, again := s.stillPlanned(ctx, one.ID); again != nil || !planned {
				return again
			}
		case bank.HasCode(err, bank.CodeConflict): // another copy has settled it
			return nil
		default:
			return err
		}
	}
}

func (s *Service) stillPlanned(ctx context.Context, id int) (bool, error) {
	all, err := s.store.Schedules(ctx)
	return slices.ContainsFunc(all, func(one bank.Schedule) bool { return one.ID == id && one.Status == bank.SchedulePlanned }), err
}

func (s *Service) tryPlanned(ctx context.Context, one bank.Schedule) error {
	revision, err := s.drafts.Revision(ctx)
	if err != nil {
		return err
	}
	b, err := s.build(ctx, revision, Order{Only: one.Only, PublishAt: one.PublishAt})
	var reason string
	reviewed := false
	if err == nil {
		reviewed, err = b.release.IsSame(bank.ReleaseID{Number: b.release.Number, Hash: one.Hash})
	}
	switch {
	case bank.HasCode(err, bank.CodeConflict):
		one.Status, one.Reason = bank.ScheduleCancelled, fmt.Sprintf("Release %d has this content already.", b.current.Number)
		return s.settle(ctx, &one, revision, entry(bank.ActionCancel, strconv.Itoa(one.ID), bank.Program(), s.now()))
	case bank.HasCode(err, bank.CodeInvalidRequest):
		reason = "A part of what was to be published no longer exists."
	case err != nil:
		return err
	case !reviewed:
		reason = "What would be published has changed since it was reviewed. Review it, and schedule it again."
	default:
		if reason, err = s.whyNot(ctx, one.By, b); err != nil {
			return err
		}
	}
	if reason != "" {
		return s.fail(ctx, one, revision, reason)
	}
	next := b.release
	next.Author, next.Note = one.By.Name, one.Note
	one.Status, one.Release, one.SettledAt = bank.SchedulePublished, next.Number, s.now().UTC()
	if err := s.append(ctx, bank.Commit{After: revision, Release: &next, Schedule: &one}, one.By, b.compiled); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "a scheduled release is published", "schedule", one.ID, "release", next.Number)
	return nil
}

// whyNot returns why a release must not be published, as a sentence; "" if it may be.
func (s *Service) whyNot(ctx context.Context, publisher bank.Actor, b *built) (string, error) {
	if faults := b.release.Report.Faults; len(faults) > 0 {
		reason := "It fails its checks: " + faults[0].String()
		if more := len(faults) - 1; more > 0 {
			reason += fmt.Sprintf(" And %d more.", more)
		}
		return reason, nil
	}
	err := s.requireApproval(ctx, publisher, b)
	if bank.HasCode(err, bank.CodeNotApproved) {
		return "It is no longer approved by somebody who has not edited it.", nil
	}
	return "", err
}

// fail marks a schedule as failed, or adds one that has.
func (s *Service) fail(ctx context.Context, one bank.Schedule, revision int, reason string) error {
	one.Status, one.Reason = bank.ScheduleFailed, reason
	id := cmp.Or(one.ID, revision+1)
	if err := s.settle(ctx, &one, revision, entry(bank.ActionFail, strconv.Itoa(id), bank.Program(), s.now())); err != nil {
		return err
	}
	s.log.ErrorContext(ctx, "a scheduled release could not be published", "schedule", id, "at", bank.FormatInstant(one.PublishAt), "reason", reason)
	return nil
}

// publishRules publishes the newest release with the rules that are in force now, if they are others than in it. If that fails its checks,
// a failed schedule says so, and it is not tried again.
func (s *Service) publishRules(ctx context.Context) error {
	for {
		err := s.tryRules(ctx)
		if !bank.HasCode(err, bank.CodeStale) {
			return err
		}
	}
}

func (s *Service) tryRules(ctx context.Context) error {
	revision, err := s.drafts.Revision(ctx)
	if err != nil {
		return err
	}
	b := &built{}
	if b.current, err = s.store.Current(ctx); err != nil {
		return err
	}
	b.current.Content.Normalise()
	next := bank.Release{
		Number: b.current.Number + 1, Content: b.current.Content, CreatedAt: s.now().UTC(), Author: bank.Program().Name, Restores: b.current.Restores,
	}
	if !next.Content.SetInForce(s.now()) {
		return nil // another copy was faster
	}
	next.Note = ruleNote(b.current.Content.Rules, next.Content.Rules)
	if err := finish(&next, b.current, s.now()); err != nil {
		return err
	}
	if known, err := s.hasFailed(ctx, next.Hash); known || err != nil {
		return err
	}
	if b.compiled, err = s.check(ctx, b.current, &next); err != nil {
		return err
	}
	if b.release = next; len(next.Report.Faults) > 0 {
		one := bank.Schedule{PublishAt: s.now().UTC(), Hash: next.Hash, Rules: true, Note: next.Note, By: bank.Program(), CreatedAt: s.now().UTC()}
		reason, err := s.whyNot(ctx, bank.Program(), b)
		if err != nil {
			return err
		}
		return s.fail(ctx, one, revision, reason)
	}
	if err := s.append(ctx, bank.Commit{After: revision, Release: &next}, bank.Program(), b.compiled); err != nil {
		return err
	}
	s.log.InfoContext(ctx, "a release is published because rules come into force or end", "release", next.Number, "rules", next.Note)
	return nil
}

// hasFailed reports whether the rules of a content were to be published, and failed.
func (s *Service) hasFailed(ctx context.Context, hash string) (bool, error) {
	all, err := s.store.Schedules(ctx)
	return slices.ContainsFunc(all, func(one bank.Schedule) bool { return one.Rules && one.Hash == hash }), err
}

// ruleNote says which rules come into force, and which end.
func ruleNote(before, after []bank.Rule) string {
	var says []string
	for i := range after {
		switch was, is := before[i].Status, after[i].Status; {
		case was == is:
		case is == bank.Ready:
			says = append(says, "Rule "+after[i].ID+" comes into force.")
		case is == bank.Ended:
			says = append(says, "Rule "+after[i].ID+" ends.")
		default:
			says = append(says, "Rule "+after[i].ID+" is not in force yet.")
		}
	}
	const most = 20
	if more := len(says) - most; more > 0 {
		says = append(says[:most], fmt.Sprintf("And %d more.", more))
	}
	return strings.Join(says, " ")
}
