// Package rules is the engine: it compiles the rules of a release, finds those that apply to a profile, scores the
// questions, has the best of them chosen within time and quotas, and puts them in order, each with its reasons.
package rules

import (
	"cmp"
	"slices"
	"sync"

	"twoway/bank"
	"twoway/rules/choose"
	"twoway/rules/index"
	"twoway/rules/lang"
)

// Version is raised by one whenever the same release and profile would give another set than before.
const Version = 1

// Engine answers profiles from one release. It is immutable, and safe for any number of goroutines.
type Engine struct {
	release   bank.ReleaseID
	content   *bank.Content
	names     map[string]string
	questions []*question // by id
	index     *index.Questions
	sides     map[bank.Asker]*side
	locales   map[string]index.Bits
	desks     sync.Pool // of *desk
	// Ids, sorted: see unexpected.
	unscored, disclosing []string
}

// side is one asker's part of the bank.
type side struct {
	rules     []*rule
	meetings  *index.Meetings
	questions index.Bits
}

type question struct {
	*bank.Question
	env  lang.Question
	hash uint64 // of the id, for ties
}

// New compiles the content of a release, whose questions and rules are in the order of their ids. Rules that do not
// compile, or whose own cases do not hold, are an error of code invalid_content that lists every fault with its place in
// the rule's text.
func New(id bank.ReleaseID, content *bank.Content) (*Engine, error) {
	e := &Engine{
		release: id, content: content, names: content.Vocabulary.Names(), sides: map[bank.Asker]*side{},
		locales: map[string]index.Bits{},
	}
	var envs []lang.Question
	for i := range content.Questions {
		if q := &content.Questions[i]; q.Status == bank.Ready {
			env := lang.QuestionOf(&content.Vocabulary, q)
			envs = append(envs, env)
			e.questions = append(e.questions, &question{q, env, hashOf(q.ID)})
		}
	}
	e.index = index.NewQuestions(envs)
	rules, faults := e.compile()
	if len(faults) > 0 {
		return nil, &bank.Error{Code: bank.CodeInvalidContent, Message: "The rules do not hold together.", Faults: faults}
	}
	for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		e.sides[asker] = e.newSide(asker, rules)
	}
	for i, q := range e.questions {
		if e.locales[q.Locale] == nil {
			e.locales[q.Locale] = index.NewBits(len(e.questions))
		}
		e.locales[q.Locale].Add(i)
	}
	e.unexpected()
	e.desks.New = func() any { return e.newDesk() }
	return e, nil
}

func (e *Engine) newSide(asker bank.Asker, rules []*rule) *side {
	s := &side{questions: index.NewBits(len(e.questions))}
	var whens []*lang.Condition
	for _, r := range rules {
		if r.Asker == asker {
			s.rules = append(s.rules, r)
			whens = append(whens, &r.when.Condition)
		}
	}
	s.meetings = index.NewMeetings(&e.content.Vocabulary, whens)
	for i, q := range e.questions {
		if q.Asker == asker {
			s.questions.Add(i)
		}
	}
	return s
}

// desk is room for answering one profile at a time.
type desk struct {
	applying map[bank.Asker]index.Bits
	eligible index.Bits
	points   []int
	room     *index.Room
}

func (e *Engine) newDesk() *desk {
	d := &desk{
		applying: map[bank.Asker]index.Bits{}, eligible: index.NewBits(len(e.questions)), points: make([]int, len(e.questions)),
		room: e.index.NewRoom(),
	}
	for asker, s := range e.sides {
		d.applying[asker] = s.meetings.NewScratch()
	}
	return d
}

// Select chooses the set for a profile. The same release and profile give the same set, always and everywhere. A
// profile that no question suits gives a set without items, and says what it fell short of.
func (e *Engine) Select(p bank.Profile) bank.Set {
	d := e.desks.Get().(*desk) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	defer e.desks.Put(d)
	set := bank.Set{Release: e.release, Engine: Version, Profile: p, Unrecognised: []bank.Unrecognised{}}
	m := e.match(p, d)
	var result choose.Result
	set.Items, set.Minutes, result = e.choose(m)
	set.Certificate = bank.Certificate{Score: result.Score, UpperBound: result.Bound}
	set.Shortfall = m.shortfalls(set.Items, result)
	if p.Asker == bank.Interviewer {
		set.KitID = e.kitID(p)
	}
	return set
}

// choose picks the members of a set and puts them in order.
func (e *Engine) choose(m *match) (items []bank.Item, minutes int, result choose.Result) {
	problem, from := m.problem()
	result = choose.Choose(problem)
	items = []bank.Item{}
	for _, i := range result.Chosen {
		q := e.questions[from[i]]
		items = append(items, m.item(q))
		minutes += q.Minutes
	}
	m.arrange(items)
	return items, minutes, result
}

// Score is the score of one question for a profile, with the reasons for it; false if the question may not be asked.
func (e *Engine) Score(p bank.Profile, id string) (int, []bank.Reason, bool) {
	i, found := e.find(id)
	if !found {
		return 0, nil, false
	}
	d := e.desks.Get().(*desk) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	defer e.desks.Put(d)
	m := e.match(p, d)
	if !m.desk.eligible.Has(i) {
		return 0, nil, false
	}
	item := m.item(e.questions[i])
	return item.Score, item.Reasons, true
}

