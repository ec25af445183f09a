package publish

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"twoway/bank"
	"twoway/release/drafts"
)

// Releases returns all releases without their content, the newest first, and the revision of the bank.
func (s *Service) Releases(ctx context.Context) ([]bank.Release, int, error) {
	revision, err := s.drafts.Revision(ctx)
	if err != nil {
		return nil, 0, err
	}
	list, err := s.store.Releases(ctx)
	return list, revision, err
}

// Release returns the release with a number. If there is none, the error has code not_found.
func (s *Service) Release(ctx context.Context, number int) (bank.Release, error) {
	return s.store.Release(ctx, number)
}

// DraftState is the name of the drafts in Diff.
const DraftState = "draft"

// Diff is DiffOrder of all drafts.
func (s *Service) Diff(ctx context.Context, from, to string) ([]bank.PartChange, int, error) {
	d, err := s.DiffOrder(ctx, from, to, Order{})
	return d.Changes, d.Revision, err
}

// Difference is what changes from one state of the bank to another.
type Difference struct {
	Changes  []bank.PartChange
	Revision int
	Hash     string // of the content of the later state
}

// DiffOrder returns the changes from one state of the bank to another. A state is the number of a release, or DraftState for what
// publishing an order would create; for any other name, or an unknown number, the error has code not_found. A selection with a part that
// is not a draft is an error with code invalid_request.
func (s *Service) DiffOrder(ctx context.Context, from, to string, o Order) (Difference, error) {
	for {
		revision, err := s.drafts.Revision(ctx)
		if err != nil {
			return Difference{}, err
		}
		d := Difference{Revision: revision}
		before, _, err := s.state(ctx, from, revision, o)
		var after bank.Content
		if err == nil {
			after, d.Hash, err = s.state(ctx, to, revision, o)
		}
		if bank.HasCode(err, bank.CodeStale) { // somebody has edited a draft in between
			continue
		}
		if err != nil {
			return Difference{}, err
		}
		d.Changes, err = bank.DiffContents(before, after)
		return d, err
	}
}

// state returns the content of a release, or what publishing an order would create, and its hash.
func (s *Service) state(ctx context.Context, name string, revision int, o Order) (bank.Content, string, error) {
	if name == DraftState {
		b, err := s.candidate(ctx, revision, o)
		if err != nil {
			return bank.Content{}, "", err
		}
		return b.release.Content, b.release.Hash, nil
	}
	number, err := strconv.Atoi(name)
	if err != nil || strconv.Itoa(number) != name {
		return bank.Content{}, "", &bank.Error{Code: bank.CodeNotFound, Message: fmt.Sprintf("Unknown release %q.", name)}
	}
	r, err := s.store.Release(ctx, max(number, -1))
	r.Content.Normalise()
	return r.Content, r.Hash, err
}

// Discard makes a draft of the given version what it is in the release in service. A part that is not in that is retired, and then no
// longer listed as a change. If the draft is already so, the error has code conflict. It can also return the errors of
// drafts.Service.Replace.
func (s *Service) Discard(ctx context.Context, actor bank.Actor, of drafts.Version) (drafts.Edited, error) {
	current, err := s.store.Current(ctx)
	if err != nil {
		return drafts.Edited{}, err
	}
	current.Content.Normalise()
	current.Content.SetAuthored()
	parts, err := current.Content.Parts()
	if err != nil {
		return drafts.Edited{}, err
	}
	i := slices.IndexFunc(parts, func(p bank.Part) bool { return p.Kind == of.Kind && p.ID == of.ID })
	if i < 0 {
		return s.drafts.Discard(ctx, actor, of, nil)
	}
	return s.drafts.Discard(ctx, actor, of, &parts[i])
}

// Content returns the content of a release or, if number is 0, of the drafts. It must not be written to.
func (s *Service) Content(ctx context.Context, number int) (bank.Content, error) {
	if number != 0 {
		r, err := s.store.Release(ctx, number)
		r.Content.Normalise()
		return r.Content, err
	}
	state, err := s.drafts.State(ctx)
	if err != nil {
		return bank.Content{}, err
	}
	return state.Content, nil
}

// WaitingUpgrades returns how many changes of the shipped bank to edited drafts wait for a decision.
func (s *Service) WaitingUpgrades(ctx context.Context) (int, error) { return s.store.Upgrades(ctx) }
