package release

import (
	"context"
	"fmt"
	"strconv"

	"twoway/bank"
)

// Revision is that of the bank as a whole: it grows with everything that is written.
func (s *Service) Revision(ctx context.Context) (int, error) { return s.store.Revision(ctx) }

// Releases are all releases without their content, the newest first, and the revision of the bank.
func (s *Service) Releases(ctx context.Context) ([]bank.Release, int, error) {
	revision, err := s.store.Revision(ctx)
	if err != nil {
		return nil, 0, err
	}
	list, err := s.store.Releases(ctx)
	return list, revision, err
}

// Release is the release of a number. If there is none, the error has code not_found.
func (s *Service) Release(ctx context.Context, number int) (bank.Release, error) {
	return s.store.Release(ctx, number)
}

// Audit are up to limit entries whose numbers are below before, the last first; from the last one if before is 0.
func (s *Service) Audit(ctx context.Context, before, limit int) ([]bank.AuditEntry, error) {
	return s.store.Audit(ctx, before, limit)
}

// Replicas are the copies of the program that were heard of within a day, by name, and the number of the newest release,
// which they should serve.
func (s *Service) Replicas(ctx context.Context) (list []bank.Replica, newest int, err error) {
	id, err := s.store.Newest(ctx)
	if err != nil {
		return nil, 0, err
	}
	list, err = s.store.Replicas(ctx)
	return list, id.Number, err
}

// TheDrafts is what Diff calls the bank as it is being edited.
const TheDrafts = "draft"

// Diff are the changes from one state of the bank to another: each is the number of a release, or TheDrafts. They come
// with the revision of the bank. What is neither, or is not there, is an error of code not_found.
func (s *Service) Diff(ctx context.Context, from, to string) ([]PartChange, int, error) {
	revision, err := s.store.Revision(ctx)
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
	changes, err := DiffContent(before, after)
	return changes, revision, err
}

// state is the content of a release, or that which the drafts would make.
func (s *Service) state(ctx context.Context, name string) (bank.Content, error) {
	if name == TheDrafts {
		content, err := s.Content(ctx, 0)
		content.NearDuplicates = nearDuplicates(&content)
		return content, err
	}
	number, err := strconv.Atoi(name)
	if err != nil || strconv.Itoa(number) != name {
		return bank.Content{}, &bank.Error{Code: bank.CodeNotFound, Message: fmt.Sprintf("There is no release %q.", name)}
	}
	return s.Content(ctx, max(number, -1))
}

// Content is the content of a release or, if number is 0, of the drafts.
func (s *Service) Content(ctx context.Context, number int) (bank.Content, error) {
	if number != 0 {
		r, err := s.store.Release(ctx, number)
		r.Content.Normalise()
		return r.Content, err
	}
	drafts, _, err := s.store.Drafts(ctx)
	if err != nil {
		return bank.Content{}, err
	}
	return bank.Assemble(drafts)
}
