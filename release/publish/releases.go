package publish

import (
	"context"
	"fmt"
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

// Diff returns the changes from one state of the bank to another, and the revision of the bank. A state is the number of a
// release, or DraftState; for any other name, or an unknown number, the error has code not_found.
func (s *Service) Diff(ctx context.Context, from, to string) ([]bank.PartChange, int, error) {
	revision, err := s.drafts.Revision(ctx)
	if err != nil {
		return nil, 0, err
	}
	before, err := s.state(ctx, from)
	if err != nil {
		return nil, 0, err
	}
	after, err := s.state(ctx, to)
	if err != nil {
		return nil, 0, err
	}
	changes, err := bank.DiffContents(before, after)
	return changes, revision, err
}

// state returns the content of a release, or the content that the drafts would have as a release.
func (s *Service) state(ctx context.Context, name string) (bank.Content, error) {
	if name == DraftState {
		content, err := s.Content(ctx, 0)
		content.NearDuplicates = drafts.NearDuplicates(&content)
		return content, err
	}
	number, err := strconv.Atoi(name)
	if err != nil || strconv.Itoa(number) != name {
		return bank.Content{}, &bank.Error{Code: bank.CodeNotFound, Message: fmt.Sprintf("Unknown release %q.", name)}
	}
	return s.Content(ctx, max(number, -1))
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
