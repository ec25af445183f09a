package synth_test

import (
	"os"
	"testing"
	"time"

	"twoway/bank"
	"twoway/exchange"
	"twoway/internal/synth"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/seed"
)

// TestRoundTrip exports a synthetic bank, loads it and answers a request from it.
func TestRoundTrip(t *testing.T) {
	shipped, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	made := synth.Content(shipped.Vocabulary, shipped.Weights, 300, 120, 7)
	if err := made.Validate(); err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := exchange.Export(dir, exchange.YAML, made); err != nil {
		t.Fatal(err)
	}
	read, err := exchange.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	want, err := made.Hash()
	if err != nil {
		t.Fatal(err)
	}
	frozen, err := publish.Freeze(bank.Release{}, read, "", time.Time{})
	if err != nil || frozen.Hash != want {
		t.Fatalf("hash %s, want %s (%v)", frozen.Hash, want, err)
	}
	serving, err := serve.Compile(frozen, nil)
	if err != nil {
		t.Fatal(err)
	}
	set, err := serving.Answer(bank.Request{Asker: bank.Candidate, Role: "nursing", Stage: "panel", Cares: []string{"pay"}, Minutes: 20})
	if err != nil || len(set.Items) < 3 {
		t.Errorf("%d items, %v", len(set.Items), err)
	}
}

// TestDeterministic checks that the bank depends on the seed and on nothing else.
func TestDeterministic(t *testing.T) {
	shipped, err := exchange.Load(seed.Shipped())
	if err != nil {
		t.Fatal(err)
	}
	hash := func(s uint64) string {
		c := synth.Content(shipped.Vocabulary, shipped.Weights, 50, 50, s)
		h, err := c.Hash()
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	if first, again := hash(1), hash(1); first != again || first == hash(2) {
		t.Error("the bank does not depend on the seed alone")
	}
}
