package store

import (
	"context"
	"errors"
	"strconv"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"twoway/bank"
)

// channel is where PostgreSQL tells of a new release, by its number alone.
const channel = "twoway_releases"

// Newest names the newest release. While there is none, its number is 0.
func (s *Store) Newest(ctx context.Context) (bank.ReleaseID, error) {
	var row releaseRow
	err := s.db.WithContext(ctx).Select("number", "hash").Last(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return bank.ReleaseID{}, nil
	}
	return bank.ReleaseID{Number: row.Number, Hash: row.Hash}, fail("find the newest release", err)
}

// Listen calls heard whenever some program has appended a release, and once as soon as it listens, for what came before.
// It returns nil when ctx is done, and an error when the connection, which is its own, is lost: listen again then. On
// SQLite nobody tells of releases, so that it only waits for ctx.
func (s *Store) Listen(ctx context.Context, heard func()) error {
	if s.postgres == nil {
		<-ctx.Done()
		return nil
	}
	if err := s.listen(ctx, heard); ctx.Err() == nil {
		return fail("listen for releases", err)
	}
	return nil
}

// listen goes on until it fails.
func (s *Store) listen(ctx context.Context, heard func()) error {
	connection, err := pgx.ConnectConfig(ctx, s.postgres.Copy())
	if err != nil {
		return err
	}
	defer func() { _ = connection.Close(context.WithoutCancel(ctx)) }()
	if _, err := connection.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	for {
		heard()
		if _, err := connection.WaitForNotification(ctx); err != nil {
			return err
		}
	}
}

// tell tells all who listen of a release, once the transaction is through.
func (s *Store) tell(tx *gorm.DB, number int) error {
	if s.postgres == nil {
		return nil
	}
	return tx.Exec("SELECT pg_notify(?, ?)", channel, strconv.Itoa(number)).Error
}
