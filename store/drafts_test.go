package store_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/store"
)

// noon is when everything in these tests is done.
var noon = time.Date(2026, 11, 5, 12, 0, 0, 1000, time.UTC)

// draft is one with every field set.
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

// checkDrafts compares all drafts, and the revision.
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

// testCommitAllOrNothing has the last part of a commit fail.
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
		t.Errorf("the audit has %v, %v", audit, err)
	}
}

// testCommitsAtOnce has several writers build upon the same revision, again and again.
func testCommitsAtOnce(t *testing.T, url string) {
	const writers, each = 4, 5
	s := migrated(t, url)
	var all sync.WaitGroup
	for i := range writers {
		all.Go(func() {
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
	all.Wait()
	checkDrafts(t, s, writers*each, draft("w0", each), draft("w1", each), draft("w2", each), draft("w3", each))
}

func testCommitNotText(t *testing.T, url string) {
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
	const most = 1203 // more than a batch
	commit(t, s, bank.Commit{Entries: make([]bank.AuditEntry, most)})
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
			if want := most - seen - i; e.Number != want {
				t.Fatalf("entry %d, want %d", e.Number, want)
			}
		}
		seen, before = seen+len(page), page[len(page)-1].Number
	}
	if seen != most {
		t.Errorf("%d entries, want %d", seen, most)
	}
}

func testReleases(t *testing.T, url string) {
	s := migrated(t, url)
	appended(t, s, sample(1), sample(3))
	want := []bank.Release{sample(3), sample(1)}
	for i := range want {
		want[i].Content = bank.Content{}
	}
	got, err := s.Releases(t.Context())
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("%v; releases (-want +got):\n%s", err, diff)
	}
}

func testReplicas(t *testing.T, url string) {
	s := migrated(t, url)
	old := bank.Replica{Name: "a", Release: bank.ReleaseID{Number: 1, Hash: "x"}, Problem: "p", Failures: 2, SeenAt: noon}
	recent := bank.Replica{Name: "b", Release: bank.ReleaseID{Number: 2, Hash: "y"}, SeenAt: noon.Add(time.Hour)}
	for _, r := range []bank.Replica{recent, old, {Name: "b"}, recent} {
		if r.SeenAt.IsZero() {
			r.SeenAt = noon
		}
		if err := s.Report(t.Context(), r); err != nil {
			t.Fatal(err)
		}
	}
	got, err := s.Replicas(t.Context())
	if diff := cmp.Diff([]bank.Replica{old, recent}, got); diff != "" || err != nil {
		t.Errorf("%v; replicas (-want +got):\n%s", err, diff)
	}
	recent.SeenAt = noon.Add(24*time.Hour + time.Minute)
	if err := s.Report(t.Context(), recent); err != nil {
		t.Fatal(err)
	}
	got, err = s.Replicas(t.Context())
	if diff := cmp.Diff([]bank.Replica{recent}, got); diff != "" || err != nil {
		t.Errorf("%v; a day later (-want +got):\n%s", err, diff)
	}
}

// testSecret has several ask for a secret that nobody has made yet.
func testSecret(t *testing.T, url string) {
	s := migrated(t, url)
	const askers = 6
	var (
		secrets [askers][]byte
		errs    [askers]error
		all     sync.WaitGroup
	)
	for i := range askers {
		all.Go(func() { secrets[i], errs[i] = s.Secret(t.Context(), "token") })
	}
	all.Wait()
	if err := errors.Join(errs[:]...); err != nil {
		t.Fatal(err)
	}
	for _, secret := range secrets {
		if len(secret) != 32 || string(secret) != string(secrets[0]) {
			t.Errorf("secrets %x and %x", secrets[0], secret)
		}
	}
	if other, err := s.Secret(t.Context(), "other"); err != nil || string(other) == string(secrets[0]) {
		t.Errorf("another secret is %x, %v", other, err)
	}
}
