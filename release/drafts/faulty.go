package drafts

import (
	"bytes"
	"slices"
	"sync"

	"twoway/bank"
	"twoway/internal/background"
)

// faultMemory remembers which drafts have faults. Of one revision after the other, only what can have changed is checked: the lint
// reads few questions again, and everything else is quick. The zero value is ready for use.
type faultMemory struct {
	mu       sync.Mutex
	revision int
	faulty   map[bank.PartID]bool // at the revision; nil if it is unknown
	wordings map[string]checkedWording
}

// checkedWording is the body of a ready question, the terms of its trades, and whether the lint rejects a wording.
type checkedWording struct {
	body     []byte
	trade    []string
	rejected bool
}

// faulty returns the drafts with faults that prevent publishing.
func (s *Service) faulty(state *State) (map[bank.PartID]bool, error) {
	m := &s.faults
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.faulty != nil && m.revision == state.Revision {
		return m.faulty, nil
	}
	faulty := map[bank.PartID]bool{}
	mark := func(faults []bank.Fault) {
		for _, f := range faults {
			if id, found := partAt(f.Pointer); found {
				faulty[id] = true
			}
		}
	}
	mark(state.validator().All())
	rules := slices.DeleteFunc(slices.Clone(state.Content.Rules), func(r bank.Rule) bool { return r.Status == bank.Retired })
	mark(state.checker().Faults(rules))
	m.wording(state, faulty)
	m.revision, m.faulty = state.Revision, faulty
	return faulty, nil
}

// wording adds the questions with a wording that the lint rejects.
func (m *faultMemory) wording(state *State, faulty map[bank.PartID]bool) {
	questions := state.Content.ReadyQuestions()
	checked, trades := make([]checkedWording, len(questions)), &trades{vocabulary: &state.Content.Vocabulary}
	background.Each(len(questions), func(i int) {
		q := questions[i]
		body, trade := state.bodyOf(bank.PartID{Kind: bank.KindQuestion, ID: q.ID}), trades.of(q.Roles)
		known := m.wordings[q.ID]
		if known.body == nil || !bytes.Equal(known.body, body) || !slices.Equal(known.trade, trade.lexicon) {
			w := &wordingCheck{}
			w.question(q, trade.words())
			known = checkedWording{body, trade.lexicon, slices.ContainsFunc(w.remarks, func(r Remark) bool { return r.Rejected })}
		}
		checked[i] = known
	})
	m.wordings = make(map[string]checkedWording, len(questions))
	for i, q := range questions {
		m.wordings[q.ID] = checked[i]
		if checked[i].rejected {
			faulty[bank.PartID{Kind: bank.KindQuestion, ID: q.ID}] = true
		}
	}
}

// bodyOf returns the body of a draft, nil if there is none.
func (s *State) bodyOf(id bank.PartID) []byte {
	if i := s.find(id); i >= 0 {
		return s.Drafts[i].Body
	}
	return nil
}

// partAt returns the part that the pointer of a fault is in; false if it is about several.
func partAt(pointer string) (bank.PartID, bool) {
	steps := bank.PointerSteps(pointer)
	switch {
	case len(steps) > 1 && steps[0] == "questions":
		return bank.PartID{Kind: bank.KindQuestion, ID: steps[1]}, true
	case len(steps) > 1 && steps[0] == "rules":
		return bank.PartID{Kind: bank.KindRule, ID: steps[1]}, true
	case len(steps) > 3 && steps[0] == "vocabulary":
		return bank.PartID{Kind: bank.Kind(steps[1]), ID: steps[2]}, true
	}
	return bank.PartID{}, false
}
