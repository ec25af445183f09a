package app

import (
	"context"
	"fmt"
	"time"

	"twoway/bank"
	"twoway/store"
)

// Run writes a backup of the database. It does not migrate, so that a backup can be made before an upgrade.
func (b Backup) Run(ctx context.Context, t Terminal) error {
	return b.with(mustExist, func(database *store.Store) error {
		if err := database.Backup(ctx, b.File); err != nil {
			return err
		}
		_, err := fmt.Fprintf(t.Out, "Backed up %s to %s.\n", b.displayName(), b.File)
		return err
	})
}

// Run replaces the content of the database with that of a backup, and sets the release that this program has served last
// aside if the backup does not have it.
func (r Restore) Run(ctx context.Context, t Terminal) error {
	kept, err := r.kept().ID()
	if err != nil {
		return err
	}
	return r.with(mayCreate, func(database *store.Store) error {
		printNotices(t, r.protectFiles())
		database.MayCreate()
		entry := bank.AuditEntry{At: time.Now(), Author: bank.CommandLine().Name, Action: bank.ActionRestore}
		damaged, err := database.Restore(ctx, r.File, kept, entry)
		if damaged != "" {
			printNotices(t, []string{"The database was damaged. It is now in " + damaged + "."})
		}
		if err != nil {
			return err
		}
		aside, err := r.accept(ctx, database)
		if err != nil {
			return err
		}
		if aside != "" {
			printNotices(t, []string{asideText(aside)})
		}
		_, err = fmt.Fprintf(t.Out, "Restored %s from %s. Running servers switch to it within seconds.\n", r.displayName(), r.File)
		return err
	})
}
