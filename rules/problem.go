package rules

import (
	"math"
	"slices"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/choose"
)

// carePoints returns the points that a question earns for the i-th care of the person, and whether it asks about just that; otherwise
// it touches on it.
func (m *match) carePoints(q *bank.Question, i int) (points int, asks bool) {
	c := m.profile.Cares[i]
	switch {
	case m.isAbout(q, c.About()):
		return m.pointsFor(i, true), true
	case m.engine.touches(q, m.profile.Role, c):
		return m.pointsFor(i, false), false
	}
	return 0, false
}

// pointsFor returns the points of a question that asks about the i-th care of the person, or that touches on it.
func (m *match) pointsFor(i int, asks bool) int {
	w := m.engine.content.Weights
	points := w.CareOrder[min(i, len(w.CareOrder)-1)]
	if asks {
		return points
	}
	return points * w.CareOnly / 100
}

// serving are the questions that ask about a care of the person, and those that touch on it, with the points that they earn. It says of
// all questions at once what carePoints says of one.
type serving struct {
	asks, touches          bitset.Set
	forAsking, forTouching int
}

// serving returns the questions that serve each care of the person.
func (m *match) serving() []serving {
	e := m.engine
	list := make([]serving, len(m.profile.Cares))
	for i, c := range m.profile.Cares {
		about := c.About()
		s := serving{asks: bitset.New(len(e.questions)), touches: bitset.New(len(e.questions)), forAsking: m.pointsFor(i, true), forTouching: m.pointsFor(i, false)}
		s.asks.Or(m.askingAbout(about))
		if about.Term() != "" {
			s.asks.And(e.onTradeTerms)
		}
		s.asks.Or(e.index.With("about", string(about)))
		switch said := e.tradeTerms.speaking(m.profile.Role, c.Term); {
		case c.Term == "":
			s.touches.Or(e.onTradeTerms)
			s.touches.Or(e.aboutCare[c.Care])
			if c.Aspect != "" {
				s.touches.And(e.index.With("aspects", c.Aspect))
			} else {
				s.touches.And(e.index.With("cares", c.Care))
			}
		case said != nil:
			s.touches.Or(said.asks)
			s.touches.Or(said.touches)
		}
		list[i] = s
	}
	return list
}

// variety returns the points that the seed adds to a question. They count in the choice only, not in the item's score.
func (m *match) variety(q *question) int {
	most := m.engine.content.Weights.Variety
	if m.profile.Seed == 0 || most == 0 {
		return 0
	}
	return int((tieBreak(m.profile.Seed, q.hash) >> 32) % uint64(most+1)) //nolint:gosec // at most Variety
}

// findSeparators finds the questions that can be put between hard ones: they are in the main part of the conversation and not hard
// themselves.
func (m *match) findSeparators() {
	set := m.scratch.separators
	copy(set, m.scratch.eligible)
	set.AndNot(m.engine.disclosing)
	set.AndNot(m.engine.hard)
	if m.termsComeLate() {
		set.AndNot(m.engine.onTerms)
	}
	for _, r := range m.rules {
		if r.Effect.Kind == bank.Place {
			m.withPicked(r, m.scratch.eligible, func(picked bitset.Set) { set.AndNot(picked) })
		}
	}
}

// balance returns what a question adds to the balance of a set: 1 if it is hard, −1 if it can separate hard ones. Of an
// interviewer's questions, only negative ones are hard.
// A set with a balance of at most 1 has enough separators to keep the talk from turning into an interrogation.
func (m *match) balance(question int) int {
	switch {
	case m.engine.hard.Has(question):
		return 1
	case m.scratch.separators.Has(question):
		return -1
	}
	return 0
}

// closeToBest is how many points a question may lack to the best one for a goal and still be as good as that. So points decide which
// question serves a goal, before any later goal does.
const closeToBest = 20

