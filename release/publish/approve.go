package publish

import (
	"bytes"
	"context"
	"slices"
	"strconv"
	"strings"

	"twoway/bank"
)

// Approved is an approval, and whether what it approves could be published by it now: the content has not changed since.
type Approved struct {
	bank.Approval

	Stands bool
}

// Approve records that actor approves the content with a hash, which must be what the order would publish now; if it is not, the error
// has code conflict. Whoever has edited any of it cannot approve it: then the error has code not_approved. The content is not checked.
// The note of the order is ignored.
func (s *Service) Approve(ctx context.Context, actor bank.Actor, o Order, hash string) (bank.Approval, error) {
	for {
		revision, err := s.drafts.Revision(ctx)
		if err != nil {
			return bank.Approval{}, err
		}
		a, err := s.approve(ctx, actor, o, hash, revision)
		if !bank.HasCode(err, bank.CodeStale) {
			return a, err
		}
	}
}

func (s *Service) approve(ctx context.Context, actor bank.Actor, o Order, hash string, revision int) (bank.Approval, error) {
	b, err := s.candidate(ctx, revision, o)
	if err != nil {
		return bank.Approval{}, err
	}
	if b.release.Hash != hash {
		return bank.Approval{}, otherContent()
	}
	authors, err := s.authors(ctx, b)
	if err != nil {
		return bank.Approval{}, err
	}
	if isAmong(authors, actor) {
		return bank.Approval{}, &bank.Error{Code: bank.CodeNotApproved, Message: "You have edited some of this yourself, so somebody else must approve it."}
	}
	a := bank.Approval{Hash: hash, Only: o.Only, PublishAt: o.PublishAt, By: actor, CreatedAt: s.now().UTC()}
	err = s.drafts.Commit(ctx, bank.Commit{
		After: revision, Approval: &a, Entries: []bank.AuditEntry{entry(bank.ActionApprove, hash, actor, a.CreatedAt)},
	})
	a.ID = revision + 1
	return a, err
}

func otherContent() error {
	return &bank.Error{
		Code: bank.CodeConflict, Message: "What would be published is no longer what you reviewed: the hash is another one. Check it again.",
	}
}

// requireApproval returns an error with code not_approved if what would be published needs an approval, and nobody has given one who
// neither publishes it nor has edited any of it.
func (s *Service) requireApproval(ctx context.Context, publisher bank.Actor, b *built) error {
	if !s.fourEyes {
		return nil
	}
	approvals, err := s.store.Approvals(ctx, b.release.Hash)
	if err != nil {
		return err
	}
	authors, err := s.authors(ctx, b)
	if err != nil {
		return err
	}
	for _, a := range approvals {
		if !isSame(a.By, publisher) && !isAmong(authors, a.By) {
			return nil
		}
	}
	return &bank.Error{
		Code:    bank.CodeNotApproved,
		Message: "Somebody else must approve this first: neither whoever publishes it, nor anybody who has edited it. Its hash is " + b.release.Hash + ".",
	}
}

// isSame reports whether two actors are one. The kind of an actor is unknown in the audit of older versions of the program: then the name
// decides.
func isSame(a, b bank.Actor) bool {
	if a.Kind == "" || b.Kind == "" {
		return a.Name == b.Name
	}
	return a.IsSame(b)
}

func isAmong(list []bank.Actor, actor bank.Actor) bool {
	return slices.ContainsFunc(list, func(one bank.Actor) bool { return isSame(one, actor) })
}

// auditPage is how many entries of the audit are read at a time.
const auditPage = 500

// authors returns everybody who has edited a part since it was as it is in the release before: from the audit, in which the changes are
// taken back one by one until the part is as it was.
func (s *Service) authors(ctx context.Context, b *built) ([]bank.Actor, error) {
	open, err := b.history()
	if err != nil {
		return nil, err
	}
	var authors []bank.Actor
	for before := 0; len(open) > 0; {
		entries, err := s.drafts.Audit(ctx, bank.AuditFilter{}, before, auditPage)
		if err != nil || len(entries) == 0 {
			return authors, err
		}
		for i := range entries {
			e := &entries[i]
			before = e.Number
			if e.Action == bank.ActionRestore { // what was before is in no audit
				return authors, nil
			}
			if open.takeBack(e) && !isAmong(authors, e.By()) {
				authors = append(authors, e.By())
			}
		}
	}
	return authors, nil
}

