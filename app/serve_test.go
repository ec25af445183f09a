package app_test

import (
	"context"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"twoway/app"
	"twoway/internal/programtest"
)

// TestReplicasFollow starts three programs on one database, publishes another bank beside them, and asks each for it.
func TestReplicasFollow(t *testing.T) {
	const patience = 20 * time.Second
	dir := filepath.Join(t.TempDir(), "another")
	if _, _, err := programtest.Command(t, "", "synth", "--questions", "60", "--rules", "20", "--out", dir); err != nil {
		t.Fatal(err)
	}
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		var replicas []string
		for range 3 {
			replicas = append(replicas, programtest.Start(t, flags...))
		}
		out, _, err := programtest.Command(t, "", append([]string{"migrate", "--bank", dir}, flags...)...)
		if err != nil || !strings.Contains(out, "It holds release 2:") {
			t.Fatalf("%q %v", out, err)
		}
		for i, base := range replicas {
			for begun := time.Now(); !strings.Contains(programtest.Get(t, base+"/readyz"), `"number":2`); time.Sleep(20 * time.Millisecond) {
				if time.Since(begun) > patience {
					t.Fatalf("replica %d is still %s", i+1, programtest.Get(t, base+"/readyz"))
				}
			}
			if status, answer := programtest.Post(t, base, programtest.Engineer); status != http.StatusOK || !strings.Contains(answer, `"number":2`) {
				t.Errorf("replica %d: status %d, %.200s", i+1, status, answer)
			}
		}
	})
}

// gate lets connections through to a socket, once it is open.
type gate struct{ listener net.Listener }

// newGate is closed: whoever connects is turned away.
func newGate(t *testing.T) *gate {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if err := listener.Close(); err != nil {
		t.Fatal(err)
	}
	return &gate{listener}
}

func (g *gate) open(t *testing.T, socket string) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", g.listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	go func() {
		for {
			in, err := listener.Accept()
			if err != nil {
				return
			}
			out, err := (&net.Dialer{}).DialContext(t.Context(), "unix", socket)
			if err != nil {
				_ = in.Close()
				continue
			}
			go func() { _, _ = io.Copy(out, in); _ = out.Close() }()
			go func() { _, _ = io.Copy(in, out); _ = in.Close() }()
		}
	}()
}

// TestStartWithoutTheDatabase serves what was snapshot on disk until the database is back, and never without anything kept.
func TestStartWithoutTheDatabase(t *testing.T) {
	data, away := t.TempDir(), newGate(t)
	direct := postgres.Database(t)
	through, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(through.Query().Get("host"), ".s.PGSQL."+through.Query().Get("port"))
	through.Host, through.RawQuery = away.listener.Addr().String(), "sslmode=disable"
	if _, _, err := programtest.Command(t, "", "serve", "--listen", "127.0.0.1:0", "--data-dir", data, "--database-url", through.String()); err == nil {
		t.Fatal("it serves without a database and without anything kept")
	}
	t.Run("with the database", func(t *testing.T) {
		programtest.Start(t, "--data-dir", data, "--database-url", direct)
	})
	base := programtest.Start(t, "--data-dir", data, "--database-url", through.String())
	if ready := programtest.Get(t, base+"/readyz"); !strings.Contains(ready, "snapshot on disk") || !strings.Contains(ready, `"number":1`) {
		t.Errorf("without the database: %s", ready)
	}
	_, before := programtest.Post(t, base, programtest.Engineer)
	away.open(t, socket)
	for begun := time.Now(); strings.Contains(programtest.Get(t, base+"/readyz"), "problem"); time.Sleep(50 * time.Millisecond) {
		if time.Since(begun) > 20*time.Second {
			t.Fatalf("with the database back: %s", programtest.Get(t, base+"/readyz"))
		}
	}
	if _, after := programtest.Post(t, base, programtest.Engineer); after != before {
		t.Errorf("another answer:\n%s", cmp.Diff(before, after))
	}
}

// TestDatabaseIsNone names the file that is no database.
func TestDatabaseIsNone(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "twoway.db")
	if err := os.WriteFile(file, []byte(strings.Repeat("this is no database. ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err := programtest.Command(t, "", "serve", "--data-dir", dir, "--listen", "127.0.0.1:0")
	if !strings.HasPrefix(programtest.ErrorText(err), file+": ") {
		t.Errorf("got %v", err)
	}
}

func TestPortIsTaken(t *testing.T) {
	base := programtest.Start(t)
	_, _, err := programtest.Command(t, "", "serve", "--data-dir", t.TempDir(), "--listen", strings.TrimPrefix(base, "http://"))
	if !strings.Contains(programtest.ErrorText(err), "choose another address with --listen") {
		t.Errorf("got %v", err)
	}
}

// TestRequestsInFlightAreFinished stops the program while a request is being sent.
func TestRequestsInFlightAreFinished(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	listener, err := app.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	begun := make(chan struct{})
	slow := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(begun)
		time.Sleep(300 * time.Millisecond)
		_, _ = w.Write([]byte("whole"))
	})
	ended := make(chan error, 1)
	go func() { ended <- app.ListenAndServe(ctx, listener, slow, slog.New(slog.DiscardHandler)) }()
	answered := make(chan string, 1)
	go func() {
		answer := programtest.Get(t, "http://"+listener.Addr().String())
		answered <- answer
	}()
	<-begun
	stop()
	if got := <-answered; got != "whole" {
		t.Errorf("got %q", got)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
