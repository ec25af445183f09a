package rules

import (
	"cmp"
	"slices"

	"twoway/bank"
)

// Standing returns what became of a question in the choice of a set of this engine; false if no ready question has the ID.
func (e *Engine) Standing(set bank.Set, id string) (bank.Standing, bool) {
	i, found := e.find(id)
	if !found {
		return bank.Standing{}, false
	}
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	m := e.match(set.Profile, nil, buf)
	q := e.questions[i]
	item := m.item(q)
	s := bank.Standing{
		Question: q.Question, Place: 1 + slices.IndexFunc(set.Items, func(it bank.Item) bool { return it.Question.ID == id }),
		Unsuited: m.unsuited(q), Score: item.Score, Reasons: item.Reasons,
	}
	for _, r := range m.rules {
		switch {
		case q.Asker != m.profile.Asker || !r.picks(m.env, q):
		case r.Effect.Kind == bank.Exclude:
			s.Excluded = append(s.Excluded, r.Rule)
		case r.Effect.Kind == bank.Limit && m.isFull(r, q, set):
			s.Full = append(s.Full, r.Rule)
		}
	}
	for _, it := range set.Items {
		if other, _ := e.find(it.Question.ID); other != i && e.clusters[other] != 0 && e.clusters[other] == e.clusters[i] {
			s.Twin = it.Question
		}
	}
	return s, true
}

// unsuited returns the fields for which a question does not suit the meeting, in the order of bank.Standing. It says of one question
// what findEligible says of all.
func (m *match) unsuited(q *question) []string {
	p := &m.profile
	level := cmp.Or(p.Level, defaultLevel)
	lists := func(list []string, value string) bool { return len(list) == 0 || slices.Contains(list, value) }
	others := m.engine.notFor[tradePart{p.Role, p.Occupation}]
	fields := []string{}
	for _, one := range []struct {
		field string
		suits bool
	}{
		{"asker", q.Asker == p.Asker},
		{"locale", q.Locale == p.Locale},
		{"seniority", q.env.FromLevel <= level && level <= q.env.ToLevel},
		{"roles", lists(q.Roles, p.Role)},
		{"occupations", others == nil || !others.Has(m.engine.position[q.Question])},
		{"skills", !m.isAside(q)},
		{"stages", p.Stage == "" || lists(q.Stages, p.Stage)},
		{"asked_of", p.AskedOf == "" || lists(q.AskedOf, p.AskedOf)},
		{"id", !slices.Contains(p.Exclude, q.ID)},
	} {
		if !one.suits && (m.admitted == nil || !m.admitted.Has(m.engine.position[q.Question])) {
			fields = append(fields, one.field)
		}
	}
	return fields
}

// isFull reports whether a set has as many of the questions that a limit picks as it allows; with a limit on each topic, of that of q.
func (m *match) isFull(limit *rule, q *question, set bank.Set) bool {
	n := 0
	for _, it := range set.Items {
		i, _ := m.engine.find(it.Question.ID)
		other := m.engine.questions[i]
		if other != q && limit.picks(m.env, other) && (limit.Effect.By != bank.ByTopic || other.Topic == q.Topic) {
			n++
		}
	}
	return n >= limit.Effect.Count
}

// Stops returns the conditions that keep a rule from picking a question in the meeting of a set: none if it applies and picks it. The
// error for an unknown rule is that of Explain; the result is false if no ready question has the ID.
func (e *Engine) Stops(set bank.Set, ruleID, id string) ([]bank.Stop, bool, error) {
	asked, err := e.rulesByID([]string{ruleID})
	i, found := e.find(id)
	if err != nil || !found {
		return nil, false, err
	}
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	m, r := e.match(set.Profile, nil, buf), asked[0]
	stops := m.missed(r).Stopped
	env := m.env
	env.Question = e.questions[i].env
	for _, c := range r.pick.Condition.Conjuncts() {
		if holds, ok := c.Matches(&env); !holds && ok || !ok && !r.onError() {
			stops = append(stops, bank.Stop{Condition: c.Text, Saw: actualValues(&c, &env)})
		}
	}
	return stops, true, nil
}
