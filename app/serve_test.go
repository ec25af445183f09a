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

// TestReplicasFollow starts three programs on one database and publishes another bank, which each must then serve.
func TestReplicasFollow(t *testing.T) {
	const timeout = 20 * time.Second
	dir := filepath.Join(t.TempDir(), "another")
	if _, _, err := programtest.Run(t, "", "synth", "--questions", "60", "--rules", "20", "--out", dir); err != nil {
		t.Fatal(err)
	}
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		var replicas []string
		for range 3 {
			replicas = append(replicas, programtest.Start(t, flags...))
		}
		out, _, err := programtest.Run(t, "", append([]string{"migrate", "--bank", dir}, flags...)...)
		if err != nil || !strings.Contains(out, "Its newest release is 2:") {
			t.Fatalf("%q %v", out, err)
		}
		for i, base := range replicas {
			for started := time.Now(); !strings.Contains(programtest.Get(t, base+"/readyz"), `"number":2`); time.Sleep(20 * time.Millisecond) {
				if time.Since(started) > timeout {
					t.Fatalf("replica %d does not switch: %s", i+1, programtest.Get(t, base+"/readyz"))
				}
			}
			if status, answer := programtest.Post(t, base, programtest.Engineer); status != http.StatusOK || !strings.Contains(answer, `"number":2`) {
				t.Errorf("replica %d: status %d, %.200s", i+1, status, answer)
			}
		}
	})
}

// gate is a TCP address that refuses connections until it is opened, and then forwards them to a socket.
type gate struct{ listener net.Listener }

// newGate returns a closed gate.
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

// open starts to forward connections to a Unix socket until the test ends.
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

// TestStartWithoutDatabase starts while the database is unreachable. Without a snapshot the program fails; with one it serves that
// until the database is reachable.
func TestStartWithoutDatabase(t *testing.T) {
	data, gate := t.TempDir(), newGate(t)
	direct := postgres.Database(t)
	gated, err := url.Parse(direct)
	if err != nil {
		t.Fatal(err)
	}
	socket := filepath.Join(gated.Query().Get("host"), ".s.PGSQL."+gated.Query().Get("port"))
	gated.Host, gated.RawQuery = gate.listener.Addr().String(), "sslmode=disable"
	if _, _, err := programtest.Run(t, "", "serve", "--listen", "127.0.0.1:0", "--data-dir", data, "--database-url", gated.String()); err == nil {
		t.Fatal("the program starts without a database and without a snapshot")
	}
	t.Run("with the database", func(t *testing.T) {
		programtest.Start(t, "--data-dir", data, "--database-url", direct)
	})
	base := programtest.Start(t, "--data-dir", data, "--database-url", gated.String())
	if ready := programtest.Get(t, base+"/readyz"); !strings.Contains(ready, "snapshot on disk") || !strings.Contains(ready, `"number":1`) {
		t.Errorf("without the database: %s", ready)
	}
	_, before := programtest.Post(t, base, programtest.Engineer)
	gate.open(t, socket)
	for started := time.Now(); strings.Contains(programtest.Get(t, base+"/readyz"), "problem"); time.Sleep(50 * time.Millisecond) {
		if time.Since(started) > 20*time.Second {
			t.Fatalf("with the database reachable: %s", programtest.Get(t, base+"/readyz"))
		}
	}
	if _, after := programtest.Post(t, base, programtest.Engineer); after != before {
		t.Errorf("the answer changed (-before +after):\n%s", cmp.Diff(before, after))
	}
}

// TestInvalidDatabaseFile looks for the name of the file in the error.
func TestInvalidDatabaseFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "twoway.db")
	if err := os.WriteFile(file, []byte(strings.Repeat("this is not a database. ", 500)), 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err := programtest.Run(t, "", "serve", "--data-dir", dir, "--listen", "127.0.0.1:0")
	if !strings.HasPrefix(programtest.ErrorText(err), file+": ") {
		t.Errorf("got %v", err)
	}
}

func TestPortInUse(t *testing.T) {
	base := programtest.Start(t)
	_, _, err := programtest.Run(t, "", "serve", "--data-dir", t.TempDir(), "--listen", strings.TrimPrefix(base, "http://"))
	if !strings.Contains(programtest.ErrorText(err), "choose another address with --listen") {
		t.Errorf("got %v", err)
	}
}

// TestRequestsInFlightAreFinished stops the server while a request is being answered.
func TestRequestsInFlightAreFinished(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	listener, err := app.Listen(ctx, "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	received := make(chan struct{})
	slow := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(received)
		time.Sleep(300 * time.Millisecond)
		_, _ = w.Write([]byte("complete"))
	})
	stopped := make(chan error, 1)
	go func() { stopped <- app.ListenAndServe(ctx, listener, slow, slog.New(slog.DiscardHandler)) }()
	answered := make(chan string, 1)
	go func() {
		answered <- programtest.Get(t, "http://"+listener.Addr().String())
	}()
	<-received
	stop()
	if got := <-answered; got != "complete" {
		t.Errorf("got %q, want the complete answer", got)
	}
	if err := <-stopped; err != nil {
		t.Error(err)
	}
}
