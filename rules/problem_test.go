package rules_test

import (
	"slices"
	"strings"
	"testing"

	"twoway/bank"
)

// TestOneOfNearDuplicates turns two questions of a set into near duplicates.
func TestOneOfNearDuplicates(t *testing.T) {
	content := shipped()
	whole := engine(t, content)
	compared := 0
	for _, p := range bothSides(60) {
		items := whole.Select(p).Items
		if len(items) < 2 {
			continue
		}
		content.NearDuplicates = [][]string{{items[0].Question.ID, items[1].Question.ID}}
		slices.Sort(content.NearDuplicates[0])
		left := 0
		for _, it := range engine(t, content).Select(p).Items {
			if slices.Contains(content.NearDuplicates[0], it.Question.ID) {
				left++
			}
		}
		if compared++; left > 1 {
			t.Errorf("%+v: got both of %v", p, content.NearDuplicates[0])
		}
	}
	if compared < 60 {
		t.Errorf("compared only %d sets", compared)
	}
}

// TestLimitByTopic allows one question of each topic.
func TestLimitByTopic(t *testing.T) {
	content := shipped()
	content.Rules = append(slices.Clone(content.Rules), bank.Rule{
		ID: "zz-one-of-each", Status: bank.Ready, Asker: bank.Candidate, Effect: bank.Effect{Kind: bank.Limit, Count: 1, By: bank.ByTopic},
	})
	e, free := engine(t, content), engine(t, shipped())
	most := 0
	for _, p := range meetings(bank.Candidate, 150) {
		topics := map[string]int{}
		for _, it := range e.Select(p).Items {
			if topics[it.Question.Topic]++; topics[it.Question.Topic] > 1 {
				t.Errorf("%+v: got the topic %s twice", p, it.Question.Topic)
			}
		}
		topics = map[string]int{}
		for _, it := range free.Select(p).Items {
			topics[it.Question.Topic]++
			most = max(most, topics[it.Question.Topic])
		}
	}
	if most < 2 {
		t.Error("no topic is chosen twice without the limit, so the test shows nothing")
	}
}

// TestVariety checks that other seeds give other sets, whose scores differ from the best by at most the seed's points.
func TestVariety(t *testing.T) {
	content := shipped()
	e := engine(t, content)
	sets := map[string]bool{}
	p := bank.Profile{Asker: bank.Candidate, Role: "nursing", Stage: "hiring_manager", Minutes: 15, Count: 8, Locale: "en", Cares: []bank.Chosen{{Care: "safety"}}}
	best := e.Select(p).Certificate
	for p.Seed = 1; p.Seed <= 40; p.Seed++ {
		set := e.Select(p)
		var ids []string
		for _, it := range set.Items {
			ids = append(ids, it.Question.ID)
		}
		slices.Sort(ids)
		sets[strings.Join(ids, " ")] = true
		c := set.Certificate
		if c.Score < best.Score || c.Score > best.Score+content.Weights.Variety*len(set.Items) || c.Score > c.UpperBound {
			t.Errorf("seed %d: %+v; seed 0: %+v", p.Seed, c, best)
		}
	}
	if len(sets) < 5 {
		t.Errorf("got %d different sets from forty seeds, want at least 5", len(sets))
	}
}
