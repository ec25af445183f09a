package publish

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"twoway/bank"
)

// Schedule plans to publish an order at its time: exactly the content with the hash, which must be what it would publish then; if it is
// not, the error has code conflict. The time must be in the future, to the second. It returns the same errors as PublishOrder.
func (s *Service) Schedule(ctx context.Context, actor bank.Actor, o Order, hash string) (planned bank.Schedule, err error) {
	if err := bank.CheckNote("/note", o.Note); err != nil {
		return bank.Schedule{}, err
	}
	if !o.PublishAt.After(s.now()) {
		return bank.Schedule{}, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: []bank.Fault{{
			Code: bank.FaultOutOfRange, Pointer: "/publish_at",
			Detail: fmt.Sprintf("This must be in the future; it is %s now. To publish at once, leave it out.", bank.FormatInstant(s.now())),
		}}}
	}
	s.run(func() {
		for {
			planned, err = s.schedule(ctx, actor, o, hash)
			if !bank.HasCode(err, bank.CodeStale) {
				return
			}
		}
	})
	return planned, err
}

func (s *Service) schedule(ctx context.Context, actor bank.Actor, o Order, hash string) (bank.Schedule, error) {
	revision, err := s.drafts.Revision(ctx)
	if err != nil {
		return bank.Schedule{}, err
	}
	b, err := s.build(ctx, revision, o)
	if err != nil {
		return bank.Schedule{}, err
	}
	if err := b.refusal(); err != nil {
		return bank.Schedule{}, err
	}
	if b.release.Hash != hash {
		return bank.Schedule{}, otherContent()
	}
	if err := s.requireApproval(ctx, actor, b); err != nil {
		return bank.Schedule{}, err
	}
	planned := bank.Schedule{
		PublishAt: o.PublishAt, Hash: hash, Only: o.Only, Note: o.Note, By: actor, CreatedAt: s.now().UTC(), Status: bank.SchedulePlanned,
	}
	err = s.drafts.Commit(ctx, bank.Commit{
		After: revision, Schedule: &planned,
		Entries: []bank.AuditEntry{entry(bank.ActionSchedule, strconv.Itoa(revision+1), actor, planned.CreatedAt)},
	})
	planned.ID = revision + 1
	return planned, err
}

// Schedules returns the schedules, the last first, and when the rules in service come into force or end, the first ones first.
func (s *Service) Schedules(ctx context.Context) ([]bank.Schedule, []bank.RuleEnd, error) {
	list, err := s.store.Schedules(ctx)
	if err != nil {
		return nil, nil, err
	}
	current, err := s.currentRelease(ctx)
	if err != nil {
		return nil, nil, err
	}
	return list, current.Content.RuleEnds(s.now()), nil
}

// Cancel cancels a schedule that is planned, or has failed and need not be announced any longer. If there is none, the error has code
// not_found; if it was published or cancelled, conflict.
func (s *Service) Cancel(ctx context.Context, actor bank.Actor, id int) (bank.Schedule, error) {
	for {
		list, err := s.store.Schedules(ctx)
		if err != nil {
			return bank.Schedule{}, err
		}
		i := slices.IndexFunc(list, func(one bank.Schedule) bool { return one.ID == id })
		if i < 0 {
			return bank.Schedule{}, &bank.Error{Code: bank.CodeNotFound, Message: fmt.Sprintf("There is no schedule %d.", id)}
		}
		one := list[i]
		if one.Status == bank.SchedulePublished || one.Status == bank.ScheduleCancelled {
			return bank.Schedule{}, &bank.Error{Code: bank.CodeConflict, Message: fmt.Sprintf("Schedule %d is %s already.", id, one.Status)}
		}
		revision, err := s.drafts.Revision(ctx)
		if err != nil {
			return bank.Schedule{}, err
		}
		one.Status = bank.ScheduleCancelled
		err = s.settle(ctx, &one, revision, entry(bank.ActionCancel, strconv.Itoa(id), actor, s.now()))
		if !bank.HasCode(err, bank.CodeStale) {
			return one, err
		}
	}
}

// settle writes what has become of a schedule.
func (s *Service) settle(ctx context.Context, one *bank.Schedule, revision int, e bank.AuditEntry) error {
	one.SettledAt = s.now().UTC()
	return s.drafts.Commit(ctx, bank.Commit{After: revision, Schedule: one, Entries: []bank.AuditEntry{e}})
}
