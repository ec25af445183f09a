package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/store"
)

// services holds the services that share one database.
type services struct {
	database *store.Store
	drafts   *drafts.Service
	publish  *publish.Service
	serve    *serve.Service
	replicas *serve.Replicas
}

// newServices returns the services of a database. This process records what it serves under the name replica.
func newServices(database *store.Store, replica string, o serve.Options) *services {
	s := &services{
		database: database, drafts: drafts.New(database, time.Now), replicas: serve.NewReplicas(database, time.Now, replica),
	}
	o.Replicas = s.replicas
	s.serve = serve.New(database, o)
	s.publish = publish.New(database, s.drafts, s.serve, time.Now)
	return s
}

// withServices opens and migrates the database, calls do with its services, and closes it.
func (s Storage) withServices(ctx context.Context, do func(*services) error) (err error) {
	database, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	err = do(newServices(database, "", serve.Options{}))
	if bank.HasCode(err, bank.CodeStale) {
		return fmt.Errorf("nothing was written; run the command again: %w", err)
	}
	return err
}

// open returns the database, migrated.
func (s Storage) open(ctx context.Context) (*store.Store, error) {
	database, err := s.connect()
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx, database); err != nil {
		return nil, errors.Join(err, database.Close())
	}
	return database, nil
}

// connect returns a handle to the database and creates the data folder. It does not connect yet: see migrate.
func (s Storage) connect() (*store.Store, error) {
	if s.DatabaseURL == "" {
		if err := os.MkdirAll(s.DataDir, 0o750); err != nil {
			return nil, fmt.Errorf("cannot create the data folder: %w", err)
		}
	}
	database, err := store.New(s.url())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.displayName(), err)
	}
	return database, nil
}

// migrate connects to the database and migrates its schema.
func (s Storage) migrate(ctx context.Context, database *store.Store) error {
	if err := database.Ping(ctx); err != nil {
		return fmt.Errorf("%s: %w", s.displayName(), err)
	}
	return database.Migrate(ctx)
}

// Run migrates the database and publishes the bank.
func (m Migrate) Run(ctx context.Context, t Terminal) error {
	content, err := m.load()
	if err != nil {
		return err
	}
	return m.withServices(ctx, func(s *services) error {
		current, err := s.publish.Seed(ctx, content)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.Out, "The database is up to date. Its newest release is %d: %s.\n", current.Number, summary(current.Content))
		return err
	})
}
