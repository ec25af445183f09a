package drafts

import (
	"context"
	"slices"
	"sync"

	"twoway/bank"
	"twoway/rules"
)

// State has all drafts at one revision, and what is derived from them. It is immutable and safe for concurrent use.
type State struct {
	Revision int
	Drafts   []bank.DraftPart // must not be written to
	Content  bank.Content     // assembled from the drafts; must not be written to
	index    map[key]int      // indices in Drafts

	validator func() *bank.Validator
	checker   func() *rules.Checker
}

// key identifies a draft.
type key struct {
	kind bank.Kind
	id   string
}

func newState(drafts []bank.DraftPart, revision int) (*State, error) {
	content, err := bank.Assemble(drafts)
	if err != nil {
		return nil, err
	}
	s := &State{Revision: revision, Drafts: drafts, Content: content, index: make(map[key]int, len(drafts))}
	for i := range drafts {
		s.index[key{drafts[i].Kind, drafts[i].ID}] = i
	}
	s.validator = sync.OnceValue(func() *bank.Validator { return bank.NewValidator(&s.Content) })
	s.checker = sync.OnceValue(func() *rules.Checker { return rules.NewChecker(&s.Content) })
	return s, nil
}

// find returns the index of a draft in Drafts, −1 if there is none.
func (s *State) find(kind bank.Kind, id string) int {
	if i, found := s.index[key{kind, id}]; found {
		return i
	}
	return -1
}

// after returns the state after a commit that is based on this state; nil if the state must be read from the store.
func (s *State) after(c bank.Commit) *State {
	next := *s
	next.Revision = c.After + len(c.Entries)
	switch {
	case len(c.Drafts) == 0:
		return &next
	case len(c.Drafts) > 1:
		return nil
	}
	d := c.Drafts[0]
	i := s.find(d.Kind, d.ID)
	if i < 0 || d.Kind.IsTerm() && (d.Retired || s.Drafts[i].Retired) {
		return nil // the order of drafts or terms changes
	}
	content, err := s.Content.With(d.Part)
	if err != nil {
		return nil
	}
	next.Drafts = slices.Clone(s.Drafts)
	next.Drafts[i], next.Content = d, content
	next.validator = sync.OnceValue(func() *bank.Validator { return bank.NewValidator(&next.Content) })
	if d.Kind != bank.KindRule { // rules are checked against vocabulary and questions alone
		next.checker = sync.OnceValue(func() *rules.Checker { return rules.NewChecker(&next.Content) })
	}
	return &next
}

// State returns the current state of all drafts. It is read from the store if somebody has written since the last call.
func (s *Service) State(ctx context.Context) (*State, error) {
	revision, err := s.store.Revision(ctx)
	if err != nil {
		return nil, err
	}
	s.reading.Lock() // concurrent calls share one read
	defer s.reading.Unlock()
	if state := s.cached(); state != nil && state.Revision >= revision {
		return state, nil
	}
	drafts, revision, err := s.store.Drafts(ctx)
	if err != nil {
		return nil, err
	}
	state, err := newState(drafts, revision)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = state
	return state, nil
}

func (s *Service) cached() *State {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.state
}

// Commit writes c, all or nothing. If somebody has written since c.After, the error has code stale.
func (s *Service) Commit(ctx context.Context, c bank.Commit) error {
	if err := s.store.Commit(ctx, c); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != nil && s.state.Revision == c.After {
		s.state = s.state.after(c)
	}
	return nil
}
