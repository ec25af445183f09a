// Torture kills programs at random moments, takes the database away, has replicas and admins meet, and checks after each
// that nothing is lost and nothing stale. It prints a table of what it measured, and ends with status 1 if anything is not
// as it must be, or a gate is missed. -short does less of the same.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"time"

	"twoway/internal/pgtest"
)

func main() {
	short := flag.Bool("short", false, "do less of the same")
	seed := flag.Uint64("seed", uint64(time.Now().UnixNano()), "of the moments at which programs are killed")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	t := &torture{ctx: ctx, rng: rand.New(rand.NewPCG(*seed, 1)), seed: *seed, kills: 100, publishes: 20, cut: 5, rounds: 50, away: time.Minute, hangs: 30 * time.Second}
	if *short {
		t.kills, t.publishes, t.cut, t.rounds, t.away, t.hangs = 6, 3, 1, 5, 4*time.Second, 0
	}
	err := t.all(*short)
	stop()
	if err != nil {
		fmt.Fprintf(os.Stderr, "torture (seed %d): %v\n", *seed, err)
		os.Exit(1)
	}
	if t.missed && !*short { // a machine that runs tests is busy with others
		fmt.Fprintln(os.Stderr, "torture: a gate is missed")
		os.Exit(1)
	}
}

// torture is one run.
type torture struct {
	ctx       context.Context
	rng       *rand.Rand
	seed      uint64
	folder    string
	binary    string
	postgres  *pgtest.Server
	databases int
	missed    bool

	kills, publishes, cut, rounds int
	away, hangs                   time.Duration
}

func (t *torture) all(short bool) (err error) {
	if t.folder, err = os.MkdirTemp("", "torture"); err != nil {
		return err
	}
	defer os.RemoveAll(t.folder)
	t.binary = filepath.Join(t.folder, "twoway")
	if out, err := exec.CommandContext(t.ctx, "go", "build", "-o", t.binary, ".").CombinedOutput(); err != nil {
		return fmt.Errorf("build: %w: %s", err, out)
	}
	if t.postgres, err = pgtest.Start(t.ctx); err != nil {
		return err
	}
	defer t.postgres.Stop()
	for _, size := range []struct{ name, questions, rules string }{{"small", "300", "60"}, {"large", "10000", "1000"}} {
		if _, err := t.command(nil, "synth", "--out", t.path(size.name), "--questions", size.questions, "--rules", size.rules); err != nil {
			return err
		}
	}
	fmt.Printf("%-74s %10s %10s\n", "", "measured", "gate")
	for _, database := range []string{"SQLite", "PostgreSQL"} {
		if err := t.killing(database); err != nil {
			return fmt.Errorf("killing, on %s: %w", database, err)
		}
	}
	if err := t.replicas(); err != nil {
		return fmt.Errorf("replicas: %w", err)
	}
	if short {
		return nil
	}
	return t.publishLarge()
}

func (t *torture) path(name string) string { return filepath.Join(t.folder, name) }

// count prints how often something held.
func (t *torture) count(what string, n int) { fmt.Printf("%-74s %10d\n", what, n) }

// within prints a time, and whether it keeps to its gate.
func (t *torture) within(what string, measured, gate time.Duration) {
	verdict := "met"
	if measured > gate {
		verdict, t.missed = "MISSED", true
	}
	fmt.Printf("%-74s %10s %10s  %s\n", what, measured.Round(time.Millisecond), "≤ "+gate.String(), verdict)
}

// database makes flags for an empty database.
func (t *torture) database(kind string) ([]string, string, error) {
	t.databases++
	name := fmt.Sprintf("torture%d", t.databases)
	if kind == "SQLite" {
		return []string{"--data-dir", t.path(name)}, "", nil
	}
	if err := t.sql(t.postgres.URL("postgres"), "CREATE DATABASE "+name); err != nil {
		return nil, "", err
	}
	url := t.postgres.URL(name)
	return []string{"--database-url", url, "--data-dir", t.path(name)}, url, nil
}
