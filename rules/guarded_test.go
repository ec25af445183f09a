package rules_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/exchange"
	"twoway/rules"
	"twoway/seed"
)

// TestGuardOfTheShippedBank: the bank loses nothing to itself, which takes few boxes to prove; a rule for peers empties it; and these
// are its rules that do nothing, or require what some meetings lack.
func TestGuardOfTheShippedBank(t *testing.T) {
	content, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	content.Normalise()
	shipped, err := rules.New(bank.ReleaseID{}, &content)
	if err != nil {
		t.Fatal(err)
	}
	if losses := shipped.Lost(shipped, nil); len(losses.Lost) > 0 || losses.Unproven || losses.Boxes > 200 {
		t.Errorf("lost: %+v", losses)
	}
	next := content
	next.Rules = append(slices.Clip(next.Rules), bank.Rule{
		ID: "quiet-peers", Status: bank.Ready, Asker: bank.Candidate, When: `profile.asked_of == "peer"`, Effect: bank.Effect{Kind: bank.Exclude},
	})
	emptied, err := rules.New(bank.ReleaseID{}, &next)
	if err != nil {
		t.Fatal(err)
	}
	losses := emptied.Lost(shipped, nil)
	if len(losses.Lost) != 1 || losses.Lost[0].Example.AskedOf != "peer" || fmt.Sprint(losses.Lost[0].Rules) != "[quiet-peers]" {
		t.Errorf("lost to a rule: %+v", losses)
	}
	var got []string
	for _, r := range shipped.Remarks(nil) {
		got = append(got, fmt.Sprint(r.Kind, " ", r.Rule))
	}
	want := []string{
		"picks_nothing nobody-comes-back-to-be-rescued", "picks_nothing plain-questions-at-the-first-call",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("remarks (-want +got):\n%s", diff)
	}
}
