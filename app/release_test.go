package app_test

import (
	"database/sql"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"twoway/internal/programtest"
)

// awaitRelease waits until the program at base serves a release.
func awaitRelease(t *testing.T, base string, number int) {
	t.Helper()
	var ready struct{ Release struct{ Number int } }
	for range 200 {
		if err := json.Unmarshal([]byte(programtest.Get(t, base+"/readyz")), &ready); err != nil {
			t.Fatal(err)
		}
		if ready.Release.Number == number {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("release %d is in service, want %d", ready.Release.Number, number)
}

// TestReleaseCommands exports the drafts, changes them, imports, publishes and rolls back, while a program serves.
func TestReleaseCommands(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		withFlags := func(args ...string) []string { return slices.Concat(args, flags) }
		base := programtest.Start(t, flags...)
		for _, format := range []string{"yaml", "jsonl", "csv"} {
			path := filepath.Join(t.TempDir(), "bank")
			programtest.MustRun(t, withFlags("bank", "export", "--format", format, path)...)
			if out := programtest.MustRun(t, withFlags("bank", "import", "--write", path)...); out != "There are no differences.\n" {
				t.Errorf("%s: importing an export changes:\n%s", format, out)
			}
		}
		path := filepath.Join(t.TempDir(), "bank.jsonl")
		programtest.MustRun(t, withFlags("bank", "export", "--format", "jsonl", path)...)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, before := programtest.Post(t, base, programtest.Engineer)
		ids := programtest.ParseSet(t, before).IDs()
		first := ids[slices.IndexFunc(ids, func(id string) bool { // the cases of rules need the others
			return !strings.Contains(string(text), `"question":"`+id+`"`)
		})]
		changed := strings.Replace(string(text), `"id":"`+first+`","version":1,"status":"ready"`, `"id":"`+first+`","version":1,"status":"draft"`, 1)
		if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		const want = "status\n    - \"ready\"\n    + \"draft\""
		if out := programtest.MustRun(t, withFlags("bank", "import", path)...); !strings.Contains(out, want) || !strings.Contains(out, "Changes: 1. Nothing was imported.") {
			t.Errorf("got\n%s", out)
		}
		if out := programtest.MustRun(t, withFlags("release", "diff", "1")...); out != "There are no differences.\n" {
			t.Errorf("the dry run changed\n%s", out)
		}
		programtest.MustRun(t, withFlags("bank", "import", "--write", path)...)
		programtest.MustRun(t, withFlags("release", "publish", "--note", "x", "--check")...)
		if list := programtest.MustRun(t, withFlags("release", "list")...); strings.Count(list, "\n") != 2 {
			t.Errorf("--check published a release:\n%s", list)
		}
		programtest.MustRun(t, withFlags("release", "publish", "--note", "Without the first question")...)
		awaitRelease(t, base, 2)
		if _, after := programtest.Post(t, base, programtest.Engineer); slices.Contains(programtest.ParseSet(t, after).IDs(), first) {
			t.Errorf("%s is a draft but still chosen", first)
		}
		programtest.MustRun(t, withFlags("release", "rollback", "1")...)
		awaitRelease(t, base, 3)
		if _, after := programtest.Post(t, base, programtest.Engineer); !slices.Equal(programtest.ParseSet(t, after).IDs(), programtest.ParseSet(t, before).IDs()) {
			t.Error("after rolling back, the set differs from the first")
		}
		if list := programtest.MustRun(t, withFlags("release", "list")...); strings.Count(list, "\n") != 6 || !strings.Contains(list, "Rolls back to release 1.") {
			t.Errorf("got the list\n%s", list)
		}
	})
}

