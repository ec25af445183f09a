package drafts_test

import (
	"runtime"
	"testing"
	"time"
	"weak"

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
		if _, err := s.ReadPhrases(t.Context(), []bank.Phrase{{ID: "1", Kind: bank.PhraseRole, Said: "wizard"}}, drafts.PhraseQuery{}); err != nil {
			t.Fatal(err)
		}
	}
	if got := s.Tend(t.Context()); got != drafts.TendedNothing {
		t.Errorf("did %v with what was never read", got)
	}
	for _, step := range []struct {
		wait   time.Duration
		forget bool
	}{{0, false}, {14 * time.Minute, false}, {14 * time.Minute, false}, {15 * time.Minute, true}, {time.Minute, false}} {
		use()
		state, err := s.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		held := weak.Make(state)
		now = now.Add(step.wait)
		whole := m.WholeReads
		if got := s.Tend(t.Context()) == drafts.TendedForgot; got != step.forget {
			t.Fatalf("after %v: forgotten %t, want %t", step.wait, got, step.forget)
		}
		if runtime.GC(); (held.Value() == nil) != step.forget {
			t.Errorf("after %v: gone from memory %t, want %t", step.wait, held.Value() == nil, step.forget)
		}
		if got := s.Tend(t.Context()); got != drafts.TendedNothing {
			t.Errorf("the second time: %v", got)
		}
		if _, err := s.Get(t.Context(), id.Kind, id.ID); err != nil || (m.WholeReads > whole) != step.forget {
			t.Errorf("after %v: %v; all drafts were read %d times more", step.wait, err, m.WholeReads-whole)
		}
	}
}

// TestVisit: while somebody looks at pages, each revision of the drafts is prepared once, and nothing is forgotten.
func TestVisit(t *testing.T) {
	m := &testbank.Memory{}
	here := testbank.Started(t, m, testbank.Small())
	now := testbank.Noon()
	s := drafts.New(m, func() time.Time { return now })
	want := func(what string, want drafts.Tended) {
		t.Helper()
		if got := s.Tend(t.Context()); got != want {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	s.Visit()
	s.Visit()
	<-s.Visited()
	want("the first visit", drafts.TendedPrepared)
	want("again", drafts.TendedNothing)
	here.Replace(t, bank.KindQuestion, "pager", "Calmly.", "Softly.")
	want("nobody has read the change", drafts.TendedNothing)
	if _, err := s.State(t.Context()); err != nil {
		t.Fatal(err)
	}
	want("after a change", drafts.TendedPrepared)
	now = now.Add(20 * time.Minute)
	s.Visit()
	want("a visit much later", drafts.TendedNothing)
	now = now.Add(20 * time.Minute)
	want("nobody any more", drafts.TendedForgot)
}