// pastParts are the parts that a release changes, as they were before some of their changes.
type pastParts map[bank.PartID]*pastPart

// takeBack takes back a change, and reports whether it was to one of the parts. A part that is as in the release before is removed.
func (p pastParts) takeBack(e *bank.AuditEntry) bool {
	id := bank.PartID{Kind: e.Kind, ID: e.ID}
	one := p[id]
	if one == nil {
		return false
	}
	if one.takeBack(e) {
		delete(p, id)
	}
	return true
}

// pastPart is a draft as it was before some of its changes.
type pastPart struct {
	bank.Part

	released []byte // the body in the release before; nil if that does not have the part
}

// history returns the parts that a release changes, as they are now.
func (b *built) history() (pastParts, error) {
	changes, err := bank.DiffContents(b.current.Content, b.release.Content)
	if err != nil {
		return nil, err
	}
	content := b.current.Content
	content.SetAuthored()
	released := bodiesOf(content)
	open := pastParts{}
	for _, c := range changes {
		for _, d := range b.state.Drafts {
			id := bank.PartID{Kind: d.Kind, ID: d.ID}
			isOrdered := c.Change == bank.PartReordered && c.Kind == d.Kind // whoever moved it has edited it
			if isOrdered || c.Kind == d.Kind && c.ID == d.ID && c.Kind != bank.KindNearDuplicates {
				open[id] = &pastPart{d.Part, released[id]}
			}
		}
	}
	return open, nil
}

// takeBack takes back a change to the part, and reports whether it is now as in the release before.
func (p *pastPart) takeBack(e *bank.AuditEntry) bool {
	if before, err := p.Undone(e.Changes); err == nil {
		p.Part = before
	}
	isOut := p.Kind.IsTerm() && e.WasRetired // of the vocabulary
	return e.Version <= 1 || p.released != nil && !isOut && bytes.Equal(p.Body, p.released) || p.released == nil && isOut
}

// mostStanding is for how many selections it is found out whether an approval stands: each takes as long as freezing a bank.
const mostStanding = 10

// Approvals returns the approvals, the last first.
func (s *Service) Approvals(ctx context.Context) ([]Approved, error) {
	all, err := s.store.Approvals(ctx, "")
	if err != nil {
		return nil, err
	}
	revision, err := s.drafts.Revision(ctx)
	if err != nil {
		return nil, err
	}
	hashes := map[string]string{} // by selection
	list := make([]Approved, 0, len(all))
	for _, a := range all {
		key := orderKey(Order{Only: a.Only, PublishAt: a.PublishAt})
		hash, known := hashes[key]
		if !known && len(hashes) < mostStanding {
			b, err := s.candidate(ctx, revision, Order{Only: a.Only, PublishAt: a.PublishAt})
			same := true
			if err == nil {
				same, err = b.release.IsSame(b.current.ID())
			}
			switch {
			case err == nil && !same:
				hash = b.release.Hash
			case err != nil && !bank.HasCode(err, bank.CodeInvalidRequest) && !bank.HasCode(err, bank.CodeStale):
				return nil, err
			}
			hashes[key] = hash
		}
		list = append(list, Approved{a, hash == a.Hash})
	}
	return list, nil
}

// ApprovalsOf returns the approvals of the content with a hash, the last first.
func (s *Service) ApprovalsOf(ctx context.Context, hash string) ([]bank.Approval, error) {
	return s.store.Approvals(ctx, hash)
}

func orderKey(o Order) string {
	key := []string{bank.FormatInstant(o.PublishAt), strconv.FormatBool(o.Only == nil)}
	for _, id := range o.Only {
		key = append(key, string(id.Kind)+":"+id.ID)
	}
	return strings.Join(key, " ")
}

// RequiresApproval reports whether publishing needs the approval of somebody else.
func (s *Service) RequiresApproval() bool { return s.fourEyes }
