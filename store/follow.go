package store

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
	"gorm.io/gorm"

	"twoway/bank"
)

// channel is the PostgreSQL notification channel for new releases. The payload is the release number.
const channel = "twoway_releases"

// Newest returns the ID of the newest release, or the zero ID if there is none.
func (s *Store) Newest(ctx context.Context) (bank.ReleaseID, error) {
	var row releaseRow
	err := s.session(ctx).Select("number", "hash").Last(&row).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return bank.ReleaseID{}, nil
	}
	return bank.ReleaseID{Number: row.Number, Hash: row.Hash}, wrap("find the newest release", err)
}

// Contains reports whether the database has a release with the number and the hash of id, and returns its newest release. A
// database that is missing, or has no tables, has no release; Contains does not create it.
func (s *Store) Contains(ctx context.Context, id bank.ReleaseID) (found bool, newest bank.ReleaseID, err error) {
	if s.file != nil && s.file.isEmpty() {
		return false, bank.ReleaseID{}, nil
	}
	newest, err = s.Newest(ctx)
	if hasNoTable(err) {
		return false, bank.ReleaseID{}, nil
	}
	if err != nil {
		return false, bank.ReleaseID{}, err
	}
	found, err = contains(s.session(ctx), id)
	return found, newest, wrap("look for a release", err)
}

func contains(tx *gorm.DB, id bank.ReleaseID) (bool, error) {
	var found int64
	err := tx.Model(&releaseRow{}).Where("number = ? AND hash = ?", id.Number, id.Hash).Count(&found).Error
	return found > 0, err
}

// Listen calls notify whenever any program has added a release, and once when it starts to listen, for releases added
// before. It holds a connection of its own and blocks: it returns nil when ctx is done, and an error when the connection
// is lost; the caller may then call it again. SQLite has no notifications, so there it only waits for ctx. Through a pooler
// in transaction mode, notifications are lost: when Listen notices, it returns nil at once, and the caller must poll.
func (s *Store) Listen(ctx context.Context, notify func()) error {
	if s.postgres == nil {
		<-ctx.Done()
		return nil
	}
	if err := s.listen(ctx, notify); ctx.Err() == nil && !errors.Is(err, errNotDelivered) {
		return wrap("listen for releases", err)
	}
	return nil
}

// errNotDelivered means that notifications do not arrive on a connection that listens.
var errNotDelivered = errors.New("notifications are not delivered")

// deliveryTimeout is how long a notification may take to arrive.
const deliveryTimeout = 5 * time.Second

// listen runs until the connection fails, notifications turn out to be lost, or ctx is done, and always returns an error.
func (s *Store) listen(ctx context.Context, notify func()) error {
	connection, err := pgx.ConnectConfig(ctx, s.postgres.Copy())
	if err != nil {
		return err
	}
	defer func() { _ = connection.Close(context.WithoutCancel(ctx)) }()
	if _, err := connection.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	if err := s.checkDelivery(ctx, connection); err != nil {
		return err
	}
	for {
		notify()
		if _, err := connection.WaitForNotification(ctx); err != nil {
			return err
		}
	}
}

// checkDelivery sends a notification over another connection, and waits for one. If none arrives, it returns
// errNotDelivered. All other listeners get it too, and look for a new release.
func (s *Store) checkDelivery(ctx context.Context, listening *pgx.Conn) error {
	if _, err := s.pool.ExecContext(ctx, "SELECT pg_notify($1, '')", channel); err != nil {
		return err
	}
	waiting, cancel := context.WithTimeout(ctx, deliveryTimeout)
	defer cancel()
	_, err := listening.WaitForNotification(waiting)
	if err != nil && waiting.Err() != nil && ctx.Err() == nil {
		return errNotDelivered
	}
	return err
}

// notifyListeners notifies all listeners of a release when the transaction commits. It does nothing on SQLite.
func (s *Store) notifyListeners(tx *gorm.DB, number int) error {
	if s.postgres == nil {
		return nil
	}
	return tx.Exec("SELECT pg_notify(?, ?)", channel, strconv.Itoa(number)).Error
}
