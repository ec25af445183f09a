package main

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
)

// done runs a command that must succeed, and returns what it wrote.
func done(t *testing.T, args ...string) string {
	t.Helper()
	out, stderr, err := command(t, "", args...)
	if err != nil {
		t.Fatalf("%q: %v\n%s%s", args, err, out, stderr)
	}
	return out
}

// awaitRelease waits until a program serves a release.
func awaitRelease(t *testing.T, base string, number int) {
	t.Helper()
	var ready struct{ Release struct{ Number int } }
	for range 200 {
		if err := json.Unmarshal([]byte(get(t, base+"/readyz")), &ready); err != nil {
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
		base := startProgram(t, flags...)
		for _, format := range []string{"yaml", "jsonl", "csv"} {
			path := filepath.Join(t.TempDir(), "bank")
			done(t, with("bank", "export", "--format", format, path)...)
			if out := done(t, with("bank", "import", "--write", path)...); out != "They are the same.\n" {
				t.Errorf("%s: importing what was exported changes:\n%s", format, out)
			}
		}
		path := filepath.Join(t.TempDir(), "bank.jsonl")
		done(t, with("bank", "export", "--format", "jsonl", path)...)
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		_, before := post(t, base, engineer)
		first := ids(parseSet(t, before))[0]
		changed := strings.Replace(string(text), `"id":"`+first+`","version":1,"status":"ready"`, `"id":"`+first+`","version":1,"status":"draft"`, 1)
		if err := os.WriteFile(path, []byte(changed), 0o600); err != nil {
			t.Fatal(err)
		}
		const want = "status\n    - \"ready\"\n    + \"draft\""
		if out := done(t, with("bank", "import", path)...); !strings.Contains(out, want) || !strings.Contains(out, "1 changes. Nothing was written") {
			t.Errorf("the dry run says\n%s", out)
		}
		if out := done(t, with("release", "diff", "1")...); out != "They are the same.\n" {
			t.Errorf("the dry run has changed\n%s", out)
		}
		done(t, with("bank", "import", "--write", path)...)
		done(t, with("release", "publish", "--note", "x", "--check")...)
		if list := done(t, with("release", "list")...); strings.Count(list, "\n") != 2 {
			t.Errorf("a check has published:\n%s", list)
		}
		done(t, with("release", "publish", "--note", "Without the first")...)
		awaitRelease(t, base, 2)
		if _, after := post(t, base, engineer); slices.Contains(ids(parseSet(t, after)), first) {
			t.Errorf("%s is still asked", first)
		}
		done(t, with("release", "rollback", "1")...)
		awaitRelease(t, base, 3)
		if _, again := post(t, base, engineer); !slices.Equal(ids(parseSet(t, again)), ids(parseSet(t, before))) {
			t.Error("after rolling back it is another set")
		}
		if list := done(t, with("release", "list")...); strings.Count(list, "\n") != 6 || !strings.Contains(list, "Brings release 1 back.") {
			t.Errorf("the list is\n%s", list)
		}
	})
}

// TestBackupWhileServing backs up, publishes, and brings the backup back, while a program serves: it follows.
func TestBackupWhileServing(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "backup.db")
	base := startProgram(t, "--data-dir", dir)
	done(t, "backup", file, "--data-dir", dir)
	publishSomething(t, "--data-dir", dir)
	awaitRelease(t, base, 2)
	done(t, "restore", file, "--data-dir", dir)
	awaitRelease(t, base, 1)
	if out := done(t, "release", "diff", "1", "--data-dir", dir); out != "They are the same.\n" {
		t.Errorf("the drafts differ from the backup:\n%s", out)
	}
	if elsewhere := startProgram(t, "--data-dir", restored(t, file)); get(t, elsewhere+"/readyz") != get(t, base+"/readyz") {
		t.Error("restored elsewhere, another release is in service")
	}
}

// TestBackupTakesThingsAsTheyAre: a database of another program is backed up before it is upgraded, and where there is none,
// none is made.
func TestBackupTakesThingsAsTheyAre(t *testing.T) {
	dir, file := t.TempDir(), filepath.Join(t.TempDir(), "backup.db")
	if _, _, err := command(t, "", "backup", file, "--data-dir", dir); err == nil || !strings.Contains(err.Error(), "no database in "+dir) {
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
	done(t, "backup", file, "--data-dir", dir)
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
	done(t, "restore", file, "--data-dir", dir)
	return dir
}

// publishSomething publishes a change of a wording.
func publishSomething(t *testing.T, flags ...string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "bank.jsonl")
	done(t, slices.Concat([]string{"bank", "export", "--format", "jsonl", path}, flags)...)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(text), `"how_to_ask":"`, `"how_to_ask":"Calmly. `, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	done(t, slices.Concat([]string{"bank", "import", "--write", path}, flags)...)
	done(t, slices.Concat([]string{"release", "publish", "--note", "Calmly"}, flags)...)
}

// TestPostgresDump does what docs/running.md says: pg_dump, and pg_restore into an empty database.
func TestPostgresDump(t *testing.T) {
	from, to := server.Database(t), server.Database(t)
	base := startProgram(t, "--database-url", from)
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
	elsewhere := startProgram(t, "--database-url", to)
	_, want := post(t, base, engineer)
	if _, got := post(t, elsewhere, engineer); got != want { // tokens and all: the secret is in the dump
		t.Error("restored, it gives another set")
	}
	if out := done(t, "release", "list", "--database-url", to); out != done(t, "release", "list", "--database-url", from) {
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
