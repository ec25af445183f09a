package publish

import (
	"time"

	"twoway/bank"
	"twoway/release/drafts"
)

// Freeze returns the release that follows previous (number 0 if there is none): the content normalised, near duplicates
// listed, numbered and hashed, with the rules that are not in force at that time left out (see bank.Content.SetInForce), and with the
// versions of bank.Release.SetVersions. The arguments are not modified, and the release shares no lists with them.
func Freeze(previous bank.Release, content bank.Content, note string, at time.Time) (bank.Release, error) {
	content.Normalise()
	content.SetAuthored()
	content.NearDuplicates = drafts.NearDuplicates(&content)
	next := bank.Release{Number: previous.Number + 1, Content: content, Note: note, CreatedAt: at.UTC()}
	err := finish(&next, previous, at)
	return next, err
}

// finish gives the parts of a release their versions after the release before, leaves out the rules that are not in force at a time, and
// hashes it.
func finish(next *bank.Release, previous bank.Release, at time.Time) (err error) {
	if err := next.SetVersions(previous); err != nil {
		return err
	}
	next.Content.SetInForce(at)
	next.Hash, err = next.Content.Hash()
	return err
}

// freeze returns the release that follows the newest one, with the rules that are in force at a time.
func (s *Service) freeze(content bank.Content, current bank.Release, at time.Time) (bank.Release, error) {
	next, err := Freeze(current, content, "", at)
	next.CreatedAt = s.now().UTC()
	return next, err
}
