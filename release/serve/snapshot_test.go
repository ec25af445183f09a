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

// newWithSnapshot returns services that write a snapshot to a file.
func newWithSnapshot(m *testbank.Memory, file string, log io.Writer) testbank.Services {
	return testbank.NewWith(m, testbank.Noon, serve.Options{Snapshot: serve.Snapshot(file), Log: slog.New(slog.NewTextHandler(log, nil))})
}

// TestSnapshot writes a snapshot of each release that is put into service, and serves the last one without a store.
func TestSnapshot(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new folder", "last")
	m, log := &testbank.Memory{}, &bytes.Buffer{}
	s := newWithSnapshot(m, file, log)
	if err := s.Serve.LoadSnapshot(nil); !errors.Is(err, fs.ErrNotExist) || s.Current() != nil {
		t.Errorf("before the first release: %v, want that the file does not exist", err)
	}
	if err := s.Start(t.Context(), testbank.Small()); err != nil {
		t.Fatal(err)
	}
	if err := s.Start(t.Context(), testbank.With(testbank.Renamed)); err != nil {
		t.Fatal(err)
	}
	offline := newWithSnapshot(&testbank.Memory{FailCurrent: &bank.Error{Code: bank.CodeUnavailable}}, file, io.Discard)
	if err := offline.Serve.LoadSnapshot(nil); err != nil {
		t.Fatal(err)
	}
	if got, want := offline.Current().Release, s.Current().Release; got != want || want.Number != 2 {
		t.Errorf("the snapshot has release %+v, want %+v", got, want)
	}
	if status := offline.Serve.Status(); status.Newest != 2 || !strings.Contains(status.Problem, "snapshot on disk") {
		t.Errorf("the status is %+v", status)
	}
	entries, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(entries) != 1 || log.Len() > 0 {
		t.Errorf("%d files, %v; log:\n%s", len(entries), err, log)
	}
}

func TestSnapshotDamaged(t *testing.T) {
	file := filepath.Join(t.TempDir(), "last")
	s := newWithSnapshot(&testbank.Memory{}, file, io.Discard)
	if err := s.Start(t.Context(), testbank.Small()); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string][]byte{
		"empty":         {},
		"truncated":     whole[:len(whole)-1],
		"only a header": whole[:bytes.IndexByte(whole, '\n')],
		"another word":  bytes.Replace(whole, []byte("pager"), []byte("paper"), 1),
		"deep header":   bytes.Repeat([]byte("["), 3_000_000),
		"deep content":  hashed(bytes.Repeat([]byte(`{"weights":`), 300_000)),
		"another hash":  bytes.Replace(whole, []byte("sha256:"), []byte("sha256:0"), 1),
	} {
		if err := os.WriteFile(file, text, 0o600); err != nil {
			t.Fatal(err)
		}
		fresh := newWithSnapshot(&testbank.Memory{}, file, io.Discard)
		if err := fresh.Serve.LoadSnapshot(nil); err == nil || fresh.Current() != nil {
			t.Errorf("%s: no error", what)
		}
	}
}

// hashed returns a snapshot of any content, with its hash.
func hashed(content []byte) []byte {
	return append([]byte(`{"number":1,"hash":"`+bank.HashOf(content)+`"}`+"\n"), content...)
}

// TestSnapshotCannotBeWritten: the release is put into service, and the failure is logged.
func TestSnapshotCannotBeWritten(t *testing.T) {
	blocked := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(blocked, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	log := &bytes.Buffer{}
	s := newWithSnapshot(&testbank.Memory{}, filepath.Join(blocked, "last"), log)
	if err := s.Start(t.Context(), testbank.Small()); err != nil || s.Current() == nil || !strings.Contains(log.String(), "cannot write the snapshot") {
		t.Errorf("%v; log:\n%s", err, log)
	}
}
