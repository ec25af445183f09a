package app_test

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"twoway/internal/programtest"
)

// limitFiles sets the largest size of the files that a process writes. With one byte, every write fails as on a full disk.
func limitFiles(t *testing.T, p *programtest.Process, size string) {
	t.Helper()
	pid := strconv.Itoa(p.Cmd.Process.Pid)
	if out, err := exec.CommandContext(t.Context(), "prlimit", "--pid", pid, "--fsize="+size+":unlimited").CombinedOutput(); err != nil {
		t.Fatalf("prlimit: %v: %s", err, out)
	}
}

// TestFullDisk takes a running program all space, and gives it back.
func TestFullDisk(t *testing.T) {
	small, dir := programtest.SmallBank(t), t.TempDir()
	p := programtest.StartProcess(t, serving(t, small, dir))
	kept, err := os.ReadFile(filepath.Join(dir, "last-good-release"))
	if err != nil {
		t.Fatal(err)
	}
	limitFiles(t, p, "1")
	for i := range 5 {
		status, answer := p.Admin(t, http.MethodPost, "/v1/admin/rules", rule(fmt.Sprint("rule-", i)))
		if status != http.StatusServiceUnavailable || !strings.Contains(answer, `"code":"storage_failed"`) || !strings.Contains(answer, "space") {
			t.Errorf("a write without space: %d %s", status, answer)
		}
		if ready := programtest.Get(t, p.Base+"/readyz"); !strings.Contains(ready, "space") {
			t.Errorf("/readyz after it: %s", ready)
		}
	}
	if status, _ := programtest.Post(t, p.Base, programtest.Engineer); status != http.StatusOK {
		t.Errorf("a set without space: %d", status)
	}
	time.Sleep(5 * time.Second) // the program tries to write meanwhile
	if n := strings.Count(p.Events(), "level=ERROR"); n != 1 {
		t.Errorf("%d errors in the log, want 1:\n%s", n, p.Events())
	}
	limitFiles(t, p, "unlimited")
	p.AwaitReady(t, "!problem")
	if status, answer := p.Admin(t, http.MethodPost, "/v1/admin/rules", rule("rule-9")); status != http.StatusCreated {
		t.Errorf("a write with space: %d %s", status, answer)
	}
	if n := strings.Count(p.Events(), "the database can be written again"); n != 1 {
		t.Errorf("%d recoveries in the log, want 1:\n%s", n, p.Events())
	}
	publishChange(t, "--data-dir", dir)
	before := awaitChange(t, filepath.Join(dir, "last-good-release"), kept)
	limitFiles(t, p, "1000")
	publishChange(t, "--data-dir", dir)
	p.AwaitReady(t, `"number":3`)
	awaitEvent(t, p, "cannot write the snapshot of the release") // which is tried after the release is in service
	wantFile(t, filepath.Join(dir, "last-good-release"), string(before))
	limitFiles(t, p, "unlimited")
	awaitEvent(t, p, "the snapshot of the release is written")
	if files, err := filepath.Glob(filepath.Join(dir, "last-good-release*")); err != nil || len(files) != 1 {
		t.Errorf("the folder has %q, %v", files, err)
	}
}

// awaitEvent waits until the log of a program has a message.
func awaitEvent(t *testing.T, p *programtest.Process, message string) {
	t.Helper()
	for started := time.Now(); !strings.Contains(p.Events(), message); time.Sleep(50 * time.Millisecond) {
		if time.Since(started) > 20*time.Second {
			t.Fatalf("no message %q:\n%s", message, p.Events())
		}
	}
}

