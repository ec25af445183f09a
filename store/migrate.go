package store

import (
	"context"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

//go:embed migrations
var migrations embed.FS

// Of several programs that migrate at once on PostgreSQL one works and the others ask once a second, for two minutes.
const (
	lockSeconds  = 1
	lockAttempts = 120
)

// Migrate brings the schema of the database to that of the program. Each migration takes effect as a whole or not at
// all. Several programs may call it at once. A schema that is newer than the program's is left alone, and an error.
func (s *Store) Migrate(ctx context.Context) error {
	provider, err := s.provider()
	if err != nil {
		return fmt.Errorf("store: read the migrations: %w", err)
	}
	before, err := schemaVersion(ctx, provider)
	if err != nil {
		return fail("migrate", err)
	}
	for {
		_, failed := provider.Up(ctx)
		after, err := schemaVersion(ctx, provider)
		if err != nil {
			return fail("migrate", err)
		}
		if failed == nil || after == before {
			return fail("migrate", failed)
		}
		before = after // another program was quicker; see what it has left to do
	}
}

func (s *Store) provider() (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations/"+string(s.dialect))
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if s.dialect == onSQLite {
		return goose.NewProvider(goose.DialectSQLite3, s.pool, folder, options...)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(lockSeconds, lockAttempts))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, s.pool, folder, append(options, goose.WithSessionLocker(locker))...)
}

// schemaVersion is the number of the last migration in the database, 0 if there is none. One that the program does not
// know is an error.
func schemaVersion(ctx context.Context, provider *goose.Provider) (int64, error) {
	inDatabase, inProgram, err := provider.GetVersions(ctx)
	if err == nil && inDatabase > inProgram {
		err = fmt.Errorf("the database has schema version %d, newer than version %d of this program: "+
			"run a newer program, or restore a backup from before it was migrated", inDatabase, inProgram)
	}
	return inDatabase, err
}
