package testbank

import (
	"context"
	"time"

	"twoway/bank"
)

// SaveKit saves a kit unless one with its ID is there.
func (m *Memory) SaveKit(_ context.Context, k bank.SavedKit) (kept bank.SavedKit, isNew bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.FailKits != nil {
		return kept, false, m.FailKits
	}
	if known, found := m.Kits[k.ID]; found {
		return known, false, nil
	}
	if m.Kits == nil {
		m.Kits = map[string]bank.SavedKit{}
	}
	m.Kits[k.ID] = k
	return k, true, nil
}

// Kit returns the kit with an ID.
func (m *Memory) Kit(_ context.Context, id string) (bank.SavedKit, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, found := m.Kits[id]
	if m.FailKits != nil {
		return k, m.FailKits
	}
	if !found {
		return k, &bank.Error{Code: bank.CodeNotFound, Message: "There is no kit with this ID."}
	}
	return k, nil
}

// TouchKit notes that a kit was opened on a day.
func (m *Memory) TouchKit(_ context.Context, id string, on time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if k, found := m.Kits[id]; found {
		k.OpenedOn = on.UTC().Truncate(24 * time.Hour)
		m.Kits[id] = k
		m.KitTouches++
	}
	return m.FailKits
}
