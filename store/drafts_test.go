package store_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/store"
)

// noon is the time of everything in these tests, with a microsecond.
var noon = time.Date(2026, 11, 5, 12, 0, 0, 1000, time.UTC)

// draft returns a draft with every field set.
func draft(id string, version int) bank.DraftPart {
	return bank.DraftPart{
		Part:    bank.Part{Kind: bank.KindRule, ID: id, Body: []byte(`{"id":"` + id + `","n":"’ \u0000 日本 <b>"}`)},
		Version: version, Position: 7, Retired: true, Shipped: []byte(`{}`), Offered: []byte(bank.Withdrawn), EditedAt: noon, EditedBy: "Zoë",
	}
}

func entry(id string, version int) bank.AuditEntry {
	return bank.AuditEntry{
		At: noon, Author: "Zoë", Action: bank.ActionReplace, Kind: bank.KindRule, ID: id, Version: version,
		Changes: []bank.FieldChange{{Pointer: "/when", From: []byte(`"a"`), To: []byte(`"b"`)}, {Pointer: "/x", To: []byte(`1`)}},
	}
}

func commit(t *testing.T, s *store.Store, c bank.Commit) {
	t.Helper()
	if err := s.Commit(t.Context(), c); err != nil {
		t.Fatal(err)
	}
}

// checkDrafts compares all drafts and the revision.
func checkDrafts(t *testing.T, s *store.Store, revision int, want ...bank.DraftPart) {
	t.Helper()
	got, at, err := s.Drafts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(append([]bank.DraftPart{}, want...), got); diff != "" || at != revision {
		t.Errorf("revision %d, want %d; drafts (-want +got):\n%s", at, revision, diff)
	}
}

func testCommit(t *testing.T, url string) {
	s := migrated(t, url)
	checkDrafts(t, s, 0)
	own := draft("own", 1)
	own.Retired, own.Shipped, own.Offered = false, nil, nil
	commit(t, s, bank.Commit{Drafts: []bank.DraftPart{draft("b", 1), own}, Entries: []bank.AuditEntry{entry("b", 1), entry("own", 1)}})
	checkDrafts(t, s, 2, draft("b", 1), own)
	release := sample(1)
	commit(t, s, bank.Commit{After: 2, Drafts: []bank.DraftPart{draft("b", 2)}, Entries: []bank.AuditEntry{entry("b", 2)}, Release: &release})
	checkDrafts(t, s, 3, draft("b", 2), own)
	got, err := s.Current(t.Context())
	checkRelease(t, "current", release, got, err)
	want := []bank.AuditEntry{entry("b", 2), entry("own", 1), entry("b", 1)}
	for i := range want {
		want[i].Number = 3 - i
	}
	audit, err := s.Audit(t.Context(), 0, 10)
	if diff := cmp.Diff(want, audit); diff != "" || err != nil {
		t.Errorf("%v; audit (-want +got):\n%s", err, diff)
	}
}

func testCommitIsStale(t *testing.T, url string) {
	s := migrated(t, url)
	commit(t, s, bank.Commit{Drafts: []bank.DraftPart{draft("b", 1)}, Entries: []bank.AuditEntry{entry("b", 1)}})
	for _, after := range []int{0, 2, -1} {
		err := s.Commit(t.Context(), bank.Commit{After: after, Drafts: []bank.DraftPart{draft("b", 2)}, Entries: []bank.AuditEntry{entry("b", 2)}})
		if codeOf(err) != bank.CodeStale {
			t.Errorf("after %d: got %v, want code stale", after, err)
		}
	}
	if err := s.Commit(t.Context(), bank.Commit{After: 1, Drafts: []bank.DraftPart{draft("b", 2)}}); err == nil || codeOf(err) != "" {
		t.Errorf("without an entry: got %v", err)
	}
	checkDrafts(t, s, 1, draft("b", 1))
}

// testCommitAllOrNothing lets the last part of a commit fail.
func testCommitAllOrNothing(t *testing.T, url string) {
	s := migrated(t, url)
	appended(t, s, sample(1))
	taken := sample(1)
	err := s.Commit(t.Context(), bank.Commit{Drafts: []bank.DraftPart{draft("b", 1)}, Entries: []bank.AuditEntry{entry("b", 1)}, Release: &taken})
	if codeOf(err) != bank.CodeConflict {
		t.Errorf("got %v, want code conflict", err)
	}
	checkDrafts(t, s, 0)
	if audit, err := s.Audit(t.Context(), 0, 1); len(audit) > 0 || err != nil {
		t.Errorf("audit: got %v, %v, want none", audit, err)
	}
}

// testCommitsAtOnce lets several writers compete for each revision.
func testCommitsAtOnce(t *testing.T, url string) {
	const writers, each = 4, 5
	s := migrated(t, url)
	var wg sync.WaitGroup
	for i := range writers {
		wg.Go(func() {
			for n := 1; n <= each; {
				_, revision, err := s.Drafts(t.Context())
				if err == nil {
					id := fmt.Sprint("w", i)
					err = s.Commit(t.Context(), bank.Commit{After: revision, Drafts: []bank.DraftPart{draft(id, n)}, Entries: []bank.AuditEntry{entry(id, n)}})
				}
				switch {
				case err == nil:
					n++
				case codeOf(err) != bank.CodeStale:
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	checkDrafts(t, s, writers*each, draft("w0", each), draft("w1", each), draft("w2", each), draft("w3", each))
}

func testCommitInvalidText(t *testing.T, url string) {
	s := migrated(t, url)
	for _, author := range []string{"a\x00b", "a\xffb"} {
		d, e, r := draft("b", 1), entry("b", 1), sample(1)
		d.EditedBy, e.Author, r.Author = author, author, author
		for _, c := range []bank.Commit{
			{Drafts: []bank.DraftPart{d}, Entries: []bank.AuditEntry{entry("b", 1)}},
			{Entries: []bank.AuditEntry{e}},
			{Entries: []bank.AuditEntry{entry("b", 1)}, Release: &r},
		} {
			if err := s.Commit(t.Context(), c); codeOf(err) != bank.CodeInvalidRequest {
				t.Errorf("%q: got %v, want code invalid_request", author, err)
			}
		}
	}
	checkDrafts(t, s, 0)
}

func testAuditInPages(t *testing.T, url string) {
	s := migrated(t, url)
	const total = 1203 // more than two batches
	commit(t, s, bank.Commit{Entries: make([]bank.AuditEntry, total)})
	seen, before := 0, 0
	for {
		page, err := s.Audit(t.Context(), before, 500)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for i, e := range page {
			if want := total - seen - i; e.Number != want {
				t.Fatalf("entry %d, want %d", e.Number, want)
			}
		}
		seen, before = seen+len(page), page[len(page)-1].Number
	}
	if seen != total {
		t.Errorf("%d entries, want %d", seen, total)
	}
}
