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
	release                                 bank.ReleaseID
	content                                 *bank.Content
	names                                   map[string]string
	questions                               []*question // by id
	index                                   *index.Questions
	sides                                   map[bank.Asker]*side
	locales                                 map[string]index.Bits
	clusters                                []int // for each question, the number of its near duplicates, from 1; 0 if it has none
	topics                                  map[string]bank.Topic
	atTerms                                 string    // the stage that is about terms; "" if there is none
	desks                                   sync.Pool // of *desk
	negative, disclosing, onTerms, unscored index.Bits
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
	e.cluster()
	e.vocabulary()
	e.sort()
	e.desks.New = func() any { return e.newDesk() }
	return e, nil
}

// sort finds the questions of each kind that a choice tells apart.
func (e *Engine) sort() {
	e.negative, e.disclosing = index.NewBits(len(e.questions)), index.NewBits(len(e.questions))
	e.onTerms, e.unscored = index.NewBits(len(e.questions)), index.NewBits(len(e.questions))
	for i, q := range e.questions {
		if q.Negative {
			e.negative.Add(i)
		}
		if len(q.Discloses) > 0 {
			e.disclosing.Add(i)
		}
		if e.topics[q.Topic].Terms {
			e.onTerms.Add(i)
		}
		if q.Asker == bank.Interviewer && !e.topics[q.Topic].Scored {
			e.unscored.Add(i)
		}
	}
}

// cluster numbers the near duplicates.
func (e *Engine) cluster() {
	e.clusters = make([]int, len(e.questions))
	for n, ids := range e.content.NearDuplicates {
		for _, id := range ids {
			if i, found := e.find(id); found {
				e.clusters[i] = n + 1
			}
		}
	}
}

// vocabulary keeps at hand what a choice asks of it.
func (e *Engine) vocabulary() {
	e.topics = map[string]bank.Topic{}
	for _, t := range e.content.Vocabulary.Topics {
		e.topics[t.ID] = t
	}
	for _, s := range e.content.Vocabulary.Stages {
		if s.Terms {
			e.atTerms = s.ID
		}
	}
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
	applying             map[bank.Asker]index.Bits
	eligible, separating index.Bits
	points               []int
	room                 *index.Room
}

func (e *Engine) newDesk() *desk {
	d := &desk{
		applying: map[bank.Asker]index.Bits{}, eligible: index.NewBits(len(e.questions)), separating: index.NewBits(len(e.questions)), points: make([]int, len(e.questions)),
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
	return e.answer(p, e.match(p, nil, d), nil)
}

// answer is the set for a profile and what matches it. Asked is what the other side has asked before.
func (e *Engine) answer(p bank.Profile, m *match, asked []bank.Item) bank.Set {
	set := bank.Set{Release: e.release, Engine: Version, Profile: p, Unrecognised: []bank.Unrecognised{}}
	var result choose.Result
	set.Items, set.Minutes, result = e.choose(m, asked)
	set.Certificate = bank.Certificate{Score: result.Score, UpperBound: result.Bound}
	set.Shortfall = m.shortfalls(set.Items, result)
	if p.Asker == bank.Interviewer {
		set.KitID = e.kitID(p)
	}
	return set
}

// choose picks the members of a set and puts them in order. Asked is what the other side has asked before.
func (e *Engine) choose(m *match, asked []bank.Item) (items []bank.Item, minutes int, result choose.Result) {
	problem, from := m.problem()
	result = choose.Choose(problem)
	chosen := []bank.Item{}
	for _, i := range result.Chosen {
		q := e.questions[from[i]]
		chosen = append(chosen, m.item(q))
		minutes += q.Minutes
	}
	return m.arrange(chosen, asked), minutes, result
}

// Score is the score of one question for a profile, with the reasons for it; false if the question may not be asked.
func (e *Engine) Score(p bank.Profile, id string) (int, []bank.Reason, bool) {
	i, found := e.find(id)
	if !found {
		return 0, nil, false
	}
	d := e.desks.Get().(*desk) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	defer e.desks.Put(d)
	m := e.match(p, nil, d)
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

// match finds what applies to a profile. Never is what may not be asked, whatever the rules say; nil is nothing.
func (e *Engine) match(p bank.Profile, never index.Bits, d *desk) *match {
	m := &match{engine: e, profile: p, env: lang.Env{Profile: lang.ProfileOf(&e.content.Vocabulary, p.Meeting())}, desk: d}
	if p.Asker == bank.Interviewer {
		m.profile.Cares, m.profile.AskedOf = nil, ""
	}
	s := e.sides[p.Asker]
	m.suited(s)
	if never != nil {
		d.eligible.AndNot(never)
	}
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

// variety is what the seed adds to a question in the choice, and in the choice alone.
func (m *match) variety(q *question) int {
	most := m.engine.content.Weights.Variety
	if m.profile.Seed == 0 || most == 0 {
		return 0
	}
	return int(tie(m.profile.Seed, q.hash) >> 32 % uint64(most+1)) //nolint:gosec // at most Variety
}

// findSeparating finds the questions that stand in the main part of the conversation and are not negative: those that can
// be put between negative ones.
func (m *match) findSeparating() {
	set := m.desk.separating
	copy(set, m.desk.eligible)
	set.AndNot(m.engine.disclosing)
	set.AndNot(m.engine.negative)
	if m.waitsWithTerms() {
		set.AndNot(m.engine.onTerms)
	}
	for _, r := range m.rules {
		if r.Effect.Kind == bank.Place {
			m.picked(r, m.desk.eligible, func(picked index.Bits) { set.AndNot(picked) })
		}
	}
}

// balance is what a question adds to the balance of a set: as long as that is not above 2, negative questions can be kept
// from standing three in a row.
func (m *match) balance(question int) int {
	switch {
	case m.engine.negative.Has(question):
		return 1
	case m.desk.separating.Has(question):
		return -mostInARow
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
	m.findSeparating()
	clusters := map[int]int{}
	m.desk.eligible.Each(func(i int) {
		q := m.engine.questions[i]
		item := choose.Item{
			Minutes: q.Minutes, Score: points[i] + m.variety(q), Balance: m.balance(i), Tie: tie(m.profile.Seed, q.hash),
			Cluster: numbered(clusters, m.engine.clusters[i]),
		}
		for c := range m.profile.Cares {
			item.Serves = append(item.Serves, m.worth(q.Question, c))
		}
		p.Items = append(p.Items, item)
		from = append(from, i)
	})
	for quota, r := range m.require {
		p.Require = append(p.Require, r.Effect.Count)
		m.counted(r, from, func(item int) { p.Items[item].Requires = append(p.Items[item].Requires, quota) })
	}
	for _, r := range m.limit {
		quotas := map[string]int{} // by topic; all under "" unless it is a limit for each
		m.counted(r, from, func(item int) {
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

// numbered gives what stands under a number that is not 0 the next number of its own, from 1.
func numbered(own map[int]int, n int) int {
	if n == 0 {
		return 0
	}
	if own[n] == 0 {
		own[n] = len(own) + 1
	}
	return own[n]
}

// counted calls count with each item that a rule picks, in their order.
func (m *match) counted(r *rule, from []int, count func(item int)) {
	m.picked(r, m.desk.eligible, func(picked index.Bits) {
		for item, i := range from {
			if picked.Has(i) {
				count(item)
			}
		}
	})
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
