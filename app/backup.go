package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"twoway/bank"
)

// Run writes a backup of the database.
func (b Backup) Run(ctx context.Context, t Terminal) (err error) {
	if _, err := os.Stat(b.sqliteFile()); b.DatabaseURL == "" && err != nil {
		return fmt.Errorf("there is no database in %s; choose its folder with --data-dir", b.DataDir)
	}
	database, err := b.connect() // without migrating, so that a backup can be made before an upgrade
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	if err := database.Backup(ctx, b.File); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.Out, "Backed up %s to %s.\n", b.displayName(), b.File)
	return err
}

// Run replaces the content of the database with that of a backup.
func (r Restore) Run(ctx context.Context, t Terminal) error {
	return r.withServices(ctx, func(s *services) error {
		entry := bank.AuditEntry{At: time.Now(), Author: bank.CommandLine().Name, Action: bank.ActionRestore}
		if err := s.database.Restore(ctx, r.File, entry); err != nil {
			return err
		}
		_, err := fmt.Fprintf(t.Out, "Restored %s from %s. Running servers switch to it within seconds.\n", r.displayName(), r.File)
		return err
	})
}
