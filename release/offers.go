package release

import (
	"context"
	"fmt"

	"twoway/bank"
)

// Offer is what a newer program brings for a part that was edited here, for somebody to decide.
type Offer struct {
	Draft bank.DraftPart
	// Yours and Theirs are what was changed here, and by the program, since both had the same. Conflicts are the pointers
	// that both changed, each to something else.
	Yours, Theirs []bank.FieldChange
	Conflicts     []string
	// Withdrawn tells that the program does not bring the part any more.
	Withdrawn bool
}

// Offers are what waits to be decided, in the order of kinds and ids.
func (s *Service) Offers(ctx context.Context) ([]Offer, error) {
	drafts, _, err := s.store.Drafts(ctx)
	if err != nil {
		return nil, err
	}
	offers := []Offer{}
	for _, kind := range bank.Kinds() {
		for _, d := range drafts {
			if d.Kind != kind || d.Offered == nil {
				continue
			}
			o := Offer{Draft: d, Withdrawn: string(d.Offered) == bank.Withdrawn, Yours: diffFields(baseOf(d), d.Body), Theirs: []bank.FieldChange{}}
			if !o.Withdrawn {
				o.Theirs = diffFields(baseOf(d), d.Offered)
				if _, o.Conflicts, err = merge(kind, baseOf(d), d.Body, d.Offered); err != nil {
					return nil, err
				}
			}
			offers = append(offers, o)
		}
	}
	return offers, nil
}

// baseOf is what both sides had.
func baseOf(d bank.DraftPart) []byte {
	if d.Shipped == nil || string(d.Shipped) == bank.Withdrawn {
		return []byte("{}")
	}
	return d.Shipped
}

// Take says what is to become of an offer.
type Take string

// What can become of an offer.
const (
	Yours  Take = "yours"  // the draft stays as it is
	Theirs Take = "theirs" // the draft becomes what the program brings; if that is nothing, it is retired
	Merged Take = "merged" // the draft takes what was changed there and not here
)

// Decide settles the offer on a draft of that version. Merged is an error of code conflict if both sides changed the same
// member, and so is an offer that there is not. Other errors are as those of Replace.
func (s *Service) Decide(ctx context.Context, author string, of DraftVersion, take Take) (Edited, error) {
	return s.edit(ctx, author, of.Kind, of.ID, func(drafts []bank.DraftPart, i int) (bank.DraftPart, bank.Action, error) {
		d, err := current(drafts, i, of)
		if err == nil && d.Offered == nil {
			err = &bank.Error{Code: bank.CodeConflict, Message: "Nothing is offered for this; perhaps somebody has decided already."}
		}
		if err == nil {
			err = settle(&d, take)
		}
		return d, bank.Resolved, err
	})
}

func settle(d *bank.DraftPart, take Take) error {
	base, offered := baseOf(*d), d.Offered
	d.Shipped, d.Offered = offered, nil
	switch {
	case take == Yours:
	case string(offered) == bank.Withdrawn:
		return d.Retire()
	case take == Theirs:
		d.Retired = false
		d.SetBody(offered)
	default:
		merged, conflicts, err := merge(d.Kind, base, d.Body, offered)
		if len(conflicts) > 0 {
			return &bank.Error{Code: bank.CodeConflict, Message: fmt.Sprintf("Both sides changed %v; take one of them, or edit it.", conflicts)}
		}
		d.SetBody(merged.Body)
		return err
	}
	return nil
}