func (e *Engine) find(id string) (int, bool) {
	return slices.BinarySearchFunc(e.questions, id, func(q *question, id string) int { return cmp.Compare(q.ID, id) })
}

// match is a profile, the rules that apply to it, and the questions that may be asked.
type match struct {
	engine  *Engine
	profile bank.Profile
	env     lang.Env
	desk    *desk
	rules   []*rule
	require []*rule
	limit   []*rule
}

func (e *Engine) match(p bank.Profile, d *desk) *match {
	m := &match{engine: e, profile: p, env: lang.Env{Profile: lang.ProfileOf(&e.content.Vocabulary, p.Meeting())}, desk: d}
	if p.Asker == bank.Interviewer {
		m.profile.Cares = nil
	}
	s := e.sides[p.Asker]
	m.suited(s)
	applying := s.meetings.Applying(&m.env.Profile, d.applying[p.Asker], func(rule int) bool { return s.rules[rule].safe() })
	applying.Each(func(i int) {
		r := s.rules[i]
		m.rules = append(m.rules, r)
		switch r.Effect.Kind {
		case bank.Require:
			m.require = append(m.require, r)
		case bank.Limit:
			m.limit = append(m.limit, r)
		case bank.Exclude:
			m.picked(r, d.eligible, func(picked index.Bits) { d.eligible.AndNot(picked) })
		case bank.Boost, bank.Place:
		}
	})
	return m
}

// picked calls use with the questions among some that a rule picks.
func (m *match) picked(r *rule, among index.Bits, use func(index.Bits)) {
	r.pickSet.Of(&m.env.Profile, among, r.safe(), m.desk.room, use)
}

// unstatedLevel is the level that a question has to suit when nobody said the seniority: mid.
const unstatedLevel = 3

// suited finds the questions that may be asked in this meeting at all, before any rule. What was not said about the
// person admits only questions that do not depend on it.
func (m *match) suited(s *side) {
	q, p, set := m.engine.index, &m.profile, m.desk.eligible
	copy(set, s.questions)
	locale, known := m.engine.locales[p.Locale]
	if !known {
		clear(set)
		return
	}
	set.And(locale)
	level := p.Level
	if level == 0 {
		level = unstatedLevel
	}
	set.And(q.From("from_level", 0, level))
	set.And(q.From("to_level", level, lang.Unbounded))
	m.admitted("roles", p.Role)
	if p.Stage != "" {
		m.admitted("stages", p.Stage)
	}
	if p.AskedOf != "" {
		m.admitted("asked_of", p.AskedOf)
	}
	for _, id := range p.Exclude {
		if i, found := m.engine.find(id); found {
			set.Remove(i)
		}
	}
}

// admitted keeps the questions of which a list holds a value, or is empty for "all".
func (m *match) admitted(field, value string) {
	q, set := m.engine.index, m.desk.eligible
	all, with := q.Without(field), q.With(field, value)
	for i := range set {
		set[i] &= all[i] | with[i]
	}
}

// worth is what a question is worth, in points, for the i-th thing that the person cares about.
func (m *match) worth(q *bank.Question, i int) int {
	w, c := m.engine.content.Weights, m.profile.Cares[i]
	points := w.CareOrder[min(i, len(w.CareOrder)-1)]
	switch {
	case serves(q, c):
		return points
	case slices.Contains(q.Cares, c.Care):
		return points * w.CareOnly / 100
	}
	return 0
}

// problem puts the questions that may be asked to the chooser; from says which question each item is.
func (m *match) problem() (p choose.Problem, from []int) {
	p = choose.Problem{Count: m.profile.Count, Minutes: m.profile.Minutes, Repeat: m.engine.content.Weights.Repeat}
	points := m.desk.points
	clear(points)
	for _, r := range m.rules {
		if r.Effect.Kind == bank.Boost {
			m.picked(r, m.desk.eligible, func(picked index.Bits) { picked.Each(func(i int) { points[i] += r.Effect.Points }) })
		}
	}
	m.desk.eligible.Each(func(i int) {
		q := m.engine.questions[i]
		item := choose.Item{Minutes: q.Minutes, Score: points[i], Tie: tie(m.profile.Seed, q.hash)}
		for c := range m.profile.Cares {
			item.Serves = append(item.Serves, m.worth(q.Question, c))
		}
		p.Items = append(p.Items, item)
		from = append(from, i)
	})
	m.quotas(m.require, from, func(_, wanted int) { p.Require = append(p.Require, wanted) }, func(item, quota int) {
		p.Items[item].Requires = append(p.Items[item].Requires, quota)
	})
	m.quotas(m.limit, from, func(_, most int) { p.Limit = append(p.Limit, most) }, func(item, quota int) {
		p.Items[item].Limits = append(p.Items[item].Limits, quota)
	})
	return p, from
}

// quotas tells of each quota its number, and of each item the quotas that it counts for.
func (m *match) quotas(rules []*rule, from []int, number, counts func(n, quota int)) {
	for quota, r := range rules {
		number(quota, r.Effect.Count)
		m.picked(r, m.desk.eligible, func(picked index.Bits) {
			for item, i := range from {
				if picked.Has(i) {
					counts(item, quota)
				}
			}
		})
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

// byID orders questions, so that no order of input shows in a set.
func byID(a, b bank.Item) int { return cmp.Compare(a.Question.ID, b.Question.ID) }
