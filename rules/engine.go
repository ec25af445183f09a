// Package rules is the rule engine. It compiles the rules of a release, finds the rules that apply to a profile, scores
// the questions, chooses the best ones within time and quotas, and puts them in order, each with its reasons.
package rules

import (
	"cmp"
	"context"
	"slices"
	"sync"

	"twoway/bank"
	"twoway/internal/bitset"
	"twoway/rules/choose"
	"twoway/rules/index"
	"twoway/rules/lang"
)

// Version is incremented whenever the same release and profile would produce a different set than before.
const Version = 4

// Engine chooses sets from one release. It is immutable and safe for concurrent use.
type Engine struct {
	release                             bank.ReleaseID
	content                             *bank.Content
	names                               map[string]string
	questions                           []*question            // sorted by ID
	position                            map[*bank.Question]int // in questions
	index                               *index.Questions
	sides                               map[bank.Asker]*side
	locales                             map[string]bitset.Set
	clusters                            []int // by question: the number of its group of near duplicates, from 1; 0 for none
	topics                              map[string]bank.Topic
	topicOrder                          map[string]int // as the vocabulary lists them
	roles                               map[string]*bank.Role
	careOf                              map[string]string        // by aspect or care: the care
	notFor                              map[tradePart]bitset.Set // by role and occupation: the role's questions that are not for it; none if it has none
	aboutCare                           map[string]bitset.Set    // by care: the questions about it or any of its aspects
	onTradeTerms                        bitset.Set               // the questions about a term of a trade
	spread                              []spreadGroups           // by question
	spreads                             int                      // how many groups there are
	termsStage                          string                   // the stage about pay and terms, "" if there is none
	tradeTerms                          *tradeTerms
	language                            *lang.Language
	programs                            map[programKey]*lang.Program // of the rules
	scratches                           sync.Pool                    // of *scratch
	hard, disclosing, onTerms, unscored bitset.Set
}

// side is the part of the bank that belongs to one asker.
type side struct {
	rules     []*rule
	meetings  *index.Meetings
	questions bitset.Set

	occupations bool // some questions are for some occupations only
}

type question struct {
	*bank.Question
	blank  *bank.Question // the same, with its slots in braces
	env    lang.Question
	hash   uint64 // of the ID, to break ties
	begins string // the first two words of the text
}

// New compiles the content of a release. Its questions and rules must be sorted by ID. If rules do not compile or their
// own cases fail, New returns an error with the code invalid_content that lists every fault with its position in the
// rule's text.
func New(id bank.ReleaseID, content *bank.Content) (*Engine, error) {
	return NewAfter(nil, id, content)
}

// NewAfter is New for the release that follows the one of another engine, which may be nil: it takes over what does not change,
// which saves most of the time if only rules are edited. The result is the same.
func NewAfter(before *Engine, id bank.ReleaseID, content *bank.Content) (*Engine, error) {
	e := withQuestions(before, id, content)
	rules, faults := e.compile(before, content.Rules)
	if len(faults) > 0 {
		return nil, &bank.Error{Code: bank.CodeInvalidContent, Message: "The rules are not valid.", Faults: faults}
	}
	for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		e.sides[asker] = e.newSide(asker, rules)
	}
	for i, q := range e.questions {
		if e.locales[q.Locale] == nil {
			e.locales[q.Locale] = bitset.New(len(e.questions))
		}
		e.locales[q.Locale].Add(i)
	}
	e.numberClusters()
	e.indexVocabulary()
	e.indexAbouts()
	e.indexSpread()
	e.indexOccupations()
	e.classify()
	e.findTerms()
	e.scratches.New = func() any { return e.newScratch() }
	return e, nil
}

// withQuestions returns an engine that has its questions but no rules yet.
func withQuestions(before *Engine, id bank.ReleaseID, content *bank.Content) *Engine {
	e := &Engine{
		release: id, content: content, names: content.Vocabulary.Names(), sides: map[bank.Asker]*side{},
		locales: map[string]bitset.Set{}, programs: map[programKey]*lang.Program{},
		position: make(map[*bank.Question]int, len(content.Questions)),
	}
	var envs []lang.Question
	for i := range content.Questions {
		if q := &content.Questions[i]; q.Status == bank.Ready {
			blank := q
			q = q.Filled(nil)
			env := lang.QuestionOf(&content.Vocabulary, q)
			envs = append(envs, env)
			e.position[q] = len(e.questions)
			e.questions = append(e.questions, &question{q, blank, env, hashOf(q.ID), beginning(q.Text)})
		}
	}
	e.index = index.NewQuestions(envs)
	e.language = languageOf(before, content)
	return e
}

