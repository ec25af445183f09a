package seed_test

import (
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"twoway/bank"
	"twoway/exchange"
	"twoway/seed"
)

// load loads the shipped bank once. It must not be written to.
var load = sync.OnceValues(func() (bank.Content, error) { return exchange.Load(seed.Shipped()) })

func shipped(t *testing.T) *bank.Content {
	t.Helper()
	content, err := load()
	if err != nil {
		t.Fatal(err)
	}
	return &content
}

// wantNone reports each miss of a check of the shipped bank.
func wantNone(t *testing.T, misses []string) {
	t.Helper()
	for _, miss := range misses {
		t.Error(miss)
	}
}

// wantMisses compares the misses of a check of another bank.
func wantMisses(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s: misses (-want +got):\n%s", what, diff)
	}
}

func readyQuestions(c *bank.Content) []bank.Question {
	return slices.DeleteFunc(slices.Clone(c.Questions), func(q bank.Question) bool { return q.Status != bank.Ready })
}

func readyRules(c *bank.Content) []bank.Rule {
	return slices.DeleteFunc(slices.Clone(c.Rules), func(r bank.Rule) bool { return r.Status != bank.Ready })
}
