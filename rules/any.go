package rules

import (
	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/choose"
)

// HasAny reports whether the set for a profile has a question. It takes a small part of the time in which the set is chosen.
func (e *Engine) HasAny(p bank.Profile) bool {
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	m := e.match(p, nil, buf)
	if m.hasWelcome() {
		return true
	}
	m.profile.Count = 1 // a set with several questions is better than none only if one of them alone is
	items, _, _, _ := e.choose(m, nil, choose.MaxEffort)
	return len(items) > 0
}

// hasWelcome reports whether there is an eligible question that fits into the time, that no limit keeps out and that no rule takes points
// from: a set with it is better than none.
func (m *match) hasWelcome() bool {
	set := m.scratch.separators // nobody has asked for these yet
	copy(set, m.scratch.eligible)
	for _, r := range m.rules {
		if r.Effect.Kind == bank.Limit && r.Effect.Count == 0 || r.Effect.Kind == bank.Boost && r.Effect.Points < 0 {
			m.withPicked(r, set, func(picked bitset.Set) { set.AndNot(picked) })
		}
	}
	found := false
	set.Each(func(i int) { found = found || m.engine.questions[i].Minutes <= m.profile.Minutes })
	return found
}
