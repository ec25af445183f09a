package drafts

import (
	"bytes"
	"time"

	"twoway/bank"
)

// Upgrade updates drafts to a shipped bank. Unedited drafts follow it. Edited drafts are kept, and the changes are offered
// (see Service.Offers).
type Upgrade struct {
	at      time.Time
	isFirst bool // there were no drafts
	drafts  []bank.DraftPart
	index   map[bank.Kind]map[string]int // indices in drafts, by kind and ID
	changed map[int]bool                 // by index in drafts
	entries []bank.AuditEntry
}

// NewUpgrade returns an upgrade of drafts. If there are no drafts, it starts from the newest release, which was made by a
// version of the program without editing.
func NewUpgrade(drafts []bank.DraftPart, current bank.Release, at time.Time) (*Upgrade, error) {
	u := &Upgrade{at: at, isFirst: len(drafts) == 0, index: map[bank.Kind]map[string]int{}, changed: map[int]bool{}}
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
		content.SetAuthored()
		content.NearDuplicates = [][]string{} // publishing finds them
		return u, u.Bring(content)
	}
	return u, nil
}

// Drafts returns the drafts as they are so far. They must not be written to.
func (u *Upgrade) Drafts() []bank.DraftPart { return u.drafts }

// IsEmpty reports whether nothing has changed so far.
func (u *Upgrade) IsEmpty() bool { return len(u.changed) == 0 }

// Bring updates the drafts to a bank.
func (u *Upgrade) Bring(shipped bank.Content) error {
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

// take updates an unedited draft to a part of the shipped bank, or offers the part for an edited draft.
func (u *Upgrade) take(p bank.Part, position int) {
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
		u.change(i, bank.DiffFields(before, p.Body))
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

// withdraw retires a draft that is no longer in the shipped bank, or offers that if the draft was edited.
func (u *Upgrade) withdraw(i int) error {
	d := &u.drafts[i]
	switch before := d.Body; {
	case string(d.Shipped) == bank.Withdrawn && d.Offered == nil:
	case !d.IsEdited() || d.Retired:
		if err := d.Retire(); err != nil {
			return err
		}
		d.Shipped, d.Offered = []byte(bank.Withdrawn), nil
		u.change(i, bank.DiffFields(before, d.Body))
	case string(d.Offered) != bank.Withdrawn:
		d.Offered = []byte(bank.Withdrawn)
		u.change(i, nil)
	}
	return nil
}

// change records that a draft has changed.
func (u *Upgrade) change(i int, fields []bank.FieldChange) {
	d := &u.drafts[i]
	if !u.changed[i] {
		u.changed[i] = true
		d.Version++
		d.EditedAt, d.EditedBy = u.at, bank.Program().Name
	}
	if !u.isFirst {
		u.entries = append(u.entries, bank.AuditEntry{
			At: u.at, Author: bank.Program().Name, Action: bank.ActionUpgrade, Kind: d.Kind, ID: d.ID, Version: d.Version, Changes: fields,
			AuthorKind: bank.ActorProgram,
		})
	}
}

// Commit returns the commit to write on top of a revision. It has one audit entry per change, or a single one if there were
// no drafts before.
func (u *Upgrade) Commit(after int) bank.Commit {
	c := bank.Commit{After: after, Entries: u.entries}
	for i, d := range u.drafts {
		if u.changed[i] {
			c.Drafts = append(c.Drafts, d)
		}
	}
	if u.isFirst {
		c.Entries = []bank.AuditEntry{{At: u.at, Author: bank.Program().Name, Action: bank.ActionUpgrade}}
	}
	return c
}
