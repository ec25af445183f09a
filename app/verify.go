package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"twoway/bank"
	"twoway/release/kits"
	"twoway/release/publish"
	"twoway/release/serve"
	"twoway/store"
)

// unreadableError is the error of a file that is no record: the exit status is 2.
type unreadableError struct{ err error }

// Error returns what is wrong with the file.
func (e *unreadableError) Error() string { return e.err.Error() }

// Unwrap returns the cause.
func (e *unreadableError) Unwrap() error { return e.err }

// exitStatus returns the status with which the program exits after an error.
func exitStatus(err error) int {
	if err == nil {
		return 0
	}
	if _, unreadable := errors.AsType[*unreadableError](err); unreadable {
		const status = 2
		return status
	}
	return 1
}

// Run checks the record of a kit, and prints a line for each check.
func (v Verify) Run(ctx context.Context, t Terminal) error {
	text, err := v.read(t.In)
	if err != nil {
		return &unreadableError{err}
	}
	checks, err := kits.Verify(ctx, text, v.find)
	if err != nil {
		if _, failed := errors.AsType[*findError](err); failed {
			return err
		}
		return &unreadableError{fmt.Errorf("%s: %w", v.File, err)}
	}
	failed := 0
	for _, c := range checks {
		if c.Result == kits.Failed {
			failed++
		}
		if _, err := fmt.Fprintf(t.Out, "%-12s %s: %s\n", c.Result, c.Name, c.Says); err != nil {
			return err
		}
	}
	switch failed {
	case 0:
		return nil
	case 1:
		return errors.New("a check failed")
	}
	return errors.New(strconv.Itoa(failed) + " checks failed")
}

// mostRecord is how much of a file is read: a little more than the largest record.
const mostRecord = 2 << 20

func (v Verify) read(in io.Reader) ([]byte, error) {
	if v.File != "-" {
		file, err := os.Open(v.File)
		if err != nil {
			return nil, err
		}
		defer func() { _ = file.Close() }() // opened for reading only
		in = file
	}
	return io.ReadAll(io.LimitReader(in, mostRecord))
}

// findError is the error of a bank or a database in which a release was sought.
type findError struct{ error }

// Unwrap returns the cause.
func (e *findError) Unwrap() error { return e.error }

// find finds a release: it is that of the bank, or is in the database if there is one.
func (v Verify) find(ctx context.Context, id bank.ReleaseID) (*kits.Found, string, error) {
	content, err := v.load()
	if err != nil {
		return nil, "", &findError{err}
	}
	frozen, err := publish.Freeze(bank.Release{}, content, "", time.Now())
	if err != nil {
		return nil, "", &findError{err}
	}
	name := "the shipped bank"
	if v.Bank != "" {
		name = "the bank in " + v.Bank
	}
	if same, err := frozen.IsSame(id); same || err != nil {
		if err != nil {
			return nil, "", &findError{err}
		}
		return foundIn(frozen, name), "", nil
	}
	if v.DatabaseURL == "" && !exists(v.sqliteFile()) {
		return nil, fmt.Sprintf("it is not %s, and there is no database in %s; name one with --data-dir or --database-url, or a bank with --bank", name, v.DataDir), nil
	}
	release, err := v.findInDatabase(ctx, id)
	switch {
	case err != nil:
		return nil, "", &findError{err}
	case release.Number == 0:
		return nil, fmt.Sprintf("neither %s nor %s has the release with this hash", name, v.displayName()), nil
	}
	return foundIn(release, fmt.Sprintf("release %d in %s", release.Number, v.displayName())), "", nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// findInDatabase returns the newest release with a hash; number 0 if there is none.
func (v Verify) findInDatabase(ctx context.Context, id bank.ReleaseID) (found bank.Release, err error) {
	err = v.with(mustExist, func(database *store.Store) error {
		if err := v.explain(database.CheckSchema(ctx)); err != nil {
			return err
		}
		releases, err := database.Releases(ctx)
		if err != nil {
			return err
		}
		for _, r := range releases {
			if r.Hash == id.Hash {
				found, err = database.Release(ctx, r.Number)
				return err
			}
		}
		return nil
	})
	return found, err
}

// foundIn returns a release as it is verified.
func foundIn(r bank.Release, where string) *kits.Found {
	return &kits.Found{Content: r.Content, Where: where, Compile: func() (*serve.Compiled, error) { return serve.Compile(r, nil) }}
}
