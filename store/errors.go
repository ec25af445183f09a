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

// fail says what could not be done. Nil stays nil. An error that may pass by itself gets code unavailable.
func fail(todo string, err error) error {
	switch {
	case err == nil:
		return nil
	case passes(err):
		unavailable := &bank.Error{Code: bank.CodeUnavailable, Message: "The database does not answer. Please try again in a moment."}
		return fmt.Errorf("store: %s: %w: %w", todo, unavailable, err)
	default:
		return fmt.Errorf("store: %s: %w", todo, err)
	}
}

// passes tells whether the same call may succeed a little later.
func passes(err error) bool {
	if errors.Is(err, context.Canceled) {
		return false
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		primary := e.Code() & 0xff
		return primary == sqlite3.SQLITE_BUSY || primary == sqlite3.SQLITE_LOCKED
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return passesOnPostgres(e.Code)
	}
	if errors.Is(err, context.DeadlineExceeded) { // that of the caller, unless it was about connecting
		_, connecting := errors.AsType[*pgconn.ConnectError](err)
		return connecting
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, pgconn.ErrConnClosed) || errors.Is(err, io.ErrUnexpectedEOF)
}

// passesOnPostgres tells it for a code of PostgreSQL (https://www.postgresql.org/docs/current/errcodes-appendix.html):
// class 08 is about the connection, 53 about resources, 57P about the server going down or coming up.
func passesOnPostgres(code string) bool {
	return strings.HasPrefix(code, "08") || strings.HasPrefix(code, "53") || strings.HasPrefix(code, "57P")
}
