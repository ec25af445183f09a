package rules_test

import (
	"slices"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/rules"
)

// meetingsOfCases returns profiles of the meetings in the first case of each rule, in which the rule applies.
func meetingsOfCases(content bank.Content) []bank.Profile {
	var list []bank.Profile
	for _, r := range content.Rules {
		m := r.Cases[0].Profile
		p := bank.Profile{
			Asker: r.Asker, Role: m.Role, Seniority: m.Seniority, Level: content.Vocabulary.Level(m.Seniority), Stage: m.Stage, AskedOf: m.AskedOf,
			Minutes: m.Minutes, Count: bank.MaxCount, Locale: "en",
		}
		if p.Minutes == 0 {
			p.Minutes = 60
		}
		for _, id := range m.Requirements {
			p.Requirements = append(p.Requirements, bank.Required{ID: id})
			if id == bank.OtherRequirement { // it may be named several times
				p.Requirements = append(p.Requirements, bank.Required{ID: id}, bank.Required{ID: id})
			}
		}
		for _, care := range content.Vocabulary.Cares {
			if !slices.Contains(m.Cares, care.ID) {
				continue
			}
			p.Cares = append(p.Cares, bank.Chosen{Care: care.ID})
			for _, aspect := range care.Aspects {
				if slices.Contains(m.Aspects, aspect.ID) {
					p.Cares[len(p.Cares)-1].Aspect = aspect.ID
				}
			}
		}
		list = append(list, p)
	}
	return list
}

// TestRemovingARuleLowersTheScoreByItsPoints removes each rule that a reason names, one at a time.
func TestRemovingARuleLowersTheScoreByItsPoints(t *testing.T) {
	content := shipped()
	whole := engine(t, content)
	withoutRule := map[string]*rules.Engine{}
	for _, r := range content.Rules {
		rest := content
		rest.Rules = slices.DeleteFunc(slices.Clone(content.Rules), func(o bank.Rule) bool { return o.ID == r.ID })
		withoutRule[r.ID] = engine(t, rest)
	}
	checked := map[string]bool{}
	for _, p := range append(bothSides(150), meetingsOfCases(content)...) {
		for _, it := range whole.Select(p).Items {
			for _, reason := range it.Reasons {
				if reason.Rule == "" {
					continue
				}
				checked[reason.Rule] = true
				score, _, ok := withoutRule[reason.Rule].Score(p, it.Question.ID)
				if !ok || score != it.Score-reason.Points {
					t.Fatalf("%+v: %s scores %d; without %s (%d points) it scores %d", p, it.Question.ID, it.Score, reason.Rule, reason.Points, score)
				}
			}
		}
	}
	for _, r := range content.Rules {
		takes := r.Effect.Points < 0 // the rule may keep out all that it picks
		if named := r.Effect.Kind != bank.Exclude && r.Effect.Kind != bank.Limit; named != checked[r.ID] && !takes {
			t.Errorf("rule %s (%s): named in a reason: %t, want %t", r.ID, r.Effect.Kind, checked[r.ID], named)
		}
	}
}

func TestScoreIsTheSumOfTheReasons(t *testing.T) {
	e := engine(t, shipped())
	for _, p := range bothSides(300) {
		for _, it := range e.Select(p).Items {
			sum := 0
			for _, r := range it.Reasons {
				sum += r.Points
			}
			if score, _, _ := e.Score(p, it.Question.ID); sum != it.Score || score != it.Score {
				t.Errorf("%+v: %s scores %d, alone %d, its reasons %d", p, it.Question.ID, it.Score, score, sum)
			}
		}
	}
}

func TestEveryItemSaysWhy(t *testing.T) {
	e := engine(t, shipped())
	ofTrade := map[string]bool{} // rules that apply to some trades
	for _, r := range shipped().Rules {
		ofTrade[r.ID] = strings.Contains(r.When, "profile.role")
	}
	for _, p := range bothSides(500) {
		if p.Stage == "" {
			continue
		}
		for _, it := range e.Select(p).Items {
			if !slices.ContainsFunc(it.Reasons, func(r bank.Reason) bool {
				return len(r.Cares)+len(r.Aspects) > 0 || r.Stage != "" || ofTrade[r.Rule] || r.Kind == bank.ByOrder
			}) {
				t.Errorf("%+v: no reason of %s names a care, an aspect, the stage or the trade: %+v", p, it.Question.ID, it.Reasons)
			}
			for _, r := range it.Reasons {
				if !strings.HasSuffix(r.Because, ".") {
					t.Errorf("%s: %q is not a sentence", it.Question.ID, r.Because)
				}
			}
		}
	}
}
