package drafts

import (
	"context"
	"fmt"
	"time"

	"twoway/bank"
)

// Conflict is a part that was changed after a bank was exported, and that importing the bank would change again.
type Conflict struct {
	bank.PartID

	Change bank.Undone
	At     time.Time // of the last change
	By     string
	Action bank.Action // "" if the audit does not say
}

// Fault returns the conflict as a fault.
func (c Conflict) Fault() bank.Fault {
	what := fmt.Sprintf("%s since the export: by %s, %s", c.Change, c.By, c.At.Format("2006-01-02 15:04 MST"))
	if c.Action != "" {
		what += fmt.Sprintf(" (%s)", c.Action)
	}
	if c.Change == bank.UndoneUnknown {
		what = "missing here, where files of different exports are mixed: it may have been added since"
	}
	return bank.Fault{Code: bank.FaultStale, Pointer: c.Kind.Pointer(c.ID), Detail: string(c.Kind) + " " + c.ID + " was " + what + "."}
}

// conflicts returns the parts that an import would change although they have changed since the export, in the order of the
// drafts.
func (s *Service) conflicts(ctx context.Context, state *State, in Import) ([]Conflict, error) {
	if in.Exported == nil {
		return nil, nil
	}
	current, err := partsByID(state.Content)
	if err != nil {
		return nil, err
	}
	imported, err := partsByID(in.Content)
	if err != nil {
		return nil, err
	}
	var list []Conflict
	for i := range state.Drafts {
		d := &state.Drafts[i]
		id := idOf(d)
		if imported[id] == nil && d.Retired {
			continue
		}
		if change := in.Exported.Undoes(id, current[id], imported[id], true); change != "" {
			list = append(list, Conflict{PartID: id, Change: change, At: d.EditedAt, By: d.EditedBy})
		}
	}
	return list, s.attribute(ctx, list)
}

func partsByID(c bank.Content) (map[bank.PartID]*bank.Part, error) {
	c.Normalise()
	parts, err := c.Parts()
	if err != nil {
		return nil, err
	}
	byID := make(map[bank.PartID]*bank.Part, len(parts))
	for i := range parts {
		byID[bank.PartID{Kind: parts[i].Kind, ID: parts[i].ID}] = &parts[i]
	}
	return byID, nil
}

// Bounds of how far back the audit is read to say who made a change. What is older is said of the draft's last edit.
const (
	auditPage  = 500
	auditPages = 20
)

// attribute sets who last changed the part of each conflict, when, and how, from the audit.
func (s *Service) attribute(ctx context.Context, list []Conflict) error {
	wanted := map[bank.PartID]*Conflict{}
	for i := range list {
		wanted[list[i].PartID] = &list[i]
	}
	before := 0
	for page := 0; page < auditPages && len(wanted) > 0; page++ {
		entries, err := s.store.Audit(ctx, before, auditPage)
		if err != nil || len(entries) == 0 {
			return err
		}
		for i := range entries {
			e := &entries[i]
			before = e.Number
			id := bank.PartID{Kind: e.Kind, ID: e.ID}
			if c := wanted[id]; c != nil && (len(e.Changes) > 0 || e.Action == bank.ActionRetire || e.Action == bank.ActionImport) {
				c.At, c.By, c.Action = e.At, e.Author, e.Action
				delete(wanted, id)
			}
		}
	}
	return nil
}
