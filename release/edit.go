package release

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"twoway/bank"
	"twoway/rules"
)

// Review is what the checks say of one draft, within the bank of all drafts. Faults would keep the bank from being
// published; their pointers are into the body of the part. Reach is set for a rule without faults.
type Review struct {
	Faults   []bank.Fault
	Warnings []bank.Fault
	Reach    *rules.Reach
}

// DraftVersion names a draft, and the version of it that somebody has read and builds upon.
type DraftVersion struct {
	Kind    bank.Kind
	ID      string
	Version int
}

// Edited is a draft as it is now, and what the checks say of it.
type Edited struct {
	Draft  bank.DraftPart
	Review Review
}

// Drafts are all drafts of a kind, by id, and the revision of the bank. Their order is that of the ids; terms are in their
// own.
func (s *Service) Drafts(ctx context.Context, kind bank.Kind) ([]bank.DraftPart, int, error) {
	drafts, revision, err := s.store.Drafts(ctx)
	if err != nil {
		return nil, 0, err
	}
	list := slices.DeleteFunc(drafts, func(d bank.DraftPart) bool { return d.Kind != kind })
	if kind.IsTerm() {
		slices.SortStableFunc(list, func(a, b bank.DraftPart) int { return a.Position - b.Position })
	}
	return list, revision, nil
}

// Draft is one draft. If there is none, the error has code not_found.
func (s *Service) Draft(ctx context.Context, kind bank.Kind, id string) (Edited, error) {
	drafts, _, err := s.store.Drafts(ctx)
	if err != nil {
		return Edited{}, err
	}
	i := find(drafts, kind, id)
	if i < 0 {
		return Edited{}, noDraft(kind, id)
	}
	review, err := reviewed(drafts, drafts[i].Part)
	return Edited{drafts[i], review}, err
}

func find(drafts []bank.DraftPart, kind bank.Kind, id string) int {
	return slices.IndexFunc(drafts, func(d bank.DraftPart) bool { return d.Kind == kind && d.ID == id })
}

func noDraft(kind bank.Kind, id string) error {
	return &bank.Error{Code: bank.CodeNotFound, Message: fmt.Sprintf("There is no %s of the id %q.", kind, id)}
}

// Validate says what the checks would say of a part if it were saved. Nothing is.
func (s *Service) Validate(ctx context.Context, kind bank.Kind, body []byte) (Review, error) {
	part, err := readPart(kind, body)
	if err != nil {
		return Review{}, err
	}
	drafts, _, err := s.store.Drafts(ctx)
	if err != nil {
		return Review{}, err
	}
	return reviewed(drafts, part)
}

// Create saves a part under an id that nothing of its kind has or had; else the error has code conflict. What the checks
// find wrong does not keep it from being saved. Terms come last in their order.
func (s *Service) Create(ctx context.Context, author string, kind bank.Kind, body []byte) (Edited, error) {
	part, err := readPart(kind, body)
	if err != nil {
		return Edited{}, err
	}
	return s.edit(ctx, author, kind, part.ID, func(drafts []bank.DraftPart, i int) (bank.DraftPart, bank.Action, error) {
		if i >= 0 {
			return bank.DraftPart{}, "", &bank.Error{Code: bank.CodeConflict, Message: fmt.Sprintf("There is a %s of the id %q, or was; ids are never used again.", kind, part.ID)}
		}
		position := 0
		for _, d := range drafts {
			if d.Kind == kind {
				position = max(position, d.Position+1)
			}
		}
		d := bank.DraftPart{Part: part, Position: position}
		d.SetBody(part.Body)
		return d, bank.Created, nil
	})
}

// Replace saves another body of a draft, which must be of that version; else the error has code stale and says which
// there is. A term that was retired comes back. What the checks find wrong does not keep it from being saved.
func (s *Service) Replace(ctx context.Context, author string, of DraftVersion, body []byte) (Edited, error) {
	part, err := readPart(of.Kind, body)
	if err != nil {
		return Edited{}, err
	}
	if part.ID != of.ID {
		return Edited{}, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: []bank.Fault{{
			Code: bank.FaultInconsistent, Pointer: "/id", Detail: fmt.Sprintf("This must be %q, as in the address: ids stay.", of.ID),
		}}}
	}
	return s.edit(ctx, author, of.Kind, of.ID, func(drafts []bank.DraftPart, i int) (bank.DraftPart, bank.Action, error) {
		d, err := current(drafts, i, of)
		d.Retired = false
		d.SetBody(part.Body)
		return d, bank.Replaced, err
	})
}

