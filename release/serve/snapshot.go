package serve

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"twoway/bank"
)

// snapshotHeader is the first line of a snapshot. The rest of the file is the canonical content, byte for byte.
type snapshotHeader struct {
	Number    int       `json:"number"`
	Hash      string    `json:"hash"`
	Note      string    `json:"note"`
	CreatedAt time.Time `json:"created_at"`
	TokenKey  []byte    `json:"token_key"`
}

// LoadSnapshot puts the release in the snapshot into service, to start while the database is unreachable. A snapshot that is
// missing, damaged or cannot serve is an error.
func (s *Service) LoadSnapshot() error {
	r, key, err := readSnapshot(s.snapshot)
	if err != nil {
		return err
	}
	if len(s.key) > 0 {
		key = s.key
	}
	compiled, err := Compile(r, key)
	if err != nil {
		return fmt.Errorf("the release in %s cannot serve: %w", s.snapshot, err)
	}
	s.current.Store(compiled)
	s.status.Store(&Status{Newest: r.Number, Problem: fromSnapshot})
	return nil
}

// fromSnapshot is the problem of a program that has not reached its database since it started.
const fromSnapshot = "The database has been unreachable since the start; serving the last good release from its snapshot on disk."

// writeSnapshot replaces the file atomically, so that it is complete at any time.
func writeSnapshot(path string, r bank.Release, key bank.TokenKey) error {
	header, err := json.Marshal(snapshotHeader{Number: r.Number, Hash: r.Hash, Note: r.Note, CreatedAt: r.CreatedAt, TokenKey: key})
	if err != nil {
		return err
	}
	content, err := r.Content.Canonical()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	file, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	_, err = file.Write(bytes.Join([][]byte{header, content}, []byte("\n")))
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), path)
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

func readSnapshot(path string) (bank.Release, bank.TokenKey, error) {
	text, err := os.ReadFile(path) //nolint:gosec // the path comes from the configuration
	if err != nil {
		return bank.Release{}, nil, fmt.Errorf("there is no snapshot of a release: %w", err)
	}
	line, canonical, _ := bytes.Cut(text, []byte("\n"))
	var header snapshotHeader
	if err := json.Unmarshal(line, &header); err != nil {
		return bank.Release{}, nil, fmt.Errorf("the snapshot %s cannot be read: %w", path, err)
	}
	if bank.HashOf(canonical) != header.Hash {
		return bank.Release{}, nil, fmt.Errorf("the snapshot %s is damaged", path)
	}
	content, err := bank.ParseContent(canonical)
	r := bank.Release{Number: header.Number, Hash: header.Hash, Content: content, Note: header.Note, CreatedAt: header.CreatedAt}
	return r, header.TokenKey, err
}
