package store

import (
	"context"
	"database/sql"

	"gorm.io/gorm"

	"twoway/bank"
)

// Models are the structs that GORM reads and writes, one for each table.
func Models() []any {
	return []any{&releaseRow{}, &draftRow{}, &auditRow{}, &revisionRow{}, &replicaRow{}, &secretRow{}}
}

// Open is New, and checks that the database answers. The store is to be closed.
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

// Pool are the connections of a store, for what its methods do not offer.
func (s *Store) Pool() *sql.DB { return s.pool }

// Append adds a release alone.
func (s *Store) Append(ctx context.Context, r bank.Release) error {
	if err := checkText("note", r.Note); err != nil {
		return err
	}
	return fail("append a release", s.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return s.appendRelease(tx, r) }))
}

// MigrateTo brings the schema to a version, as an older program would.
func (s *Store) MigrateTo(ctx context.Context, version int64) error {
	provider, err := s.provider()
	if err == nil {
		_, err = provider.UpTo(ctx, version)
	}
	return err
}
