package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"twoway/account"
	"twoway/bank"
)

var errPostgres = errors.New("backup and restore work on the embedded database only; " +
	"for PostgreSQL use pg_dump and pg_restore (see docs/running.md)")

// Backup writes a snapshot of the database to a new file, and fails if the file exists. The database stays readable and
// writable meanwhile. The file is written completely or not at all. On PostgreSQL it returns an error.
func (s *Store) Backup(ctx context.Context, path string) (err error) {
	if s.dialect != dialectSQLite {
		return errPostgres
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%s already exists; choose another file", path)
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), ".backup-*")
	if err != nil {
		return fmt.Errorf("cannot back up the database: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	unfinished := filepath.Join(folder, "backup")
	if _, err := s.pool.ExecContext(ctx, "VACUUM INTO ?", unfinished); err != nil {
		return wrap("back up to "+path, err)
	}
	if err := os.Chmod(unfinished, 0o600); err != nil { // it contains a secret
		return fmt.Errorf("cannot back up the database: %w", err)
	}
	if err := syncFile(unfinished); err != nil {
		return fmt.Errorf("cannot back up the database: %w", err)
	}
	if err := os.Rename(unfinished, path); err != nil {
		return fmt.Errorf("cannot back up the database: %w", err)
	}
	return nil
}

// syncFile flushes a file to the disk.
func syncFile(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // this package created the file
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// Restore replaces the contents of the database with those of a backup in one transaction, so that running programs see
// either the old or the new state. It migrates the database first, and a backup with an older schema too, in a copy. The new
// revision is higher than both the database's and the backup's, so that edits based on the replaced state fail as stale;
// entry is recorded in the audit. Kept is the release that programs on this database have served last, zero if unknown.
//
// A file that is not an intact backup is an error and leaves the database unchanged. A database that is damaged is set aside
// under the name that Restore returns, also with an error, and a new one is created. On PostgreSQL Restore returns an error.
func (s *Store) Restore(ctx context.Context, path string, kept bank.ReleaseID, entry bank.AuditEntry) (aside string, err error) {
	if s.dialect != dialectSQLite {
		return "", errPostgres
	}
	folder, err := os.MkdirTemp("", "twoway-restore-*")
	if err != nil {
		return "", fmt.Errorf("cannot restore the database: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	copied := filepath.Join(folder, "backup.db")
	if err := copyBackup(copied, path); err != nil {
		return "", fmt.Errorf("cannot restore the database: %w", err)
	}
	if err := prepareBackup(ctx, copied); err != nil {
		return "", fmt.Errorf("%s cannot be restored: %w", path, err)
	}
	if aside, err = s.setAsideIfDamaged(ctx); err != nil {
		return "", err
	}
	lost, err := s.hasLost(ctx, kept)
	if err != nil {
		return aside, err
	}
	return aside, wrap("restore", s.migrateAndReplace(ctx, copied, lost || aside != "", entry))
}

// setAsideIfDamaged sets a damaged database aside, and returns its new name; "" if it is not damaged.
func (s *Store) setAsideIfDamaged(ctx context.Context) (aside string, err error) {
	s.dropReplaced()
	err = checkIntegrity(ctx, s.pool)
	if err == nil {
		return "", nil
	}
	if !isDamaged(err) {
		return "", wrap("check the database", err)
	}
	if aside, err = s.file.setAside(); err != nil {
		return "", fmt.Errorf("cannot set the damaged database aside: %w", err)
	}
	s.reconnect()
	return aside, nil
}

// hasLost reports whether the database does not have a release. It has not lost the zero ID.
func (s *Store) hasLost(ctx context.Context, id bank.ReleaseID) (bool, error) {
	if id.Number == 0 {
		return false, nil
	}
	found, _, err := s.Contains(ctx, id)
	return !found, err
}

// copyBackup copies a backup or, if path is a database in use, that and its write-ahead log.
func copyBackup(to, path string) error {
	if err := copyFile(to, path); err != nil {
		return err
	}
	if err := copyFile(to+"-wal", path+"-wal"); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// migrateAndReplace migrates the database and replaces all rows with those of another one. Lost says that running programs
// may know a later revision than the database.
func (s *Store) migrateAndReplace(ctx context.Context, path string, lost bool, entry bank.AuditEntry) error {
	if err := s.Migrate(ctx); err != nil {
		return err
	}
	skipped := 0
	if lost {
		skipped = lostRevisions
	}
	return s.replaceFrom(ctx, path, skipped, entry)
}

// lostRevisions is added to the revision if the one that running programs know is lost with their database. Theirs must be
// lower: it is more than anybody writes between a backup and a loss.
const lostRevisions = 1_000_000

func copyFile(to, from string) error {
	source, err := os.Open(from) //nolint:gosec // the operator names the file
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()                                    // opened for reading only
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // in our own temporary folder
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}

// prepareBackup checks a copy of a backup and migrates it to the current schema.
func prepareBackup(ctx context.Context, path string) (err error) {
	s, err := New("sqlite:" + path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := checkIntegrity(ctx, s.pool); err != nil {
		return err
	}
	var tables int
	if err := s.pool.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name = 'releases'").Scan(&tables); err != nil {
		return err
	}
	if tables == 0 {
		return errors.New("the file is not a Twoway backup")
	}
	return s.Migrate(ctx)
}

var errDamaged = errors.New("the file is damaged")

// checkIntegrity returns an error if an SQLite file is damaged.
func checkIntegrity(ctx context.Context, pool *sql.DB) error {
	var result string
	if err := pool.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&result); err != nil {
		return err
	}
	if result != "ok" {
		return fmt.Errorf("%w: %s", errDamaged, result)
	}
	return nil
}

// restoredTables lists the tables that Restore replaces: all but replicas, which describes the running programs, and those of
// emptiedTables.
func restoredTables() []string {
	return []string{"releases", "drafts", "audit", "revision", "secrets", "shipped", "schedules", "approvals", "phrases", "kits", "people", "api_keys", "account_audit", "account_revision"}
}

// emptiedTables lists the tables that Restore empties: sessions that have ended, and links that were used, must not come back.
func emptiedTables() []string { return []string{"sessions", "one_time_links"} }

// replaceFrom replaces all rows with those of another database that has the same schema, and skips some revisions.
func (s *Store) replaceFrom(ctx context.Context, path string, skipped int, entry bank.AuditEntry) (err error) {
	connection, err := s.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, connection.Close()) }()
	if _, err := connection.ExecContext(ctx, "ATTACH DATABASE ? AS backup", path); err != nil {
		return err
	}
	defer func() {
		_, detachErr := connection.ExecContext(context.WithoutCancel(ctx), "DETACH DATABASE backup")
		err = errors.Join(err, detachErr)
	}()
	tx, err := connection.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	var before, accountsBefore int
	if err := tx.QueryRowContext(ctx, "SELECT (SELECT number FROM main.revision), (SELECT number FROM main.account_revision)").Scan(&before, &accountsBefore); err != nil {
		return err
	}
	if err := replaceTables(ctx, tx); err != nil {
		return err
	}
	if err := recordRestore(ctx, tx, before, skipped, entry); err != nil {
		return err
	}
	if err := recordAccountRestore(ctx, tx, accountsBefore, skipped, entry); err != nil {
		return err
	}
	return tx.Commit()
}

func replaceTables(ctx context.Context, tx *sql.Tx) error {
	for _, table := range restoredTables() {
		if err := replaceRows(ctx, tx, table); err != nil {
			return err
		}
	}
	for _, table := range emptiedTables() {
		if _, err := tx.ExecContext(ctx, "DELETE FROM main."+table); err != nil {
			return err
		}
	}
	return nil
}

func replaceRows(ctx context.Context, tx *sql.Tx, table string) error {
	var columns string // by name, because their order may differ
	list := fmt.Sprintf("SELECT group_concat(name, ', ') FROM pragma_table_info('%s')", table)
	if err := tx.QueryRowContext(ctx, list).Scan(&columns); err != nil {
		return err
	}
	for _, statement := range []string{
		"DELETE FROM main." + table,
		strings.NewReplacer("TABLE", table, "COLUMNS", columns).Replace("INSERT INTO main.TABLE (COLUMNS) SELECT COLUMNS FROM backup.TABLE"),
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// recordRestore raises the revision above before and the restored one, skipping some, and appends entry to the audit.
func recordRestore(ctx context.Context, tx *sql.Tx, before, skipped int, e bank.AuditEntry) error {
	var restored int
	if err := tx.QueryRowContext(ctx, "SELECT number FROM main.revision").Scan(&restored); err != nil {
		return err
	}
	number := max(before, restored) + 1 + skipped
	if _, err := tx.ExecContext(ctx, "UPDATE main.revision SET number = ?", number); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO main.audit (number, at, author, action, kind, id, version, changes) VALUES (?, ?, ?, ?, '', '', 0, 'null')",
		number, dbTime(e.At), e.Author, string(e.Action))
	return err
}

// recordAccountRestore is recordRestore for the audit of people and keys, which a restore may give back what they had lost.
func recordAccountRestore(ctx context.Context, tx *sql.Tx, before, skipped int, e bank.AuditEntry) error {
	var restored int
	if err := tx.QueryRowContext(ctx, "SELECT number FROM main.account_revision").Scan(&restored); err != nil {
		return err
	}
	number := max(before, restored) + 1 + skipped
	if _, err := tx.ExecContext(ctx, "UPDATE main.account_revision SET number = ?", number); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO main.account_audit (number, at, author, action, kind, id, name, changes) VALUES (?, ?, ?, ?, ?, '', '', 'null')",
		number, dbTime(e.At), e.Author, string(account.ActionRestore), string(account.AboutDatabase))
	return err
}
