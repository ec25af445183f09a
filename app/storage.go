package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"twoway/release/serve"
	"twoway/store"
)

// missing says what happens if the file of the embedded database is missing.
type missing bool

const (
	mustExist missing = false
	mayCreate missing = true
)

// kept returns the snapshot of the release that this program has served last.
func (s Storage) kept() serve.Snapshot {
	return serve.Snapshot(filepath.Join(s.DataDir, "last-good-release"))
}

// connect returns a handle to the database. It does not connect yet: see migrate. If the database may be created, so is the
// data folder; a database that this program has served from is not created again.
func (s Storage) connect(m missing) (*store.Store, error) {
	if err := s.prepareFolder(m); err != nil {
		return nil, err
	}
	database, err := store.New(s.url())
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.displayName(), err)
	}
	if kept, err := s.kept().ID(); m == mustExist || err != nil || kept.Number > 0 {
		database.MustExist()
	}
	return database, nil
}

func (s Storage) prepareFolder(m missing) error {
	switch {
	case s.DatabaseURL != "":
	case m == mayCreate:
		if err := os.MkdirAll(s.DataDir, 0o700); err != nil {
			return fmt.Errorf("cannot create the data folder: %w", err)
		}
	default:
		info, err := os.Stat(s.sqliteFile())
		if errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("there is no database in %s; choose its folder with --data-dir", s.DataDir)
		}
		if err == nil && info.Size() == 0 {
			return fmt.Errorf("the database %s is empty. To restore a backup, run: %s", s.sqliteFile(), s.restoreCommand())
		}
	}
	return nil
}

// restoreCommand returns the command that restores a backup into this database.
func (s Storage) restoreCommand() string {
	if s.DatabaseURL != "" {
		return "pg_restore (see docs/running.md)"
	}
	if s.DataDir == defaultDataDir {
		return "twoway restore FILE"
	}
	return fmt.Sprintf("twoway restore --data-dir %s FILE", s.DataDir)
}

// explainedError is an error of the database with a text that says exactly what to do.
type explainedError struct {
	err  error
	text string
}

// Error returns the text.
func (e *explainedError) Error() string { return e.text }

// Unwrap returns the error of the database.
func (e *explainedError) Unwrap() error { return e.err }

// explain adds the name of the database to an error, and its flags to the command that restores a backup.
func (s Storage) explain(err error) error {
	if _, explained := errors.AsType[*explainedError](err); err == nil || explained {
		return err
	}
	return &explainedError{err, s.displayName() + ": " + strings.ReplaceAll(err.Error(), "twoway restore FILE", s.restoreCommand())}
}

// check returns an error that says what to do if the database does not have the release that this program has served last.
func (s Storage) check(ctx context.Context, database *store.Store) error {
	err := s.kept().Check(ctx, database)
	if _, lost := errors.AsType[*serve.LostError](err); lost {
		return &explainedError{err, fmt.Sprintf("%s: %v\nThe release is saved in %s.\n\n  To restore a backup, run: %s\n"+
			"  To continue with this database, start the program once with --accept-older-database, or run twoway migrate with it.",
			s.displayName(), err, s.kept(), s.restoreCommand())}
	}
	return s.explain(err)
}

// accept sets the release that this program has served last aside if the database does not have it, so that check accepts the
// database. It returns where that release is now; "" if nothing was set aside.
func (s Storage) accept(ctx context.Context, database *store.Store) (aside string, err error) {
	err = s.kept().Check(ctx, database)
	if lost, ok := errors.AsType[*serve.LostError](err); ok {
		database.MayCreate()
		return s.kept().SetAside(lost.Kept.Number)
	}
	return "", s.explain(err)
}

// asideText says where the release that this program has served is now.
func asideText(aside string) string {
	return fmt.Sprintf("The database does not have the release that this program has served. That release is now in %s.", aside)
}

const othersMask fs.FileMode = 0o077

// protectFiles makes the files of the data folder readable for their owner alone, since they contain secrets, and returns what
// it has changed or could not change.
func (s Storage) protectFiles() (notices []string) {
	if runtime.GOOS == "windows" { // which has no such permissions
		return nil
	}
	files, _ := filepath.Glob(string(s.kept()) + "*") // the pattern is valid unless the folder's name has brackets
	for _, suffix := range []string{"", "-wal", "-shm"} {
		files = append(files, s.sqliteFile()+suffix)
	}
	for _, file := range files {
		info, err := os.Lstat(file)
		if err != nil || !info.Mode().IsRegular() || info.Mode()&othersMask == 0 {
			continue
		}
		if err := os.Chmod(file, 0o600); err != nil {
			notices = append(notices, fmt.Sprintf("Others can read %s, which contains a secret, and this program may not change that; run: chmod 600 %s", file, file))
		} else {
			notices = append(notices, fmt.Sprintf("Others could read %s, which contains a secret; now only its owner can.", file))
		}
	}
	return notices
}

// checkFolder returns a notice if others can read or write the data folder.
func (s Storage) checkFolder() (notices []string) {
	info, err := os.Stat(s.DataDir)
	if err == nil && info.Mode()&othersMask != 0 && runtime.GOOS != "windows" {
		notices = append(notices, fmt.Sprintf("Other users can open the data folder %s; run: chmod 700 %s", s.DataDir, s.DataDir))
	}
	return notices
}

// printNotices writes notices, one per line.
func printNotices(t Terminal, notices []string) {
	for _, notice := range notices {
		_, _ = fmt.Fprintln(t.Err, notice) // a lost notice does no harm
	}
}