// TestBackupWhileServing backs up, publishes and restores while a program serves, which must switch each time.
func TestBackupWhileServing(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "backup.db")
	base := programtest.Start(t, "--data-dir", dir)
	programtest.MustRun(t, "backup", file, "--data-dir", dir)
	publishChange(t, "--data-dir", dir)
	awaitRelease(t, base, 2)
	programtest.MustRun(t, "restore", file, "--data-dir", dir)
	awaitRelease(t, base, 1)
	if out := programtest.MustRun(t, "release", "diff", "1", "--data-dir", dir); out != "There are no differences.\n" {
		t.Errorf("the drafts differ from the backup:\n%s", out)
	}
	if copied := programtest.Start(t, "--data-dir", restore(t, file)); programtest.Get(t, copied+"/readyz") != programtest.Get(t, base+"/readyz") {
		t.Error("a program on the backup restored elsewhere serves another release")
	}
}

// TestBackupDoesNotMigrate backs up a database with another schema, which must not change, and a missing one, which must not
// be created.
func TestBackupDoesNotMigrate(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "backup.db")
	if _, _, err := programtest.Run(t, "", "backup", file, "--data-dir", dir); err == nil || !strings.Contains(err.Error(), "no database in "+dir) {
		t.Errorf("without a database: error %v", err)
	}
	old, err := sql.Open("sqlite", filepath.Join(dir, "twoway.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = old.Close() }()
	if _, err := old.ExecContext(t.Context(), "CREATE TABLE releases (number INTEGER)"); err != nil {
		t.Fatal(err)
	}
	programtest.MustRun(t, "backup", file, "--data-dir", dir)
	var tables int
	if err := old.QueryRowContext(t.Context(), "SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil || tables != 1 {
		t.Errorf("got %d tables, %v; want 1", tables, err)
	}
	if info, err := os.Stat(file); err != nil || info.Size() == 0 {
		t.Errorf("the backup is %v, %v", info, err)
	}
}

// restore restores a backup into a new data folder, which it returns.
func restore(t *testing.T, file string) string {
	t.Helper()
	dir := t.TempDir()
	programtest.MustRun(t, "restore", file, "--data-dir", dir)
	return dir
}

// publishChange changes a question and publishes it.
func publishChange(t *testing.T, flags ...string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bank.jsonl")
	programtest.MustRun(t, slices.Concat([]string{"bank", "export", "--format", "jsonl", path}, flags)...)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := strings.Replace(string(text), `"how_to_ask":"`, `"how_to_ask":"Calmly. `, 1)
	if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	programtest.MustRun(t, slices.Concat([]string{"bank", "import", "--write", path}, flags)...)
	programtest.MustRun(t, slices.Concat([]string{"release", "publish", "--note", "Calmly"}, flags)...)
}

// TestPostgresDump runs the commands of docs/running.md: pg_dump, and pg_restore into an empty database.
func TestPostgresDump(t *testing.T) {
	from, to := postgres.Database(t), postgres.Database(t)
	base := programtest.Start(t, "--database-url", from)
	publishChange(t, "--database-url", from)
	awaitRelease(t, base, 2)
	file := filepath.Join(t.TempDir(), "twoway.dump")
	for _, args := range [][]string{
		{"pg_dump", "--format=custom", "--file=" + file, from}, {"pg_restore", "--no-owner", "--exit-on-error", "--dbname=" + to, file},
	} {
		if out, err := exec.CommandContext(t.Context(), postgresTool(t, args[0]), args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%q: %v\n%s", args, err, out)
		}
	}
	copied := programtest.Start(t, "--database-url", to)
	_, want := programtest.Post(t, base, programtest.Engineer)
	if _, got := programtest.Post(t, copied, programtest.Engineer); got != want { // with equal tokens: the dump contains the secret
		t.Error("a program on the restored database gives another set")
	}
	if out := programtest.MustRun(t, "release", "list", "--database-url", to); out != programtest.MustRun(t, "release", "list", "--database-url", from) {
		t.Errorf("the restored database has other releases:\n%s", out)
	}
}

// postgresTool returns the path of a PostgreSQL program, which Debian does not put on the PATH.
func postgresTool(t *testing.T, name string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	paths, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(paths) == 0 {
		t.Fatalf("cannot find %s: %v", name, err)
	}
	return paths[len(paths)-1]
}
