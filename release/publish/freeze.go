package publish

import (
	"context"
	"reflect"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
)

// Freeze returns the release that follows previous (number 0 if there is none): the content normalised, near duplicates
// listed, numbered and hashed, with the rules that are not in force at that time left out (see bank.Content.SetInForce). The version
// of each question and rule that changed is one higher than before; coming into force, or ending, is no change. The arguments are not
// modified, and the release shares no lists with them.
func Freeze(previous bank.Release, content bank.Content, note string, at time.Time) (bank.Release, error) {
	content.Normalise()
	content.SetAuthored()
	content.NearDuplicates = drafts.NearDuplicates(&content)
	before := previous.Content // it may be from a version of the program with fewer lists
	before.Normalise()
	before.SetAuthored()
	raiseVersions(before.Questions, content.Questions, func(q *bank.Question) (string, *int) { return q.ID, &q.Version })
	raiseVersions(before.Rules, content.Rules, func(r *bank.Rule) (string, *int) { return r.ID, &r.Version })
	content.SetInForce(at)
	hash, err := content.Hash()
	if err != nil {
		return bank.Release{}, err
	}
	return bank.Release{Number: previous.Number + 1, Hash: hash, Content: content, Note: note, CreatedAt: at.UTC()}, nil
}

// raiseVersions gives each part of after that is in before too its old version, plus one if anything else in it has changed.
func raiseVersions[T any](before, after []T, fields func(*T) (id string, version *int)) {
	old := make(map[string]T, len(before))
	for i := range before {
		id, _ := fields(&before[i])
		old[id] = before[i]
	}
	for i := range after {
		id, version := fields(&after[i])
		known, found := old[id]
		if !found {
			continue
		}
		_, oldVersion := fields(&known)
		*version = *oldVersion
		if !reflect.DeepEqual(after[i], known) {
			*version++
		}
	}
}

// freeze returns the release that follows the newest one, with the rules that are in force at a time. Versions are based on the last release that was not a rollback;
// based on a rollback, the same version could have two different contents.
func (s *Service) freeze(ctx context.Context, content bank.Content, current bank.Release, at time.Time) (bank.Release, error) {
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
	next, err := Freeze(base, content, "", at)
	next.Number, next.CreatedAt = current.Number+1, s.now().UTC()
	return next, err
}
