// Package rules is the engine: it compiles the rules of a release, finds those that apply to a profile, scores the
// questions, has the best of them chosen within time and quotas, and puts them in order, each with its reasons.
package rules

import (
	"cmp"
	"slices"

	"twoway/bank"
	"twoway/rules/choose"
	"twoway/rules/lang"
)

// Version is raised by one whenever the same release and profile would give another set than before.
const Version = 1

// Engine answers profiles from one release. It is immutable, and safe for any number of goroutines.
type Engine struct {
	release   bank.ReleaseID
	content   *bank.Content
	names     map[string]string
	rules     []*rule
	questions []*question
}

type question struct {
	*bank.Question
	env      lang.Question
	from, to int // levels
}

// New compiles the content of a release. Rules that do not compile, or whose own cases do not hold, are an error of
// code invalid_content that lists every fault with its place in the rule's text.
func New(id bank.ReleaseID, content *bank.Content) (*Engine, error) {
	e := &Engine{release: id, content: content, names: content.Vocabulary.Names()}
	for i := range content.Questions {
		if q := &content.Questions[i]; q.Status == bank.Ready {
			from, to := q.Seniority.Levels(&content.Vocabulary)
			e.questions = append(e.questions, &question{q, lang.QuestionOf(&content.Vocabulary, q), from, to})
		}
	}
	if faults := e.compile(); len(faults) > 0 {
		return nil, &bank.Error{Code: bank.CodeInvalidContent, Message: "The rules do not hold together.", Faults: faults}
	}
	return e, nil
}

// Select chooses the set for a profile. The same release and profile give the same set, always and everywhere. A
// profile that no question suits gives a set without items, and says what it fell short of.
func (e *Engine) Select(p bank.Profile) bank.Set {
	m := e.match(p)
	candidates := m.candidates()
	result := choose.Choose(m.problem(candidates))
	set := bank.Set{Release: e.release, Engine: Version, Profile: p, Unrecognised: []bank.Unrecognised{}, Items: []bank.Item{}}
	for _, i := range result.Chosen {
		set.Items = append(set.Items, candidates[i].item())
		set.Minutes += candidates[i].Minutes
	}
	m.arrange(set.Items)
	set.Shortfall = m.shortfalls(set.Items, result)
	if p.Asker == bank.Interviewer {
		set.KitID = e.kitID(p)
	}
	return set
}

// Score is the score of one question for a profile, with the reasons for it; false if the question may not be asked.
func (e *Engine) Score(p bank.Profile, id string) (int, []bank.Reason, bool) {
	for _, c := range e.match(p).candidates() {
		if c.ID == id {
			item := c.item()
			return item.Score, item.Reasons, true
		}
	}
	return 0, nil, false
}

// match is a profile and the rules that apply to it.
type match struct {
	engine  *Engine
	profile bank.Profile
	env     lang.Env
	rules   []*rule
	require []*rule
	limit   []*rule
}

func (e *Engine) match(p bank.Profile) *match {
	m := &match{engine: e, profile: p, env: lang.Env{Profile: lang.ProfileOf(&e.content.Vocabulary, p.Meeting())}}
	if p.Asker == bank.Interviewer {
		m.profile.Cares = nil
	}
	for _, r := range e.rules {
		if r.Asker != p.Asker || !r.applies(m.env) {
			continue
		}
		m.rules = append(m.rules, r)
		switch r.Effect.Kind {
		case bank.Require:
			m.require = append(m.require, r)
		case bank.Limit:
			m.limit = append(m.limit, r)
		case bank.Boost, bank.Exclude, bank.Place:
		}
	}
	return m
}

// candidate is a question that may be chosen for a profile, with the rules that pick it.
type candidate struct {
	*question
	match *match
	rules []*rule
	worth []int // for each thing that the person cares about
}

// candidates are the questions that suit the profile and no rule excludes, by id.
func (m *match) candidates() []*candidate {
	var list []*candidate
	for _, q := range m.engine.questions {
		if !m.suits(q) {
			continue
		}
		c := &candidate{question: q, match: m, worth: m.worth(q)}
		for _, r := range m.rules {
			if r.picks(m.env, q) {
				c.rules = append(c.rules, r)
			}
		}
		if !slices.ContainsFunc(c.rules, func(r *rule) bool { return r.Effect.Kind == bank.Exclude }) {
			list = append(list, c)
		}
	}
	return list
}

// unstatedLevel is the level that a question has to suit when nobody said the seniority: mid.
const unstatedLevel = 3

// suits tells whether a question may be asked in this meeting at all, before any rule. What was not said about the
// person admits only questions that do not depend on it.
func (m *match) suits(q *question) bool {
	p := m.profile
	level := p.Level
	if level == 0 {
		level = unstatedLevel
	}
	return q.Asker == p.Asker && q.Locale == p.Locale && q.from <= level && level <= q.to &&
		(len(q.Roles) == 0 || slices.Contains(q.Roles, p.Role)) &&
		admits(q.Stages, p.Stage) && admits(q.AskedOf, p.AskedOf) && !slices.Contains(p.Exclude, q.ID)
}

// admits tells whether a list that may be empty for "all" holds what was said, if anything was.
func admits(list []string, said string) bool {
	return said == "" || len(list) == 0 || slices.Contains(list, said)
}

// worth is what a question is worth, in points, for each thing that the person cares about.
func (m *match) worth(q *question) []int {
	w := m.engine.content.Weights
	worth := make([]int, len(m.profile.Cares))
	for i, c := range m.profile.Cares {
		points := w.CareOrder[min(i, len(w.CareOrder)-1)]
		switch {
		case c.Aspect != "" && slices.Contains(q.Aspects, c.Aspect), c.Aspect == "" && slices.Contains(q.Cares, c.Care):
			worth[i] = points
		case slices.Contains(q.Cares, c.Care):
			worth[i] = points * w.CareOnly / 100
		}
	}
	return worth
}

func (m *match) problem(candidates []*candidate) choose.Problem {
	p := choose.Problem{Count: m.profile.Count, Minutes: m.profile.Minutes, Repeat: m.engine.content.Weights.Repeat}
	for _, r := range m.require {
		p.Require = append(p.Require, r.Effect.Count)
	}
	for _, r := range m.limit {
		p.Limit = append(p.Limit, r.Effect.Count)
	}
	for _, c := range candidates {
		p.Items = append(p.Items, choose.Item{
			Minutes: c.Minutes, Score: c.points(), Serves: c.worth, Tie: tie(m.profile.Seed, c.ID),
			Requires: indices(m.require, c.rules), Limits: indices(m.limit, c.rules),
		})
	}
	return p
}

// indices are the places in quotas of the rules that stand in both lists.
func indices(quotas, rules []*rule) []int {
	var list []int
	for i, quota := range quotas {
		if slices.Contains(rules, quota) {
			list = append(list, i)
		}
	}
	return list
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
