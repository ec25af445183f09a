package serve_test

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"twoway/bank"
	"twoway/internal/testbank"
	"twoway/release/serve"
)

// keeping is a service that keeps what it serves in a file.
func keeping(m *testbank.Memory, file string, log io.Writer) testbank.Services {
	return testbank.NewWith(m, testbank.Noon, serve.Options{Snapshot: file, Log: slog.New(slog.NewTextHandler(log, nil))})
}

// TestKeptRelease keeps each release that comes into service, and serves the last one without a store.
func TestKeptRelease(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new folder", "last")
	m, log := &testbank.Memory{}, &bytes.Buffer{}
	s := keeping(m, file, log)
	if err := s.Serve.LoadSnapshot(); !errors.Is(err, fs.ErrNotExist) || s.Current() != nil {
		t.Errorf("before: %v, want that there is no file", err)
	}
	if err := s.Start(t.Context(), testbank.Small()); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context(), testbank.With(testbank.Renamed)); err != nil {
		t.Fatal(err)
	}
	away := keeping(&testbank.Memory{FailCurrent: &bank.Error{Code: bank.CodeUnavailable}}, file, log)
	if err := away.Serve.LoadSnapshot(); err != nil {
		t.Fatal(err)
	}
	if got, want := away.Current().Release, s.Current().Release; got != want || want.Number != 2 {
		t.Errorf("resumed with %+v, want %+v", got, want)
	}
	if f := away.Serve.Status(); f.Newest != 2 || !strings.Contains(f.Problem, "snapshot on disk") {
		t.Errorf("it says %+v", f)
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 1 || log.Len() > 0 {
		t.Errorf("%d files, %v; log:\n%s", len(entries), err, log)
	}
}

func TestKeptReleaseIsDamaged(t *testing.T) {
	file := filepath.Join(t.TempDir(), "last")
	s := keeping(&testbank.Memory{}, file, io.Discard)
	if err := s.Start(t.Context(), testbank.Small()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string][]byte{
		"empty": {}, "cut": whole[:len(whole)-1], "header alone": whole[:bytes.IndexByte(whole, '\n')],
		"another word": bytes.Replace(whole, []byte("pager"), []byte("paper"), 1), "another number of the hash": bytes.Replace(whole, []byte("sha256:"), []byte("sha256:0"), 1),
	} {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		fresh := keeping(&testbank.Memory{}, file, io.Discard)
		if err := fresh.Serve.LoadSnapshot(); err == nil || fresh.Current() != nil {
			t.Errorf("%s: no error", what)
		}
	}
}

// TestKeptReleaseCannotBeWritten serves all the same.
func TestKeptReleaseCannotBeWritten(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	log := &bytes.Buffer{}
	s := keeping(&testbank.Memory{}, filepath.Join(blocked, "last"), log)
	if err := s.Start(t.Context(), testbank.Small()); err != nil || s.Current() == nil || !strings.Contains(log.String(), "cannot write the snapshot") {
		t.Errorf("%v; log:\n%s", err, log)
	}
}
