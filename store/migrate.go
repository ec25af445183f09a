package store

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
)

//go:embed migrations
var migrations embed.FS

// Migrate brings the database schema up to date. Each migration runs in a transaction. Several programs may call it at
// once. If the schema is newer than this program's, Migrate changes nothing and returns an error.
func (s *Store) Migrate(ctx context.Context) error {
	err := s.migrate(ctx)
	if _, ok := errors.AsType[*sqlite.Error](err); ok && storageFault(err) == "" && isDamaged(checkIntegrity(ctx, s.pool)) {
		return wrap("migrate", fmt.Errorf("%w: %w", errDamaged, err)) // damage can hide tables, which are then created again
	}
	return err
}

func (s *Store) migrate(ctx context.Context) error {
	provider, err := s.newProvider()
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	before, err := schemaVersion(ctx, provider)
	if err != nil {
		return wrap("migrate", err)
	}
	for {
		_, upErr := provider.Up(ctx)
		after, err := schemaVersion(ctx, provider)
		if err != nil {
			return wrap("migrate", err)
		}
		if upErr == nil {
			return wrap("migrate", s.fillVersions(ctx))
		}
		if after == before {
			return wrap("migrate", upErr)
		}
		before = after // another program was faster; run what remains
	}
}

func (s *Store) newProvider() (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations/"+string(s.dialect))
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if s.dialect == dialectSQLite {
		return goose.NewProvider(goose.DialectSQLite3, s.pool, folder, options...)
	}
	return goose.NewProvider(goose.DialectPostgres, s.pool, folder, append(options, goose.WithLocker(&transactionLocker{}))...)
}

// schemaVersion returns the number of the last migration in the database, or 0 if there is none. A migration that this
// program does not know is an error.
func schemaVersion(ctx context.Context, provider *goose.Provider) (int64, error) {
	inDatabase, inProgram, err := provider.GetVersions(ctx)
	if err == nil && inDatabase > inProgram {
		err = newerSchema(inDatabase, inProgram)
	}
	return inDatabase, err
}

func newerSchema(inDatabase, inProgram int64) error {
	return fmt.Errorf("the database has schema version %d, newer than version %d that this program uses: "+
		"run a newer program, or restore a backup made before the migration", inDatabase, inProgram)
}

// CheckSchema returns an error unless the database has the schema of this program. It writes nothing.
func (s *Store) CheckSchema(ctx context.Context) error {
	provider, err := s.newProvider()
	if err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	sources := provider.ListSources()
	inProgram := sources[len(sources)-1].Version
	var inDatabase int64
	err = s.pool.QueryRowContext(ctx, "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version").Scan(&inDatabase)
	switch {
	case err != nil:
		return wrap("read the version of the schema", err)
	case inDatabase > inProgram:
		return newerSchema(inDatabase, inProgram)
	case inDatabase < inProgram:
		return fmt.Errorf("the database has schema version %d, older than version %d that this program uses: "+
			"upgrade it with: twoway migrate", inDatabase, inProgram)
	}
	return nil
}
