package store_test

import (
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/account"
	"twoway/bank"
	"twoway/store"
)

func person(id string) account.Person {
	return account.Person{
		ID: id, Email: id + "@example.org", Name: "Zoë", Role: account.Owner, Password: "hash", Epoch: 1, CreatedAt: noon,
	}
}

func aboutPerson(p account.Person, action account.Action) account.Entry {
	return account.Entry{At: noon, Author: "Zoë", Action: action, Kind: account.AboutPerson, ID: p.ID, Name: p.Email}
}

func testAccounts(t *testing.T, url string) {
	s := migrated(t, url)
	if exists, err := s.HasAccounts(t.Context()); exists || err != nil {
		t.Errorf("an empty database has accounts: %t, %v", exists, err)
	}
	first, second := person("a"), person("b")
	second.Role, second.Password, second.Subject, second.Disabled = account.Viewer, "", "https://issuer.example 7", true
	k := account.Key{ID: "k", Name: "Ward", Role: account.Editor, Hash: "1", CreatedAt: noon, CreatedBy: "Zoë", ExpiresAt: noon.Add(time.Hour)}
	invited := aboutPerson(first, account.ActionInvite)
	invited.Changes = []bank.FieldChange{{Pointer: "/role", To: []byte(`"owner"`)}}
	link := account.Link{Hash: "l", Purpose: account.PurposeInvitation, PersonID: "a", ExpiresAt: noon.Add(time.Hour)}
	for after, c := range []account.Commit{
		{People: []account.Person{first, second}, Link: &link, Entry: invited},
		{Keys: []account.Key{k}, Entry: account.Entry{At: noon, Action: account.ActionCreate, Kind: account.AboutKey, ID: "k", Name: "Ward"}},
	} {
		c.After = after
		if err := s.CommitAccounts(t.Context(), c); err != nil {
			t.Fatal(err)
		}
	}
	if exists, err := s.HasAccounts(t.Context()); !exists || err != nil {
		t.Errorf("there are accounts: %t, %v", exists, err)
	}
	people, revision, err := s.People(t.Context())
	if diff := cmp.Diff([]account.Person{first, second}, people); diff != "" || revision != 2 || err != nil {
		t.Errorf("revision %d, %v, people (-want +got):\n%s", revision, err, diff)
	}
	if err := s.Seen(t.Context(), account.Activity{Keys: map[string]time.Time{"k": noon.Add(time.Minute), "unknown": noon}}); err != nil {
		t.Error(err)
	}
	k.Hash, k.PreviousHash, k.PreviousUntil = "2", "1", noon.Add(time.Minute)
	rotated := account.Commit{After: 2, Keys: []account.Key{k}, Unlink: []string{"a"}, Entry: account.Entry{At: noon, Action: account.ActionRotate}}
	if err := s.CommitAccounts(t.Context(), rotated); err != nil {
		t.Fatal(err)
	}
	k.LastUsedAt = noon.Add(time.Minute)
	keys, _, err := s.Keys(t.Context())
	if diff := cmp.Diff([]account.Key{k}, keys); diff != "" || err != nil {
		t.Errorf("%v, keys (-want +got):\n%s", err, diff)
	}
	one, err := s.Key(t.Context(), "k")
	if diff := cmp.Diff(k, one); diff != "" || err != nil {
		t.Errorf("%v, the key (-want +got):\n%s", err, diff)
	}
	if _, err := s.Link(t.Context(), "l"); codeOf(err) != bank.CodeNotFound {
		t.Errorf("the removed link: %v", err)
	}
	entries, err := s.AccountAudit(t.Context(), 3, 2)
	invited.Number = 1
	if err != nil || len(entries) != 2 || entries[0].Number != 2 || !cmp.Equal(entries[1], invited) {
		t.Errorf("%v, audit %+v", err, entries)
	}
	if bankRevision, err := s.Revision(t.Context()); bankRevision != 0 || err != nil {
		t.Errorf("the revision of the bank is %d, %v", bankRevision, err)
	}
}

// testAccountsAllOrNothing: what fails in the middle leaves nothing behind.
func testAccountsAllOrNothing(t *testing.T, url string) {
	s := migrated(t, url)
	if err := s.CommitAccounts(t.Context(), account.Commit{People: []account.Person{person("a")}, Entry: aboutPerson(person("a"), account.ActionInvite)}); err != nil {
		t.Fatal(err)
	}
	taken, other := person("c"), person("b")
	taken.Email = "a@example.org"
	long := person("d")
	long.Name = "a\x00b"
	for name, tt := range map[string]struct {
		commit account.Commit
		want   bank.Code
	}{
		"address taken": {account.Commit{After: 1, People: []account.Person{other, taken}}, bank.CodeConflict},
		"stale":         {account.Commit{After: 0, People: []account.Person{other}}, bank.CodeStale},
		"no release":    {account.Commit{After: 1, People: []account.Person{other}, Requires: bank.ReleaseID{Number: 7, Hash: "x"}}, bank.CodeStorageFailed},
		"invalid text":  {account.Commit{After: 1, People: []account.Person{other, long}}, bank.CodeInvalidRequest},
	} {
		tt.commit.Entry = aboutPerson(other, account.ActionInvite)
		if err := s.CommitAccounts(t.Context(), tt.commit); codeOf(err) != tt.want {
			t.Errorf("%s: %v, want code %s", name, err, tt.want)
		}
	}
	people, revision, err := s.People(t.Context())
	entries, auditErr := s.AccountAudit(t.Context(), 0, 9)
	if len(people) != 1 || revision != 1 || len(entries) != 1 || errors.Join(err, auditErr) != nil {
		t.Errorf("%d people, revision %d, %d entries, %v", len(people), revision, len(entries), errors.Join(err, auditErr))
	}
}

