package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"twoway/bank"
)

// Models returns the structs that GORM reads and writes, one per table.
func Models() []any {
	return []any{
		&releaseRow{}, &draftRow{}, &auditRow{}, &revisionRow{}, &replicaRow{}, &secretRow{}, &shippedRow{}, &scheduleRow{}, &approvalRow{}, &phraseRow{}, &kitRow{},
		&personRow{}, &keyRow{}, &linkRow{}, &sessionRow{}, &accountAuditRow{}, &accountRevisionRow{},
	}
}

// Open returns a new Store after checking that the database responds. The caller must close it.
func Open(ctx context.Context, url string) (*Store, error) {
	s, err := New(url)
	if err != nil {
		return nil, err
	}
	if err := s.Ping(ctx); err != nil {
		_ = s.pool.Close()
		return nil, err
	}
	return s, nil
}

// Pool returns the connection pool, for direct SQL.
func (s *Store) Pool() *sql.DB { return s.pool }

// Append writes a release without drafts or audit entries.
func (s *Store) Append(ctx context.Context, r bank.Release) error {
	if err := checkText("note", r.Note); err != nil {
		return err
	}
	return wrap("append a release", s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return s.appendRelease(tx, r) }))
}

// MigrationLock is the lock that Migrate takes on PostgreSQL.
type MigrationLock = transactionLocker

// MigrateTo migrates the schema to a version, as an older program would.
func (s *Store) MigrateTo(ctx context.Context, version int64) error {
	provider, err := s.newProvider()
	if err == nil {
		_, err = provider.UpTo(ctx, version)
	}
	return err
}

// Wrap adds a code to an error of a driver.
func Wrap(err error) error { return wrap("test", err) }
