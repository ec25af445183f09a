package drafts

import (
	"bytes"
	"context"

	"twoway/bank"
)

// Discard makes a draft of the given version equal to a part that was released; nil if it never was: then it is retired. If it is
// already so, the error has code conflict. It can also return the errors of Replace.
func (s *Service) Discard(ctx context.Context, actor bank.Actor, of Version, released *bank.Part) (Edited, error) {
	return s.edit(ctx, actor, bank.PartID{Kind: of.Kind, ID: of.ID}, func(state *State, i int) (bank.DraftPart, bank.Action, error) {
		d, err := state.current(i, of)
		if err != nil {
			return d, bank.ActionDiscard, err
		}
		before := d
		if released == nil {
			err = d.Retire()
		} else {
			d.Retired = false
			d.SetBody(released.Body)
		}
		if err == nil && before.Retired == d.Retired && bytes.Equal(before.Body, d.Body) {
			err = &bank.Error{Code: bank.CodeConflict, Message: "There is nothing to discard: the draft is the same as in the release in service."}
		}
		return d, bank.ActionDiscard, err
	})
}

// Undo makes a draft of the given version what it was before its last change, as a new version: so undoing again brings the change
// back. A draft that was new is retired. If the audit does not say what was before, the error has code conflict. It can also return
// the errors of Replace.
func (s *Service) Undo(ctx context.Context, actor bank.Actor, of Version) (Edited, error) {
	last, found, err := s.lastChange(ctx, of)
	if err != nil {
		return Edited{}, err
	}
	return s.edit(ctx, actor, bank.PartID{Kind: of.Kind, ID: of.ID}, func(state *State, i int) (bank.DraftPart, bank.Action, error) {
		d, err := state.current(i, of)
		switch {
		case err != nil:
		case !found:
			err = nothingToUndo("the audit does not say what the draft was before")
		case last.Version == 1:
			if err = d.Retire(); err == nil && d.Kind.IsSingle() {
				err = nothingToUndo("this is its first version")
			}
		default:
			err = undo(&d, last)
		}
		return d, bank.ActionUndo, err
	})
}

func nothingToUndo(why string) error {
	return &bank.Error{Code: bank.CodeConflict, Message: "There is nothing to undo: " + why + "."}
}

// undo makes a draft what it was before its last change.
func undo(d *bank.DraftPart, last bank.AuditEntry) error {
	if len(last.Changes) == 0 && (last.WasRetired == d.Retired || !d.Kind.IsTerm()) {
		return nothingToUndo("its last change was not to what it says")
	}
	before, err := d.Undone(last.Changes)
	if err != nil {
		return err
	}
	if d.SetBody(before.Body); d.Kind.IsTerm() {
		d.Retired = last.WasRetired
	}
	return nil
}

// lastChange returns the audit entry of a version of a draft, and whether it is among those that are looked through.
func (s *Service) lastChange(ctx context.Context, of Version) (bank.AuditEntry, bool, error) {
	before := 0
	for range auditPages {
		entries, err := s.store.Audit(ctx, before, auditPage)
		if err != nil || len(entries) == 0 {
			return bank.AuditEntry{}, false, err
		}
		for i := range entries {
			e := &entries[i]
			if e.Kind == of.Kind && e.ID == of.ID && e.Version == of.Version {
				return *e, true, nil
			}
		}
		before = entries[len(entries)-1].Number
	}
	return bank.AuditEntry{}, false, nil
}
