// Package pgtest provides tests with a real PostgreSQL: one temporary server per test binary, run from the installed
// binaries, on a Unix socket in a temporary folder. It needs no configuration and opens no port. On Linux the server ends
// with the test binary even if that is killed; only then does its folder, pgtest…, remain.
//
//	var server *pgtest.Server
//
//	func TestMain(m *testing.M) { os.Exit(pgtest.Main(m, &server)) }
//
//	func TestSomething(t *testing.T) {
//		s, err := store.New(server.Database(t))
//		…
//	}
//
// Bouncer puts a PgBouncer in front of it.
//
// Without PostgreSQL binaries the tests fail. They are never skipped, because a skipped test looks like a passed one.
package pgtest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
)

// ErrNoPostgres means that PostgreSQL is not installed.
var ErrNoPostgres = errors.New("pgtest: initdb and postgres are neither in PATH nor in /usr/lib/postgresql/*/bin; " +
	"install a PostgreSQL server (Debian: apt install postgresql; Fedora: dnf install postgresql-server; " +
	"macOS: brew install postgresql)")

const (
	startTimeout = 30 * time.Second
	stopTimeout  = 10 * time.Second
	port         = "5432" // part of the socket's name; set explicitly to override PGPORT
)

// Server is a PostgreSQL server. URL and Database are safe for concurrent use.
type Server struct {
	folder    string
	program   string // path of postgres
	owner     account
	stop      context.CancelFunc
	ended     <-chan struct{}
	log       *bytes.Buffer // read only after ended is closed
	databases atomic.Int64
}

// Main starts a server, stores it in *server, runs the tests and stops the server. It returns the exit code for os.Exit:
// that of the tests, or 1 if the server does not start, in which case it prints the error to standard error.
func Main(m *testing.M, server **Server) int {
	s, err := Start(context.Background())
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer s.Stop()
	*server = s
	return m.Run()
}

// Start starts a server and returns when it accepts connections. The server runs until Stop is called or ctx is done. If
// PostgreSQL is not installed, the error is ErrNoPostgres.
func Start(ctx context.Context) (*Server, error) {
	initdb, postgres := find("initdb"), find("postgres")
	if initdb == "" || postgres == "" {
		return nil, ErrNoPostgres
	}
	owner, err := findAccount()
	if err != nil {
		return nil, err
	}
	folder, err := newFolder(owner)
	if err != nil {
		return nil, fmt.Errorf("pgtest: %w", err)
	}
	s, err := start(ctx, folder, [2]string{initdb, postgres}, owner)
	if err != nil {
		_ = os.RemoveAll(folder)
		return nil, err
	}
	return s, nil
}

// URL returns the postgres://… URL of a database on the server.
func (s *Server) URL(database string) string {
	query := url.Values{"host": {s.folder}, "port": {port}, "sslmode": {"disable"}}
	return "postgres://test@/" + database + "?" + query.Encode()
}

// Database creates an empty database and returns its URL. On an error it calls tb.Fatalf. The database exists as long as the
// server.
func (s *Server) Database(tb testing.TB) string {
	tb.Helper()
	name := "test" + strconv.FormatInt(s.databases.Add(1), 10)
	if err := s.exec(tb.Context(), "CREATE DATABASE "+name+" TEMPLATE template0"); err != nil {
		tb.Fatalf("pgtest: create database: %v", err)
	}
	return s.URL(name)
}

// Halt stops the server and keeps its files, for Resume.
func (s *Server) Halt() {
	s.stop()
	<-s.ended
}

// Resume restarts a halted server with its data. It runs until Stop is called or ctx is done.
func (s *Server) Resume(ctx context.Context) error { return s.serve(ctx) }

// Stop stops the server, closing all connections, and removes its files. A second call does nothing.
func (s *Server) Stop() {
	s.stop()
	<-s.ended
	_ = os.RemoveAll(s.folder)
}

func (s *Server) exec(ctx context.Context, statement string) error {
	db, err := sql.Open("pgx", s.URL("postgres"))
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	_, err = db.ExecContext(ctx, statement)
	return err
}

// find returns the path of a PostgreSQL program: the one in PATH, or else the newest version in Debian's folder, or else "".
func find(program string) string {
	if path, err := exec.LookPath(program); err == nil {
		return path
	}
	paths, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + program)
	return newest(paths)
}

// newest returns the path with the highest version among paths of the form …/<version>/bin/<program>, or "" if there is none.
func newest(paths []string) string {
	highest, best := 0, ""
	for _, path := range paths {
		version, err := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(path))))
		if err == nil && version > highest {
			highest, best = version, path
		}
	}
	return best
}

// newFolder creates the folder of a server. Its path must be short, because it holds a socket (at most 107 bytes on Linux),
// and outside testing.T.TempDir, which other users cannot enter.
func newFolder(owner account) (string, error) {
	folder, err := os.MkdirTemp("", "pgtest")
	if err != nil {
		return "", err
	}
	if err := owner.chown(folder); err != nil {
		_ = os.RemoveAll(folder)
		return "", err
	}
	return folder, nil
}

// start creates a cluster in folder with initdb, serves it with postgres and waits until it responds. Programs are the paths
// of initdb and postgres.
func start(ctx context.Context, folder string, programs [2]string, owner account) (*Server, error) {
	data := filepath.Join(folder, "data")
	initdb := exec.CommandContext(ctx, programs[0], "-D", data, "-U", "test", "-A", "trust", "-E", "UTF8", "--locale=C",
		"--no-sync", "--no-instructions")
	initdb.Dir, initdb.Env, initdb.SysProcAttr = folder, append(os.Environ(), "LC_ALL=C"), owner.attributes()
	if out, err := initdb.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("pgtest: initdb: %w: %s", err, out)
	}
	s := &Server{folder: folder, program: programs[1], owner: owner}
	return s, s.serve(ctx)
}

// serve runs postgres on the cluster and waits until it responds.
func (s *Server) serve(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	log := &bytes.Buffer{}
	postgres := exec.CommandContext(ctx, s.program, "-D", filepath.Join(s.folder, "data"), "-k", s.folder, "-p", port, "-c", "listen_addresses=",
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off", "-c", "max_connections=200")
	postgres.Dir, postgres.Stdout, postgres.Stderr = s.folder, log, log
	postgres.SysProcAttr = s.owner.serverAttributes()
	postgres.Cancel = func() error { return postgres.Process.Signal(os.Interrupt) } // PostgreSQL's "fast shutdown"
	postgres.WaitDelay = stopTimeout
	ended, err := run(postgres)
	if err != nil {
		stop()
		return fmt.Errorf("pgtest: %w", err)
	}
	s.stop, s.ended, s.log = stop, ended, log
	return s.awaitReady(ctx)
}

// run starts a program and returns a channel that is closed when it has ended. It keeps the starting thread alive until then,
// because on Linux the program ends together with that thread (see serverAttributes).
func run(program *exec.Cmd) (<-chan struct{}, error) {
	ended, started := make(chan struct{}), make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		defer close(ended)
		err := program.Start()
		started <- err
		if err == nil {
			_ = program.Wait()
		}
	}()
	return ended, <-started
}

// awaitReady waits until the server responds. If it does not, awaitReady stops it and returns an error with its log.
func (s *Server) awaitReady(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, startTimeout)
	defer cancel()
	for {
		err := s.exec(ctx, "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-ctx.Done():
			s.Stop()
			return fmt.Errorf("pgtest: postgres does not respond: %w: %s", err, s.log)
		case <-s.ended:
			s.Stop()
			return fmt.Errorf("pgtest: postgres exited: %s", s.log)
		}
	}
}
