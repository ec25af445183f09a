package app_test

import (
	"database/sql"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"

	"twoway/internal/programtest"
)

// rule returns a rule that does no harm, as JSON.
func rule(id string) string {
	return fmt.Sprintf(`{"id":%q,"asker":"candidate","name":"A rule","when":"profile.minutes > 5","pick":"","effect":{"kind":"boost","points":1},
		"because":"It is there for a test.","cases":[{"applies":true,"profile":{"minutes":10}},{"applies":false,"profile":{"minutes":5}}]}`, id)
}

// serving returns a command that serves from a data folder, which is filled with a small bank.
func serving(t *testing.T, small, dir string, flags ...string) *exec.Cmd {
	t.Helper()
	return programtest.Command(t, append([]string{"serve", "--listen", "127.0.0.1:0", "--bank", small, "--data-dir", dir}, flags...)...)
}

// servedTwice serves two releases from a database, and returns a backup of the first.
func servedTwice(t *testing.T, small string, flags ...string) (backup string) {
	t.Helper()
	backup = filepath.Join(t.TempDir(), "backup.db")
	p := programtest.StartProcess(t, programtest.Command(t, append([]string{"serve", "--listen", "127.0.0.1:0", "--bank", small}, flags...)...))
	if !slices.Contains(flags, "--database-url") {
		programtest.MustRun(t, append([]string{"backup", backup}, flags...)...)
	}
	publishChange(t, flags...)
	p.AwaitReady(t, `"number":2`)
	p.Stop(t)
	return backup
}

// refuses runs a command that must fail, and that must name all of the texts.
func refuses(t *testing.T, args []string, texts ...string) {
	t.Helper()
	out, err := programtest.Command(t, args...).CombinedOutput()
	if err == nil {
		t.Errorf("%q: exit 0, want a failure\n%s", args, out)
	}
	for _, text := range texts {
		if !strings.Contains(string(out), text) {
			t.Errorf("%q: got %s\nwant %q", args, out, text)
		}
	}
}

