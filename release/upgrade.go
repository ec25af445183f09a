package release

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"twoway/bank"
)

// Names of those who write without being people.
const (
	program     = "twoway"
	shippedNote = "The bank as it comes with the program."
)

// Seed brings the drafts up to the bank that comes with the program, and returns the newest release. What nobody has
// edited here follows the program. What was edited stays as it is, and what the program brings is offered beside it
// (see Offers). As long as nothing was edited here at all, the result is published as well; otherwise it waits in the
// drafts for somebody to review and publish it. Content that does not hold together, or does not compile, changes
// nothing. Several replicas may seed at once.
func (s *Service) Seed(ctx context.Context, shipped bank.Content) (bank.Release, error) {
	const attempts = 5 // as many replicas may write before us
	var err error
	for range attempts {
		var current bank.Release
		current, err = s.seedOnce(ctx, shipped)
		if !bank.HasCode(err, bank.CodeConflict) && !bank.HasCode(err, bank.CodeStale) {
			return current, err
		}
	}
	return bank.Release{}, err
}

func (s *Service) seedOnce(ctx context.Context, shipped bank.Content) (bank.Release, error) {
	drafts, revision, err := s.store.Drafts(ctx)
	if err != nil {
		return bank.Release{}, fmt.Errorf("release: read the drafts: %w", err)
	}
	current, err := s.store.Current(ctx)
	if err != nil && !bank.HasCode(err, bank.CodeNotFound) {
		return bank.Release{}, fmt.Errorf("release: read the newest: %w", err)
	}
	if err := shipped.Validate(); err != nil {
		return bank.Release{}, err
	}
	u, err := s.newUpgrade(drafts, current)
	if err != nil {
		return bank.Release{}, err
	}
	untouched, err := s.isUntouched(ctx, u.drafts, current)
	if err != nil {
		return bank.Release{}, err
	}
	if err := u.bring(shipped); err != nil || len(u.changed) == 0 {
		return current, err
	}
	commit := u.commit(revision)
	if untouched {
		next, err := s.shippedRelease(ctx, u.drafts, current)
		if err != nil {
			return bank.Release{}, err
		}
		if next.Hash != current.Hash {
			commit.Release, current = &next, next
			commit.Entries = append(commit.Entries, publishedEntry(next, u.at))
		}
	}
	if err := s.store.Commit(ctx, commit); err != nil {
		return bank.Release{}, fmt.Errorf("release: bring the drafts up to date: %w", err)
	}
	return current, nil
}

// isUntouched tells whether the newest release is just what the drafts are, and they are what the program brought.
func (s *Service) isUntouched(ctx context.Context, drafts []bank.DraftPart, current bank.Release) (bool, error) {
	for i := range drafts {
		if drafts[i].IsEdited() {
			return false, nil
		}
	}
	if current.Number == 0 {
		return true, nil
	}
	next, err := s.freeze(ctx, drafts, current)
	return err == nil && next.Hash == current.Hash, err
}

// shippedRelease is the release of drafts that nobody has edited.
func (s *Service) shippedRelease(ctx context.Context, drafts []bank.DraftPart, current bank.Release) (bank.Release, error) {
	next, err := s.freeze(ctx, drafts, current)
	if err != nil {
		return next, err
	}
	next.Author, next.Note = program, shippedNote
	if err := next.Content.Validate(); err != nil {
		return next, err
	}
	_, err = NewServing(next, nil)
	return next, err
}

// upgrade brings drafts up to date.
type upgrade struct {
	at      time.Time
	isFirst bool // there were no drafts
	drafts  []bank.DraftPart
	index   map[bank.Kind]map[string]int // of drafts
	changed map[int]bool                 // of drafts
	entries []bank.AuditEntry
}

// newUpgrade starts from drafts or, where there are none, from the newest release: it is of a time when nobody could edit.
func (s *Service) newUpgrade(drafts []bank.DraftPart, current bank.Release) (*upgrade, error) {
	u := &upgrade{at: s.now(), isFirst: len(drafts) == 0, index: map[bank.Kind]map[string]int{}, changed: map[int]bool{}}
	for _, kind := range bank.Kinds() {
		u.index[kind] = map[string]int{}
	}
	for _, d := range drafts {
		u.index[d.Kind][d.ID] = len(u.drafts)
		u.drafts = append(u.drafts, d)
	}
	if len(drafts) == 0 && current.Number > 0 {
		content := current.Content
		content.Normalise()
		content.NearDuplicates = [][]string{} // which are found anew
		return u, u.bring(content)
	}
	return u, nil
}