// Retire takes a draft of that version out of use, for the releases to come. Errors are as those of Replace.
func (s *Service) Retire(ctx context.Context, author string, of DraftVersion) (Edited, error) {
	return s.edit(ctx, author, of.Kind, of.ID, func(drafts []bank.DraftPart, i int) (bank.DraftPart, bank.Action, error) {
		d, err := current(drafts, i, of)
		if err == nil {
			err = d.Retire()
		}
		return d, bank.RetiredIt, err
	})
}

// current is a draft, if it is of that version.
func current(drafts []bank.DraftPart, i int, of DraftVersion) (bank.DraftPart, error) {
	if i < 0 {
		return bank.DraftPart{}, noDraft(of.Kind, of.ID)
	}
	if drafts[i].Version != of.Version {
		return bank.DraftPart{}, stale(drafts[i].Version)
	}
	return drafts[i], nil
}

// edit saves what change makes of a draft (i is −1 if there is none), unless somebody writes at the same time: then it
// tries again.
func (s *Service) edit(
	ctx context.Context, author string, kind bank.Kind, id string,
	change func(drafts []bank.DraftPart, i int) (bank.DraftPart, bank.Action, error),
) (Edited, error) {
	for {
		drafts, revision, err := s.store.Drafts(ctx)
		if err != nil {
			return Edited{}, err
		}
		i := find(drafts, kind, id)
		next, action, err := change(drafts, i)
		if err != nil {
			return Edited{}, err
		}
		before := []byte("{}")
		if i >= 0 {
			before = drafts[i].Body
		}
		next.Version++
		next.EditedAt, next.EditedBy = s.now().UTC(), author
		entry := bank.AuditEntry{
			At: next.EditedAt, Author: author, Action: action, Kind: kind, ID: id, Version: next.Version, Changes: diffFields(before, next.Body),
		}
		err = s.store.Commit(ctx, bank.Commit{After: revision, Drafts: []bank.DraftPart{next}, Entries: []bank.AuditEntry{entry}})
		if bank.HasCode(err, bank.CodeStale) {
			continue
		}
		if err != nil {
			return Edited{}, err
		}
		review, err := reviewed(drafts, next.Part)
		return Edited{next, review}, err
	}
}

// readPart reads a body, whose id must be one.
func readPart(kind bank.Kind, body []byte) (bank.Part, error) {
	part, err := bank.NewPart(kind, body)
	if err != nil {
		return bank.Part{}, &bank.Error{Code: bank.CodeInvalidRequest, Message: "The request is not valid.", Faults: []bank.Fault{{
			Code: bank.FaultMalformed, Detail: fmt.Sprintf("This is not a %s: it has a member too many, or one of the wrong type.", kind),
		}}}
	}
	return part, nil
}

// reviewed is what the checks say of a part in its place among drafts.
func reviewed(drafts []bank.DraftPart, part bank.Part) (Review, error) {
	drafts = slices.Clone(drafts)
	if i := find(drafts, part.Kind, part.ID); i >= 0 {
		drafts[i].Part = part
		drafts[i].Retired = false
	} else {
		drafts = append(drafts, bank.DraftPart{Part: part})
	}
	content, err := bank.Assemble(drafts)
	if err != nil {
		return Review{}, err
	}
	review := Review{Faults: []bank.Fault{}, Warnings: []bank.Fault{}}
	add := func(to *[]bank.Fault, f bank.Fault) {
		if at, within := strings.CutPrefix(f.Pointer, part.Pointer()); within && (at == "" || at[0] == '/') {
			f.Pointer = at
			*to = append(*to, f)
		}
	}
	addAll := func(faults []bank.Fault) {
		for _, f := range faults {
			add(&review.Faults, f)
		}
	}
	addAll(faultsIn(content.Validate()))
	switch part.Kind {
	case bank.KindRule:
		i := slices.IndexFunc(content.Rules, func(r bank.Rule) bool { return r.ID == part.ID })
		reach, faults := rules.Check(&content, content.Rules[i])
		if addAll(faults); len(review.Faults) == 0 {
			review.Reach = &reach
		}
	case bank.KindQuestion:
		content.Questions = slices.DeleteFunc(content.Questions, func(q bank.Question) bool { return q.ID != part.ID })
		rejected, advice := wordingFaults(checkQuestions(&content))
		addAll(rejected)
		for _, f := range advice {
			add(&review.Warnings, f)
		}
	case bank.KindSeniority, bank.KindStage, bank.KindAskedOf, bank.KindCare, bank.KindTopic, bank.KindDiscloses, bank.KindRole,
		bank.KindWeights, bank.KindNearDuplicates:
	}
	return review, nil
}
