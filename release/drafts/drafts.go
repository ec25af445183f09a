// Package drafts edits the bank: each question, rule and term is a draft, which is reviewed by the checks of publishing. It
// imports whole banks, and updates the drafts to the bank shipped with a newer program.
package drafts

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"twoway/bank"
)

// Store is the part of a database that this package uses. Its errors have the codes of package store.
type Store interface {
	// Drafts returns the drafts of the given parts, or all of them if none are given, sorted by kind and ID, and the
	// revision they are of, or an earlier one.
	Drafts(ctx context.Context, only ...bank.PartID) ([]bank.DraftPart, int, error)
	// Revision returns the number of the last audit entry.
	Revision(ctx context.Context) (int, error)
	// Commit writes all or nothing. The error has code stale if somebody has written since c.After.
	Commit(ctx context.Context, c bank.Commit) error
	// Audit returns up to limit entries with numbers below before (0 for all), the last first.
	Audit(ctx context.Context, before, limit int) ([]bank.AuditEntry, error)
	// FindAudit is Audit for the entries that match a filter.
	FindAudit(ctx context.Context, f bank.AuditFilter, before, limit int) ([]bank.AuditEntry, error)
}

// Service edits the drafts in a store. It is safe for concurrent use; other processes may write to the same store.
type Service struct {
	store   Store
	now     func() time.Time
	reading sync.Mutex // while the drafts are read from the store
	mu      sync.Mutex // guards state and use
	state   *State     // as last read or written; nil if it must be read
	use     use
	visits  chan struct{}
	words   wordMemory
	faults  faultMemory
	changes changeMemory
	phrases phraseMemory

	readings readingMemory
}

// New returns a service on a store.
func New(store Store, now func() time.Time) *Service {
	return &Service{store: store, now: now, visits: make(chan struct{}, 1)}
}

// Version identifies a draft, and the version of it that a change is based on.
type Version struct {
	Kind    bank.Kind
	ID      string
	Version int
}

// Edited is the current state of a draft, and what the checks say about it.
type Edited struct {
	Draft  bank.DraftPart
	Review Review
}

// Revision returns the revision of the bank, which increases with every write.
func (s *Service) Revision(ctx context.Context) (int, error) { return s.store.Revision(ctx) }

// Audit returns up to limit entries that match a filter and have numbers below before, the last first; before 0 starts at the last one.
func (s *Service) Audit(ctx context.Context, f bank.AuditFilter, before, limit int) ([]bank.AuditEntry, error) {
	return s.store.FindAudit(ctx, f, before, limit)
}

// List returns all drafts of a kind, and the revision of the bank. Questions and rules are sorted by ID; terms are in the
// order of the vocabulary.
func (s *Service) List(ctx context.Context, kind bank.Kind) ([]bank.DraftPart, int, error) {
	state, err := s.State(ctx)
	if err != nil {
		return nil, 0, err
	}
	var list []bank.DraftPart
	for i := range state.Drafts {
		if state.Drafts[i].Kind == kind {
			list = append(list, state.Drafts[i])
		}
	}
	if kind.IsTerm() {
		slices.SortStableFunc(list, func(a, b bank.DraftPart) int { return a.Position - b.Position })
	}
	return list, state.Revision, nil
}

// Get returns one draft. If it does not exist, the error has code not_found.
func (s *Service) Get(ctx context.Context, kind bank.Kind, id string) (Edited, error) {
	state, err := s.State(ctx)
	if err != nil {
		return Edited{}, err
	}
	i := state.find(bank.PartID{Kind: kind, ID: id})
	if i < 0 {
		return Edited{}, notFound(kind, id)
	}
	review, err := state.review(state.Drafts[i].Part)
	return Edited{state.Drafts[i], review}, err
}

func notFound(kind bank.Kind, id string) error {
	return &bank.Error{Code: bank.CodeNotFound, Message: fmt.Sprintf("There is no %s with the ID %q.", kind, id)}
}

// Validate returns what the checks would say about a part if it were saved. Nothing is saved.
func (s *Service) Validate(ctx context.Context, kind bank.Kind, body []byte) (Review, error) {
	part, err := readPart(kind, body)
	if err != nil {
		return Review{}, err
	}
	state, err := s.State(ctx)
	if err != nil {
		return Review{}, err
	}
	return state.review(part)
}