// testAccountsAtOnce: of several commits on one revision, one is written.
func testAccountsAtOnce(t *testing.T, url string) {
	s := migrated(t, url)
	var wg sync.WaitGroup
	var written atomic.Int32
	for i := range 8 {
		wg.Go(func() {
			p := person(string(rune('a' + i)))
			err := s.CommitAccounts(t.Context(), account.Commit{People: []account.Person{p}, Entry: aboutPerson(p, account.ActionInvite)})
			if err == nil {
				written.Add(1)
			} else if codeOf(err) != bank.CodeStale {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if people, revision, err := s.People(t.Context()); written.Load() != 1 || len(people) != 1 || revision != 1 || err != nil {
		t.Errorf("%d written, %d people, revision %d, %v", written.Load(), len(people), revision, err)
	}
}

func testSessions(t *testing.T, url string) {
	s := migrated(t, url)
	p := person("a")
	if err := s.CommitAccounts(t.Context(), account.Commit{People: []account.Person{p}, Entry: aboutPerson(p, account.ActionInvite)}); err != nil {
		t.Fatal(err)
	}
	old := account.Session{Hash: "old", PersonID: "a", Epoch: 1, CreatedAt: noon.AddDate(0, 0, -3), SeenAt: noon}
	session := account.Session{Hash: "s", PersonID: "a", Epoch: 1, CreatedAt: noon, SeenAt: noon}
	for _, x := range []account.Session{old, session} {
		if err := s.AddSession(t.Context(), x); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := s.Session(t.Context(), "old"); codeOf(err) != bank.CodeNotFound {
		t.Errorf("an old session: %v", err)
	}
	for _, at := range []time.Time{noon.Add(time.Minute), noon} { // the earlier one, of another replica, comes too late
		if err := s.Seen(t.Context(), account.Activity{Sessions: map[string]time.Time{"s": at}}); err != nil {
			t.Fatal(err)
		}
	}
	session.SeenAt = noon.Add(time.Minute)
	got, whose, err := s.Session(t.Context(), "s")
	if diff := cmp.Diff(session, got) + cmp.Diff(p, whose); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for range 2 {
		if err := s.DropSession(t.Context(), "s"); err != nil {
			t.Error(err)
		}
	}
	if _, _, err := s.Session(t.Context(), "s"); codeOf(err) != bank.CodeNotFound {
		t.Errorf("a removed session: %v", err)
	}
}

// testMigrateThirdSchema migrates a database that knows nobody.
func testMigrateThirdSchema(t *testing.T, url string) {
	s := open(t, url)
	if err := s.MigrateTo(t.Context(), 3); err != nil {
		t.Fatal(err)
	}
	insertOld(t, s, sample(1))
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if people, revision, err := s.People(t.Context()); len(people) > 0 || revision != 0 || err != nil {
		t.Errorf("%d people, revision %d, %v", len(people), revision, err)
	}
	if _, err := s.Release(t.Context(), 1); err != nil {
		t.Error(err)
	}
}

// TestRestoreOfAccounts: people and keys come back; sessions and links do not, and what was read before is stale.
func TestRestoreOfAccounts(t *testing.T) {
	t.Parallel()
	s := newSQLite(t)
	p := person("a")
	link := account.Link{Hash: "l", Purpose: account.PurposeReset, PersonID: "a", ExpiresAt: noon.AddDate(1, 0, 0)}
	session := account.Session{Hash: "s", PersonID: "a", Epoch: 1, CreatedAt: noon, SeenAt: noon}
	first := account.Commit{People: []account.Person{p}, Link: &link, Session: &session, Entry: aboutPerson(p, account.ActionInvite)}
	if err := s.CommitAccounts(t.Context(), first); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.Session(t.Context(), "s"); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	p.Disabled = true
	disable := account.Commit{After: 1, People: []account.Person{p, person("b")}, Entry: aboutPerson(p, account.ActionChange)}
	if err := s.CommitAccounts(t.Context(), disable); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Restore(t.Context(), file, bank.ReleaseID{}, bank.AuditEntry{At: noon, Author: "Zoë", Action: bank.ActionRestore}); err != nil {
		t.Fatal(err)
	}
	people, revision, err := s.People(t.Context())
	if diff := cmp.Diff([]account.Person{person("a")}, people); diff != "" || revision != 3 || err != nil {
		t.Errorf("revision %d, %v, people (-want +got):\n%s", revision, err, diff)
	}
	_, linkErr := s.Link(t.Context(), "l")
	_, _, sessionErr := s.Session(t.Context(), "s")
	if codeOf(linkErr) != bank.CodeNotFound || codeOf(sessionErr) != bank.CodeNotFound {
		t.Errorf("the link: %v; the session: %v", linkErr, sessionErr)
	}
	audit, err := s.AccountAudit(t.Context(), 0, 1)
	want := []account.Entry{{Number: 3, At: noon, Author: "Zoë", Action: account.ActionRestore, Kind: account.AboutDatabase}}
	if diff := cmp.Diff(want, audit); diff != "" || err != nil {
		t.Errorf("%v, audit (-want +got):\n%s", err, diff)
	}
}

var _ account.Store = (*store.Store)(nil)
