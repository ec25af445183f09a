package app

import (
	"context"
	"errors"
	"fmt"
	"time"

	"twoway/account"
	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/kits"
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
	phrases  *serve.Phrases
	kits     *kits.Service
	accounts *account.Service
}

// newServices returns the services of a database. This process records what it serves under the name replica. Nothing is
// written to a database that does not have the release in the snapshot kept.
func newServices(database *store.Store, kept serve.Snapshot, replica string, o serve.Options) *services {
	s := &services{
		database: database, drafts: drafts.New(guarded{database, kept}, time.Now), replicas: serve.NewReplicas(database, time.Now, replica),
		accounts: account.New(guarded{database, kept}, account.Options{Now: time.Now, Log: o.Log}),
	}
	o.Replicas = s.replicas
	s.serve = serve.New(database, o)
	s.phrases = serve.NewPhrases(guarded{database, kept}, s.serve, time.Now)
	s.kits = kits.New(guarded{database, kept}, time.Now)
	s.publish = publish.New(database, s.drafts, s.serve, time.Now)
	return s
}

// useMemory raises the limit of memory while something needs much of it: publishing, serving what another copy of the program has published,
// and hashing passwords.
func (s *services) useMemory(m *memory) {
	s.publish.Around(m.raised)
	s.serve.Around(m.raised)
	s.accounts.AroundHashing(m.raised)
}

// guarded is a database that refuses writes while it does not have the release that this program has served last.
type guarded struct {
	*store.Store
	kept serve.Snapshot
}

// Commit writes c if the database has the release.
func (g guarded) Commit(ctx context.Context, c bank.Commit) (err error) {
	if c.Requires, err = g.kept.ID(); err != nil {
		return fmt.Errorf("read the ID of the last good release: %w", err)
	}
	return g.Store.Commit(ctx, c)
}

// CommitAccounts writes c if the database has the release.
func (g guarded) CommitAccounts(ctx context.Context, c account.Commit) (err error) {
	if c.Requires, err = g.kept.ID(); err != nil {
		return fmt.Errorf("read the ID of the last good release: %w", err)
	}
	return g.Store.CommitAccounts(ctx, c)
}

// AddPhrase adds a phrase if the database has the release.
func (g guarded) AddPhrase(ctx context.Context, p bank.Phrase) error {
	if err := g.kept.Check(ctx, g.Store); err != nil {
		return err
	}
	return g.Store.AddPhrase(ctx, p)
}

// DismissPhrase dismisses a phrase, or brings it back, if the database has the release.
func (g guarded) DismissPhrase(ctx context.Context, id string, dismissed bool) (bank.Phrase, error) {
	if err := g.kept.Check(ctx, g.Store); err != nil {
		return bank.Phrase{}, err
	}
	return g.Store.DismissPhrase(ctx, id, dismissed)
}

// SaveKit saves a kit if the database has the release.
func (g guarded) SaveKit(ctx context.Context, k bank.SavedKit) (kept bank.SavedKit, isNew bool, err error) {
	if err := g.kept.Check(ctx, g.Store); err != nil {
		return bank.SavedKit{}, false, err
	}
	return g.Store.SaveKit(ctx, k)
}

// TouchKit notes that a kit was opened if the database has the release.
func (g guarded) TouchKit(ctx context.Context, id string, on time.Time) error {
	if err := g.kept.Check(ctx, g.Store); err != nil {
		return err
	}
	return g.Store.TouchKit(ctx, id, on)
}

// withServices opens and migrates the database for a command that writes, calls do with its services, and closes it. The
// database must have the release that this program has served last.
func (s Storage) withServices(ctx context.Context, t Terminal, m missing, do func(*services) error) error {
	return s.with(m, func(database *store.Store) error {
		printNotices(t, s.protectFiles())
		if err := s.check(ctx, database); err != nil {
			return err
		}
		if err := s.migrate(ctx, database); err != nil {
			return err
		}
		return do(newServices(database, s.kept(), "", serve.Options{}))
	})
}

// reading opens the database for a command that only reads, calls do with its services, and closes it. The database must
// exist, with the schema of this program: reading does not migrate it.
func (s Storage) reading(ctx context.Context, do func(*services) error) error {
	return s.with(mustExist, func(database *store.Store) error {
		if err := s.explain(database.CheckSchema(ctx)); err != nil {
			return err
		}
		return do(newServices(database, s.kept(), "", serve.Options{}))
	})
}

// with calls do with the database, and closes it.
func (s Storage) with(m missing, do func(*store.Store) error) (err error) {
	database, err := s.connect(m)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	err = do(database)
	switch {
	case bank.HasCode(err, bank.CodeStale):
		return fmt.Errorf("nothing was written; run the command again: %w", err)
	case bank.HasCode(err, bank.CodeStorageFailed):
		return s.explain(err)
	}
	return err
}

// migrate connects to the database and migrates its schema.
func (s Storage) migrate(ctx context.Context, database *store.Store) error {
	if err := database.Ping(ctx); err != nil {
		return s.explain(err)
	}
	return s.explain(database.Migrate(ctx))
}

// Run migrates the database and publishes the bank.
func (m Migrate) Run(ctx context.Context, t Terminal) error {
	shipped := m.shipped()
	printNotices(t, m.checkFolder())
	if m.AcceptOlderDatabase {
		err := m.with(mayCreate, func(database *store.Store) error {
			aside, err := m.accept(ctx, database)
			if aside != "" {
				printNotices(t, []string{asideText(aside)})
			}
			return err
		})
		if err != nil {
			return err
		}
	}
	return m.withServices(ctx, t, mayCreate, func(s *services) error {
		current, err := s.publish.Seed(ctx, shipped)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(t.Out, "The database is up to date. Its newest release is %d: %s.\n", current.Number, summary(current.Content))
		return err
	})
}
