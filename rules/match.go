package rules

import (
	"slices"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/choose"
	"twoway/rules/lang"
)

// match is a profile, the rules that apply to it, and the questions that may be asked.
type match struct {
	engine  *Engine
	profile bank.Profile
	env     lang.Env
	scratch *scratch
	rules   []*rule
	require []*rule
	limit   []*rule
}

// match finds what applies to a profile. Never is what may not be asked, whatever the rules say; nil is nothing.
func (e *Engine) match(p bank.Profile, never bitset.Set, d *scratch) *match {
	m := &match{engine: e, profile: p, env: lang.Env{Profile: lang.ProfileOf(&e.content.Vocabulary, p.Meeting())}, scratch: d}
	if p.Asker == bank.Interviewer {
		m.profile.Cares, m.profile.AskedOf = nil, ""
	}
	s := e.sides[p.Asker]
	m.findEligible(s)
	if never != nil {
		d.eligible.AndNot(never)
	}
	applying := s.meetings.Applying(&m.env.Profile, d.applying[p.Asker], func(rule int) bool { return s.rules[rule].onError() })
	applying.Each(func(i int) {
		r := s.rules[i]
		m.rules = append(m.rules, r)
		switch r.Effect.Kind {
		case bank.Require:
			m.require = append(m.require, r)
		case bank.Limit:
			m.limit = append(m.limit, r)
		case bank.Exclude:
			m.withPicked(r, d.eligible, func(picked bitset.Set) { d.eligible.AndNot(picked) })
		case bank.Boost, bank.Place:
		}
	})
	return m
}

// picked calls use with the questions among some that a rule picks.
func (m *match) withPicked(r *rule, among bitset.Set, use func(bitset.Set)) {
	r.pickSet.Apply(&m.env.Profile, among, r.onError(), m.scratch.pool, use)
}

// unstatedLevel is the level that a question has to suit when nobody said the seniority: mid.
const defaultLevel = 3

// suited finds the questions that may be asked in this meeting at all, before any rule. What was not said about the
// person admits only questions that do not depend on it.
func (m *match) findEligible(s *side) {
	q, p, set := m.engine.index, &m.profile, m.scratch.eligible
	copy(set, s.questions)
	locale, known := m.engine.locales[p.Locale]
	if !known {
		clear(set)
		return
	}
	set.And(locale)
	level := p.Level
	if level == 0 {
		level = defaultLevel
	}
	set.And(q.InRange("from_level", 0, level))
	set.And(q.InRange("to_level", level, lang.Unbounded))
	m.keepSuitable("roles", p.Role)
	if p.Stage != "" {
		m.keepSuitable("stages", p.Stage)
	}
	if p.AskedOf != "" {
		m.keepSuitable("asked_of", p.AskedOf)
	}
	for _, id := range p.Exclude {
		if i, found := m.engine.find(id); found {
			set.Remove(i)
		}
	}
}

// admitted keeps the questions of which a list holds a value, or is empty for "all".
func (m *match) keepSuitable(field, value string) {
	q, set := m.engine.index, m.scratch.eligible
	all, with := q.WithEmpty(field), q.With(field, value)
	for i := range set {
		set[i] &= all[i] | with[i]
	}
}

func (m *match) shortfalls(items []bank.Item, result choose.Result) []bank.Shortfall {
	short := []bank.Shortfall{}
	for i, r := range m.require {
		if got := result.Got[i]; got < r.Effect.Count {
			short = append(short, bank.Shortfall{Kind: bank.ShortOfRequired, Rule: r.ID, Wanted: r.Effect.Count, Got: got})
		}
	}
	for _, c := range m.profile.Cares {
		if !slices.ContainsFunc(items, func(it bank.Item) bool { return serves(it.Question, c) }) {
			short = append(short, bank.Shortfall{Kind: bank.ShortOfCare, Care: c.Care, Aspect: c.Aspect, Wanted: 1})
		}
	}
	return short
}

// serves tells whether a question is about what was chosen: the aspect if one was said, else the care.
func serves(q *bank.Question, c bank.Chosen) bool {
	if c.Aspect != "" {
		return slices.Contains(q.Aspects, c.Aspect)
	}
	return slices.Contains(q.Cares, c.Care)
}
