package serve

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"twoway/bank"
)

// Snapshot is the path of the file that has the last good release of a copy of the program. The empty path means none.
type Snapshot string

// snapshotHeader is the first line of a snapshot. The second one is the canonical content, byte for byte, and the third the log of
// versions; a snapshot of an older program has none.
type snapshotHeader struct {
	Number    int       `json:"number"`
	Hash      string    `json:"hash"`
	Note      string    `json:"note"`
	CreatedAt time.Time `json:"created_at"`
	TokenKey  []byte    `json:"token_key"`
}

// LoadSnapshot puts the release in the snapshot into service, to start although the database cannot be used, for the reason
// cause, which is logged. A snapshot that is missing, damaged or cannot serve is an error.
func (s *Service) LoadSnapshot(cause error) error {
	r, key, err := s.snapshot.read()
	if err != nil {
		return err
	}
	if len(s.key) > 0 {
		key = s.key
	}
	compiled, err := compileToServe(nil, r, key)
	if err != nil {
		return fmt.Errorf("the release in %s cannot serve: %w", s.snapshot, err)
	}
	s.current.Store(compiled)
	s.setStatus(Status{Newest: r.Number, Problem: fromSnapshot(cause)}, cause)
	return nil
}

// fromSnapshot returns the problem of a program that has not been able to start on its database, because of err.
func fromSnapshot(err error) string {
	e, coded := errors.AsType[*bank.Error](err)
	switch {
	case coded && e.Code == bank.CodeStorageFailed:
		return e.Message + " Serving the last good release from its snapshot on disk."
	case err == nil || coded && e.Code == bank.CodeUnavailable:
		return "The database has been unreachable since the start; serving the last good release from its snapshot on disk."
	}
	return "The database answers, but its newest release cannot serve; serving the last good release from its snapshot on disk."
}

// ID returns the ID of the release in the snapshot, or the zero ID if there is no file, or it is damaged. The content is not
// checked.
func (f Snapshot) ID() (bank.ReleaseID, error) {
	if f == "" {
		return bank.ReleaseID{}, nil
	}
	line, err := f.firstLine()
	if errors.Is(err, fs.ErrNotExist) {
		return bank.ReleaseID{}, nil
	}
	if err != nil {
		return bank.ReleaseID{}, err
	}
	var header snapshotHeader
	if json.Unmarshal(line, &header) != nil {
		return bank.ReleaseID{}, nil //nolint:nilerr // a damaged file has no release
	}
	return bank.ReleaseID{Number: header.Number, Hash: header.Hash}, nil
}

// firstLine returns the first line of the file, without its end.
func (f Snapshot) firstLine() ([]byte, error) {
	file, err := os.Open(string(f))
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }() // opened for reading only
	line, err := bufio.NewReader(file).ReadBytes('\n')
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return bytes.TrimSuffix(line, []byte("\n")), err
}

// SetAside renames the snapshot, which has the release with this number, and returns its new path. It overwrites nothing. If
// another program has set it aside already, the path is empty.
func (f Snapshot) SetAside(number int) (path string, err error) {
	path = fmt.Sprintf("%s-%d", f, number)
	for n := 2; ; n++ {
		if _, err := os.Lstat(path); err != nil {
			break
		}
		path = fmt.Sprintf("%s-%d-%d", f, number, n)
	}
	if err := os.Rename(string(f), path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	} else if err != nil {
		return "", fmt.Errorf("cannot set the snapshot aside: %w", err)
	}
	return path, nil
}

// write replaces the file atomically, so that it is complete at any time. A file that has the same content, or a newer
// release of another program in the same folder, is left as it is.
func (f Snapshot) write(r bank.Release, key bank.TokenKey) error {
	header, err := json.Marshal(snapshotHeader{Number: r.Number, Hash: r.Hash, Note: r.Note, CreatedAt: r.CreatedAt, TokenKey: key})
	if err != nil {
		return err
	}
	if before, err := f.ID(); err == nil && before.Number > r.Number || f.has(header, r.Hash) {
		return nil
	}
	content, err := r.Content.Canonical()
	if err != nil {
		return err
	}
	log, err := json.Marshal(r.Versions)
	if err != nil {
		return err
	}
	return f.replace(header, []byte("\n"), content, []byte("\n"), log)
}

// has reports whether the file has a header and the content with a hash. Most often it has another header, and only that is read.
func (f Snapshot) has(header []byte, hash string) bool {
	if first, err := f.firstLine(); err != nil || !bytes.Equal(first, header) {
		return false
	}
	text, err := os.ReadFile(string(f))
	line, rest, _ := bytes.Cut(text, []byte("\n"))
	content, log, _ := bytes.Cut(rest, []byte("\n"))
	return err == nil && bytes.Equal(line, header) && bank.HasHash(content, hash) && len(log) > 0
}

func (f Snapshot) replace(texts ...[]byte) error {
	folder, name := filepath.Split(string(f))
	if err := os.MkdirAll(filepath.Clean(folder), 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(folder, name+".*") // which only its owner can read: it contains a secret
	if err != nil {
		return err
	}
	for _, text := range texts {
		_, failed := file.Write(text)
		err = errors.Join(err, failed)
	}
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		err = os.Rename(file.Name(), string(f))
	}
	if err != nil {
		_ = os.Remove(file.Name())
	}
	return err
}

// read returns the release in the snapshot, and the key of its tokens.
func (f Snapshot) read() (bank.Release, bank.TokenKey, error) {
	text, err := os.ReadFile(string(f))
	if err != nil {
		return bank.Release{}, nil, fmt.Errorf("there is no snapshot of a release: %w", err)
	}
	line, rest, _ := bytes.Cut(text, []byte("\n"))
	canonical, log, _ := bytes.Cut(rest, []byte("\n"))
	var header snapshotHeader
	if err := json.Unmarshal(line, &header); err != nil {
		return bank.Release{}, nil, fmt.Errorf("the snapshot %s cannot be read: %w", f, err)
	}
	if !bank.HasHash(canonical, header.Hash) {
		return bank.Release{}, nil, fmt.Errorf("the snapshot %s is damaged", f)
	}
	content, err := bank.ParseContent(canonical)
	r := bank.Release{Number: header.Number, Hash: header.Hash, Content: content, Note: header.Note, CreatedAt: header.CreatedAt}
	if err == nil && len(log) > 0 {
		if err = json.Unmarshal(log, &r.Versions); err != nil {
			err = fmt.Errorf("the snapshot %s is damaged: %w", f, err)
		}
	}
	return r, header.TokenKey, err
}
