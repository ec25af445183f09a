package drafts

import (
	"context"
	"fmt"
	"strings"

	"twoway/bank"
)

// Offer is a change in a newer shipped bank to a part that was edited here. It waits for a decision.
type Offer struct {
	Draft bank.DraftPart
	// Yours and Theirs are the changes made here and in the shipped bank since both were the same. Conflicts has the pointers
	// of the members that both changed to different values.
	Yours, Theirs []bank.FieldChange
	Conflicts     []string
	// Withdrawn is true if the part is no longer in the shipped bank.
	Withdrawn bool
}

// Offers returns the offers that wait for a decision, sorted by kind in the order of bank.Kinds, then by ID.
func (s *Service) Offers(ctx context.Context) ([]Offer, error) {
	state, err := s.State(ctx)
	if err != nil {
		return nil, err
	}
	offers := []Offer{}
	for _, kind := range bank.Kinds() {
		for _, d := range state.Drafts {
			if d.Kind != kind || d.Offered == nil {
				continue
			}
			o := Offer{Draft: d, Withdrawn: string(d.Offered) == bank.Withdrawn, Yours: bank.DiffFields(baseOf(d), d.Body), Theirs: []bank.FieldChange{}}
			if !o.Withdrawn {
				o.Theirs = bank.DiffFields(baseOf(d), d.Offered)
				if _, o.Conflicts, err = bank.Merge(kind, baseOf(d), d.Body, d.Offered); err != nil {
					return nil, err
				}
			}
			offers = append(offers, o)
		}
	}
	return offers, nil
}

// baseOf returns the body that the draft and the shipped bank last had in common, {} if there is none.
func baseOf(d bank.DraftPart) []byte {
	if d.Shipped == nil || string(d.Shipped) == bank.Withdrawn {
		return []byte("{}")
	}
	return d.Shipped
}

// Take is a decision on an offer.
type Take string

// The decisions on an offer.
const (
	Yours  Take = "yours"  // the draft does not change
	Theirs Take = "theirs" // the draft becomes the part in the shipped bank, or is retired if that bank no longer has it
	Merged Take = "merged" // the draft takes the changes that do not conflict with its own
)

// Decide settles the offer on a draft of the given version. The error has code conflict if there is no offer, or if take is
// Merged and both sides changed the same member. It can also return the errors of Replace.
func (s *Service) Decide(ctx context.Context, actor bank.Actor, of Version, take Take) (Edited, error) {
	return s.edit(ctx, actor, bank.PartID{Kind: of.Kind, ID: of.ID}, func(state *State, i int) (bank.DraftPart, bank.Action, error) {
		d, err := state.current(i, of)
		if err == nil && d.Offered == nil {
			err = &bank.Error{Code: bank.CodeConflict, Message: "There is no newer version of this draft to decide on. Perhaps somebody else has already decided."}
		}
		if err == nil {
			err = settle(&d, take)
		}
		return d, bank.ActionResolve, err
	})
}

// settle applies a decision to a draft.
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
		merged, conflicts, err := bank.Merge(d.Kind, base, d.Body, offered)
		if len(conflicts) > 0 {
			return &bank.Error{Code: bank.CodeConflict, Message: fmt.Sprintf("You and the newer shipped bank both changed %s. Keep yours, take theirs, or edit the draft.", strings.Join(conflicts, ", "))}
		}
		d.SetBody(merged.Body)
		return err
	}
	return nil
}
