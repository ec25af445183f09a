package bank_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/exchange"
	"twoway/seed"
)

// TestSharedWith shares a bank with one in which parts were added, changed and removed: the result must be equal, and what is the same must
// be there once.
func TestSharedWith(t *testing.T) {
	load := func() bank.Content {
		content, err := exchange.Load(seed.Shipped())
		if err != nil {
			t.Fatal(err)
		}
		return content
	}
	before, after := load(), load()
	if shared := after.SharedWith(&before); &shared.Questions[0] != &before.Questions[0] || &shared.Rules[0] != &before.Rules[0] {
		t.Error("equal banks have questions or rules of their own")
	}
	after.Questions = append([]bank.Question{}, after.Questions[1:]...)
	after.Questions[3].FollowUps = append([]string{"And then?"}, after.Questions[3].FollowUps...)
	after.Rules[len(after.Rules)-1].Name = "Another name"
	after.Vocabulary.Roles = after.Vocabulary.Roles[1:]
	shared := after.SharedWith(&before)
	if d := cmp.Diff(after, shared); d != "" {
		t.Errorf("sharing changes the bank (-own +shared):\n%s", d)
	}
	if &shared.Questions[5].Cares[0] != &before.Questions[6].Cares[0] {
		t.Error("a question that did not change has lists of its own")
	}
	if len(before.Questions) != len(after.Questions)+1 || len(before.Questions[4].FollowUps) == len(after.Questions[3].FollowUps) {
		t.Error("sharing wrote to what is shared")
	}
}