// awaitChange waits until a file no longer has a text, and returns the new one.
func awaitChange(t *testing.T, path string, before []byte) (after []byte) {
	t.Helper()
	for range 400 {
		after, err := os.ReadFile(path)
		if err == nil && !bytes.Equal(after, before) {
			return after
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%s does not change", path)
	return nil
}

func wantFile(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s has changed, or cannot be read: %v", path, err)
	}
}

// TestDamagedWhileServing overwrites a database while it is used.
func TestDamagedWhileServing(t *testing.T) {
	small, dir := programtest.SmallBank(t), t.TempDir()
	backup := servedTwice(t, small, "--data-dir", dir)
	p := programtest.StartProcess(t, serving(t, small, dir))
	if err := os.WriteFile(filepath.Join(dir, "twoway.db"), []byte(strings.Repeat("garbage ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	p.AwaitReady(t, "Release 2 stays in service.") // it is damaged or, if it was opened before the garbage was in it, empty
	status, answer := p.Admin(t, http.MethodPost, "/v1/admin/rules", rule("own-rule"))
	if status != http.StatusServiceUnavailable || !strings.Contains(answer, `"code":"storage_failed"`) {
		t.Errorf("a write: %d %s", status, answer)
	}
	programtest.MustRun(t, "restore", backup, "--data-dir", dir)
	p.AwaitReady(t, `"number":1`)
	p.AwaitReady(t, "!problem")
	if status, answer := p.Admin(t, http.MethodPost, "/v1/admin/rules", rule("own-rule")); status != http.StatusCreated {
		t.Errorf("a write after the restore: %d %s", status, answer)
	}
}

// asNobody makes a command run as an unprivileged user, if the tests run as root, whom no permissions stop.
func asNobody(t *testing.T, cmd *exec.Cmd) *exec.Cmd {
	t.Helper()
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: nobody(t)}
	}
	return cmd
}

func nobody(t *testing.T) *syscall.Credential {
	t.Helper()
	u, err := user.Lookup("nobody")
	if err != nil {
		t.Fatal(err)
	}
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	if err != nil {
		t.Fatal(err)
	}
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// openFolder returns a data folder in a place that an unprivileged user can enter, whom it belongs to.
func openFolder(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "twoway-data") //nolint:usetesting // other users cannot enter t.TempDir
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

func chownAll(t *testing.T, dir string) {
	t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	err := filepath.WalkDir(dir, func(path string, _ os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		return os.Chown(path, int(nobody(t).Uid), int(nobody(t).Gid))
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestDatabaseWithoutPermission starts on a database that may not be written, or not be read, and gives the permission back.
func TestDatabaseWithoutPermission(t *testing.T) {
	small := openFolder(t)
	if err := os.CopyFS(small, os.DirFS(programtest.SmallBank(t))); err != nil {
		t.Fatal(err)
	}
	chownAll(t, small)
	source := t.TempDir()
	servedTwice(t, small, "--data-dir", source)
	for name, modes := range map[string]struct{ file, folder os.FileMode }{
		"read-only file":   {0o400, 0o700},
		"read-only folder": {0o600, 0o500},
		"both read-only":   {0o400, 0o500},
		"unreadable file":  {0o000, 0o700},
	} {
		t.Run(name, func(t *testing.T) {
			dir := openFolder(t)
			if err := os.CopyFS(dir, os.DirFS(source)); err != nil {
				t.Fatal(err)
			}
			chownAll(t, dir)
			setModes(t, dir, modes.file, modes.folder)
			p := programtest.StartProcess(t, asNobody(t, serving(t, small, dir)))
			p.AwaitReady(t, "user that runs this program")
			if status, answer := p.Admin(t, http.MethodPost, "/v1/admin/rules", rule("own-rule")); status != http.StatusServiceUnavailable || !strings.Contains(answer, `"storage_failed"`) {
				t.Errorf("a write: %d %s", status, answer)
			}
			if status, answer := programtest.Post(t, p.Base, programtest.Engineer); status != http.StatusOK || !strings.Contains(answer, `"number":2`) {
				t.Errorf("a set: %d %.200s", status, answer)
			}
			time.Sleep(3 * time.Second)
			if n := strings.Count(p.Events(), "level=ERROR"); n != 1 {
				t.Errorf("%d errors in the log, want 1:\n%s", n, p.Events())
			}
			setModes(t, dir, 0o600, 0o700)
			p.AwaitReady(t, "!problem")
			if status, answer := p.Admin(t, http.MethodPost, "/v1/admin/rules", rule("own-rule")); status != http.StatusCreated {
				t.Errorf("a write with the permission: %d %s", status, answer)
			}
		})
	}
}

func setModes(t *testing.T, dir string, file, folder os.FileMode) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "twoway.db*"))
	if err != nil || len(files) == 0 {
		t.Fatal(err)
	}
	for _, path := range files {
		if err := os.Chmod(path, file); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(dir, folder); err != nil {
		t.Fatal(err)
	}
}
