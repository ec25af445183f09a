package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/pressly/goose/v3/lock"
)

// If several programs migrate at once on PostgreSQL, one does the work while the others retry the lock, for up to two minutes.
const (
	lockInterval = 250 * time.Millisecond
	lockTimeout  = 2 * time.Minute
)

// transactionLocker is goose's lock for migrations: an advisory lock of PostgreSQL, held by a transaction that does nothing
// else. The locks of goose are held by a session, which a pooler in transaction mode does not have, or by a row, which stays
// behind if the program dies. This one needs a second connection to the database.
type transactionLocker struct{ holder *sql.Tx }

// Lock waits for the lock. Who waits occupies no connection, so that a small pool is not exhausted.
func (l *transactionLocker) Lock(ctx context.Context, pool *sql.DB) error {
	ctx, cancel := context.WithTimeoutCause(ctx, lockTimeout, errors.New("another program has been migrating the database for two minutes"))
	defer cancel()
	for {
		isLocked, err := l.try(ctx, pool)
		if err != nil || isLocked {
			return err
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(lockInterval):
		}
	}
}

// try takes the lock if it is free.
func (l *transactionLocker) try(ctx context.Context, pool *sql.DB) (isLocked bool, err error) {
	tx, err := pool.BeginTx(context.WithoutCancel(ctx), nil) // the transaction must outlive ctx, which ends with Lock
	if err != nil {
		return false, err
	}
	// The number is that of goose's own lock: programs that still use it must wait too.
	err = tx.QueryRowContext(ctx, "SELECT pg_try_advisory_xact_lock($1)", lock.DefaultLockID).Scan(&isLocked)
	if err == nil && isLocked {
		l.holder = tx
		return true, nil
	}
	return false, errors.Join(err, tx.Rollback())
}

// Unlock releases the lock.
func (l *transactionLocker) Unlock(context.Context, *sql.DB) error {
	if err := l.holder.Rollback(); err != nil {
		return fmt.Errorf("release the lock of the migrations: %w", err)
	}
	return nil
}
