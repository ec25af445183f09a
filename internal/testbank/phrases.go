package testbank

import (
	"context"
	"maps"
	"slices"

	"twoway/bank"
)

// AddPhrase adds a phrase, or counts one that is there.
func (m *Memory) AddPhrase(_ context.Context, p bank.Phrase) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.FailPhrases != nil {
		return m.FailPhrases
	}
	if known, found := m.Sent[p.ID]; found {
		known.LastOn = p.LastOn
		p = known
	} else {
		p.FirstOn = p.LastOn
	}
	p.Count++
	if m.Sent == nil {
		m.Sent = map[string]bank.Phrase{}
	}
	m.Sent[p.ID] = p
	return nil
}

// Phrases returns all phrases, sorted by ID.
func (m *Memory) Phrases(context.Context) ([]bank.Phrase, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := []bank.Phrase{}
	for _, id := range slices.Sorted(maps.Keys(m.Sent)) {
		list = append(list, m.Sent[id])
	}
	return list, nil
}

// DismissPhrase dismisses a phrase, or brings it back.
func (m *Memory) DismissPhrase(_ context.Context, id string, dismissed bool) (bank.Phrase, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, found := m.Sent[id]
	if !found {
		return p, &bank.Error{Code: bank.CodeNotFound, Message: "There is no phrase with this ID."}
	}
	p.Dismissed = dismissed
	m.Sent[id] = p
	return p, nil
}
