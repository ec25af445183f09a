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
	if current, err := s.currentRelease(ctx); err == nil && current.Number == number {
		return current.Content, current.Hash, nil
	}
	r, err := s.store.Release(ctx, max(number, -1))
	r.Content.Normalise()
	return r.Content, r.Hash, err
}

// Discard makes a draft of the given version what it is in the release in service. A part that is not in that is retired, and then no
// longer listed as a change. If the draft is already so, the error has code conflict. It can also return the errors of
// drafts.Service.Replace.
func (s *Service) Discard(ctx context.Context, actor bank.Actor, of drafts.Version) (drafts.Edited, error) {
	current, err := s.currentRelease(ctx)
	if err != nil {
		return drafts.Edited{}, err
	}
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
