package main

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// storageTest takes a program its disk space, and damages its database.
type storageTest struct {
	*torture
	dir     string // the data folder
	program *program
	state   state
}

// testStorage fills the disk of a running program and gives the space back, and damages its database and restores a backup.
func (t *torture) testStorage() error {
	flags, _, err := t.newDatabase("SQLite")
	if err != nil {
		return err
	}
	s := &storageTest{torture: t, dir: flags[1], state: state{release: 1, triedRelease: 1}}
	if err := s.start(); err != nil {
		return err
	}
	defer func() { s.program.kill() }()
	if err := s.program.createRule(); err != nil {
		return err
	}
	for range t.cuts {
		if err := s.fillDisk(); err != nil {
			return fmt.Errorf("full disk: %w", err)
		}
	}
	t.printCount("full disks: 503, sets still served, no edit lost, recovered", t.cuts)
	for round := range t.cuts {
		if err := s.damage(round); err != nil {
			return fmt.Errorf("damaged database: %w", err)
		}
	}
	t.printCount("damaged databases: last good release served, backup restored", t.cuts)
	return nil
}

// start starts the program on the small bank.
func (s *storageTest) start() error {
	p, err := s.serve("--bank", s.path("small"), "--data-dir", s.dir)
	if err == nil {
		s.program = p
	}
	return err
}

// limitFiles sets the largest size of the files that the program writes: beyond it, writes fail as on a full disk.
func (s *storageTest) limitFiles(size string) error {
	pid := strconv.Itoa(s.program.cmd.Process.Pid)
	out, err := exec.CommandContext(s.ctx, "prlimit", "--pid", pid, "--fsize="+size+":unlimited").CombinedOutput()
	if err != nil {
		return fmt.Errorf("prlimit: %w: %s", err, out)
	}
	return nil
}

// fillDisk edits until the space ends, and again when it is back.
func (s *storageTest) fillDisk() error {
	if err := s.limitFiles(strconv.Itoa(1 + s.rng.IntN(1<<20))); err != nil {
		return err
	}
	for s.program.edit(&s.state) == nil {
	}
	if s.state.refused == nil || !strings.Contains(s.state.refused.Error(), "storage_failed") {
		return fmt.Errorf("a write without space: %w", s.state.refused)
	}
	s.state.refused, s.state.triedEdit = nil, s.state.edit // the edit must not be there
	if a, err := s.program.ask(http.MethodPost, "/v1/question-sets", "", loadRequests()[0]); err != nil || a.status != http.StatusOK {
		return fmt.Errorf("a set without space: %s, %w", a, err)
	}
	if err := s.limitFiles("unlimited"); err != nil {
		return err
	}
	if err := s.state.verify(s.program); err != nil {
		return err
	}
	return s.program.publishEdit(&s.state)
}

// damage overwrites a part of the database while the program does not run, and restores a backup when it does.
func (s *storageTest) damage(round int) error {
	backup := s.path(fmt.Sprintf("backup%d.db", round))
	if err := s.command(nil, "backup", backup, "--data-dir", s.dir); err != nil {
		return err
	}
	s.program.kill()
	if err := s.overwrite(filepath.Join(s.dir, "twoway.db")); err != nil {
		return err
	}
	if err := s.start(); err != nil {
		return err
	}
	if served, err := s.program.servedRelease(); err != nil || served != s.state.release {
		return fmt.Errorf("release %d is served, want %d: %w", served, s.state.release, err)
	}
	if err := s.command(nil, "restore", backup, "--data-dir", s.dir); err != nil {
		return err
	}
	if err := s.awaitHealth(); err != nil {
		return err
	}
	if err := s.state.verifyRule(s.program); err != nil {
		return err
	}
	if _, err := s.state.verifyReleases(s.program); err != nil {
		return err
	}
	return s.state.verifyQuestions(s.program)
}

// overwrite overwrites the beginning of a file, or a random part of it.
func (s *storageTest) overwrite(path string) error {
	file, err := os.OpenFile(path, os.O_WRONLY, 0) //nolint:gosec // the database of this test
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	at := s.rng.Int64N(info.Size()) * s.rng.Int64N(2)
	if _, err := file.WriteAt([]byte(strings.Repeat("damage ", 5000)), at); err != nil {
		return err
	}
	return file.Close()
}

// awaitHealth waits until the program reports no problem.
func (s *storageTest) awaitHealth() error {
	var ready struct{ Problem string }
	for start := time.Now(); time.Since(start) < 20*time.Second; time.Sleep(50 * time.Millisecond) {
		ready.Problem = ""
		if err := s.program.read("/readyz", &ready); err != nil {
			return err
		}
		if ready.Problem == "" {
			return nil
		}
	}
	return fmt.Errorf("after a restore: %s", ready.Problem)
}