// Create saves a new part, whatever the checks find. If a part of the kind has or had its ID, the error has code conflict; if the ID is
// reserved, it has code invalid_request. A new term is added at the end of its list.
func (s *Service) Create(ctx context.Context, actor bank.Actor, kind bank.Kind, body []byte) (Edited, error) {
	part, err := readPart(kind, body)
	if err != nil {
		return Edited{}, err
	}
	if part.ID == ReservedID {
		return Edited{}, reserved(kind)
	}
	return s.edit(ctx, actor, bank.PartID{Kind: kind, ID: part.ID}, func(state *State, i int) (bank.DraftPart, bank.Action, error) {
		if i >= 0 {
			return bank.DraftPart{}, "", state.taken(kind, part.ID)
		}
		position := 0
		for j := range state.Drafts {
			if d := &state.Drafts[j]; d.Kind == kind {
				position = max(position, d.Position+1)
			}
		}
		d := bank.DraftPart{Part: part, Position: position}
		d.SetBody(part.Body)
		return d, bank.ActionCreate, nil
	})
}

// Replace saves a new body for a draft, whatever the checks find. If the draft does not have the given version, the error has
// code stale and the current version. A retired term is restored.
func (s *Service) Replace(ctx context.Context, actor bank.Actor, of Version, body []byte) (Edited, error) {
	part, err := readPart(of.Kind, body)
	if err != nil {
		return Edited{}, err
	}
	if part.ID != of.ID {
		return Edited{}, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: []bank.Fault{{
			Code: bank.FaultInconsistent, Pointer: "/id", Detail: fmt.Sprintf("The ID must stay %q, as in the URL. For another ID, retire this and create a new one.", of.ID),
		}}}
	}
	return s.edit(ctx, actor, bank.PartID{Kind: of.Kind, ID: of.ID}, func(state *State, i int) (bank.DraftPart, bank.Action, error) {
		d, err := state.current(i, of)
		d.Retired = false
		d.SetBody(part.Body)
		return d, bank.ActionReplace, err
	})
}

// Retire takes a draft of the given version out of use, from the next release on. It returns the same errors as Replace.
func (s *Service) Retire(ctx context.Context, actor bank.Actor, of Version) (Edited, error) {
	return s.edit(ctx, actor, bank.PartID{Kind: of.Kind, ID: of.ID}, func(state *State, i int) (bank.DraftPart, bank.Action, error) {
		d, err := state.current(i, of)
		if err == nil {
			err = d.Retire()
		}
		return d, bank.ActionRetire, err
	})
}

// current returns the draft at an index, or an error if it does not have the given version.
func (s *State) current(i int, of Version) (bank.DraftPart, error) {
	if i < 0 {
		return bank.DraftPart{}, notFound(of.Kind, of.ID)
	}
	if s.Drafts[i].Version != of.Version {
		return bank.DraftPart{}, Stale(s.Drafts[i].Version)
	}
	return s.Drafts[i], nil
}

// Stale returns the error for a write that is based on an outdated version or revision. Current is the current one.
func Stale(current int) *bank.Error {
	return &bank.Error{
		Code: bank.CodeStale, Current: current, Message: "Somebody else has changed this in the meantime. Load it again, then make your change.",
	}
}

// edit saves the draft that change returns (i is −1 if there is no draft yet). It retries if somebody else writes at the same
// time.
func (s *Service) edit(
	ctx context.Context, actor bank.Actor, of bank.PartID, change func(state *State, i int) (bank.DraftPart, bank.Action, error),
) (Edited, error) {
	for {
		state, err := s.State(ctx)
		if err != nil {
			return Edited{}, err
		}
		i := state.find(of)
		next, action, err := change(state, i)
		if err != nil {
			return Edited{}, err
		}
		before := bank.DraftPart{Part: bank.Part{Body: []byte("{}")}}
		if i >= 0 {
			before = state.Drafts[i]
		}
		next.Version++
		next.EditedAt, next.EditedBy = s.now().UTC(), actor.Name
		entry := bank.AuditEntry{
			At: next.EditedAt, Author: actor.Name, Action: action, Kind: of.Kind, ID: of.ID, Version: next.Version,
			Changes: bank.DiffFields(before.Body, next.Body), AuthorKind: actor.Kind, AuthorID: actor.ID, WasRetired: before.Retired,
		}
		err = s.Commit(ctx, bank.Commit{After: state.Revision, Drafts: []bank.DraftPart{next}, Entries: []bank.AuditEntry{entry}})
		if bank.HasCode(err, bank.CodeStale) {
			continue
		}
		if err != nil {
			return Edited{}, err
		}
		review, err := state.review(next.Part)
		return Edited{next, review}, err
	}
}
