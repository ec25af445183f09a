package store_test

import (
	"fmt"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/store"
)

// kitOf returns a kit with an ID that is saved on a day.
func kitOf(id string, on time.Time) bank.SavedKit {
	return bank.SavedKit{
		ID: id, Release: bank.ReleaseID{Number: 3, Hash: "sha256:0a"}, Engine: 7, OpenedOn: on, Document: []byte{0x1f, 0x8b, 0, 0xff, '\'', '\n'},
		Questions: []bank.AskedQuestion{{ID: "on-call", Version: 2}, {ID: "staffing", Version: 1}},
	}
}

func saveKit(t *testing.T, s *store.Store, k bank.SavedKit) (kept bank.SavedKit, isNew bool) {
	t.Helper()
	kept, isNew, err := s.SaveKit(t.Context(), k)
	if err != nil {
		t.Fatal(err)
	}
	return kept, isNew
}

func wantKit(t *testing.T, what string, s *store.Store, want bank.SavedKit) {
	t.Helper()
	got, err := s.Kit(t.Context(), want.ID)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%s: %v (-want +got):\n%s", what, err, diff)
	}
}

func testKits(t *testing.T, url string) {
	s := migrated(t, url)
	first := kitOf("kit-a", march(2))
	if kept, isNew := saveKit(t, s, first); !isNew || !cmp.Equal(kept, first) {
		t.Errorf("saved: %t %+v", isNew, kept)
	}
	again := kitOf("kit-a", time.Date(2026, 3, 3, 23, 0, 0, 0, time.FixedZone("west", -3*3600))) // the fourth in UTC
	again.Document, again.Release.Number = []byte("other"), 9
	first.OpenedOn = march(4)
	if kept, isNew := saveKit(t, s, again); isNew || !cmp.Equal(kept, first) {
		t.Errorf("saved again: %t %+v", isNew, kept)
	}
	for _, on := range []time.Time{march(3), march(4)} { // never back
		if err := s.TouchKit(t.Context(), "kit-a", on); err != nil {
			t.Error(err)
		}
	}
	wantKit(t, "opened before", s, first)
	if err := s.TouchKit(t.Context(), "kit-a", march(9)); err != nil {
		t.Error(err)
	}
	first.OpenedOn = march(9)
	wantKit(t, "opened later", s, first)
	if _, err := s.Kit(t.Context(), "kit-b"); codeOf(err) != bank.CodeNotFound {
		t.Errorf("an unknown kit: %v", err)
	}
	if err := s.TouchKit(t.Context(), "kit-b", march(1)); err != nil {
		t.Errorf("opening an unknown kit: %v", err)
	}
}

// testKitsAtOnce: of many who save one kit at the same time, one has saved it, and all get that.
func testKitsAtOnce(t *testing.T, url string) {
	s := migrated(t, url)
	var savers sync.WaitGroup
	var news atomic.Int32
	var documents sync.Map
	for i := range 50 {
		savers.Go(func() {
			k := kitOf("kit-a", march(1))
			k.Document = fmt.Append(nil, i)
			kept, isNew, err := s.SaveKit(t.Context(), k)
			if err != nil {
				t.Error(err)
			}
			if isNew {
				news.Add(1)
			}
			documents.Store(string(kept.Document), true)
		})
	}
	savers.Wait()
	count := 0
	documents.Range(func(any, any) bool { count++; return true })
	if news.Load() != 1 || count != 1 {
		t.Errorf("it was new %d times, and %d documents are there", news.Load(), count)
	}
}

// testOldKits: what nobody has opened for a year goes when another kit is saved, a hundred at a time.
func testOldKits(t *testing.T, url string) {
	s := migrated(t, url)
	many := fmt.Sprintf("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) "+
		"INSERT INTO kits (id, release_number, release_hash, engine, questions, document, opened_on) "+
		"SELECT 'many ' || i, 1, '', 1, '[]', '', '2025-02-28' FROM n", store.MostRemovedKits+1)
	if _, err := s.Pool().ExecContext(t.Context(), many); err != nil {
		t.Fatal(err)
	}
	count := func() (n int) {
		if err := s.Pool().QueryRowContext(t.Context(), "SELECT count(*) FROM kits").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	saveKit(t, s, kitOf("just in time", time.Date(2025, 3, 1, 0, 0, 0, 0, time.UTC)))
	saveKit(t, s, kitOf("new", march(1)))
	if n := count(); n != 3 {
		t.Errorf("%d kits are left, want 3", n)
	}
	saveKit(t, s, kitOf("newer", march(1)))
	if n := count(); n != 3 {
		t.Errorf("%d kits are left, want the three that were saved", n)
	}
	saveKit(t, s, kitOf("newest", march(2)))
	if _, err := s.Kit(t.Context(), "just in time"); codeOf(err) != bank.CodeNotFound {
		t.Errorf("after 366 days: %v", err)
	}
}

// TestRestoreOfKits: they are in a backup, and come back.
func TestRestoreOfKits(t *testing.T) {
	t.Parallel()
	s := newSQLite(t)
	kept := kitOf("kit-a", march(1))
	saveKit(t, s, kept)
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	saveKit(t, s, kitOf("kit-a", march(2)))
	saveKit(t, s, kitOf("kit-b", march(2)))
	if _, err := s.Restore(t.Context(), file, bank.ReleaseID{}, bank.AuditEntry{At: noon, Author: "Zoë", Action: bank.ActionRestore}); err != nil {
		t.Fatal(err)
	}
	wantKit(t, "restored", s, kept)
	if _, err := s.Kit(t.Context(), "kit-b"); codeOf(err) != bank.CodeNotFound {
		t.Errorf("saved after the backup: %v", err)
	}
}
