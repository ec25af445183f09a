package pgtest_test

import (
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"testing"

	"twoway/internal/pgtest"
)

var server *pgtest.Server

func TestMain(m *testing.M) { os.Exit(pgtest.Main(m, &server)) }

func TestDatabasesAreEmptyAndSeparate(t *testing.T) {
	first, second := open(t, server.Database(t)), open(t, server.Database(t))
	if _, err := first.ExecContext(t.Context(), "CREATE TABLE t (x int)"); err != nil {
		t.Fatal(err)
	}
	if got := countTables(t, first); got != 1 {
		t.Errorf("the first database has %d tables, want 1", got)
	}
	if got := countTables(t, second); got != 0 {
		t.Errorf("the second database has %d tables, want 0", got)
	}
}

func TestStop(t *testing.T) {
	s, err := pgtest.Start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	db := open(t, s.URL("postgres"))
	if err := db.PingContext(t.Context()); err != nil {
		t.Fatalf("before Stop: %v", err)
	}
	s.Stop()
	s.Stop()
	if err := db.PingContext(t.Context()); err == nil {
		t.Error("the server still responds after Stop")
	}
	if _, err := os.Stat(s.Folder()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the folder of the server still exists after Stop: %v", err)
	}
}

func TestStartCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if s, err := pgtest.Start(ctx); err == nil {
		s.Stop()
		t.Error("a server started with a cancelled context")
	}
}

func TestNewest(t *testing.T) {
	for name, c := range map[string]struct {
		paths []string
		want  string
	}{
		"none":        {nil, ""},
		"not by name": {[]string{"/pg/10/bin/initdb", "/pg/9/bin/initdb", "/pg/17/bin/initdb"}, "/pg/17/bin/initdb"},
		"no number":   {[]string{"/pg/current/bin/initdb", "/pg/15/bin/initdb"}, "/pg/15/bin/initdb"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := pgtest.Newest(c.paths); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func open(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func countTables(t *testing.T, db *sql.DB) (n int) {
	t.Helper()
	row := db.QueryRowContext(t.Context(), "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'")
	if err := row.Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
