// Package store persists a bank in SQLite or PostgreSQL: its drafts, its releases, and an audit of the changes to both.
// Releases and audit entries are immutable.
//
// Errors that a caller can act on are of type *bank.Error, with code not_found, conflict, stale, invalid_request,
// unavailable (the database does not respond or is busy: retry later) or storage_failed (the disk is full, or the database is
// damaged, read-only or empty: its message says what to do). All others wrap the driver's error, for the log.
// No error contains a password.
package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"gorm.io/driver/postgres"
	"gorm.io/gorm"

	"gorm.io/gorm/logger"

	"twoway/bank"
)

// Limits of the connection pool of each store.
const (
	maxConnections = 10
	maxIdleTime    = 5 * time.Minute
	maxFileTime    = time.Minute // for a connection to an SQLite file: a new one notices damage that the cache of an old one hides
)

// dialect is the kind of database, and the name of its folder of migrations.
type dialect string

const (
	dialectSQLite   dialect = "sqlite"
	dialectPostgres dialect = "postgres"
)

// Store is the database of a bank. It is safe for concurrent use.
type Store struct {
	dialect  dialect
	pool     *sql.DB
	db       *gorm.DB
	postgres *pgx.ConnConfig // nil on SQLite
	file     *sqliteFile     // nil on PostgreSQL
	parser   bank.Parser     // of releases

	writeFault atomic.Pointer[string] // of the last write, see WriteFault
}

// New returns a Store for a database URL without connecting yet. The URL is sqlite:<path>, whose file is created if missing
// when the Store first connects, for its owner alone (its folder is not, see also MustExist), or postgres://… or postgresql://…, interpreted as libpq does, including the PG… environment
// variables. A new database must be migrated before anything can be read or written (see Migrate). The caller must close
// the Store.
func New(url string) (*Store, error) {
	s, err := connect(url)
	if err != nil {
		return nil, err
	}
	s.pool.SetMaxOpenConns(maxConnections)
	s.pool.SetMaxIdleConns(maxConnections)
	s.pool.SetConnMaxIdleTime(maxIdleTime)
	if s.file != nil {
		s.pool.SetConnMaxLifetime(maxFileTime)
	}
	if err := s.openGORM(); err != nil {
		_ = s.pool.Close()
		return nil, err
	}
	return s, nil
}

// MustExist makes it an error to connect to an SQLite file that is missing.
func (s *Store) MustExist() { s.file.setCreate(false) }

// MayCreate lets the next connection create an SQLite file that is missing.
func (s *Store) MayCreate() { s.file.setCreate(true) }

// connect returns a Store with a connection pool for the URL, without connecting.
func connect(url string) (*Store, error) {
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		file, err := newSQLiteFile(path)
		if err != nil {
			return nil, err
		}
		return &Store{dialect: dialectSQLite, pool: sql.OpenDB(file), file: file}, nil
	}
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		config, err := postgresConfig(url)
		if err != nil {
			return nil, err
		}
		return &Store{dialect: dialectPostgres, pool: stdlib.OpenDB(*config), postgres: config}, nil
	}
	return nil, errors.New("unsupported database URL; use sqlite:<path>, postgres://… or postgresql://…")
}

// openGORM sets up GORM on the pool.
func (s *Store) openGORM() (err error) {
	s.db, err = gorm.Open(s.dialector(), &gorm.Config{
		TranslateError:           true,
		Logger:                   logger.Discard,
		DisableAutomaticPing:     true,
		DisableNestedTransaction: true,
	})
	return wrap("set up GORM", err)
}

func (s *Store) dialector() gorm.Dialector {
	if s.dialect == dialectPostgres {
		return postgres.New(postgres.Config{Conn: s.pool})
	}
	return sqliteDialector{pool: s.pool}
}

// session returns the database for a statement or a transaction. An SQLite file that was replaced is opened again first.
func (s *Store) session(ctx context.Context) *gorm.DB {
	s.dropReplaced()
	return s.db.WithContext(ctx)
}

// Ping checks that the database responds.
func (s *Store) Ping(ctx context.Context) error {
	return wrap("reach the database", s.pool.PingContext(ctx))
}

// Close waits for running queries and closes all connections to the database. Afterwards every other method fails; a
// second call does nothing.
func (s *Store) Close() error {
	return wrap("close", s.pool.Close())
}
