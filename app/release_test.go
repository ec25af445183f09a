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

// awaitRelease waits until a program serves a release.
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

// TestReleasesOnTheCommandLine exports the drafts, changes them, imports, publishes and rolls back, while a program serves.
func TestReleasesOnTheCommandLine(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, flags ...string) {
		with := func(args ...string) []string { return slices.Concat(args, flags) }
		base := programtest.Start(t, flags...)
		for _, format := range []string{"yaml", "jsonl", "csv"} {
			path := filepath.Join(t.TempDir(), "bank")
			programtest.Done(t, with("bank", "export", "--format", format, path)...)
			if out := programtest.Done(t, with("bank", "import", "--write", path)...); out != "There are no differences.\n" {
				t.Errorf("%s: importing what was exported changes:\n%s", format, out)
			}
		}
		path := filepath.Join(t.TempDir(), "bank.jsonl")
		programtest.Done(t, with("bank", "export", "--format", "jsonl", path)...)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, before := programtest.Post(t, base, programtest.Engineer)
		first := programtest.ParseSet(t, before).IDs()[0]
		changed := strings.Replace(string(text), `"id":"`+first+`","version":1,"status":"ready"`, `"id":"`+first+`","version":1,"status":"draft"`, 1)
		if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		const want = "status\n    - \"ready\"\n    + \"draft\""
		if out := programtest.Done(t, with("bank", "import", path)...); !strings.Contains(out, want) || !strings.Contains(out, "1 changes. Nothing was written") {
			t.Errorf("the dry run says\n%s", out)
		}
		if out := programtest.Done(t, with("release", "diff", "1")...); out != "There are no differences.\n" {
			t.Errorf("the dry run has changed\n%s", out)
		}
		programtest.Done(t, with("bank", "import", "--write", path)...)
		programtest.Done(t, with("release", "publish", "--note", "x", "--check")...)
		if list := programtest.Done(t, with("release", "list")...); strings.Count(list, "\n") != 2 {
			t.Errorf("a check has published:\n%s", list)
		}
		programtest.Done(t, with("release", "publish", "--note", "Without the first")...)
		awaitRelease(t, base, 2)
		if _, after := programtest.Post(t, base, programtest.Engineer); slices.Contains(programtest.ParseSet(t, after).IDs(), first) {
			t.Errorf("%s is still asked", first)
		}
		programtest.Done(t, with("release", "rollback", "1")...)
		awaitRelease(t, base, 3)
		if _, again := programtest.Post(t, base, programtest.Engineer); !slices.Equal(programtest.ParseSet(t, again).IDs(), programtest.ParseSet(t, before).IDs()) {
			t.Error("after rolling back it is another set")
		}
		if list := programtest.Done(t, with("release", "list")...); strings.Count(list, "\n") != 6 || !strings.Contains(list, "Rolls back to release 1.") {
			t.Errorf("the list is\n%s", list)
		}
	})
}

// TestBackupWhileServing backs up, publishes, and brings the backup back, while a program serves: it follows.
func TestBackupWhileServing(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "backup.db")
	base := programtest.Start(t, "--data-dir", dir)
	programtest.Done(t, "backup", file, "--data-dir", dir)
	publishSomething(t, "--data-dir", dir)
	awaitRelease(t, base, 2)
	programtest.Done(t, "restore", file, "--data-dir", dir)
	awaitRelease(t, base, 1)
	if out := programtest.Done(t, "release", "diff", "1", "--data-dir", dir); out != "There are no differences.\n" {
		t.Errorf("the drafts differ from the backup:\n%s", out)
	}
	if elsewhere := programtest.Start(t, "--data-dir", restored(t, file)); programtest.Get(t, elsewhere+"/readyz") != programtest.Get(t, base+"/readyz") {
		t.Error("restored elsewhere, another release is in service")
	}
}

// TestBackupTakesThingsAsTheyAre: a database of another program is backed up before it is upgraded, and where there is none,
// none is made.
func TestBackupTakesThingsAsTheyAre(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "backup.db")
	if _, _, err := programtest.Command(t, "", "backup", file, "--data-dir", dir); err == nil || !strings.Contains(err.Error(), "no database in "+dir) {
		t.Errorf("of nothing: %v", err)
	}
	old, err := sql.Open("sqlite", filepath.Join(dir, "twoway.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = old.Close() }()
	if _, err := old.ExecContext(t.Context(), "CREATE TABLE releases (number INTEGER)"); err != nil {
		t.Fatal(err)
	}
	programtest.Done(t, "backup", file, "--data-dir", dir)
	var tables int
	if err := old.QueryRowContext(t.Context(), "SELECT count(*) FROM sqlite_master").Scan(&tables); err != nil || tables != 1 {
		t.Errorf("%d tables are there now, %v", tables, err)
	}
	if info, err := os.Stat(file); err != nil || info.Size() == 0 {
		t.Errorf("the backup is %v, %v", info, err)
	}
}

// restored is a new data folder with what a backup holds.
func restored(t *testing.T, file string) string {
	t.Helper()
	dir := t.TempDir()
	programtest.Done(t, "restore", file, "--data-dir", dir)
	return dir
}

// publishSomething publishes a change of a wording.
func publishSomething(t *testing.T, flags ...string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bank.jsonl")
	programtest.Done(t, slices.Concat([]string{"bank", "export", "--format", "jsonl", path}, flags)...)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), `"how_to_ask":"`, `"how_to_ask":"Calmly. `, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	programtest.Done(t, slices.Concat([]string{"bank", "import", "--write", path}, flags)...)
	programtest.Done(t, slices.Concat([]string{"release", "publish", "--note", "Calmly"}, flags)...)
}

// TestPostgresDump does what docs/running.md says: pg_dump, and pg_restore into an empty database.
func TestPostgresDump(t *testing.T) {
	from, to := postgres.Database(t), postgres.Database(t)
	base := programtest.Start(t, "--database-url", from)
	publishSomething(t, "--database-url", from)
	awaitRelease(t, base, 2)
	file := filepath.Join(t.TempDir(), "twoway.dump")
	for _, args := range [][]string{
		{"pg_dump", "--format=custom", "--file=" + file, from}, {"pg_restore", "--no-owner", "--exit-on-error", "--dbname=" + to, file},
	} {
		if out, err := exec.CommandContext(t.Context(), postgresTool(t, args[0]), args[1:]...).CombinedOutput(); err != nil {
			t.Fatalf("%q: %v\n%s", args, err, out)
		}
	}
	elsewhere := programtest.Start(t, "--database-url", to)
	_, want := programtest.Post(t, base, programtest.Engineer)
	if _, got := programtest.Post(t, elsewhere, programtest.Engineer); got != want { // tokens and all: the secret is in the dump
		t.Error("restored, it gives another set")
	}
	if out := programtest.Done(t, "release", "list", "--database-url", to); out != programtest.Done(t, "release", "list", "--database-url", from) {
		t.Errorf("restored, the releases are\n%s", out)
	}
}

// postgresTool is a program of PostgreSQL, where it is kept.
func postgresTool(t *testing.T, name string) string {
	t.Helper()
	if path, err := exec.LookPath(name); err == nil {
		return path
	}
	paths, err := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if err != nil || len(paths) == 0 {
		t.Fatalf("there is no %s: %v", name, err)
	}
	return paths[len(paths)-1]
}