// classify finds the questions of each kind that the choice treats differently.
func (e *Engine) classify() {
	e.hard, e.disclosing = bitset.New(len(e.questions)), bitset.New(len(e.questions))
	e.onTerms, e.unscored = bitset.New(len(e.questions)), bitset.New(len(e.questions))
	for i, q := range e.questions {
		if q.Negative || q.Asker == bank.Candidate && q.Depth == deepest {
			e.hard.Add(i)
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

// numberClusters gives each question the number of its group of near duplicates.
func (e *Engine) numberClusters() {
	e.clusters = make([]int, len(e.questions))
	for n, ids := range e.content.NearDuplicates {
		for _, id := range ids {
			if i, found := e.find(id); found {
				e.clusters[i] = n + 1
			}
		}
	}
}

// indexVocabulary looks up in advance what the choice needs from the vocabulary.
func (e *Engine) indexVocabulary() {
	e.topics, e.topicOrder = map[string]bank.Topic{}, map[string]int{}
	for i, t := range e.content.Vocabulary.Topics {
		e.topics[t.ID], e.topicOrder[t.ID] = t, i
	}
	for _, s := range e.content.Vocabulary.Stages {
		if s.Terms {
			e.termsStage = s.ID
		}
	}
}

func (e *Engine) newSide(asker bank.Asker, rules []*rule) *side {
	s := &side{questions: bitset.New(len(e.questions))}
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
			s.occupations = s.occupations || len(q.Occupations) > 0
		}
	}
	return s
}

// scratch is reusable memory for answering one profile at a time.
type scratch struct {
	applying             map[bank.Asker]bitset.Set
	eligible, separators bitset.Set
	core, aside          bitset.Set // the questions that test skills of the core of the work, and others
	points               []int
	pool                 *index.Pool
	items                []choose.Item // of a problem
	from, room, numbers  []int         // of a problem: the questions of items, their lists, and the numbers of groups
	solver               choose.Solver
	stop                 <-chan struct{} // closed when nobody waits for the set any more; may be nil
}

func (e *Engine) newScratch() *scratch {
	buf := &scratch{
		applying: map[bank.Asker]bitset.Set{}, eligible: bitset.New(len(e.questions)), separators: bitset.New(len(e.questions)),
		core: bitset.New(len(e.questions)), aside: bitset.New(len(e.questions)),
		points: make([]int, len(e.questions)), pool: e.index.NewPool(),
	}
	for asker, s := range e.sides {
		buf.applying[asker] = s.meetings.NewScratch()
	}
	return buf
}

// getScratch takes scratch memory out of the pool. The caller puts it back when it is done.
func (e *Engine) getScratch() *scratch {
	buf := e.scratches.Get().(*scratch) //nolint:errcheck,forcetypeassert // the pool holds nothing else
	buf.stop = nil
	return buf
}

// Select chooses the set for a profile. The same release and profile always give the same set, on every machine. If no
// question suits the profile, the set has no items and its Shortfall says what is missing. A profile with fixed questions has these.
func (e *Engine) Select(p bank.Profile) bank.Set { return e.selectUntil(nil, p) }

// SelectContext is Select for somebody who may leave: the error is that of ctx.
func (e *Engine) SelectContext(ctx context.Context, p bank.Profile) (bank.Set, error) {
	return e.selectUntil(ctx.Done(), p), ctx.Err()
}

// selectUntil chooses a set, which is not the best one if stop is closed before it is found.
func (e *Engine) selectUntil(stop <-chan struct{}, p bank.Profile) bank.Set {
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	buf.stop = stop
	m := e.match(p, nil, buf)
	if len(p.Fixed) > 0 {
		return e.newEdited(p, m)
	}
	return e.newSet(p, m, nil)
}

// newSet returns the set for a profile and its match. The other side has asked the questions in asked before.
func (e *Engine) newSet(p bank.Profile, m *match, asked []bank.Item) bank.Set {
	set := bank.Set{Release: e.release, Engine: Version, Profile: p, Understood: []bank.Understood{}, Unrecognised: []bank.Unrecognised{}}
	var result choose.Result
	set.Items, set.Minutes, result, set.Certificate = e.choose(m, asked, choose.MaxEffort)
	set.Shortfall = m.shortfalls(set.Items, result)
	if p.Asker == bank.Interviewer {
		set.KitID = KitID(e.release.Hash, Version, p)
	}
	return set
}

// choose picks the members of a set within an effort limit and puts them in order. The other side has asked the questions
// in asked before.
func (e *Engine) choose(m *match, asked []bank.Item, effort int) ([]bank.Item, int, choose.Result, bank.Certificate) {
	problem, goals, from := m.problem()
	problem.Effort = effort
	result := m.scratch.solver.Choose(problem)
	chosen, minutes := []bank.Item{}, 0
	for _, i := range result.Chosen {
		q := e.questions[from[i]]
		chosen = append(chosen, m.item(q))
		minutes += q.Minutes
	}
	certificate := bank.Certificate{Goals: outcomes(goals, &problem, result), Score: result.Score, UpperBound: result.Bound}
	ordered := m.arrange(chosen, asked)
	m.fill(ordered)
	return ordered, minutes, result, certificate
}

// Score returns the score of one question for a profile and the reasons for it. It returns false if the question is
// unknown or not eligible for the profile.
func (e *Engine) Score(p bank.Profile, id string) (int, []bank.Reason, bool) {
	i, found := e.find(id)
	if !found {
		return 0, nil, false
	}
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	m := e.match(p, nil, buf)
	if !buf.eligible.Has(i) {
		return 0, nil, false
	}
	item := m.item(e.questions[i])
	return item.Score, item.Reasons, true
}

// Eligible returns how many questions may be asked in the meeting of a profile, before time and quotas.
func (e *Engine) Eligible(p bank.Profile) int {
	buf := e.getScratch()
	defer e.scratches.Put(buf)
	return e.match(p, nil, buf).scratch.eligible.Count()
}

// Name returns the name of a term by its kind and ID; "" if there is none.
func (e *Engine) Name(kind, id string) string { return e.names[kind+"/"+id] }

func (e *Engine) find(id string) (int, bool) {
	return slices.BinarySearchFunc(e.questions, id, func(q *question, id string) int { return cmp.Compare(q.ID, id) })
}
