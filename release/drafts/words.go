package drafts

import (
	"bytes"
	"slices"
	"sync"

	"twoway/bank"
	"twoway/resolve"
)

// mostApart is how many drafts may have changed since all drafts of a kind were indexed, before they are indexed again.
const mostApart = 200

// wordMemory finds drafts by their words. It has two indices of each kind: of all drafts as they were, and of those that have changed
// since; so that an edit costs little. The zero value is ready for use.
type wordMemory struct {
	mu    sync.Mutex
	kinds map[bank.Kind]*indexedKind
}

type indexedKind struct {
	all      indexedDrafts
	revision int
	apart    indexedDrafts
}

// indexedDrafts is drafts by ID, as they were indexed.
type indexedDrafts struct {
	ids    []string
	bodies map[string][]byte
	index  *resolve.SearchIndex
}

// ranks returns the drafts that have the words of a query, with how well they fit; nil if it has none.
func (s *Service) ranks(state *State, q Query) (map[string]int, error) {
	if q.Words == nil {
		return nil, nil //nolint:nilnil // no words have no ranks
	}
	k, err := s.words.kind(state, q.Kind)
	if err != nil {
		return nil, err
	}
	ranks := map[string]int{}
	for _, h := range k.all.index.Search(*q.Words) {
		if id := k.all.ids[h.Document]; k.apart.bodies[id] == nil {
			ranks[id] = h.Rank
		}
	}
	for _, h := range k.apart.index.Search(*q.Words) {
		ranks[k.apart.ids[h.Document]] = h.Rank
	}
	return ranks, nil
}

// kind returns the indices of a kind for a state.
func (m *wordMemory) kind(state *State, kind bank.Kind) (indexedKind, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	known := m.kinds[kind]
	if known != nil && known.revision == state.Revision {
		return *known, nil
	}
	var all, apart []bank.Part
	for i := range state.Drafts {
		d := &state.Drafts[i]
		if d.Kind != kind {
			continue
		}
		all = append(all, d.Part)
		if known != nil && !sameBody(known.all.bodies[d.ID], d.Body) {
			apart = append(apart, d.Part)
		}
	}
	next := indexedKind{revision: state.Revision}
	var err error
	if known == nil || len(apart) > mostApart {
		next.all, err = indexed(state, kind, all)
		apart = nil
	} else {
		next.all = known.all
	}
	if err != nil {
		return indexedKind{}, err
	}
	if next.apart, err = indexed(state, kind, apart); err != nil {
		return indexedKind{}, err
	}
	if m.kinds == nil {
		m.kinds = map[bank.Kind]*indexedKind{}
	}
	m.kinds[kind] = &next
	return next, nil
}

// sameBody reports whether two bodies are the same. Of most drafts they are even in the same place.
func sameBody(a, b []byte) bool {
	return len(a) == len(b) && (len(a) > 0 && &a[0] == &b[0] || bytes.Equal(a, b))
}

// indexed returns the index of parts of a kind.
func indexed(state *State, kind bank.Kind, parts []bank.Part) (indexedDrafts, error) {
	x := indexedDrafts{bodies: make(map[string][]byte, len(parts))}
	documents := make([]resolve.Document, 0, len(parts))
	known := state.documents(kind, parts)
	for _, p := range parts {
		d, found := known[p.ID]
		if !found {
			alone, err := bank.Join([]bank.Part{p})
			if err != nil {
				return indexedDrafts{}, err
			}
			d = documentsOf(&alone, kind, nil)[0]
		}
		x.ids, documents = append(x.ids, p.ID), append(documents, d)
		x.bodies[p.ID] = p.Body
	}
	x.index = resolve.NewSearchIndex(documents)
	return x, nil
}

// documents returns what the parts of a kind are found by, by ID, without retired terms.
func (s *State) documents(kind bank.Kind, parts []bank.Part) map[string]resolve.Document {
	only := make(map[string]bool, len(parts))
	for _, p := range parts {
		only[p.ID] = true
	}
	known := make(map[string]resolve.Document, len(parts))
	for _, d := range documentsOf(&s.Content, kind, only) {
		known[d.ID] = d
	}
	return known
}

// documentsOf returns what the parts of a kind are found by. Only has the IDs that are wanted, nil for all.
func documentsOf(c *bank.Content, kind bank.Kind, only map[string]bool) []resolve.Document {
	var documents []resolve.Document
	switch kind { //nolint:exhaustive // the others are terms
	case bank.KindQuestion:
		for i := range c.Questions {
			if only == nil || only[c.Questions[i].ID] {
				documents = append(documents, resolve.QuestionDocument(&c.Questions[i]))
			}
		}
	case bank.KindRule:
		for i := range c.Rules {
			if only == nil || only[c.Rules[i].ID] {
				documents = append(documents, resolve.RuleDocument(&c.Rules[i]))
			}
		}
	default:
		documents = resolve.TermDocuments(&c.Vocabulary, kind)
		documents = slices.DeleteFunc(documents, func(d resolve.Document) bool { return only != nil && !only[d.ID] })
	}
	return documents
}