// bring brings the drafts up to a bank.
func (u *upgrade) bring(shipped bank.Content) error {
	shipped.Normalise()
	parts, err := shipped.Parts()
	if err != nil {
		return err
	}
	isShipped := map[bank.Kind]map[string]bool{}
	for _, p := range parts {
		if isShipped[p.Kind] == nil {
			isShipped[p.Kind] = map[string]bool{}
		}
		u.take(p, len(isShipped[p.Kind]))
		isShipped[p.Kind][p.ID] = true
	}
	for i := range u.drafts {
		if d := &u.drafts[i]; d.Shipped != nil && !isShipped[d.Kind][d.ID] {
			if err := u.withdraw(i); err != nil {
				return err
			}
		}
	}
	return nil
}

// take has a draft follow what the program brings, or be offered it.
func (u *upgrade) take(p bank.Part, position int) {
	i, found := u.index[p.Kind][p.ID]
	if !found {
		u.index[p.Kind][p.ID] = len(u.drafts)
		u.drafts = append(u.drafts, bank.DraftPart{Part: p, Shipped: p.Body, Position: position})
		u.drafts[len(u.drafts)-1].SetBody(p.Body)
		u.change(len(u.drafts)-1, nil)
		return
	}
	d := &u.drafts[i]
	switch before := d.Body; {
	case !d.IsEdited():
		if bytes.Equal(d.Shipped, p.Body) && d.Position == position {
			return
		}
		d.Retired, d.Position, d.Shipped, d.Offered = false, position, p.Body, nil
		d.SetBody(p.Body)
		u.change(i, diffFields(before, p.Body))
	case bytes.Equal(d.Body, p.Body) && (!d.Retired || !d.Kind.IsTerm()):
		if !bytes.Equal(d.Shipped, p.Body) || d.Offered != nil {
			d.Shipped, d.Offered = p.Body, nil
			u.change(i, nil)
		}
	case bytes.Equal(d.Shipped, p.Body):
		if d.Offered != nil {
			d.Offered = nil
			u.change(i, nil)
		}
	case !bytes.Equal(d.Offered, p.Body):
		d.Offered = p.Body
		u.change(i, nil)
	}
}

// withdraw has a draft follow that the program does not bring it any more, or be offered that.
func (u *upgrade) withdraw(i int) error {
	d := &u.drafts[i]
	switch before := d.Body; {
	case string(d.Shipped) == bank.Withdrawn && d.Offered == nil:
	case !d.IsEdited() || d.Retired:
		if err := d.Retire(); err != nil {
			return err
		}
		d.Shipped, d.Offered = []byte(bank.Withdrawn), nil
		u.change(i, diffFields(before, d.Body))
	case string(d.Offered) != bank.Withdrawn:
		d.Offered = []byte(bank.Withdrawn)
		u.change(i, nil)
	}
	return nil
}

// change notes that a draft is another one now.
func (u *upgrade) change(i int, fields []bank.FieldChange) {
	d := &u.drafts[i]
	if !u.changed[i] {
		u.changed[i] = true
		d.Version++
		d.EditedAt, d.EditedBy = u.at, program
	}
	if !u.isFirst {
		u.entries = append(u.entries, bank.AuditEntry{
			At: u.at, Author: program, Action: bank.Upgraded, Kind: d.Kind, ID: d.ID, Version: d.Version, Changes: fields,
		})
	}
}

// commit is what is to be written. That there were no drafts before is one entry, not one for each.
func (u *upgrade) commit(after int) bank.Commit {
	c := bank.Commit{After: after, Entries: u.entries}
	for i, d := range u.drafts {
		if u.changed[i] {
			c.Drafts = append(c.Drafts, d)
		}
	}
	if u.isFirst {
		c.Entries = []bank.AuditEntry{{At: u.at, Author: program, Action: bank.Upgraded}}
	}
	return c
}
