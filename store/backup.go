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

	"twoway/bank"
)

// errPostgres says what to use instead.
var errPostgres = errors.New("store: this is for the embedded database; PostgreSQL has pg_dump and pg_restore (see docs/running.md)")

// Backup writes the database to a file, which must not exist yet, as it is at one moment; others may read and write
// meanwhile. The file is there whole, or not at all.
func (s *Store) Backup(ctx context.Context, path string) (err error) {
	if s.dialect != onSQLite {
		return errPostgres
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("store: %s exists already; a backup overwrites nothing", path)
	}
	folder, err := os.MkdirTemp(filepath.Dir(path), ".backup-*")
	if err != nil {
		return fmt.Errorf("store: back up: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	unfinished := filepath.Join(folder, "backup")
	if _, err := s.pool.ExecContext(ctx, "VACUUM INTO ?", unfinished); err != nil {
		return fail("back up", err)
	}
	if err := synced(unfinished); err != nil {
		return fmt.Errorf("store: back up: %w", err)
	}
	if err := os.Rename(unfinished, path); err != nil {
		return fmt.Errorf("store: back up: %w", err)
	}
	return nil
}

// synced has the disk keep what a file holds.
func synced(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR, 0) //nolint:gosec // the file was made here
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}

// Restore puts what a backup holds in the place of what the database holds, in one step; programs that serve from it see
// the one or the other. A backup from before a migration is migrated first, in a copy. The revision goes on from the
// higher of the two, so that nobody's edit builds upon what is gone. The error tells if the file is no whole backup; the
// database then stays as it is.
func (s *Store) Restore(ctx context.Context, path string, entry bank.AuditEntry) (err error) {
	if s.dialect != onSQLite {
		return errPostgres
	}
	folder, err := os.MkdirTemp("", "twoway-restore-*")
	if err != nil {
		return fmt.Errorf("store: restore: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	copied := filepath.Join(folder, "backup.db")
	if err := copyFile(copied, path); err != nil {
		return fmt.Errorf("store: restore: %w", err)
	}
	if err := copyFile(copied+"-wal", path+"-wal"); err != nil && !errors.Is(err, fs.ErrNotExist) { // of a database in use
		return fmt.Errorf("store: restore: %w", err)
	}
	if err := prepareBackup(ctx, copied); err != nil {
		return fmt.Errorf("store: %s cannot be restored: %w", path, err)
	}
	return fail("restore", s.replaceBy(ctx, copied, entry))
}

func copyFile(to, from string) error {
	source, err := os.Open(from) //nolint:gosec // whoever runs the program names it
	if err != nil {
		return err
	}
	defer func() { _ = source.Close() }()                                    // it was only read
	target, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // in a folder of our own
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}

// prepareBackup checks a copy of a backup, and brings it to the schema of the program.
func prepareBackup(ctx context.Context, path string) (err error) {
	s, err := New("sqlite:" + path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	var found string
	if err := s.pool.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&found); err != nil {
		return err
	}
	if found != "ok" {
		return fmt.Errorf("it is damaged: %s", found)
	}
	var tables int
	if err := s.pool.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_master WHERE name = 'releases'").Scan(&tables); err != nil {
		return err
	}
	if tables == 0 {
		return errors.New("it is no backup of Twoway")
	}
	return s.Migrate(ctx)
}

// restored are the tables whose rows a backup brings back: all but what the replicas say of themselves now.
func restored() []string { return []string{"releases", "drafts", "audit", "revision", "secrets"} }

// replaceBy takes all rows of another database of the same schema.
func (s *Store) replaceBy(ctx context.Context, path string, entry bank.AuditEntry) (err error) {
	connection, err := s.pool.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, connection.Close()) }()
	if _, err := connection.ExecContext(ctx, "ATTACH DATABASE ? AS backup", path); err != nil {
		return err
	}
	defer func() {
		_, detached := connection.ExecContext(context.WithoutCancel(ctx), "DETACH DATABASE backup")
		err = errors.Join(err, detached)
	}()
	tx, err := connection.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // does nothing after Commit
	var before int
	if err := tx.QueryRowContext(ctx, "SELECT number FROM main.revision").Scan(&before); err != nil {
		return err
	}
	for _, table := range restored() {
		if err := replaceRows(ctx, tx, table); err != nil {
			return err
		}
	}
	if err := record(ctx, tx, before, entry); err != nil {
		return err
	}
	return tx.Commit()
}

func replaceRows(ctx context.Context, tx *sql.Tx, table string) error {
	var names string // of the columns: their order may differ
	list := fmt.Sprintf("SELECT group_concat(name, ', ') FROM pragma_table_info('%s')", table)
	if err := tx.QueryRowContext(ctx, list).Scan(&names); err != nil {
		return err
	}
	for _, statement := range []string{
		"DELETE FROM main." + table,
		strings.NewReplacer("TABLE", table, "NAMES", names).Replace("INSERT INTO main.TABLE (NAMES) SELECT NAMES FROM backup.TABLE"),
	} {
		if _, err := tx.ExecContext(ctx, statement); err != nil {
			return err
		}
	}
	return nil
}

// record raises the revision above both, and says what was done.
func record(ctx context.Context, tx *sql.Tx, before int, e bank.AuditEntry) error {
	var restored int
	if err := tx.QueryRowContext(ctx, "SELECT number FROM main.revision").Scan(&restored); err != nil {
		return err
	}
	number := max(before, restored) + 1
	if _, err := tx.ExecContext(ctx, "UPDATE main.revision SET number = ?", number); err != nil {
		return err
	}
	_, err := tx.ExecContext(ctx, "INSERT INTO main.audit (number, at, author, action, kind, id, version, changes) VALUES (?, ?, ?, ?, '', '', 0, 'null')",
		number, stored(e.At), e.Author, string(e.Action))
	return err
}
