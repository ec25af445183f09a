package rules

import (
	"slices"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/choose"
	"twoway/rules/lang"
)

// match holds a profile, the rules that apply to it, and the eligible questions.
type match struct {
	engine  *Engine
	profile bank.Profile
	env     lang.Env
	scratch *scratch
	rules   []*rule
	require []*rule
	limit   []*rule

	essential []*rule
	matters   []bank.Matter // of the trade, that are due; nil until they are needed
	admitted  bitset.Set    // see admit; nil if nothing was named
}

// match finds the rules that apply to a profile and the eligible questions. The questions in never, which may be nil,
// are not eligible, whatever the rules say.
func (e *Engine) match(p bank.Profile, never bitset.Set, buf *scratch) *match {
	m := &match{engine: e, profile: p, env: lang.Env{Profile: lang.ProfileOf(&e.content.Vocabulary, p.Meeting())}, scratch: buf}
	if p.Asker == bank.Interviewer {
		m.profile.Cares, m.profile.AskedOf = nil, ""
	}
	s := e.sides[p.Asker]
	m.findEligible(s)
	if never != nil {
		buf.eligible.AndNot(never)
	}
	applying := s.meetings.Applying(&m.env.Profile, buf.applying[p.Asker], func(rule int) bool { return s.rules[rule].onError() })
	applying.Each(func(i int) {
		r := s.rules[i]
		m.rules = append(m.rules, r)
		switch r.Effect.Kind {
		case bank.Require:
			m.require = append(m.require, r)
		case bank.Essential:
			m.essential = append(m.essential, r)
		case bank.Limit:
			m.limit = append(m.limit, r)
		case bank.Exclude:
			m.withPicked(r, buf.eligible, func(picked bitset.Set) { buf.eligible.AndNot(picked) })
		case bank.Boost, bank.Place:
		}
	})
	return m
}

// withPicked calls use with the questions in among that a rule picks. The callback must not keep the set.
func (m *match) withPicked(r *rule, among bitset.Set, use func(bitset.Set)) {
	r.pickSet.Apply(&m.env.Profile, among, r.onError(), m.scratch.pool, use)
}

// defaultLevel is the level that questions must suit when no seniority was given: mid.
const defaultLevel = 3

// findEligible finds the questions that may be asked in this meeting, before any rule. Without a role, only questions for
// every role are eligible; without a seniority, only those that suit defaultLevel.
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
	for _, id := range p.Exclude {
		if i, found := m.engine.find(id); found {
			set.Remove(i)
		}
	}
	var named suitable
	if len(p.Competencies) > 0 {
		named.inAnyTrade = slices.Clone(set)
	}
	m.keepSuitable("roles", p.Role)
	if others := m.engine.notFor[tradePart{p.Role, p.Occupation}]; others != nil {
		set.AndNot(others)
	}
	m.setAside()
	if p.AskedOf != "" {
		m.keepSuitable("asked_of", p.AskedOf)
	}
	if len(p.Competencies) > 0 {
		named.atAnyStage = slices.Clone(set)
	}
	if p.Stage != "" {
		m.keepSuitable("stages", p.Stage)
	}
	m.admit(s, named)
}

// keepSuitable keeps the questions whose list contains a value or is empty, which means "all".
func (m *match) keepSuitable(field, value string) {
	q, set := m.engine.index, m.scratch.eligible
	all, with := q.WithEmpty(field), q.With(field, value)
	for i := range set {
		set[i] &= all[i] | with[i]
	}
}

// shortfalls returns the requirements that are not met and the cares that no item asks about.
func (m *match) shortfalls(items []bank.Item, result choose.Result) []bank.Shortfall {
	short := []bank.Shortfall{}
	for i, r := range m.require {
		if got := result.Got[i]; got < r.Effect.Count {
			short = append(short, bank.Shortfall{Kind: bank.ShortOfRequired, Rule: r.ID, Wanted: r.Effect.Count, Got: got})
		}
	}
	return append(append(short, m.caresNotAsked(items)...), m.needsNotAsked(items)...)
}

// caresNotAsked returns the cares that no item asks about.
func (m *match) caresNotAsked(items []bank.Item) []bank.Shortfall {
	short := []bank.Shortfall{}
	for _, c := range m.profile.Cares {
		if !slices.ContainsFunc(items, func(it bank.Item) bool { return m.asks(it.Question, c) }) {
			short = append(short, bank.Shortfall{Kind: bank.ShortOfCare, Care: c.Care, Aspect: c.Aspect, Term: c.Term, Wanted: 1})
		}
	}
	return short
}
