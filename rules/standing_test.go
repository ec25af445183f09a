package rules_test

import (
	"slices"
	"testing"

	"twoway/bank"
)

// TestStanding compares what it says of every question with what the choice does.
func TestStanding(t *testing.T) {
	t.Parallel()
	content := shipped()
	e := engine(t, content)
	beaten, full := 0, 0
	for n, p := range bothSides(8) {
		set := e.Select(p)
		for i := n; i < len(content.Questions); i += 8 {
			id := content.Questions[i].ID
			if content.Questions[i].Status != bank.Ready {
				continue
			}
			s, found := e.Standing(set, id)
			if !found {
				t.Fatalf("%s is unknown", id)
			}
			score, _, eligible := e.Score(p, id)
			if suits := len(s.Unsuited)+len(s.Excluded) == 0; suits != eligible || eligible && s.Score != score {
				t.Fatalf("%s in %+v: %+v, but eligible %t with %d points", id, p, s, eligible, score)
			}
			at := 1 + slices.IndexFunc(set.Items, func(it bank.Item) bool { return it.Question.ID == id })
			if s.Place != at || at > 0 && (len(s.Full) > 0 || s.Twin != nil) {
				t.Fatalf("%s is at %d: %+v", id, at, s)
			}
			if eligible && at == 0 {
				beaten, full = beaten+1, full+len(s.Full)
			}
		}
	}
	if beaten == 0 || full == 0 {
		t.Errorf("%d others came first, %d limits are full", beaten, full)
	}
	if _, found := e.Standing(bank.Set{Profile: meetings(bank.Candidate, 1)[0]}, "no-such-question"); found {
		t.Error("a question that does not exist has a standing")
	}
}

// TestStandingTwin names the question of the set that is nearly the same.
func TestStandingTwin(t *testing.T) {
	t.Parallel()
	content := shipped()
	p := bank.Profile{Asker: bank.Candidate, Minutes: 15, Count: 8, Locale: "en"}
	chosen := engine(t, content).Select(p).Items[0].Question.ID
	other := content.Questions[0].ID
	content.NearDuplicates = [][]string{{other, chosen}}
	e := engine(t, content)
	set := e.Select(p)
	if s, _ := e.Standing(set, other); s.Twin == nil || s.Twin.ID != chosen {
		t.Errorf("the twin of %s is %+v", other, s.Twin)
	}
	if s, _ := e.Standing(set, chosen); s.Twin != nil || s.Place == 0 {
		t.Errorf("%s is at %d, twin %v", chosen, s.Place, s.Twin)
	}
}

// TestStops compares the conditions that keep a rule from picking a question with what the rule picks.
func TestStops(t *testing.T) {
	t.Parallel()
	content := shipped()
	e := engine(t, content)
	for _, p := range bothSides(5) {
		set := e.Select(p)
		x, err := e.Explain(set, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range content.Rules {
			picked, want := 0, 0
			for _, it := range set.Items {
				stops, found, err := e.Stops(set, r.ID, it.Question.ID)
				if err != nil || !found {
					t.Fatal(err)
				}
				if len(stops) == 0 {
					picked++
				}
			}
			for _, a := range x.Applied {
				if a.Rule.ID == r.ID {
					want = a.InSet
				}
			}
			if picked != want {
				t.Errorf("%s picks %d of the set, want %d", r.ID, picked, want)
			}
		}
	}
	set := e.Select(meetings(bank.Candidate, 1)[0])
	if _, _, err := e.Stops(set, "no-such-rule", content.Questions[0].ID); !bank.HasCode(err, bank.CodeInvalidRequest) {
		t.Errorf("an unknown rule: %v", err)
	}
	if _, found, err := e.Stops(set, content.Rules[0].ID, "no-such-question"); found || err != nil {
		t.Errorf("an unknown question: %t, %v", found, err)
	}
}
