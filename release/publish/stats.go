package publish

import (
	"cmp"
	"maps"
	"slices"

	"twoway/bank"
)

// Stats are the numbers of questions and rules of a bank. Only ready ones are counted. Lists by terms of the vocabulary are in
// the order of the vocabulary.
type Stats struct {
	Sides     []SideCount
	Topics    []TopicCount
	Cares     []CareCount
	Aspects   []AspectCount
	Seniority []SeniorityCount
	Pairs     int // links between a candidate's and an interviewer's question, each counted once
	Rules     []EffectCount
	Waivers   int // questions with a waiver
}

// SideCount has the numbers of questions of a side, of those that fit any trade, of those whose text is about one thing, of those
// with a counterpart, and of rules.
type SideCount struct {
	Asker                              bank.Asker
	Questions, AnyTrade, About, Paired int
	Rules                              int
}

// TopicCount has the numbers of questions on a topic, in total and by format; a candidate's questions have the format "".
type TopicCount struct {
	bank.Topic

	Questions int
	Formats   map[bank.Format]int
}

// CareCount has, for each stage of the vocabulary, the number of candidate's questions on a care that fit any trade.
type CareCount struct {
	Care   string
	Stages []int
}

// AspectCount has the number of candidate's questions on an aspect that fit any trade.
type AspectCount struct {
	Care, Aspect string
	Questions    int
}

// SeniorityCount has the number of questions that fit a seniority, and of those that fit no other.
type SeniorityCount struct {
	Seniority      string
	Questions, Own int
}

// EffectCount has the number of rules of a side with one kind of effect.
type EffectCount struct {
	Asker bank.Asker
	Kind  bank.EffectKind
	Rules int
}

// CountBank returns the statistics of a bank.
func CountBank(c *bank.Content) Stats {
	questions := c.ReadyQuestions()
	rules := c.ReadyRules()
	var s Stats
	for _, asker := range []bank.Asker{bank.Candidate, bank.Interviewer} {
		s.Sides = append(s.Sides, countSide(asker, questions, rules))
	}
	for _, topic := range c.Vocabulary.Topics {
		s.Topics = append(s.Topics, countTopic(topic, questions))
	}
	for _, care := range c.Vocabulary.Cares {
		s.Cares = append(s.Cares, countCare(care.ID, c.Vocabulary.Stages, questions))
		for _, aspect := range care.Aspects {
			n := count(questions, func(q *bank.Question) bool { return forAnyCandidate(q) && slices.Contains(q.Aspects, aspect.ID) })
			s.Aspects = append(s.Aspects, AspectCount{Care: care.ID, Aspect: aspect.ID, Questions: n})
		}
	}
	for _, seniority := range c.Vocabulary.Seniorities {
		s.Seniority = append(s.Seniority, countSeniority(seniority.ID, &c.Vocabulary, questions))
	}
	s.Pairs = countPairs(questions)
	s.Rules = countEffects(rules)
	s.Waivers = count(questions, func(q *bank.Question) bool { return len(q.Waivers) > 0 })
	return s
}

func count[T any](list []*T, matches func(*T) bool) int {
	n := 0
	for _, item := range list {
		if matches(item) {
			n++
		}
	}
	return n
}

// forAnyCandidate reports whether a question is for candidates of any trade.
func forAnyCandidate(q *bank.Question) bool { return q.Asker == bank.Candidate && len(q.Roles) == 0 }

func countSide(asker bank.Asker, questions []*bank.Question, rules []*bank.Rule) SideCount {
	return SideCount{
		Asker:     asker,
		Questions: count(questions, func(q *bank.Question) bool { return q.Asker == asker }),
		AnyTrade:  count(questions, func(q *bank.Question) bool { return q.Asker == asker && len(q.Roles) == 0 }),
		About:     count(questions, func(q *bank.Question) bool { return q.Asker == asker && q.About != "" }),
		Paired:    count(questions, func(q *bank.Question) bool { return q.Asker == asker && len(q.PairsWith) > 0 }),
		Rules:     count(rules, func(r *bank.Rule) bool { return r.Asker == asker }),
	}
}

func countTopic(topic bank.Topic, questions []*bank.Question) TopicCount {
	t := TopicCount{Topic: topic, Formats: map[bank.Format]int{}}
	for _, q := range questions {
		if q.Topic == topic.ID {
			t.Questions++
			t.Formats[q.Format]++
		}
	}
	return t
}

func countCare(care string, stages []bank.Stage, questions []*bank.Question) CareCount {
	c := CareCount{Care: care}
	for _, stage := range stages {
		c.Stages = append(c.Stages, count(questions, func(q *bank.Question) bool {
			return forAnyCandidate(q) && slices.Contains(q.Cares, care) && (len(q.Stages) == 0 || slices.Contains(q.Stages, stage.ID))
		}))
	}
	return c
}

func countSeniority(id string, v *bank.Vocabulary, questions []*bank.Question) SeniorityCount {
	level := v.Level(id)
	c := SeniorityCount{Seniority: id}
	for _, q := range questions {
		if from, to := q.Seniority.Levels(v); from <= level && level <= to {
			c.Questions++
			if from == to {
				c.Own++
			}
		}
	}
	return c
}

func countPairs(questions []*bank.Question) int {
	known := map[string]bool{}
	for _, q := range questions {
		known[q.ID] = true
	}
	n := 0
	for _, q := range questions {
		if q.Asker != bank.Candidate {
			continue
		}
		for _, id := range q.PairsWith {
			if known[id] {
				n++
			}
		}
	}
	return n
}

// countEffects returns the counts sorted by side, then by the name of the kind.
func countEffects(rules []*bank.Rule) []EffectCount {
	counts := map[EffectCount]int{}
	for _, r := range rules {
		counts[EffectCount{Asker: r.Asker, Kind: r.Effect.Kind}]++
	}
	list := slices.Collect(maps.Keys(counts))
	slices.SortFunc(list, func(a, b EffectCount) int { return cmp.Or(cmp.Compare(a.Asker, b.Asker), cmp.Compare(a.Kind, b.Kind)) })
	for i, c := range list {
		list[i].Rules = counts[c]
	}
	return list
}
