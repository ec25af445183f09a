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
	if _, err := os.Stat(b.file()); b.DatabaseURL == "" && err != nil {
		return fmt.Errorf("there is no database in %s to back up", b.DataDir)
	}
	database, err := b.connect() // and do not migrate it: a backup is made before an upgrade
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, database.Close()) }()
	if err := database.Backup(ctx, b.File); err != nil {
		return err
	}
	_, err = fmt.Fprintf(t.Out, "Backed up %s to %s.\n", b.where(), b.File)
	return err
}

// Run replaces the database with a backup.
func (r Restore) Run(ctx context.Context, t Terminal) error {
	return r.with(ctx, func(s *services) error {
		entry := bank.AuditEntry{At: time.Now(), Author: bank.CommandLine().Name, Action: bank.ActionRestore}
		if err := s.database.Restore(ctx, r.File, entry); err != nil {
			return err
		}
		_, err := fmt.Fprintf(t.Out, "Restored %s from %s. Running programs switch to it within seconds.\n", r.where(), r.File)
		return err
	})
}
