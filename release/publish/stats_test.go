package publish_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/release/publish"
)

// TestCountBank counts a bank that has one of everything, and some things that must not be counted.
func TestCountBank(t *testing.T) {
	v := bank.Vocabulary{
		Cares:       []bank.Care{{Term: bank.Term{ID: "pay"}, Aspects: []bank.Term{{ID: "bonus"}, {ID: "pension"}}}},
		Stages:      []bank.Stage{{Term: bank.Term{ID: "panel"}}, {Term: bank.Term{ID: "offer"}}},
		Seniorities: []bank.Seniority{{Term: bank.Term{ID: "entry"}, Level: 1}, {Term: bank.Term{ID: "senior"}, Level: 2}},
		Topics:      []bank.Topic{{Term: bank.Term{ID: "compensation"}, Asker: bank.Candidate}, {Term: bank.Term{ID: "planning"}, Asker: bank.Interviewer, Scored: true}},
	}
	c := &bank.Content{Vocabulary: v, Questions: []bank.Question{
		{ID: "a", Status: bank.Ready, Asker: bank.Candidate, Topic: "compensation", Cares: []string{"pay"}, Aspects: []string{"bonus"}, Stages: []string{"offer"}, PairsWith: []string{"d", "gone"}},
		{ID: "b", Status: bank.Ready, Asker: bank.Candidate, Topic: "compensation", Cares: []string{"pay"}, Aspects: []string{"bonus"}, Roles: []string{"sales"}, Seniority: bank.SeniorityRange{From: "entry", To: "entry"}},
		{ID: "c", Status: bank.Draft, Asker: bank.Candidate, Topic: "compensation", Cares: []string{"pay"}, Aspects: []string{"bonus"}},
		{ID: "d", Status: bank.Ready, Asker: bank.Interviewer, Topic: "planning", Format: bank.Knowledge, PairsWith: []string{"a"}, Waivers: []bank.Waiver{{Rule: "read.long"}}},
	}, Rules: []bank.Rule{
		{ID: "r", Status: bank.Ready, Asker: bank.Candidate, Effect: bank.Effect{Kind: bank.Boost}},
		{ID: "s", Status: bank.Retired, Asker: bank.Candidate, Effect: bank.Effect{Kind: bank.Boost}},
	}}
	want := publish.Stats{
		Sides: []publish.SideCount{
			{Asker: bank.Candidate, Questions: 2, AnyTrade: 1, Paired: 1, Rules: 1},
			{Asker: bank.Interviewer, Questions: 1, AnyTrade: 1, Paired: 1},
		},
		Topics: []publish.TopicCount{
			{Topic: v.Topics[0], Questions: 2, Formats: map[bank.Format]int{"": 2}},
			{Topic: v.Topics[1], Questions: 1, Formats: map[bank.Format]int{bank.Knowledge: 1}},
		},
		Cares:     []publish.CareCount{{Care: "pay", Stages: []int{0, 1}}},
		Aspects:   []publish.AspectCount{{Care: "pay", Aspect: "bonus", Questions: 1}, {Care: "pay", Aspect: "pension"}},
		Seniority: []publish.SeniorityCount{{Seniority: "entry", Questions: 3, Own: 1}, {Seniority: "senior", Questions: 2}},
		Pairs:     1,
		Rules:     []publish.EffectCount{{Asker: bank.Candidate, Kind: bank.Boost, Rules: 1}},
		Waivers:   1,
	}
	if diff := cmp.Diff(want, publish.CountBank(c)); diff != "" {
		t.Errorf("want(-) got(+):\n%s", diff)
	}
}
