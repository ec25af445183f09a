package store_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"twoway/bank"
	"twoway/store"
)

func newSQLite(t *testing.T) *store.Store {
	t.Helper()
	return migrated(t, "sqlite:"+filepath.Join(t.TempDir(), "twoway.db"))
}

// TestBackupAndRestore backs up a database, changes it, and restores the backup while others read.
func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	s := newSQLite(t)
	first := sample(1)
	commit(t, s, bank.Commit{Drafts: []bank.DraftPart{draft("b", 1)}, Entries: []bank.AuditEntry{entry("b", 1)}, Release: &first})
	secret, err := s.Secret(t.Context(), "token")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	second := sample(2)
	commit(t, s, bank.Commit{After: 1, Drafts: []bank.DraftPart{draft("b", 2), draft("c", 1)}, Entries: []bank.AuditEntry{entry("b", 2), entry("c", 1)}, Release: &second})

	done := make(chan struct{})
	var readers sync.WaitGroup
	for range 3 {
		readers.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				if drafts, _, err := s.Drafts(t.Context()); err != nil || len(drafts) != 1 && len(drafts) != 2 {
					t.Errorf("%d drafts, %v", len(drafts), err)
				}
			}
		})
	}
	if _, err := s.Restore(t.Context(), file, bank.ReleaseID{}, bank.AuditEntry{At: noon, Author: "Zoë", Action: bank.ActionRestore}); err != nil {
		t.Error(err)
	}
	close(done)
	readers.Wait()
	checkDrafts(t, s, 4, draft("b", 1))
	got, err := s.Current(t.Context())
	checkRelease(t, "current", first, got, err)
	if same, err := s.Secret(t.Context(), "token"); err != nil || string(same) != string(secret) {
		t.Errorf("secret: got %x, %v, want %x", same, err, secret)
	}
	audit, err := s.Audit(t.Context(), 0, 1)
	want := []bank.AuditEntry{{Number: 4, At: noon, Author: "Zoë", Action: bank.ActionRestore}}
	if diff := cmp.Diff(want, audit); diff != "" || err != nil {
		t.Errorf("%v; audit (-want +got):\n%s", err, diff)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(file), ".*")); err != nil || len(left) > 0 {
		t.Errorf("temporary files left: %v %v", left, err)
	}
}

// TestRestoreRejectsBadFiles also checks that a failed restore leaves the database unchanged.
func TestRestoreRejectsBadFiles(t *testing.T) {
	t.Parallel()
	s := newSQLite(t)
	commit(t, s, bank.Commit{Drafts: []bank.DraftPart{draft("b", 1)}, Entries: []bank.AuditEntry{entry("b", 1)}})
	folder := t.TempDir()
	whole := filepath.Join(folder, "whole")
	if err := s.Backup(t.Context(), whole); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	other := open(t, "sqlite:"+filepath.Join(folder, "other"))
	if _, err := other.Pool().ExecContext(t.Context(), "CREATE TABLE x (y)"); err != nil {
		t.Fatal(err)
	}
	newer := filepath.Join(folder, "newer")
	if err := s.Backup(t.Context(), newer); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, "sqlite:"+newer).Pool().ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, true)"); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"cut": text[:len(text)/2], "text": []byte("hello"), "empty": {}} {
		if err := os.WriteFile(filepath.Join(folder, name), file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for name, want := range map[string]string{
		"missing": "no such file", "cut": "", "text": "not a database", "empty": "not a Twoway backup", "other": "not a Twoway backup",
		"newer": "newer than version",
	} {
		_, err := s.Restore(t.Context(), filepath.Join(folder, name), bank.ReleaseID{}, bank.AuditEntry{At: noon})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", name, err, want)
		}
	}
	checkDrafts(t, s, 1, draft("b", 1))
	if err := s.Backup(t.Context(), whole); err == nil || !strings.Contains(err.Error(), "already exists") {
		t.Errorf("backup over an existing file: got %v", err)
	}
}

func TestBackupIsForSQLiteOnly(t *testing.T) {
	t.Parallel()
	s := migrated(t, server.Database(t))
	file := filepath.Join(t.TempDir(), "backup.db")
	_, restoreErr := s.Restore(t.Context(), file, bank.ReleaseID{}, bank.AuditEntry{})
	for _, err := range []error{s.Backup(t.Context(), file), restoreErr} {
		if err == nil || !strings.Contains(err.Error(), "pg_dump") {
			t.Errorf("got %v", err)
		}
	}
}
