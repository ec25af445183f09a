package release

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
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
}

// KeepIn keeps each release that comes into service in a file as well, whose folder is made, for Resume. What cannot be
// written is logged, and no reason not to serve. It is to be called before Start.
func (s *Service) KeepIn(path string, log *slog.Logger) { s.kept, s.log = path, log }

// Resume puts the kept release into service, for as long as the database is away when the program starts. It is an error
// if none is kept, or if it is damaged or cannot serve.
func (s *Service) Resume() error {
	r, err := readKept(s.kept)
	if err != nil {
		return err
	}
	serving, err := NewServing(r)
	if err != nil {
		return fmt.Errorf("release: the release kept in %s cannot serve: %w", s.kept, err)
	}
	s.serving.Store(serving)
	s.following.Store(&Following{Newest: r.Number, Problem: fromDisk})
	return nil
}

// fromDisk is the problem of a program that has not reached its database yet.
const fromDisk = "The database has not answered since the start; the last good release, kept on disk, answers."

// put puts a release into service, and keeps it.
func (s *Service) put(serving *Serving, r bank.Release) {
	s.serving.Store(serving)
	if s.kept == "" {
		return
	}
	if err := writeKept(s.kept, r); err != nil {
		s.log.Warn("the release cannot be kept on disk; without the database this program will not start", "error", err)
	}
}

// writeKept replaces the file by another one, so that it is whole at any time.
func writeKept(path string, r bank.Release) error {
	header, err := json.Marshal(keptHeader{Number: r.Number, Hash: r.Hash, Note: r.Note, CreatedAt: r.CreatedAt})
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

func readKept(path string) (bank.Release, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return bank.Release{}, fmt.Errorf("release: no release is kept: %w", err)
	}
	line, canonical, _ := bytes.Cut(text, []byte("\n"))
	var header keptHeader
	if err := json.Unmarshal(line, &header); err != nil {
		return bank.Release{}, fmt.Errorf("release: %s cannot be read: %w", path, err)
	}
	if bank.HashOf(canonical) != header.Hash {
		return bank.Release{}, fmt.Errorf("release: %s is damaged", path)
	}
	content, err := bank.ParseContent(canonical)
	return bank.Release{Number: header.Number, Hash: header.Hash, Content: content, Note: header.Note, CreatedAt: header.CreatedAt}, err
}
