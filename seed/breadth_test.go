package seed_test

import (
	"fmt"
	"slices"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/publish"
)

// TestBreadth counts the questions and rules of the shipped bank.
func TestBreadth(t *testing.T) { wantNone(t, tooFew(shipped(t))) }

// tally is the number of things of one kind.
type tally struct {
	what string
	n    int
}

// minimums are the least numbers of each kind.
var minimums = []struct {
	least int
	of    func(c *bank.Content, s publish.Stats) []tally
}{
	{260, anyTrade(bank.Candidate)},
	{140, anyTrade(bank.Interviewer)},
	{85, shareAbout},
	{2, careAtStage}, // a recruiter at the first call knows little of the craft, a panel settles no pay, those at the top no hours
	{3, onAspect},
	{10, ownOfSeniority},
	{20, onTopic("shaping_the_role")},
	{12, onTopic("deciding")},
	{40, onTopic("offering")},
	{5, onCompetency},
	{2, formatsOfCompetency},
	{120, func(_ *bank.Content, s publish.Stats) []tally { return []tally{{"pairs", s.Pairs}} }},
	{140, allRules},
}

// tooFew lists the kinds of which there are too few, and waivers if there are too many.
func tooFew(c *bank.Content) []string {
	var misses []string
	stats := publish.CountBank(c)
	for _, minimum := range minimums {
		for _, tally := range minimum.of(c, stats) {
			if tally.n < minimum.least {
				misses = append(misses, fmt.Sprintf("%s: %d, want at least %d", tally.what, tally.n, minimum.least))
			}
		}
	}
	if all := len(readyQuestions(c)); 100*stats.Waivers > all {
		misses = append(misses, fmt.Sprintf("questions with a waiver: %d of %d, want at most one in a hundred", stats.Waivers, all))
	}
	return misses
}

func anyTrade(asker bank.Asker) func(*bank.Content, publish.Stats) []tally {
	return func(_ *bank.Content, s publish.Stats) []tally {
		i := slices.IndexFunc(s.Sides, func(side publish.SideCount) bool { return side.Asker == asker })
		return []tally{{string(asker) + " questions for any trade", s.Sides[i].AnyTrade}}
	}
}

// shareAbout returns the percentage of the candidates' questions whose text is about one thing.
func shareAbout(_ *bank.Content, s publish.Stats) []tally {
	i := slices.IndexFunc(s.Sides, func(side publish.SideCount) bool { return side.Asker == bank.Candidate })
	return []tally{{"percent of the candidates' questions with about", 100 * s.Sides[i].About / s.Sides[i].Questions}}
}

func careAtStage(c *bank.Content, s publish.Stats) []tally {
	var list []tally
	for _, care := range s.Cares {
		for i, stage := range c.Vocabulary.Stages {
			list = append(list, tally{"questions on the care " + care.Care + " at the stage " + stage.ID, care.Stages[i]})
		}
	}
	return list
}

func onAspect(c *bank.Content, s publish.Stats) []tally {
	var list []tally
	for _, aspect := range s.Aspects {
		n := 0
		for _, q := range readyQuestions(c) {
			if q.Asker == bank.Candidate && slices.Contains(q.Aspects, aspect.Aspect) {
				n++
			}
		}
		list = append(list, tally{"questions on the aspect " + aspect.Aspect, n})
	}
	return list
}

func ownOfSeniority(_ *bank.Content, s publish.Stats) []tally {
	var list []tally
	for _, seniority := range s.Seniority {
		list = append(list, tally{"questions for the seniority " + seniority.Seniority + " alone", seniority.Own})
	}
	return list
}

func onTopic(id string) func(*bank.Content, publish.Stats) []tally {
	return func(_ *bank.Content, s publish.Stats) []tally {
		n := 0
		for _, topic := range s.Topics {
			if topic.ID == id {
				n = topic.Questions
			}
		}
		return []tally{{"questions on the topic " + id, n}}
	}
}

func onCompetency(_ *bank.Content, s publish.Stats) []tally {
	var list []tally
	for _, topic := range s.Topics {
		if topic.Scored {
			list = append(list, tally{"questions on the competency " + topic.ID, topic.Questions})
		}
	}
	return list
}

func formatsOfCompetency(_ *bank.Content, s publish.Stats) []tally {
	var list []tally
	for _, topic := range s.Topics {
		if topic.Scored {
			list = append(list, tally{"formats of questions on the competency " + topic.ID, len(topic.Formats)})
		}
	}
	return list
}

func allRules(_ *bank.Content, s publish.Stats) []tally {
	n := 0
	for _, side := range s.Sides {
		n += side.Rules
	}
	return []tally{{"rules", n}}
}

func TestTooFew(t *testing.T) {
	waived := testbank.With(func(c *bank.Content) { testbank.QuestionOf(c, "pager").Waivers = []bank.Waiver{{Rule: "read.long"}} })
	for _, want := range []string{
		"candidate questions for any trade: 3, want at least 260", "percent of the candidates' questions with about: 66, want at least 85", "questions on the care balance at the stage offer: 1, want at least 2",
		"questions on the aspect on_call: 1, want at least 3", "questions on the competency problem_solving: 1, want at least 5",
		"formats of questions on the competency problem_solving: 1, want at least 2", "questions for the seniority senior alone: 1, want at least 10",
		"questions on the topic offering: 0, want at least 40", "pairs: 0, want at least 120", "rules: 2, want at least 140",
		"questions with a waiver: 1 of 4, want at most one in a hundred",
	} {
		if misses := tooFew(&waived); !slices.Contains(misses, want) {
			t.Errorf("misses are %q, want %q among them", misses, want)
		}
	}
}
