package store_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"

	"twoway/bank"
	"twoway/store"
)

// TestPostgresFaults classifies error codes that a test server does not produce at will.
func TestPostgresFaults(t *testing.T) {
	for code, want := range map[string]struct {
		code bank.Code
		text string
	}{
		"53100": {bank.CodeStorageFailed, "disk is full"},
		"53200": {bank.CodeUnavailable, "does not answer"},
		"25006": {bank.CodeStorageFailed, "read-only"},
		"58030": {bank.CodeStorageFailed, "disk cannot be read or written"},
		"58P01": {bank.CodeStorageFailed, "disk cannot be read or written"},
		"XX001": {bank.CodeStorageFailed, "damaged"},
		"XX002": {bank.CodeStorageFailed, "damaged"},
		"42P01": {bank.CodeStorageFailed, "empty"},
		"XX000": {"", ""},
		"42703": {"", ""},
	} {
		err := store.Wrap(&pgconn.PgError{Code: code})
		if codeOf(err) != want.code || !strings.Contains(err.Error(), want.text) {
			t.Errorf("%s: got %v, want code %q and %q", code, err, want.code, want.text)
		}
	}
}

// TestFileFaults classifies errors of the operating system.
func TestFileFaults(t *testing.T) {
	for errno, want := range map[syscall.Errno]string{
		syscall.ENOSPC: "disk is full", syscall.EDQUOT: "disk is full", syscall.EROFS: "read-only", syscall.EACCES: "cannot be opened",
		syscall.ENOENT: "cannot be opened", syscall.EIO: "cannot be read or written",
	} {
		err := store.Wrap(&fs.PathError{Op: "open", Path: "twoway.db", Err: errno})
		if codeOf(err) != bank.CodeStorageFailed || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: got %v, want %q", errno, err, want)
		}
	}
	if err := store.Wrap(errors.New("no such table: x")); codeOf(err) != "" {
		t.Errorf("an error of another kind: got %v", err)
	}
}

// TestPostgresReadOnly writes to a PostgreSQL that is read-only, and to one that is not.
func TestPostgresReadOnly(t *testing.T) {
	url := server.Database(t)
	first := sample(1)
	commit(t, migrated(t, url), bank.Commit{Drafts: []bank.DraftPart{draft("b", 1)}, Entries: []bank.AuditEntry{entry("b", 1)}, Release: &first})
	s := open(t, url+"&options=-c%20default_transaction_read_only%3Don")
	err := s.Commit(t.Context(), bank.Commit{After: 1, Entries: []bank.AuditEntry{entry("b", 1)}})
	if codeOf(err) != bank.CodeStorageFailed || !strings.Contains(s.WriteFault(), "read-only") {
		t.Errorf("got %v and the fault %q", err, s.WriteFault())
	}
	if _, err := s.Current(t.Context()); err != nil {
		t.Error(err)
	}
}

// testContains looks for releases in a database without tables, and in one with a release.
func testContains(t *testing.T, url string) {
	s := open(t, url)
	if found, newest, err := s.Contains(t.Context(), sample(1).ID()); found || newest.Number != 0 || err != nil {
		t.Errorf("without tables: %t, %+v, %v", found, newest, err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	appended(t, s, sample(1))
	appended(t, s, sample(2))
	another := bank.ReleaseID{Number: 1, Hash: sample(1).Hash + "x"}
	for id, want := range map[bank.ReleaseID]bool{sample(1).ID(): true, sample(2).ID(): true, sample(3).ID(): false, another: false} {
		if found, newest, err := s.Contains(t.Context(), id); found != want || newest != sample(2).ID() || err != nil {
			t.Errorf("%+v: %t, %+v, %v; want %t", id, found, newest, err, want)
		}
	}
}

// testCommitRequires commits on condition of a release.
func testCommitRequires(t *testing.T, url string) {
	s := migrated(t, url)
	appended(t, s, sample(1))
	c := bank.Commit{Requires: sample(2).ID(), Drafts: []bank.DraftPart{draft("b", 1)}, Entries: []bank.AuditEntry{entry("b", 1)}}
	if err := s.Commit(t.Context(), c); codeOf(err) != bank.CodeStorageFailed || s.WriteFault() != "" {
		t.Errorf("without the release: got %v and the fault %q, want code storage_failed and no fault", err, s.WriteFault())
	}
	checkDrafts(t, s, 0)
	c.Requires = sample(1).ID()
	commit(t, s, c)
}

// testCheckSchema reads the version of the schema, which must not create anything.
func testCheckSchema(t *testing.T, url string) {
	s := open(t, url)
	for range 2 { // the first must not create tables
		if err := s.CheckSchema(t.Context()); codeOf(err) != bank.CodeStorageFailed {
			t.Errorf("without tables: got %v", err)
		}
	}
	if err := s.MigrateTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	if err := s.CheckSchema(t.Context()); err == nil || !strings.Contains(err.Error(), "twoway migrate") {
		t.Errorf("with the first schema: got %v", err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := s.CheckSchema(t.Context()); err != nil {
		t.Errorf("after migrating: got %v", err)
	}
}

// TestMissingFile does not create a file that must exist, or that was removed.
func TestMissingFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "twoway.db")
	s, err := store.New("sqlite:" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	s.MustExist()
	if err := s.Ping(t.Context()); codeOf(err) != bank.CodeStorageFailed {
		t.Errorf("got %v", err)
	}
	s.MayCreate()
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Newest(t.Context()); codeOf(err) != bank.CodeStorageFailed {
		t.Errorf("after the file was removed: got %v", err)
	}
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the file was created: %v", err)
	}
}

// TestRestoreSkipsRevisions: after the database was lost, edits that a running program bases on it must be stale.
func TestRestoreSkipsRevisions(t *testing.T) {
	s := newSQLite(t)
	first, second := sample(1), sample(2)
	commit(t, s, bank.Commit{Drafts: []bank.DraftPart{draft("b", 1)}, Entries: []bank.AuditEntry{entry("b", 1)}, Release: &first})
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	commit(t, s, bank.Commit{After: 1, Drafts: []bank.DraftPart{draft("b", 2)}, Entries: []bank.AuditEntry{entry("b", 2)}, Release: &second})
	known, err := s.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	fresh := newSQLite(t) // which has lost release 2
	if _, err := fresh.Restore(t.Context(), file, second.ID(), bank.AuditEntry{At: noon, Action: bank.ActionRestore}); err != nil {
		t.Fatal(err)
	}
	if revision, err := fresh.Revision(t.Context()); err != nil || revision <= known {
		t.Errorf("revision %d, %v; want more than %d", revision, err, known)
	}
}
