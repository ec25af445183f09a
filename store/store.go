// Package store keeps a bank in a database, SQLite or PostgreSQL: its drafts, its releases, and the audit of what was done
// to either. A release, and an audit entry, is written once and never changed.
//
// Errors that a caller can act upon are of type *bank.Error, with code not_found, conflict, stale, invalid_request or
// unavailable (the database does not answer, or is busy: try again later). All others wrap what the driver said, for
// the log. No error holds a password.
package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// Connections to the database, for each store.
const (
	maxConnections = 10
	maxIdleTime    = 5 * time.Minute
)

// dialect is the kind of a database, and the folder of its migrations.
type dialect string

const (
	onSQLite   dialect = "sqlite"
	onPostgres dialect = "postgres"
)

// Store is the database of a bank. Its methods may be called from several goroutines at once.
type Store struct {
	dialect  dialect
	pool     *sql.DB
	db       *gorm.DB
	postgres *pgx.ConnConfig // nil on SQLite
}

// New is a store in a database, for which it does not reach yet. Its URL is sqlite:<path of a file>, which is made if
// need be (its folder is not), or postgres://… or postgresql://…, read as libpq does, PG… environment variables included.
// Nothing can be read or written before Migrate was called, once for a database. The store is to be closed.
func New(url string) (*Store, error) {
	s, err := connect(url)
	if err != nil {
		return nil, err
	}
	s.pool.SetMaxOpenConns(maxConnections)
	s.pool.SetMaxIdleConns(maxConnections)
	s.pool.SetConnMaxIdleTime(maxIdleTime)
	if err := s.prepare(); err != nil {
		_ = s.pool.Close()
		return nil, err
	}
	return s, nil
}

// connect makes the pool that a URL asks for. It does not reach for the database.
func connect(url string) (*Store, error) {
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		pool, err := connectSQLite(path)
		return &Store{dialect: onSQLite, pool: pool}, err
	}
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		config, err := postgresConfig(url)
		if err != nil {
			return nil, err
		}
		return &Store{dialect: onPostgres, pool: stdlib.OpenDB(*config), postgres: config}, nil
	}
	return nil, errors.New("store: unknown kind of database URL; the known ones are sqlite:<path>, postgres://… and postgresql://…")
}

// prepare sets GORM up upon the pool.
func (s *Store) prepare() (err error) {
	s.db, err = gorm.Open(s.dialector(), &gorm.Config{
		TranslateError:           true,
		Logger:                   logger.Discard,
		DisableAutomaticPing:     true,
		DisableNestedTransaction: true,
	})
	return fail("set GORM up", err)
}

func (s *Store) dialector() gorm.Dialector {
	if s.dialect == onPostgres {
		return postgres.New(postgres.Config{Conn: s.pool})
	}
	return sqliteDialector{pool: s.pool}
}

// Ping checks that the database answers.
func (s *Store) Ping(ctx context.Context) error {
	return fail("reach the database", s.pool.PingContext(ctx))
}

// Close waits for what was begun and closes the connections to the database. Every other method fails from then on; a
// second call does nothing.
func (s *Store) Close() error {
	return fail("close", s.pool.Close())
}