// TestDatabaseLost loses the database after release 2 was served, in several ways. Nothing that writes must bury the loss.
func TestDatabaseLost(t *testing.T) {
	small := programtest.SmallBank(t)
	dir := t.TempDir()
	file, kept := filepath.Join(dir, "twoway.db"), filepath.Join(dir, "last-good-release")
	backup := servedTwice(t, small, "--data-dir", dir)
	bank := filepath.Join(t.TempDir(), "bank.jsonl")
	programtest.MustRun(t, "bank", "export", "--format", "jsonl", bank, "--data-dir", dir)
	another := t.TempDir()
	servedTwice(t, small, "--data-dir", another)
	database, err := sql.Open("sqlite", filepath.Join(another, "twoway.db"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := database.ExecContext(t.Context(), "UPDATE releases SET hash = 'sha256:another'"); err != nil {
		t.Fatal(err)
	}
	if err := database.Close(); err != nil {
		t.Fatal(err)
	}
	for name, lose := range map[string]func() error{
		"emptied": func() error { return os.WriteFile(file, nil, 0o600) },
		"removed": func() error { return os.Remove(file) },
		"older":   func() error { return copyTo(file, backup) },
		"another": func() error { return copyTo(file, filepath.Join(another, "twoway.db")) },
	} {
		if err := lose(); err != nil {
			t.Fatal(err)
		}
		for _, args := range [][]string{
			{"serve", "--listen", "127.0.0.1:0"},
			{"migrate"},
			{"bank", "import", "--write", bank},
			{"release", "publish", "--note", "x"},
			{"release", "rollback", "1"},
		} {
			texts := []string{"release 2", kept, "twoway restore --data-dir " + dir + " FILE", "--accept-older-database"}
			if args[0] == "release" && name == "removed" {
				texts = []string{"there is no database in " + dir}
			} else if args[0] == "release" && name == "emptied" {
				texts = []string{"is empty", "twoway restore --data-dir " + dir + " FILE"}
			}
			refuses(t, append(args, "--data-dir", dir), texts...)
		}
		if _, err := os.Stat(file); name == "removed" && err == nil {
			t.Error("a database that was lost is created again")
		}
	}
}

func copyTo(to, from string) error {
	text, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, text, 0o600)
}

// TestAcceptOlderDatabase starts on a lost database with the flag, and after restoring a backup without it. What was served is
// kept under a name of its own, also the second time.
func TestAcceptOlderDatabase(t *testing.T) {
	small := programtest.SmallBank(t)
	dir := t.TempDir()
	backup := servedTwice(t, small, "--data-dir", dir)
	for i, aside := range []string{"last-good-release-2", "last-good-release-2-2"} {
		if err := os.WriteFile(filepath.Join(dir, "twoway.db"), nil, 0o600); err != nil {
			t.Fatal(err)
		}
		p := programtest.StartProcess(t, serving(t, small, dir, "--accept-older-database"))
		p.AwaitReady(t, `"number":1`)
		if _, err := os.Stat(filepath.Join(dir, aside)); err != nil || !strings.Contains(p.Events(), aside) {
			t.Errorf("round %d: %v; log:\n%s", i+1, err, p.Events())
		}
		publishChange(t, "--data-dir", dir)
		p.AwaitReady(t, `"number":2`)
		p.Stop(t)
	}
	out, stderr, err := programtest.Run(t, "", "restore", backup, "--data-dir", dir)
	if err != nil || !strings.Contains(stderr, "last-good-release-2-3") {
		t.Errorf("restore: %v\n%s%s", err, out, stderr)
	}
	programtest.StartProcess(t, serving(t, small, dir)).AwaitReady(t, `"number":1`)
}

// TestDatabaseLostOnPostgres replaces a database by an empty one: with the data folder of the replica, nothing starts.
func TestDatabaseLostOnPostgres(t *testing.T) {
	small := programtest.SmallBank(t)
	dir := t.TempDir()
	servedTwice(t, small, "--data-dir", dir, "--database-url", postgres.Database(t))
	empty := postgres.Database(t)
	for _, args := range [][]string{{"serve", "--listen", "127.0.0.1:0"}, {"migrate"}} {
		refuses(t, append(args, "--data-dir", dir, "--database-url", empty), "release 2", "pg_restore", "--accept-older-database")
	}
	out := programtest.MustRun(t, "migrate", "--data-dir", dir, "--database-url", empty, "--accept-older-database")
	if !strings.Contains(out, "newest release is 1") {
		t.Errorf("got %s", out)
	}
	if _, err := os.Stat(filepath.Join(dir, "last-good-release-2")); err != nil {
		t.Error(err)
	}
}

// TestDatabaseLostWhileServing empties or replaces the database under a running program: it keeps serving, says so, and lets
// no write through, until a backup is restored.
func TestDatabaseLostWhileServing(t *testing.T) {
	small := programtest.SmallBank(t)
	for name, lose := range map[string]func(file, older string) error{
		"emptied": func(file, _ string) error { return os.Truncate(file, 0) },
		"removed": func(file, _ string) error { return os.Remove(file) },
		"replaced": func(file, older string) error {
			return errors.Join(os.Remove(file+"-wal"), os.Remove(file+"-shm"), os.Rename(older, file))
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			backup := servedTwice(t, small, "--data-dir", dir)
			older := filepath.Join(dir, "older")
			if err := copyTo(older, backup); err != nil {
				t.Fatal(err)
			}
			p := programtest.StartProcess(t, serving(t, small, dir))
			if err := lose(filepath.Join(dir, "twoway.db"), older); err != nil {
				t.Fatal(err)
			}
			p.AwaitReady(t, "Release 2 stays in service.")
			for range 3 {
				status, answer := p.Admin(t, http.MethodPost, "/v1/admin/rules", rule("own-rule"))
				if status != http.StatusServiceUnavailable || !strings.Contains(answer, `"storage_failed"`) {
					t.Errorf("a write: %d %s", status, answer)
				}
			}
			if n := strings.Count(p.Events(), "level=ERROR"); n < 1 || n > 3 {
				t.Errorf("%d errors in the log, want one for each way it fails:\n%s", n, p.Events())
			}
			programtest.MustRun(t, "restore", backup, "--data-dir", dir)
			p.AwaitReady(t, `"number":1`)
			p.AwaitReady(t, "!problem")
			if status, answer := p.Admin(t, http.MethodPost, "/v1/admin/rules", rule("own-rule")); status != http.StatusCreated {
				t.Errorf("a write after the restore: %d %s", status, answer)
			}
		})
	}
}

