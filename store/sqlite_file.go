package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
)

// sqliteFile opens connections to an SQLite file. It is a driver.Connector that creates the file for its owner alone, because
// it contains a secret; SQLite gives the files beside it the same permissions.
type sqliteFile struct {
	driver.Connector // which does not create the file
	path             string

	mu     sync.Mutex
	create bool        // if the file is missing
	opened os.FileInfo // when it was first connected to; nil before that
}

// Connect opens a connection.
func (f *sqliteFile) Connect(ctx context.Context) (driver.Conn, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.create {
		if err := createFile(f.path); err != nil {
			return nil, err
		}
	}
	info, err := os.Stat(f.path)
	if err != nil {
		return nil, err
	}
	conn, err := f.Connector.Connect(ctx)
	if err == nil {
		f.create = false
		if f.opened == nil {
			f.opened = info
		}
	}
	return conn, err
}

// setCreate says whether the next connection creates the file if it is missing. On PostgreSQL, where f is nil, it does nothing.
func (f *sqliteFile) setCreate(create bool) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.create = create
}

// createFile creates a file unless it exists. It must not open one that does: closing it would release SQLite's locks.
func createFile(path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // the path comes from the configuration
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return file.Close()
}

// isReplaced reports whether the file was removed, replaced by another one or truncated since it was first connected to.
func (f *sqliteFile) isReplaced() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.opened == nil {
		return false
	}
	info, err := os.Stat(f.path)
	return err != nil || !os.SameFile(info, f.opened) || info.Size() < f.opened.Size()
}

// isEmpty reports whether the file is missing, or has no content.
func (f *sqliteFile) isEmpty() bool {
	info, err := os.Stat(f.path)
	return errors.Is(err, fs.ErrNotExist) || err == nil && info.Size() == 0
}

// forget makes the next connection the first.
func (f *sqliteFile) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opened = nil
}

// dropReplaced closes the connections to a database file that was replaced: they would continue to use the old one.
func (s *Store) dropReplaced() {
	if s.file == nil || !s.file.isReplaced() {
		return
	}
	s.pool.SetMaxIdleConns(0) // those in use are closed after use
	if s.pool.Stats().OpenConnections == 0 {
		s.file.forget()
		s.pool.SetMaxIdleConns(maxConnections)
	}
}

// setAside renames a damaged database and its logs, and returns its new name. The next connection creates an empty file.
func (f *sqliteFile) setAside() (aside string, err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	aside = f.path + ".damaged"
	for n := 2; exists(aside); n++ {
		aside = fmt.Sprintf("%s.damaged-%d", f.path, n)
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(f.path+suffix, aside+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	f.create = true
	return aside, nil
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
