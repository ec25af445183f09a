package drafts_test

import (
	"testing"
	"time"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/drafts"
)

// TestTend: drafts that nobody uses for a quarter of an hour are forgotten, and read again when somebody uses them.
func TestTend(t *testing.T) {
	m := &testbank.Memory{}
	testbank.Started(t, m, testbank.Small())
	now := testbank.Noon()
	s := drafts.New(m, func() time.Time { return now })
	id := bank.PartID{Kind: bank.KindQuestion, ID: "pager"}
	use := func() {
		t.Helper()
		sameState(t, "drafts", s, drafts.New(m, testbank.Noon), id)
		if _, _, err := s.Find(t.Context(), drafts.Query{Kind: bank.KindQuestion, Words: new("pager"), HasFaults: new(false)}); err != nil {
			t.Fatal(err)
		}
	}
	if s.Tend() {
		t.Error("forgot what was never read")
	}
	for _, step := range []struct {
		wait   time.Duration
		forget bool
	}{{0, false}, {14 * time.Minute, false}, {14 * time.Minute, false}, {15 * time.Minute, true}, {time.Minute, false}} {
		use()
		now = now.Add(step.wait)
		whole := m.WholeReads
		if got := s.Tend(); got != step.forget {
			t.Fatalf("after %v: forgotten %t, want %t", step.wait, got, step.forget)
		}
		if s.Tend() {
			t.Error("forgot twice")
		}
		if _, err := s.Get(t.Context(), id.Kind, id.ID); err != nil || (m.WholeReads > whole) != step.forget {
			t.Errorf("after %v: %v; all drafts were read %d times more", step.wait, err, m.WholeReads-whole)
		}
	}
}
