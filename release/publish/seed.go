package publish

import (
	"context"
	"fmt"

	"twoway/bank"
	"twoway/release/drafts"
)

const shippedNote = "The bank shipped with the program."

// Shipped is a bank that comes with the program, or is in a folder. It takes time to load, so it is only loaded if the drafts were not
// brought to it before.
type Shipped struct {
	Fingerprint string // of the files; "" if unknown
	Load        func() (bank.Content, error)
}

// Start updates the drafts to the shipped bank, as Seed does, and puts the newest release into service. Several replicas may
// start at the same time.
func (s *Service) Start(ctx context.Context, shipped Shipped) error {
	current, err := s.Seed(ctx, shipped)
	if err != nil {
		return err
	}
	s.drafts.Forget() // they take as much memory as the release; a start that seeds nothing has not read them either
	return s.serving.Start(ctx, current)
}

// Seed updates the drafts to the shipped bank, and returns the newest release. Unedited drafts follow the shipped bank. An
// edited draft is kept, and the change is offered (see drafts.Service.Offers). If no draft is edited and all drafts are
// published, the result is published as well; if not, somebody must review and publish it. Content that is not valid, or does
// not compile, changes nothing. If the drafts were brought to the same bank before, nothing changes. Several replicas may seed at the
// same time.
func (s *Service) Seed(ctx context.Context, shipped Shipped) (bank.Release, error) {
	const attempts = 5 // each can fail because another replica writes first
	current, known, err := s.known(ctx, shipped.Fingerprint)
	if known || err != nil {
		return current, err
	}
	content, err := shipped.Load()
	if err != nil {
		return bank.Release{}, err
	}
	for range attempts {
		current, err = s.seedOnce(ctx, content, shipped.Fingerprint)
		if !bank.HasCode(err, bank.CodeConflict) && !bank.HasCode(err, bank.CodeStale) {
			return current, err
		}
	}
	return bank.Release{}, err
}

// known returns the newest release if the drafts were brought to the shipped bank with a fingerprint.
func (s *Service) known(ctx context.Context, fingerprint string) (current bank.Release, known bool, err error) {
	before, err := s.store.Shipped(ctx)
	if err != nil || fingerprint == "" || before != fingerprint {
		return bank.Release{}, false, err
	}
	current, err = s.store.Current(ctx)
	if bank.HasCode(err, bank.CodeNotFound) {
		return bank.Release{}, false, nil
	}
	return current, err == nil, err
}

func (s *Service) seedOnce(ctx context.Context, shipped bank.Content, fingerprint string) (bank.Release, error) {
	state, err := s.drafts.State(ctx)
	if err != nil {
		return bank.Release{}, fmt.Errorf("read the drafts: %w", err)
	}
	current, err := s.store.Current(ctx)
	if err != nil && !bank.HasCode(err, bank.CodeNotFound) {
		return bank.Release{}, fmt.Errorf("read the newest release: %w", err)
	}
	if err := shipped.Validate(); err != nil {
		return bank.Release{}, err
	}
	u, err := drafts.NewUpgrade(state.Drafts, current, s.now())
	if err != nil {
		return bank.Release{}, err
	}
	unedited, err := s.isUnedited(ctx, u.Drafts(), current)
	if err != nil {
		return bank.Release{}, err
	}
	if err := u.Bring(shipped); err != nil || u.IsEmpty() && fingerprint == "" {
		return current, err
	}
	commit := u.Commit(state.Revision)
	commit.Shipped = fingerprint
	if unedited && !u.IsEmpty() {
		if current, err = s.addRelease(ctx, &commit, u.Drafts(), current); err != nil {
			return bank.Release{}, err
		}
	}
	if err := s.drafts.Commit(ctx, commit); err != nil {
		return bank.Release{}, fmt.Errorf("update the drafts: %w", err)
	}
	return current, nil
}

// addRelease adds the release of unedited drafts to a commit, unless the newest one has the same content, and returns what is then the
// newest.
func (s *Service) addRelease(ctx context.Context, to *bank.Commit, all []bank.DraftPart, current bank.Release) (bank.Release, error) {
	next, err := s.shippedRelease(ctx, all, current)
	if err != nil || next.Hash == current.Hash {
		return current, err
	}
	to.Release = &next
	to.Entries = append(to.Entries, publishedEntry(next, bank.Program(), s.now()))
	return next, nil
}

// isUnedited reports whether no draft was edited, and the newest release has the content of the drafts.
func (s *Service) isUnedited(ctx context.Context, all []bank.DraftPart, current bank.Release) (bool, error) {
	for i := range all {
		if all[i].IsEdited() {
			return false, nil
		}
	}
	if current.Number == 0 {
		return true, nil
	}
	next, err := s.freezeDrafts(ctx, all, current)
	return err == nil && next.Hash == current.Hash, err
}

func (s *Service) freezeDrafts(ctx context.Context, all []bank.DraftPart, current bank.Release) (bank.Release, error) {
	content, err := bank.Assemble(all)
	if err != nil {
		return bank.Release{}, err
	}
	return s.freeze(ctx, content, current, s.now())
}

// shippedRelease returns the release of unedited drafts. It is an error if the release is not valid or cannot serve.
func (s *Service) shippedRelease(ctx context.Context, all []bank.DraftPart, current bank.Release) (bank.Release, error) {
	next, err := s.freezeDrafts(ctx, all, current)
	if err != nil {
		return next, err
	}
	next.Author, next.Note = bank.Program().Name, shippedNote
	if err := next.Content.Validate(); err != nil {
		return next, err
	}
	_, err = s.serving.Compile(ctx, next)
	return next, err
}
