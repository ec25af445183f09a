package drafts

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"twoway/bank"
	"twoway/resolve"
	"twoway/rules"
)

// State is all drafts at one revision, and what is derived from them. It is immutable and safe for concurrent use.
type State struct {
	Revision int
	Drafts   []bank.DraftPart    // sorted by kind and ID; must not be written to
	Content  bank.Content        // assembled from the drafts; must not be written to
	index    map[bank.PartID]int // indices in Drafts

	validator func() *bank.Validator
	checker   func() *rules.Checker
	advisor   func() *resolve.Advisor
	reader    reader
}

// newState returns the state of drafts, which it sorts.
func newState(drafts []bank.DraftPart, revision int) (*State, error) {
	slices.SortStableFunc(drafts, byID) // a database may compare texts in another way
	content, err := bank.Assemble(drafts)
	if err != nil {
		return nil, err
	}
	s := &State{Revision: revision, Drafts: drafts, Content: content}
	s.buildIndex()
	s.deriveAll()
	return s, nil
}

func (s *State) buildIndex() {
	s.index = make(map[bank.PartID]int, len(s.Drafts))
	for i := range s.Drafts {
		s.index[idOf(&s.Drafts[i])] = i
	}
}

func (s *State) deriveAll() {
	s.validator = sync.OnceValue(func() *bank.Validator { return bank.NewValidator(&s.Content) })
	s.checker = sync.OnceValue(func() *rules.Checker { return rules.NewChecker(&s.Content) })
	s.advisor = sync.OnceValue(func() *resolve.Advisor { return resolve.NewAdvisor(&s.Content) })
	s.reader = newReader(&s.Content, nil)
}

func byID(a, b bank.DraftPart) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.ID, b.ID))
}

func idOf(d *bank.DraftPart) bank.PartID { return bank.PartID{Kind: d.Kind, ID: d.ID} }

// find returns the index of a draft in Drafts, −1 if there is none.
func (s *State) find(id bank.PartID) int {
	if i, found := s.index[id]; found {
		return i
	}
	return -1
}

// mostPatched is how many changed drafts are patched into a state; with more, assembling all of it is quicker.
const mostPatched = 20

// patched returns the state of a later revision, in which some drafts have changed or are new.
func (s *State) patched(changed []bank.DraftPart, revision int) (*State, error) {
	next := &State{Revision: revision, Drafts: slices.Clone(s.Drafts), Content: s.Content, index: s.index}
	isNew, onlyRules, moved := false, true, false
	for _, d := range changed {
		if i := s.find(idOf(&d)); i >= 0 {
			before := &next.Drafts[i]
			moved = moved || d.Retired || before.Retired || d.Position != before.Position
			next.Drafts[i] = d
		} else {
			next.Drafts = append(next.Drafts, d)
			isNew = true
		}
		onlyRules = onlyRules && d.Kind == bank.KindRule
	}
	if isNew {
		slices.SortStableFunc(next.Drafts, byID)
		next.buildIndex()
	}
	if len(changed) > mostPatched {
		return newState(next.Drafts, revision)
	}
	if err := next.patchContent(changed, isNew || moved); err != nil {
		return nil, err
	}
	next.deriveAll()
	next.reader = newReader(&next.Content, s.reader.latest())
	if !slices.ContainsFunc(changed, func(d bank.DraftPart) bool { return d.Kind.IsTerm() }) {
		next.reader.resolver = s.reader.resolver
	}
	if onlyRules { // rules are checked against vocabulary and questions alone
		next.checker = s.checker
	}
	return next, nil
}

// patchContent brings the content up to the drafts, of which some have changed. Moved says that more may have changed about terms than their
// bodies: one is new, or was retired, or stands elsewhere.
func (s *State) patchContent(changed []bank.DraftPart, moved bool) (err error) {
	var terms bool
	for i := range changed {
		if moved && changed[i].Kind.IsTerm() {
			terms = true
		} else if s.Content, err = s.Content.With(changed[i].Part); err != nil {
			return err
		}
	}
	if !terms {
		return nil
	}
	var vocabulary []bank.DraftPart
	for i := range s.Drafts {
		if s.Drafts[i].Kind.IsTerm() {
			vocabulary = append(vocabulary, s.Drafts[i])
		}
	}
	content, err := bank.Assemble(vocabulary)
	s.Content.Vocabulary = content.Vocabulary
	return err
}

// State returns all drafts as they are now. What others have written since the last time is read from the store.
func (s *Service) State(ctx context.Context) (*State, error) {
	revision, err := s.store.Revision(ctx)
	if err != nil {
		return nil, err
	}
	s.reading.Lock() // concurrent calls share one read
	defer s.reading.Unlock()
	before := s.cached()
	if before != nil && before.Revision != revision { // which another call may have read meanwhile
		if revision, err = s.store.Revision(ctx); err != nil {
			return nil, err
		}
	}
	if before != nil && before.Revision == revision {
		return before, nil
	}
	state, err := s.read(ctx, before, revision)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.state = state
	return state, nil
}

// cached returns the drafts in memory, nil for none, and remembers that they were used.
func (s *Service) cached() *State {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.use.last = s.now()
	return s.state
}

// read reads the drafts that have changed since an earlier state, or all drafts if that is nil or the audit does not say
// which have changed.
func (s *Service) read(ctx context.Context, before *State, revision int) (*State, error) {
	if before != nil && before.Revision < revision && revision-before.Revision <= mostPatched {
		entries, err := s.store.Audit(ctx, revision+1, revision-before.Revision)
		if err != nil {
			return nil, err
		}
		if changed, known := changedIn(entries); known && len(entries) == revision-before.Revision {
			return s.readChanged(ctx, before, changed, revision)
		}
	}
	drafts, revision, err := s.store.Drafts(ctx)
	if err != nil {
		return nil, err
	}
	return newState(drafts, revision)
}

// readChanged returns the state after the given parts have changed, at the revision that this list of parts is of. Drafts may
// be newer than that: whoever wrote them is in the audit, and they are read again the next time.
func (s *Service) readChanged(ctx context.Context, before *State, changed []bank.PartID, revision int) (*State, error) {
	if len(changed) == 0 {
		return before.patched(nil, revision)
	}
	drafts, _, err := s.store.Drafts(ctx, changed...)
	if err != nil {
		return nil, err
	}
	return before.patched(drafts, revision)
}

// changedIn returns the parts that entries have changed, each once. It is false if they do not say which.
func changedIn(entries []bank.AuditEntry) (ids []bank.PartID, known bool) {
	for i := range entries {
		id := bank.PartID{Kind: entries[i].Kind, ID: entries[i].ID}
		if !entries[i].Action.IsOfDrafts() {
			continue
		}
		if id.Kind == "" { // a restored backup, or the first drafts of all
			return nil, false
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	return ids, true
}

// Commit writes c: all of it, or nothing. If somebody has written since c.After, the error has code stale.
func (s *Service) Commit(ctx context.Context, c bank.Commit) error {
	if err := s.store.Commit(ctx, c); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != nil && s.state.Revision == c.After {
		next, err := s.state.patched(c.Drafts, c.After+len(c.Entries))
		if err != nil {
			next = nil // it is read from the store the next time
		}
		s.readings.adopt(next, c.Drafts)
		s.state = next
	}
	return nil
}
