package testbank

import (
	"context"
	"slices"

	"twoway/bank"
)

// Schedules returns the schedules, the last first.
func (m *Memory) Schedules(context.Context) ([]bank.Schedule, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := slices.Clone(m.Planned)
	slices.Reverse(list)
	return list, nil
}

// Approvals returns the approvals of a content, or all if hash is "", the last first.
func (m *Memory) Approvals(_ context.Context, hash string) ([]bank.Approval, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	list := slices.Clone(m.Approved)
	slices.Reverse(list)
	return slices.DeleteFunc(list, func(a bank.Approval) bool { return hash != "" && a.Hash != hash }), nil
}

// Upgrades returns how many drafts have a change of the shipped bank that waits for a decision.
func (m *Memory) Upgrades(context.Context) (int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	n := 0
	for i := range m.Parts {
		if m.Parts[i].Offered != nil {
			n++
		}
	}
	return n, nil
}

// writePublication writes the schedule and the approval of a commit.
func (m *Memory) writePublication(c bank.Commit) error {
	if c.Approval != nil {
		a := *c.Approval
		a.ID = len(m.Entries) + 1
		m.Approved = append(m.Approved, a)
	}
	if c.Schedule == nil {
		return nil
	}
	one := *c.Schedule
	if one.ID == 0 {
		one.ID = len(m.Entries) + 1
		m.Planned = append(m.Planned, one)
		return nil
	}
	for i := range m.Planned {
		if known := &m.Planned[i]; known.ID == one.ID &&
			(known.Status == bank.SchedulePlanned || known.Status == bank.ScheduleFailed && one.Status == bank.ScheduleCancelled) {
			*known = one
			return nil
		}
	}
	return &bank.Error{Code: bank.CodeConflict, Message: "The schedule is settled."}
}
