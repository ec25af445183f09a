package publish

import (
	"context"
	"reflect"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
)

// Freeze returns the release that follows previous (number 0 if there is none): the content normalised, near duplicates
// listed, numbered and hashed. The version of each question and rule that changed is one higher than before. The arguments
// are not modified, and the release shares no lists with them.
func Freeze(previous bank.Release, content bank.Content, note string, at time.Time) (bank.Release, error) {
	content.Normalise()
	content.NearDuplicates = drafts.NearDuplicates(&content)
	before := previous.Content // it may be from a version of the program with fewer lists
	before.Normalise()
	raiseVersions(before, &content)
	hash, err := content.Hash()
	if err != nil {
		return bank.Release{}, err
	}
	return bank.Release{Number: previous.Number + 1, Hash: hash, Content: content, Note: note, CreatedAt: at.UTC()}, nil
}

func raiseVersions(before bank.Content, after *bank.Content) {
	questions := make(map[string]bank.Question, len(before.Questions))
	for _, q := range before.Questions {
		questions[q.ID] = q
	}
	for i := range after.Questions {
		q := &after.Questions[i]
		if old, ok := questions[q.ID]; ok {
			q.Version = old.Version
			q.Version += raise(*q, old)
		}
	}
	rules := make(map[string]bank.Rule, len(before.Rules))
	for _, r := range before.Rules {
		rules[r.ID] = r
	}
	for i := range after.Rules {
		r := &after.Rules[i]
		if old, ok := rules[r.ID]; ok {
			r.Version = old.Version
			r.Version += raise(*r, old)
		}
	}
}

// raise returns 1 if a question or rule has changed, or 0.
func raise[T any](now, before T) int {
	if reflect.DeepEqual(now, before) {
		return 0
	}
	return 1
}

// freeze returns the release that follows the newest one. Versions are based on the last release that was not a rollback;
// based on a rollback, the same version could have two different contents.
func (s *Service) freeze(ctx context.Context, content bank.Content, current bank.Release) (bank.Release, error) {
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
