package release

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

// keptHeader is the first line of the file of a kept release. What follows is the content, canonical, byte for byte.
type keptHeader struct {
	Number    int       `json:"number"`
	Hash      string    `json:"hash"`
	Note      string    `json:"note"`
	CreatedAt time.Time `json:"created_at"`
	TokenKey  []byte    `json:"token_key"`
}

// Resume puts the kept release into service, for as long as the database is away when the program starts. It is an error
// if none is kept, or if it is damaged or cannot serve.
func (s *Service) Resume() error {
	r, key, err := readKept(s.kept)
	if err != nil {
		return err
	}
	if len(s.key) > 0 {
		key = s.key
	}
	serving, err := NewServing(r, key)
	if err != nil {
		return fmt.Errorf("release: the release kept in %s cannot serve: %w", s.kept, err)
	}
	s.serving.Store(serving)
	s.following.Store(&Following{Newest: r.Number, Problem: fromDisk})
	return nil
}

// fromDisk is the problem of a program that has not reached its database yet.
const fromDisk = "The database has not answered since the start; the last good release, kept on disk, answers."

// put puts a release into service in the place of another, and keeps it. If something else has come into service
// meanwhile, it does nothing, and returns false.
func (s *Service) put(before, serving *Serving, r bank.Release) bool {
	s.swapping.Lock()
	defer s.swapping.Unlock()
	if !s.serving.CompareAndSwap(before, serving) {
		return false
	}
	if before != nil {
		s.older.add(before)
	}
	if s.kept != "" {
		if err := writeKept(s.kept, r, serving.key); err != nil {
			s.log.Warn("the release cannot be kept on disk; without the database this program will not start", "error", err)
		}
	}
	return true
}

// writeKept replaces the file by another one, so that it is whole at any time.
func writeKept(path string, r bank.Release, key bank.TokenKey) error {
	header, err := json.Marshal(keptHeader{Number: r.Number, Hash: r.Hash, Note: r.Note, CreatedAt: r.CreatedAt, TokenKey: key})
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

func readKept(path string) (bank.Release, bank.TokenKey, error) {
	text, err := os.ReadFile(path) //nolint:gosec // whoever runs the program names it
	if err != nil {
		return bank.Release{}, nil, fmt.Errorf("release: no release is kept: %w", err)
	}
	line, canonical, _ := bytes.Cut(text, []byte("\n"))
	var header keptHeader
	if err := json.Unmarshal(line, &header); err != nil {
		return bank.Release{}, nil, fmt.Errorf("release: %s cannot be read: %w", path, err)
	}
	if bank.HashOf(canonical) != header.Hash {
		return bank.Release{}, nil, fmt.Errorf("release: %s is damaged", path)
	}
	content, err := bank.ParseContent(canonical)
	r := bank.Release{Number: header.Number, Hash: header.Hash, Content: content, Note: header.Note, CreatedAt: header.CreatedAt}
	return r, header.TokenKey, err
}
