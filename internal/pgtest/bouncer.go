package pgtest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// ErrNoBouncer means that PgBouncer is not installed.
var ErrNoBouncer = errors.New("pgtest: pgbouncer is neither in PATH nor in /usr/sbin; install it (Debian: apt install pgbouncer)")

// bouncerSettings are those of a pool in transaction mode: a client has a connection to the server only during a transaction.
// Clients must not use prepared statements, settings, locks or notifications of a session.
const bouncerSettings = `[databases]
* = host=%[1]s port=%[2]s user=test
[pgbouncer]
unix_socket_dir = %[3]s
listen_addr =
listen_port = %[2]s
auth_type = any
pool_mode = transaction
default_pool_size = %[4]d
max_client_conn = 1000
server_idle_timeout = 2
`

// Bouncer starts a PgBouncer in transaction mode in front of the server, with poolSize connections to each database. It
// returns a function that returns the URL of a database behind it, given its URL on the server. On an error it calls
// tb.Fatalf. PgBouncer ends with the test.
func (s *Server) Bouncer(tb testing.TB, poolSize int) (behind func(url string) string) {
	tb.Helper()
	program, err := exec.LookPath("pgbouncer")
	if err != nil {
		program = "/usr/sbin/pgbouncer"
	}
	if _, err := os.Stat(program); err != nil {
		tb.Fatal(ErrNoBouncer)
	}
	folder, err := newFolder(s.owner)
	if err != nil {
		tb.Fatalf("pgtest: %v", err)
	}
	tb.Cleanup(func() { _ = os.RemoveAll(folder) })
	settings := filepath.Join(folder, "pgbouncer.ini")
	if err := os.WriteFile(settings, fmt.Appendf(nil, bouncerSettings, s.folder, port, folder, poolSize), 0o600); err != nil {
		tb.Fatalf("pgtest: %v", err)
	}
	if err := s.owner.chown(settings); err != nil {
		tb.Fatalf("pgtest: %v", err)
	}
	if err := s.bounce(tb, exec.CommandContext(context.WithoutCancel(tb.Context()), program, settings), folder); err != nil { //nolint:gosec // PgBouncer
		tb.Fatal(err)
	}
	return func(direct string) string {
		u, err := url.Parse(direct)
		if err != nil {
			tb.Fatalf("pgtest: %v", err)
		}
		query := u.Query()
		query.Set("host", folder)
		u.RawQuery = query.Encode()
		return u.String()
	}
}

// bounce runs bouncer until the test ends, and waits until it responds.
func (s *Server) bounce(tb testing.TB, bouncer *exec.Cmd, folder string) error {
	tb.Helper()
	log := &bytes.Buffer{}
	bouncer.Dir, bouncer.Stdout, bouncer.Stderr = folder, log, log
	bouncer.SysProcAttr = s.owner.serverAttributes()
	ended, err := run(bouncer)
	if err != nil {
		return fmt.Errorf("pgtest: pgbouncer: %w", err)
	}
	tb.Cleanup(func() {
		_ = bouncer.Process.Signal(syscall.SIGTERM)
		<-ended
	})
	socket := filepath.Join(folder, ".s.PGSQL."+port)
	for started := time.Now(); time.Since(started) < startTimeout; time.Sleep(10 * time.Millisecond) {
		if conn, err := new(net.Dialer).DialContext(tb.Context(), "unix", socket); err == nil { // the file is there before it listens
			return conn.Close()
		}
		select {
		case <-ended:
			return fmt.Errorf("pgtest: pgbouncer exited: %s", log)
		default:
		}
	}
	return errors.New("pgtest: pgbouncer does not respond")
}
