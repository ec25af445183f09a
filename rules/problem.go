package rules

import (
	"slices"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/choose"
)

// carePoints returns the points that a question earns for the i-th care of the person.
func (m *match) carePoints(q *bank.Question, i int) int {
	w, c := m.engine.content.Weights, m.profile.Cares[i]
	points := w.CareOrder[min(i, len(w.CareOrder)-1)]
	switch {
	case m.engine.serves(q, m.profile.Role, c):
		return points
	case c.Term == "" && slices.Contains(q.Cares, c.Care):
		return points * w.CareOnly / 100
	}
	return 0
}

// variety returns the points that the seed adds to a question. They count in the choice only, not in the item's score.
func (m *match) variety(q *question) int {
	most := m.engine.content.Weights.Variety
	if m.profile.Seed == 0 || most == 0 {
		return 0
	}
	return int((tieBreak(m.profile.Seed, q.hash) >> 32) % uint64(most+1)) //nolint:gosec // at most Variety
}

// findSeparators finds the questions that can be put between negative ones: they are in the main part of the conversation
// and not negative themselves.
func (m *match) findSeparators() {
	set := m.scratch.separators
	copy(set, m.scratch.eligible)
	set.AndNot(m.engine.disclosing)
	set.AndNot(m.engine.negative)
	if m.termsComeLate() {
		set.AndNot(m.engine.onTerms)
	}
	for _, r := range m.rules {
		if r.Effect.Kind == bank.Place {
			m.withPicked(r, m.scratch.eligible, func(picked bitset.Set) { set.AndNot(picked) })
		}
	}
}

// balance returns what a question adds to the balance of a set: 1 if it is negative, −1 if it can separate negative ones.
// A set with a balance of at most 1 has enough separators to keep the talk from turning into an interrogation.
func (m *match) balance(question int) int {
	switch {
	case m.engine.negative.Has(question):
		return 1
	case m.scratch.separators.Has(question):
		return -1
	}
	return 0
}

// problem states the choice among the eligible questions for package choose. Item i is the question with the index from[i].
func (m *match) problem() (p choose.Problem, from []int) {
	p = choose.Problem{Count: m.profile.Count, Minutes: m.profile.Minutes, Repeat: m.engine.content.Weights.Repeat, Stop: m.scratch.stop}
	points := m.scratch.points
	clear(points)
	for _, r := range m.rules {
		if r.Effect.Kind == bank.Boost {
			m.withPicked(r, m.scratch.eligible, func(picked bitset.Set) { picked.Each(func(i int) { points[i] += r.Effect.Points }) })
		}
	}
	m.findSeparators()
	clusters := map[int]int{}
	m.scratch.eligible.Each(func(i int) {
		q := m.engine.questions[i]
		item := choose.Item{
			Minutes: q.Minutes, Score: points[i] + m.variety(q), Balance: m.balance(i), Tie: tieBreak(m.profile.Seed, q.hash),
			Cluster: renumber(clusters, m.engine.clusters[i]),
		}
		for c := range m.profile.Cares {
			item.Serves = append(item.Serves, m.carePoints(q.Question, c))
		}
		p.Items = append(p.Items, item)
		from = append(from, i)
	})
	for quota, r := range m.require {
		p.Require = append(p.Require, r.Effect.Count)
		m.eachPicked(r, from, func(item int) { p.Items[item].Requires = append(p.Items[item].Requires, quota) })
	}
	for _, r := range m.limit {
		quotas := map[string]int{} // by topic; under "" if the limit is not per topic
		m.eachPicked(r, from, func(item int) {
			topic := ""
			if r.Effect.By == bank.ByTopic {
				topic = m.engine.questions[from[item]].Topic
			}
			if _, known := quotas[topic]; !known {
				quotas[topic] = len(p.Limit)
				p.Limit = append(p.Limit, r.Effect.Count)
			}
			p.Items[item].Limits = append(p.Items[item].Limits, quotas[topic])
		})
	}
	return p, from
}

// renumber maps n to a dense number, assigned from 1 in order of first use. 0 stays 0.
func renumber(dense map[int]int, n int) int {
	if n == 0 {
		return 0
	}
	if dense[n] == 0 {
		dense[n] = len(dense) + 1
	}
	return dense[n]
}

// eachPicked calls count with the index of each item that a rule picks, in ascending order.
func (m *match) eachPicked(r *rule, from []int, count func(item int)) {
	m.withPicked(r, m.scratch.eligible, func(picked bitset.Set) {
		for item, i := range from {
			if picked.Has(i) {
				count(item)
			}
		}
	})
}
