package store_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/store"
)

// march returns a day of the month in which the tests are.
func march(day int) time.Time { return time.Date(2026, 3, day, 0, 0, 0, 0, time.UTC) }

// sent returns a phrase as it is added.
func sent(id string, on time.Time) bank.Phrase {
	return bank.Phrase{ID: id, Kind: bank.PhraseCare, Role: "nursing", Said: "words of " + id, LastOn: on}
}

func addPhrases(t *testing.T, s *store.Store, list ...bank.Phrase) {
	t.Helper()
	for _, p := range list {
		if err := s.AddPhrase(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
}

func wantPhrases(t *testing.T, what string, s *store.Store, want ...bank.Phrase) {
	t.Helper()
	got, err := s.Phrases(t.Context())
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%s: %v (-want +got):\n%s", what, err, diff)
	}
}

func testPhrases(t *testing.T, url string) {
	s := migrated(t, url)
	late := time.Date(2026, 3, 1, 23, 0, 0, 0, time.FixedZone("west", -3*3600)) // the second in UTC
	again := sent("a", march(5))
	again.Said = "Words of A"
	addPhrases(t, s, sent("b", late), sent("a", march(2)), again, sent("a", march(3)))
	a, b := sent("a", march(5)), sent("b", march(2))
	a.Count, a.FirstOn = 3, march(2)
	b.Count, b.FirstOn = 1, march(2)
	wantPhrases(t, "added", s, a, b)

	for _, dismissed := range []bool{true, true, false} {
		a.Dismissed = dismissed
		got, err := s.DismissPhrase(t.Context(), "a", dismissed)
		if diff := cmp.Diff(a, got); diff != "" || err != nil {
			t.Errorf("dismissed %t: %v (-want +got):\n%s", dismissed, err, diff)
		}
	}
	if _, err := s.DismissPhrase(t.Context(), "b", true); err != nil {
		t.Fatal(err)
	}
	b.Dismissed, b.Count = true, 2
	addPhrases(t, s, sent("b", march(2)))
	wantPhrases(t, "sent again after it was dismissed", s, a, b)
	if _, err := s.DismissPhrase(t.Context(), "c", true); codeOf(err) != bank.CodeNotFound {
		t.Errorf("an unknown phrase: %v", err)
	}
}

func testPhrasesAtOnce(t *testing.T, url string) {
	s := migrated(t, url)
	var senders sync.WaitGroup
	const each = 20
	for _, id := range []string{"a", "b", "a", "b"} {
		senders.Go(func() {
			for range each {
				if err := s.AddPhrase(t.Context(), sent(id, march(1))); err != nil {
					t.Error(err)
				}
			}
		})
	}
	senders.Wait()
	a, b := sent("a", march(1)), sent("b", march(1))
	a.Count, a.FirstOn, b.Count, b.FirstOn = 2*each, march(1), 2*each, march(1)
	wantPhrases(t, "added by four at once", s, a, b)
}

func testMostPhrases(t *testing.T, url string) {
	s := migrated(t, url)
	many := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "+
		"INSERT INTO phrases (id, kind, role, said, times, first_on, last_on, dismissed) "+
		"SELECT 'many ' || i, 'role', '', 'x', 2, '2026-03-02', '2026-03-02', false FROM n", store.MaxPhrases-3)
	if _, err := s.Pool().ExecContext(t.Context(), many); err != nil {
		t.Fatal(err)
	}
	addPhrases(t, s, sent("often", march(1)), sent("often", march(1)), sent("once", march(1)), sent("today", march(2)))
	gone := func() map[string]bool {
		list, err := s.Phrases(t.Context())
		if err != nil || len(list) != store.MaxPhrases {
			t.Fatalf("%d phrases, %v", len(list), err)
		}
		lost := map[string]bool{"often": true, "once": true, "today": true, "new": true, "newer": true, "old": true}
		for _, p := range list {
			delete(lost, p.ID)
		}
		return lost
	}
	for _, step := range []struct {
		add  bank.Phrase
		lost []string
	}{
		{sent("today", march(2)), []string{"new", "newer", "old"}}, // nothing is too much yet
		{sent("new", march(3)), []string{"once", "newer", "old"}},
		{sent("newer", march(3)), []string{"once", "often", "old"}},
		{sent("old", march(1)), []string{"once", "often"}}, // it was sent just now, whatever its day
	} {
		addPhrases(t, s, step.add)
		want := map[string]bool{}
		for _, id := range step.lost {
			want[id] = true
		}
		if diff := cmp.Diff(want, gone()); diff != "" {
			t.Errorf("after %s, gone are (-want +got):\n%s", step.add.ID, diff)
		}
	}
}

// TestRestoreOfPhrases: they are in a backup, and come back.
func TestRestoreOfPhrases(t *testing.T) {
	t.Parallel()
	s := newSQLite(t)
	addPhrases(t, s, sent("a", march(1)))
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	addPhrases(t, s, sent("a", march(2)), sent("b", march(2)))
	if _, err := s.Restore(t.Context(), file, bank.ReleaseID{}, bank.AuditEntry{At: noon, Author: "Zoë", Action: bank.ActionRestore}); err != nil {
		t.Fatal(err)
	}
	a := sent("a", march(1))
	a.Count, a.FirstOn = 1, march(1)
	wantPhrases(t, "restored", s, a)
}
