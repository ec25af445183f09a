package serve

import (
	"context"
	"fmt"

	"twoway/bank"
)

// History is what a database says about its releases. Its errors have the codes of package store.
type History interface {
	// Contains reports whether there is a release with the number and the hash of id, and returns the newest release.
	Contains(ctx context.Context, id bank.ReleaseID) (found bool, newest bank.ReleaseID, err error)
}

// LostError says that a database does not have the release that this program served last: it was emptied, or replaced by an
// older or another one. It wraps a *bank.Error with code storage_failed.
type LostError struct {
	Kept   bank.ReleaseID // the release in the snapshot
	Newest bank.ReleaseID // in the database; zero if it has none
}

// Error returns the sentence of Unwrap.
func (e *LostError) Error() string { return e.sentence() }

// Unwrap returns the error for clients.
func (e *LostError) Unwrap() error {
	return &bank.Error{Code: bank.CodeStorageFailed, Message: e.sentence()}
}

func (e *LostError) sentence() string {
	switch {
	case e.Newest.Number == 0:
		return fmt.Sprintf("The database has no release, but this program has served release %d: the database was emptied or replaced.", e.Kept.Number)
	case e.Newest.Number < e.Kept.Number:
		return fmt.Sprintf("The newest release of the database is %d, but this program has served release %d: the database was replaced by an older one.",
			e.Newest.Number, e.Kept.Number)
	}
	return fmt.Sprintf("The database has releases up to %d, but not the release %d that this program has served (%.19s…): it is another database.",
		e.Newest.Number, e.Kept.Number, e.Kept.Hash)
}

// Check returns a *LostError if the database does not have the release of the snapshot. Without a snapshot, any database is
// accepted, and it is not asked.
func (f Snapshot) Check(ctx context.Context, database History) error {
	kept, err := f.ID()
	if err != nil || kept.Number == 0 {
		return err
	}
	found, newest, err := database.Contains(ctx, kept)
	if err != nil || found {
		return err
	}
	return &LostError{Kept: kept, Newest: newest}
}
