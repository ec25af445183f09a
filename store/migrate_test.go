package store_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"gorm.io/gorm/schema"

	"twoway/bank"
	"twoway/store"
)

func testMigrateTwice(t *testing.T, url string) {
	s := migrated(t, url)
	if err := s.Append(t.Context(), sample(1)); err != nil {
		t.Fatal(err)
	}
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatalf("the second time: %v", err)
	}
	if _, err := s.Release(t.Context(), 1); err != nil {
		t.Errorf("after the second time: %v", err)
	}
	checkVersions(t, s)
}

// testMigrateAtOnce migrates a new database from six stores at the same time.
func testMigrateAtOnce(t *testing.T, url string) {
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			s, err := store.Open(t.Context(), url)
			if err != nil {
				t.Error(err)
				return
			}
			if err := s.Migrate(t.Context()); err != nil {
				t.Error(err)
			}
			if err := s.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	checkVersions(t, open(t, url))
}

// checkVersions checks that each migration is recorded exactly once.
func checkVersions(t *testing.T, s *store.Store) {
	t.Helper()
	rows, err := s.Pool().QueryContext(t.Context(), "SELECT version_id FROM goose_db_version ORDER BY version_id")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var got []int
	for rows.Next() {
		var version int
		if err := rows.Scan(&version); err != nil {
			t.Fatal(err)
		}
		got = append(got, version)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	want := []int{0}
	for _, name := range migrationFiles(t, "sqlite") {
		number, err := strconv.Atoi(name[:5])
		if err != nil {
			t.Fatal(err)
		}
		want = append(want, number)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("recorded versions (-want +got):\n%s", diff)
	}
}

func testNewerSchema(t *testing.T, url string) {
	s := migrated(t, url)
	if err := s.Append(t.Context(), sample(1)); err != nil {
		t.Fatal(err)
	}
	_, err := s.Pool().ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, true)")
	if err != nil {
		t.Fatal(err)
	}
	err = s.Migrate(t.Context())
	if err == nil || !strings.Contains(err.Error(), "schema version 99, newer than") {
		t.Errorf("got %v, want an error about a newer schema", err)
	}
	if _, err := s.Release(t.Context(), 1); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// testNotMigrated checks that a database without tables is not mistaken for one without releases.
func testNotMigrated(t *testing.T, url string) {
	s := open(t, url)
	for name, err := range callEveryMethod(t.Context(), s) {
		switch {
		case name == "Ping" || name == "Migrate":
		case err == nil:
			t.Errorf("%s: no error", name)
		case codeOf(err) != bank.CodeStorageFailed:
			t.Errorf("%s: got %v, want code storage_failed", name, err)
		}
	}
}

// testColumns checks that the structs and the tables have the same columns.
func testColumns(t *testing.T, url string) {
	s := migrated(t, url)
	for _, model := range store.Models() {
		parsed, err := schema.Parse(model, &sync.Map{}, schema.NamingStrategy{})
		if err != nil {
			t.Fatal(err)
		}
		want, got := parsed.DBNames, columns(t, s, parsed.Table)
		slices.Sort(want)
		slices.Sort(got)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("columns of %s (-struct +table):\n%s", parsed.Table, diff)
		}
	}
}

func columns(t *testing.T, s *store.Store, table string) []string {
	t.Helper()
	rows, err := s.Pool().QueryContext(t.Context(), "SELECT * FROM "+table)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	return names
}

func TestDialectsHaveTheSameMigrations(t *testing.T) {
	sqlite, postgres := migrationFiles(t, "sqlite"), migrationFiles(t, "postgres")
	if len(sqlite) == 0 {
		t.Error("there are no migrations")
	}
	if diff := cmp.Diff(sqlite, postgres); diff != "" {
		t.Errorf("migrations (-sqlite +postgres):\n%s", diff)
	}
}

func migrationFiles(t *testing.T, dialect string) []string {
	t.Helper()
	entries, err := os.ReadDir(filepath.Join("migrations", dialect))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

// testMigrateFirstSchema migrates a database that has the first schema and one release.
func testMigrateFirstSchema(t *testing.T, url string) {
	s := open(t, url)
	if err := s.MigrateTo(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	want := sample(1)
	want.Author, want.Restores, want.Report = "twoway", 0, bank.Report{}
	want.Note = "old"
	want.Hash = insertOld(t, s, want)
	if err := s.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, err := s.Release(t.Context(), 1)
	checkRelease(t, "the release", want, got, err)
	checkDrafts(t, s, 0)
}

// TestMigrationLock: while one program has the lock, another cannot take it, through PgBouncer neither, where both may use the
// same session of the database. Waiting must not occupy one of the two connections there.
func TestMigrationLock(t *testing.T) {
	t.Parallel()
	direct := server.Database(t)
	for name, url := range map[string]string{"direct": direct, "bouncer": server.Bouncer(t, 2)(direct)} {
		s, other := open(t, url), open(t, url)
		var first, second store.MigrationLock
		if err := first.Lock(t.Context(), s.Pool()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		if err := second.Lock(ctx, other.Pool()); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: the second lock: %v", name, err)
		}
		cancel()
		if err := other.Ping(t.Context()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := first.Unlock(t.Context(), s.Pool()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := second.Lock(t.Context(), other.Pool()); err != nil {
			t.Errorf("%s: after the first was released: %v", name, err)
		}
		if err := second.Unlock(t.Context(), other.Pool()); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