// problem states the choice among the eligible questions for package choose, in memory of the scratch. Each goal becomes two: goal 2·i is to reach goals[i] by
// a question that is close to the best one for it, and goal 2·i+1 is to reach it by any. Item i is the question with the index from[i].
func (m *match) problem() (p choose.Problem, goals []goal, from []int) {
	p = choose.Problem{Count: m.profile.Count, Minutes: m.profile.Minutes, Repeat: m.engine.content.Weights.Repeat, Stop: m.scratch.stop}
	points := m.scratch.points
	clear(points)
	m.addBoosts(points)
	m.addNamed(points)
	m.findSeparators()
	goals = m.findGoals()
	best := m.bestFor(goals, points)
	for _, g := range goals {
		p.Goals = append(p.Goals, g.Wanted, g.Wanted)
	}
	n := m.scratch.eligible.Count()
	quotas := len(m.require) + len(m.limit) + mostSpreads
	room := slices.Grow(m.scratch.room[:0], n*(len(m.profile.Cares)+quotas+usualGoals))
	p.Items, from = slices.Grow(m.scratch.items[:0], n), slices.Grow(m.scratch.from[:0], n)
	clusters, cares := map[int]int{}, m.serving()
	m.scratch.eligible.Each(func(i int) {
		var item choose.Item
		item, room = m.newItem(i, points[i], cares, room)
		item.Cluster = renumber(clusters, m.engine.clusters[i])
		start := len(room)
		for n := range goals {
			if !goals[n].questions.Has(i) {
				continue
			}
			if points[i] >= best[n]-closeToBest {
				room = append(room, 2*n)
			}
			room = append(room, 2*n+1)
		}
		item.Meets = room[start:len(room):len(room)]
		item.Requires, room = emptyList(room, len(m.require))
		item.Limits, room = emptyList(room, len(m.limit))
		item.Spreads, room = emptyList(room, mostSpreads)
		p.Items = append(p.Items, item)
		from = append(from, i)
	})
	m.scratch.room, m.scratch.items, m.scratch.from = room, p.Items, from
	m.addQuotas(&p, from)
	if m.profile.Asker == bank.Candidate {
		m.addSpread(&p, from)
	} else {
		m.addKitSpread(&p, from)
	}
	return p, goals, from
}

const (
	mostSpreads = 3 // how many groups of choose.Spread an item is in at most
	usualGoals  = 4 // twice as many goals as most questions count for
)

// emptyList returns an empty list for n numbers at the end of room, and room without it.
func emptyList(room []int, n int) (list, rest []int) {
	room = slices.Grow(room, n)
	start := len(room)
	return room[start : start : start+n], room[:start+n]
}

// addBoosts adds the points of rules to those of questions.
func (m *match) addBoosts(points []int) {
	for _, r := range m.rules {
		if r.Effect.Kind == bank.Boost {
			m.withPicked(r, m.scratch.eligible, func(picked bitset.Set) { picked.Each(func(i int) { points[i] += r.Effect.Points }) })
		}
	}
}

// addQuotas adds the requirements and limits of rules to a problem.
func (m *match) addQuotas(p *choose.Problem, from []int) {
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
}

// newItem returns a question as an item with points from rules, without its goals, quotas and cluster, and room without what the item
// takes of it.
func (m *match) newItem(i, points int, cares []serving, room []int) (item choose.Item, rest []int) {
	q := m.engine.questions[i]
	item = choose.Item{Minutes: q.Minutes, Score: points + m.variety(q), Balance: m.balance(i), Tie: tieBreak(m.profile.Seed, q.hash)}
	start := len(room)
	for c := range cares {
		switch s := &cares[c]; {
		case s.asks.Has(i):
			room = append(room, s.forAsking)
		case s.touches.Has(i):
			room = append(room, s.forTouching)
		default:
			room = append(room, 0)
		}
	}
	item.Serves = room[start:len(room):len(room)]
	return item, room
}

// bestFor returns the most points of an eligible question for each goal.
func (m *match) bestFor(goals []goal, points []int) []int {
	best := make([]int, len(goals))
	for n, g := range goals {
		best[n] = math.MinInt
		m.scratch.eligible.Each(func(i int) {
			if g.questions.Has(i) {
				best[n] = max(best[n], points[i])
			}
		})
	}
	return best
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
