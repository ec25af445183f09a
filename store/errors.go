package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"twoway/bank"
)

// wrap adds the failed action to err, and a code: storage_failed if somebody must repair what the database is stored on, and
// unavailable if a later retry may succeed. It returns nil if err is nil.
func wrap(action string, err error) error {
	if err == nil {
		return nil
	}
	if _, coded := errors.AsType[*bank.Error](err); coded {
		return fmt.Errorf("%s: %w", action, err)
	}
	if fault := storageFault(err); fault != "" {
		return fmt.Errorf("%s: %w (%w)", action, &bank.Error{Code: bank.CodeStorageFailed, Message: fault}, err)
	}
	if isTransient(err) {
		unavailable := &bank.Error{Code: bank.CodeUnavailable, Message: "The database does not answer. Please try again in a moment."}
		return fmt.Errorf("%s: %w: %w", action, unavailable, err)
	}
	return fmt.Errorf("%s: %w", action, err)
}

// isTransient reports whether the same call may succeed later.
func isTransient(err error) bool {
	if errors.Is(err, context.Canceled) {
		return false
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		primary := e.Code() & 0xff
		return primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return isTransientOnPostgres(e.Code)
	}
	if errors.Is(err, context.DeadlineExceeded) { // the deadline of the caller, unless connecting timed out
		_, connecting := errors.AsType[*pgconn.ConnectError](err)
		return connecting
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, pgconn.ErrConnClosed) || errors.Is(err, io.ErrUnexpectedEOF)
}

// isTransientOnPostgres is isTransient for a PostgreSQL error code: class 08 means a connection failure, 53 insufficient
// resources, and 57P a server that is shutting down or starting
// (https://www.postgresql.org/docs/current/errcodes-appendix.html).
func isTransientOnPostgres(code string) bool {
	return strings.HasPrefix(code, "08") || strings.HasPrefix(code, "53") || strings.HasPrefix(code, "57P")
}
