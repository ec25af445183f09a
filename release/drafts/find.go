package drafts

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"twoway/bank"
)

// Query says which drafts of a kind are sought. Zero fields ask for nothing.
type Query struct {
	Kind      bank.Kind
	Words     *string // only drafts that have all these words, the best first; see resolve.SearchIndex.Search
	Status    bank.Status
	EditedBy  string
	HasFaults *bool
	Changed   *bool             // whether it differs from a release, see Release
	Fields    map[string]string // values of fields by the name of the filter, as FilterNames lists them
	// Release is the release to which Changed compares.
	Release Baseline `json:"-"`
}

// Key returns a text that differs for queries that ask for something else.
func (q Query) Key() string {
	text, _ := json.Marshal(q) // cannot fail: it has texts and booleans
	return string(text)
}

// Found is a draft that was found. Drafts come in the order of their keys.
type Found struct {
	*bank.DraftPart // must not be written to

	Key string
}

// Find returns the drafts of a kind that match a query, in order, and the revision of the bank: by how well they fit if words are
// sought, then as List orders them. For values that no draft can have, the error has code invalid_request, with the nearest.
func (s *Service) Find(ctx context.Context, q Query) ([]Found, int, error) {
	state, err := s.State(ctx)
	if err != nil {
		return nil, 0, err
	}
	keep, err := s.filter(state, q)
	if err != nil {
		return nil, 0, err
	}
	ranks, err := s.ranks(state, q)
	if err != nil {
		return nil, 0, err
	}
	var found []Found
	for i := range state.Drafts {
		d := &state.Drafts[i]
		if d.Kind != q.Kind || !keep(d) {
			continue
		}
		key := orderKey(d)
		if q.Words != nil {
			rank, isHit := ranks[d.ID]
			if !isHit {
				continue
			}
			key = fmt.Sprintf("%d %s", rank, key)
		}
		found = append(found, Found{d, key})
	}
	slices.SortFunc(found, func(a, b Found) int { return cmp.Compare(a.Key, b.Key) })
	return found, state.Revision, nil
}

// orderKey returns a text by which drafts of a kind are in the order of List.
func orderKey(d *bank.DraftPart) string {
	if d.Kind.IsTerm() {
		return fmt.Sprintf("%09d %s", d.Position, d.ID)
	}
	return d.ID
}

// filter returns what decides whether a draft matches a query, apart from its words.
func (s *Service) filter(state *State, q Query) (func(*bank.DraftPart) bool, error) {
	matches, err := state.fieldFilter(q.Kind, q.Fields)
	if err != nil {
		return nil, err
	}
	var faulty, changed map[bank.PartID]bool
	if q.HasFaults != nil {
		if faulty, err = s.faulty(state); err != nil {
			return nil, err
		}
	}
	if q.Changed != nil {
		if changed, err = s.changed(state, q.Release); err != nil {
			return nil, err
		}
	}
	return func(d *bank.DraftPart) bool {
		return (q.Status == "" || state.statusOf(d) == q.Status) && (q.EditedBy == "" || d.EditedBy == q.EditedBy) &&
			(q.HasFaults == nil || faulty[idOf(d)] == *q.HasFaults) && (q.Changed == nil || changed[idOf(d)] == *q.Changed) && matches(d)
	}, nil
}

// statusOf returns the status of a draft. A term is ready unless it is retired.
func (s *State) statusOf(d *bank.DraftPart) bank.Status {
	switch {
	case d.Retired:
		return bank.Retired
	case d.Kind == bank.KindQuestion:
		if q := s.question(d.ID); q != nil {
			return q.Status
		}
	case d.Kind == bank.KindRule:
		if r := s.rule(d.ID); r != nil {
			return r.Status
		}
	}
	return bank.Ready
}

// question returns the question with an ID, nil if there is none. It must not be written to.
func (s *State) question(id string) *bank.Question {
	i, found := slices.BinarySearchFunc(s.Content.Questions, id, func(q bank.Question, id string) int { return cmp.Compare(q.ID, id) })
	if !found {
		return nil
	}
	return &s.Content.Questions[i]
}

// rule returns the rule with an ID, nil if there is none. It must not be written to.
func (s *State) rule(id string) *bank.Rule {
	i, found := slices.BinarySearchFunc(s.Content.Rules, id, func(r bank.Rule, id string) int { return cmp.Compare(r.ID, id) })
	if !found {
		return nil
	}
	return &s.Content.Rules[i]
}
