package release

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"twoway/bank"
)

// Publish freezes the drafts into the next release, if every check holds: that the bank holds together, that its rules
// compile and their cases hold, that the lint rejects no wording, and that no meeting for which there were questions is
// left without. The checks' faults are the error of code invalid_content otherwise, all of them. Revision is that of the
// drafts which are meant; if somebody has changed them since, the error has code stale. Where there is nothing new to
// publish it has code conflict. The release is in service here when Publish returns, and soon everywhere.
func (s *Service) Publish(ctx context.Context, author, note string, revision int) (bank.Release, error) {
	next, serving, err := s.rehearse(ctx, revision)
	switch {
	case err != nil:
		return bank.Release{}, err
	case len(next.Report.Faults) > 0:
		return bank.Release{}, &bank.Error{Code: bank.CodeInvalidContent, Message: "The drafts cannot be published as they are.", Faults: next.Report.Faults}
	}
	next.Author, next.Note = author, note
	return next, s.append(ctx, revision, next, serving)
}

// append writes a release, and puts it into service.
func (s *Service) append(ctx context.Context, revision int, next bank.Release, serving *Serving) error {
	entry := publishedEntry(next, s.now())
	if err := s.store.Commit(ctx, bank.Commit{After: revision, Entries: []bank.AuditEntry{entry}, Release: &next}); err != nil {
		return s.nowStale(ctx, err)
	}
	for {
		before := s.Serving()
		if before != nil && before.Release.Number >= next.Number || s.put(before, serving, next) {
			return nil
		}
	}
}

// nowStale adds to an error of code stale which revision there is now.
func (s *Service) nowStale(ctx context.Context, err error) error {
	if !bank.HasCode(err, bank.CodeStale) {
		return err
	}
	now, failed := s.store.Revision(ctx)
	return errors.Join(stale(now), failed)
}

// stale is the error for what builds upon a state that is gone. Current is the version, or the revision, that there is.
func stale(current int) *bank.Error {
	return &bank.Error{Code: bank.CodeStale, Current: current, Message: "Somebody has changed this since you read it. Read it again, and send what you want then."}
}

func publishedEntry(r bank.Release, at time.Time) bank.AuditEntry {
	e := bank.AuditEntry{At: at, Author: r.Author, Action: bank.Published, ID: strconv.Itoa(r.Number)}
	if r.Restores > 0 {
		e.Action = bank.RolledBack
	}
	return e
}

// Rehearse checks the drafts as Publish would, and publishes nothing. It returns the report, and the revision that it is
// of.
func (s *Service) Rehearse(ctx context.Context) (bank.Report, int, error) {
	revision, err := s.store.Revision(ctx)
	if err != nil {
		return bank.Report{}, 0, err
	}
	next, _, err := s.rehearse(ctx, revision)
	if bank.HasCode(err, bank.CodeConflict) {
		err = nil // that there is nothing new is no fault of the drafts
	}
	return next.Report, revision, err
}

// rehearse is the release that the drafts of a revision would make, with the report on it, and ready to answer if that
// has no faults. There may be nothing new in it: then the error has code conflict beside the release.
func (s *Service) rehearse(ctx context.Context, revision int) (bank.Release, *Serving, error) {
	drafts, now, err := s.store.Drafts(ctx)
	if err != nil {
		return bank.Release{}, nil, err
	}
	if now != revision {
		return bank.Release{}, nil, stale(now)
	}
	current, err := s.store.Current(ctx)
	if err != nil {
		return bank.Release{}, nil, err
	}
	next, err := s.freeze(ctx, drafts, current)
	if err != nil {
		return bank.Release{}, nil, err
	}
	serving, err := s.check(ctx, current, &next)
	if err == nil && next.Hash == current.Hash {
		err = &bank.Error{Code: bank.CodeConflict, Message: fmt.Sprintf("There is nothing to publish: the drafts are what release %d holds.", current.Number)}
	}
	return next, serving, err
}

// freeze is the release that follows the newest one. Versions count from the last release that brought something new, lest
// one that was rolled back gives a version to two contents.
func (s *Service) freeze(ctx context.Context, drafts []bank.DraftPart, current bank.Release) (bank.Release, error) {
	content, err := bank.Assemble(drafts)
	if err != nil {
		return bank.Release{}, err
	}
	base := current
	if current.Restores > 0 {
		list, err := s.store.Releases(ctx)
		if err != nil {
			return bank.Release{}, err
		}
		for _, r := range list {
			if r.Restores == 0 {
				if base, err = s.store.Release(ctx, r.Number); err != nil {
					return bank.Release{}, err
				}
				break
			}
		}
	}
	next, err := Freeze(base, content, "", s.now())
	next.Number = current.Number + 1
	return next, err
}

// RollBack publishes the content of an older release again, under a new number; the drafts stay as they are. It must
// compile, and its cases must hold; what the other checks find is a warning in the report. Errors are as those of Publish;
// if there is no release of that number, the error has code not_found.
func (s *Service) RollBack(ctx context.Context, author, note string, revision, number int) (bank.Release, error) {
	now, err := s.store.Revision(ctx)
	if err != nil {
		return bank.Release{}, err
	}
	if now != revision {
		return bank.Release{}, stale(now)
	}
	current, err := s.store.Current(ctx)
	if err != nil {
		return bank.Release{}, err
	}
	old, err := s.store.Release(ctx, number)
	if err != nil {
		return bank.Release{}, err
	}
	next := bank.Release{
		Number: current.Number + 1, Content: old.Content, Restores: old.Number, Author: author, Note: note, CreatedAt: s.now().UTC(),
	}
	if old.Restores > 0 {
		next.Restores = old.Restores
	}
	next.Content.Normalise() // which may be from a time when there were fewer lists
	if next.Hash, err = next.Content.Hash(); err != nil {
		return bank.Release{}, err
	}
	if next.Hash == current.Hash {
		return bank.Release{}, &bank.Error{Code: bank.CodeConflict, Message: fmt.Sprintf("Release %d holds that already.", current.Number)}
	}
	serving, err := s.check(ctx, current, &next)
	switch {
	case err != nil:
		return bank.Release{}, err
	case serving == nil:
		return bank.Release{}, &bank.Error{Code: bank.CodeInvalidContent, Message: fmt.Sprintf("Release %d cannot serve any more.", number), Faults: next.Report.Faults}
	}
	next.Report.Warnings = append(next.Report.Faults, next.Report.Warnings...)
	next.Report.Faults = []bank.Fault{}
	return next, s.append(ctx, revision, next, serving)
}