// damages returns ways to damage a database file.
func damages() map[string]func(file string) error {
	return map[string]func(file string) error{
		"header":    func(file string) error { return overwrite(file, 0, 100) },
		"truncated": func(file string) error { return os.Truncate(file, 100_000) },
		"garbage":   func(file string) error { return os.WriteFile(file, []byte(strings.Repeat("garbage ", 5000)), 0o600) },
	}
}

// overwrite overwrites a part of a file.
func overwrite(path string, at, length int) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	_, err = file.WriteAt([]byte(strings.Repeat("x", length)), int64(at))
	return err
}

// TestDamagedDatabase starts on a damaged database, which serves the last good release, and restores a backup meanwhile.
func TestDamagedDatabase(t *testing.T) {
	small := programtest.SmallBank(t)
	source := t.TempDir()
	backup := servedTwice(t, small, "--data-dir", source)
	for name, damage := range damages() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
				t.Fatal(err)
			}
			if err := damage(filepath.Join(dir, "twoway.db")); err != nil {
				t.Fatal(err)
			}
			p := programtest.StartProcess(t, serving(t, small, dir))
			p.AwaitReady(t, "The database is damaged")
			if status, answer := p.Admin(t, http.MethodPost, "/v1/admin/rules", rule("own-rule")); status != http.StatusServiceUnavailable || !strings.Contains(answer, `"storage_failed"`) {
				t.Errorf("a write: %d %s", status, answer)
			}
			if status, answer := programtest.Post(t, p.Base, programtest.Engineer); status != http.StatusOK || !strings.Contains(answer, `"number":2`) {
				t.Errorf("a set: %d %.200s", status, answer)
			}
			if n := strings.Count(p.Events(), "level=ERROR"); n != 1 {
				t.Errorf("%d errors in the log, want 1:\n%s", n, p.Events())
			}
			_, stderr, err := programtest.Run(t, "", "restore", backup, "--data-dir", dir)
			if err != nil || !strings.Contains(stderr, "twoway.db.damaged") || !strings.Contains(stderr, "last-good-release-2") {
				t.Fatalf("restore: %v\n%s", err, stderr)
			}
			p.AwaitReady(t, `"number":1`)
			p.AwaitReady(t, "!problem")
			if err := os.Remove(filepath.Join(dir, "last-good-release")); err != nil {
				t.Fatal(err)
			}
			p.Kill()
			if err := damage(filepath.Join(dir, "twoway.db")); err != nil {
				t.Fatal(err)
			}
			refuses(t, []string{"serve", "--listen", "127.0.0.1:0", "--data-dir", dir}, "damaged", "twoway restore --data-dir "+dir+" FILE")
		})
	}
}

