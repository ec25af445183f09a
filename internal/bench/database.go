package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"twoway/bank"
	"twoway/release/drafts"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/store"
)

// seeded is the services on a new SQLite database that was seeded. As after a start, publish has cached nothing.
type seeded struct {
	drafts  *drafts.Service
	publish *publish.Service
	serve   *serve.Service
	first   bank.Release // the seeded bank; not in service yet
}

// withDatabase seeds a new SQLite database with a bank, and removes it after use.
func withDatabase(ctx context.Context, content bank.Content, use func(s seeded) error) (err error) {
	dir, err := os.MkdirTemp("", "twoway-bench-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	database, err := store.New("sqlite:" + filepath.Join(dir, "bench.db"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	if err := database.Migrate(ctx); err != nil {
		return err
	}
	s := seeded{drafts: drafts.New(database, time.Now), serve: serve.New(database, serve.Options{})}
	s.publish = publish.New(database, s.drafts, s.serve, time.Now)
	shipped := publish.Shipped{Load: func() (bank.Content, error) { return content, nil }}
	s.first, err = publish.New(database, s.drafts, s.serve, time.Now).Seed(ctx, shipped)
	if err != nil {
		return err
	}
	return use(s)
}
