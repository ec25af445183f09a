package store

import (
	"errors"
	"io/fs"
	"strings"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// What can be wrong with the storage of a database, each as a sentence that says what to do.
const (
	faultFull      = "The disk is full, so nothing can be written: free some space."
	faultDisk      = "The disk cannot be read or written: check that it has space and works."
	faultDamaged   = `The database is damaged: restore a backup with "twoway restore FILE".`
	faultReadOnly  = "The database is read-only: make its files and its folder writable for the user that runs this program."
	faultNotOpened = "The database file cannot be opened: check that it exists, and that the user that runs this program can read and write it and its folder."
	faultEmpty     = `The database is empty: restore a backup with "twoway restore FILE", or create its tables with "twoway migrate".`

	faultEmptyOnPostgres    = `The database is empty: restore a backup with pg_restore, or create its tables with "twoway migrate".`
	faultDamagedOnPostgres  = "The database is damaged: restore a backup with pg_restore."
	faultReadOnlyOnPostgres = "The database is read-only: use the primary server, and check default_transaction_read_only."
)

// storageFault returns what is wrong with the storage of the database, as a sentence, or "" if that is not what err is about.
func storageFault(err error) string {
	if errors.Is(err, errDamaged) {
		return faultDamaged
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return sqliteFault(e)
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return postgresFault(e.Code)
	}
	if _, ok := errors.AsType[*fs.PathError](err); ok {
		return fileFault(err)
	}
	return ""
}

// sqliteFault is storageFault for SQLite (https://www.sqlite.org/rescode.html). The extended codes refine the primary ones
// that are listed here.
func sqliteFault(e *sqlite.Error) string {
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return faultFull
	case sqlite3.SQLITE_IOERR:
		return faultDisk
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		return faultDamaged
	case sqlite3.SQLITE_READONLY:
		return faultReadOnly
	case sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return faultNotOpened
	case sqlite3.SQLITE_ERROR:
		if strings.Contains(e.Error(), "no such table: ") {
			return faultEmpty
		}
	}
	return ""
}

// postgresFault is storageFault for a PostgreSQL error code: 53100 means a full disk, 25006 a read-only transaction, class 58
// an error of the operating system, XX001 and XX002 damaged data and indexes, and 42P01 a missing table.
func postgresFault(code string) string {
	switch {
	case code == "53100":
		return faultFull
	case code == "25006":
		return faultReadOnlyOnPostgres
	case strings.HasPrefix(code, "58"):
		return faultDisk
	case code == "XX001", code == "XX002":
		return faultDamagedOnPostgres
	case code == "42P01":
		return faultEmptyOnPostgres
	}
	return ""
}

// fileFault is storageFault for an error of the operating system.
func fileFault(err error) string {
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return faultFull
	case errors.Is(err, syscall.EROFS):
		return faultReadOnly
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return faultNotOpened
	}
	return faultDisk
}

// isDamaged reports whether err means that an SQLite file is not a database, or is damaged.
func isDamaged(err error) bool { return storageFault(err) == faultDamaged }

// hasNoTable reports whether err means that a table is missing.
func hasNoTable(err error) bool {
	fault := storageFault(err)
	return fault == faultEmpty || fault == faultEmptyOnPostgres
}

// WriteFault returns why the last write failed, as a sentence that says what to do, if the storage of the database was the
// reason. It returns "" after a write that succeeded.
func (s *Store) WriteFault() string {
	if fault := s.writeFault.Load(); fault != nil {
		return *fault
	}
	return ""
}

// noteWrite records for WriteFault how a write ended, and returns err.
func (s *Store) noteWrite(err error) error {
	if err == nil {
		s.writeFault.Store(nil)
	} else if fault := storageFault(err); fault != "" {
		s.writeFault.Store(&fault)
		if fault == faultReadOnly {
			s.reconnect()
		}
	}
	return err
}

// reconnect closes idle connections: one that was opened without permission to write never gets it. On a full disk, a new
// connection may not be possible.
func (s *Store) reconnect() {
	s.pool.SetMaxIdleConns(0)
	s.pool.SetMaxIdleConns(maxConnections)
}