// TestModes starts with a lax umask, and with files of an older program that others can read.
func TestModes(t *testing.T) {
	small := programtest.SmallBank(t)
	dir := filepath.Join(t.TempDir(), "new")
	before := syscall.Umask(0)
	defer syscall.Umask(before)
	backup := servedTwice(t, small, "--data-dir", dir)
	p := programtest.StartProcess(t, serving(t, small, dir))
	wantModes(t, dir, backup)
	p.Kill()
	for _, name := range []string{"twoway.db", "twoway.db-wal", "twoway.db-shm", "last-good-release"} {
		if err := os.Chmod(filepath.Join(dir, name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, 0o775); err != nil {
		t.Fatal(err)
	}
	p = programtest.StartProcess(t, serving(t, small, dir))
	for text, want := range map[string]int{"now only its owner can": 4, "run: chmod 700 " + dir: 1} {
		if n := strings.Count(p.Events(), text); n != want {
			t.Errorf("%d lines with %q, want %d:\n%s", n, text, want, p.Events())
		}
	}
	if err := os.Chmod(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	wantModes(t, dir, backup)
	p.Kill()
	if p = programtest.StartProcess(t, serving(t, small, dir)); strings.Contains(p.Events(), "thers can") {
		t.Errorf("said again:\n%s", p.Events())
	}
}

func wantModes(t *testing.T, dir, backup string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) != 4 {
		t.Fatalf("the data folder has %q, %v; want 4 files", files, err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700 | os.ModeDir, backup: 0o600, files[0]: 0o600, files[1]: 0o600, files[2]: 0o600, files[3]: 0o600} {
		if info, err := os.Stat(path); err != nil || info.Mode() != want {
			t.Errorf("%s: got %v, %v, want %v", path, info.Mode(), err, want)
		}
	}
}

// TestReadingCommandsCreateNoDatabase runs every reading command where there is no database, where there is an empty one, and
// on one without a release.
func TestReadingCommandsCreateNoDatabase(t *testing.T) {
	bank := programtest.SmallBank(t)
	out := filepath.Join(t.TempDir(), "out")
	commands := [][]string{
		{"bank", "export", out},
		{"release", "list"},
		{"release", "show", "1"},
		{"release", "diff", "1"},
		{"release", "publish", "--check"},
		{"release", "publish", "--note", "x"},
		{"release", "rollback", "1"},
		{"bank", "import", bank},
		{"backup", out},
	}
	for _, args := range commands {
		dir := filepath.Join(t.TempDir(), "typo")
		_, _, err := programtest.Run(t, "", append(args, "--data-dir", dir)...)
		if !strings.Contains(programtest.ErrorText(err), "there is no database in "+dir) {
			t.Errorf("%q: got %v", args, err)
		}
		if _, err := os.Stat(dir); err == nil {
			t.Errorf("%q created %s", args, dir)
		}
	}
	for _, url := range []string{postgres.Database(t)} {
		for _, args := range commands[:5] {
			_, _, err := programtest.Run(t, "", append(args, "--data-dir", t.TempDir(), "--database-url", url)...)
			if !strings.Contains(programtest.ErrorText(err), "twoway migrate") {
				t.Errorf("%q on an empty PostgreSQL: got %v", args, err)
			}
		}
	}
}

// TestMoveToPostgres runs the commands of docs/running.md that move a bank from SQLite to PostgreSQL.
func TestMoveToPostgres(t *testing.T) {
	t.Chdir(t.TempDir())
	small := programtest.SmallBank(t)
	servedTwice(t, small, "--data-dir", "./data")
	url := postgres.Database(t)
	refuses(t, []string{"migrate", "--database-url", url}, "release 2", "--accept-older-database")
	block := regexp.MustCompile("(?s)```sh\n([^`]*data-postgres[^`]*)```").FindStringSubmatch(programtest.File(t, "docs/running.md"))
	if block == nil {
		t.Fatal("docs/running.md does not show how to move")
	}
	for line := range strings.Lines(block[1]) {
		args := strings.Fields(strings.ReplaceAll(line, `"$TWOWAY_DATABASE_URL"`, url))
		programtest.MustRun(t, args[1:]...)
	}
	moved := programtest.MustRun(t, "bank", "import", "bank.jsonl", "--database-url", url)
	if moved != "There are no differences.\n" {
		t.Errorf("after moving:\n%s", moved)
	}
}
